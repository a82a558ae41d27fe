"""The readiness report looks at the seal and at papers that failed."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from operations.registry import Level
from paperwork import readiness
from paperwork.enums import Making
from paperwork.issuing import services
from paperwork.models import PaperRequest
from paperwork.sealing.base import SealFailed


def seal_of(*, is_test: bool = False, days: int = 365):
    after = datetime.now(UTC) + timedelta(days=days)
    certificate = SimpleNamespace(is_test=is_test, not_after=after, subject="示例馆")
    return lambda: SimpleNamespace(certificate=lambda: certificate)


def broken():
    raise SealFailed("没有设置印章密钥：请设置环境变量 SEAL_P12。")


@pytest.mark.parametrize(
    ("sealer", "levels", "words"),
    [
        (seal_of(), [], ""),
        (seal_of(is_test=True), [Level.BLOCKER], "测试印章"),
        (seal_of(days=30), [Level.WARNING], "过期"),
        (broken, [Level.BLOCKER], "没有设置印章密钥"),
    ],
    ids=["good", "test", "expires", "none"],
)
def test_the_seal_is_looked_at(monkeypatch, sealer, levels, words):
    monkeypatch.setattr(readiness, "sealer", sealer)
    found = list(readiness.seal())
    assert [each.level for each in found] == levels
    assert all(words in each.missing for each in found)


def test_failed_papers_are_named(db):
    assert not list(readiness.failed_papers())
    services.ask("probe", "SY1", 1)
    PaperRequest.objects.update(state=Making.FAILED)
    assert "有 1 份文书没有做成" in next(readiness.failed_papers()).missing
