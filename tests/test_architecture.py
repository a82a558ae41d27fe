"""The two rules of the house: the ground knows no feature, and inside an app imports run one way."""

import sys
from pathlib import Path

import pytest

from tests.imports import ROOT, imports

GROUND = {path.name for path in (ROOT / "site").iterdir() if (path / "__init__.py").exists()}
FEATURES = ["home", "policies", "bookings", "declarations"]
MAY_IMPORT = {"home": {"policies"}, "policies": set(), "bookings": set(), "declarations": set()}
# Earlier layers know nothing of later ones; a module that is not named here stands between rules and models.
LAYERS = [
    {"enums", "numbers"},
    {"models", "facts"},
    {"queries"},
    {"services", "workflow", "validity", "citations"},
    {"forms", "documents"},
    {"views", "admin", "urls", "wagtail_hooks", "jobs", "readiness"},
]


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def test_site_is_an_import_root_and_no_package():
    assert not (ROOT / "site" / "__init__.py").exists()


@pytest.mark.parametrize("path", modules(ROOT / "site"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_ground_imports_no_feature(path):
    if path.parts[-2:] == ("portal", "urls.py"):
        return  # the one place where everything meets
    assert {name.split(".")[0] for name in imports(path)}.isdisjoint(FEATURES)


ORDER = ["audit", "accounts", "workdays", "casework", "notifications", "membership"]


@pytest.mark.parametrize("app", ORDER)
def test_rooms_about_people_and_cases_stand_in_one_order(app):
    above = set(ORDER[ORDER.index(app) + 1 :])
    for path in modules(ROOT / "site" / app):
        assert {name.split(".")[0] for name in imports(path)}.isdisjoint(above), path


@pytest.mark.parametrize("app", FEATURES)
def test_features_import_only_the_features_they_may(app):
    for path in modules(ROOT / app):
        used = {name.split(".")[0] for name in imports(path)} & set(FEATURES)
        assert used <= MAY_IMPORT[app] | {app}, path


def test_the_audit_list_stands_on_nothing_of_ours():
    for path in modules(ROOT / "site" / "audit"):
        used = {name.split(".")[0] for name in imports(path)} & GROUND
        assert used <= {"audit", "operations", "portal"}, path


def test_the_rating_is_pure_python():
    for path in modules(ROOT / "site" / "rating"):
        used = {name.split(".")[0] for name in imports(path)}
        assert used <= {"rating"} | sys.stdlib_module_names, path


def layer(module: str) -> int | None:
    """The layer of home.feedback.services or policies.models, None when the rule does not name it."""
    for number, names in enumerate(LAYERS):
        if set(module.split(".")[1:]) & names:
            return number
    return None


APPS = [ROOT / app for app in FEATURES] + [ROOT / "site" / app for app in sorted(GROUND)]


@pytest.mark.parametrize("folder", APPS, ids=lambda folder: folder.name)
def test_imports_inside_an_app_run_one_way(folder):
    for path in modules(folder):
        module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
        own = layer(module)
        if own is None:
            continue
        for name in imports(path):
            if name.split(".")[0] == folder.name and (other := layer(name)) is not None:
                assert other <= own, f"{module} imports {name}"
