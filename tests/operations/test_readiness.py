import pytest

from operations import readiness, registry
from operations.readiness import Finding, Level


@pytest.fixture
def no_checks(monkeypatch):
    monkeypatch.setattr(registry, "checks", {})


def test_findings_are_listed_by_check_and_only_blockers_block(no_checks):
    @readiness.check("甲")
    def first():
        yield Finding(Level.WARNING, "缺一", "补上")

    @readiness.check("乙")
    def second():
        return iter(())

    sections = readiness.run()
    assert [(section.name, len(section.findings)) for section in sections] == [("甲", 1), ("乙", 0)]
    assert not readiness.blocked(sections)

    @readiness.check("丙")
    def third():
        yield Finding(Level.BLOCKER, "缺二", "补上", "/admin/")

    assert readiness.blocked(readiness.run())


def test_a_check_that_breaks_blocks_and_names_itself(no_checks, caplog):
    @readiness.check("会坏的检查")
    def broken():
        yield Finding(Level.WARNING, "缺一", "补上")
        raise RuntimeError("secret text")

    [section] = readiness.run()
    assert readiness.blocked([section])
    assert "会坏的检查" in section.findings[0].missing
    assert "secret text" not in section.findings[0].missing
    assert "readiness check failed" in caplog.text
