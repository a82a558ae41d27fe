"""The kept test database follows whatever made it."""

from tests import imports
from tests.database import digest


def test_a_changed_rule_behind_a_migration_asks_for_a_new_one(tmp_path, monkeypatch):
    first = digest()
    assert digest() == first
    rules = imports.ROOT / "site" / "accounts" / "permissions.py"
    before = imports.stands_on([imports.ROOT / "site" / "accounts" / "migrations" / "0004_staff_permissions.py"])
    assert rules in before
    changed = rules.read_bytes() + b"\n# changed\n"
    reading = type(rules).read_bytes
    monkeypatch.setattr(type(rules), "read_bytes", lambda path: changed if path == rules else reading(path))
    assert digest() != first


def test_a_file_that_no_migration_stands_on_changes_nothing():
    used = imports.stands_on(list((imports.ROOT / "site").glob("*/migrations/*.py")))
    assert imports.ROOT / "site" / "portal" / "urls.py" not in used
