"""A kind whose notice must be read first: the claim of an organisation without its files, under a name of its own."""

from dataclasses import replace
from datetime import datetime, timedelta

from accounts.models import User
from casework import drafts, kinds, notices
from casework.enums import ForWhom
from casework.kinds import CaseKind
from casework.models import Case
from casework.sections import as_query
from tests.factories import claims

NAME = "noticed"
TEXT = "<p>查档前请先阅读：复制件六个月内领取。</p>"
OTHER_TEXT = "<p>查档前请先阅读：复制件三个月内领取。</p>"


def register(monkeypatch, **changes) -> CaseKind:
    """Makes the kind known for one test."""
    own = {
        "name": NAME,
        "label": "示例查档",
        "prefix": "SL",
        "notice_seconds": 5,
        "one_draft": True,
        "for_whom": ForWhom.PERSON,
        "items": (),
    }
    kind = replace(kinds.case_kind("org_claim"), **own | changes)
    monkeypatch.setitem(kinds._kinds, NAME, kind)
    return kind


def fill(case: Case, user: User) -> Case:
    """Everything that the sections ask for."""
    for section, words in claims.typed().items():
        drafts.save_section(case, section, as_query(words), user=user, seen_version=0)
    return Case.objects.get(pk=case.pk)


def agreed(user: User, kind: CaseKind, now: datetime) -> Case:
    """A draft begun as it should be: read for exactly as long as is asked."""
    reading = notices.start(user, kind, now)
    return notices.agree(reading.pk, user=user, now=now + timedelta(seconds=kind.notice_seconds))
