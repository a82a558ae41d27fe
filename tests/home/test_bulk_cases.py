"""Made-up cases for benchmarks are cases like others."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict

from accounts.models import User
from casework.filters import QueueFilter
from casework.models import Case
from home.feedback import bulk
from home.models import Feedback

pytestmark = pytest.mark.django_db


def test_a_long_history_with_as_many_open_cases_as_a_short_one(client, monkeypatch):
    monkeypatch.setattr(bulk, "OPEN", 10)
    monkeypatch.setattr(bulk, "CHUNK", 25)
    call_command("make_bulk_cases", "--cases=60", stdout=StringIO())
    assert Feedback.objects.count() == Case.objects.count() == 60
    assert Case.objects.filter(closed_at=None).count() == 10
    newest = Case.objects.for_queue().order_by("-submitted_at").first()
    assert newest.specific.text
    client.force_login(User.objects.get(username="bulk-officer-0"))
    shown = client.get("/admin/cases/")
    assert newest.number in shown.content.decode()


def test_made_up_cases_are_not_mixed_with_others():
    call_command("make_bulk_cases", "--cases=5", stdout=StringIO())
    with pytest.raises(CommandError, match="已有办件"):
        call_command("make_bulk_cases", "--cases=5", stdout=StringIO())
    with pytest.raises(CommandError, match="正整数"):
        call_command("make_bulk_cases", "--cases=0", stdout=StringIO())


QUESTIONS = [
    "", "kind=feedback", "status=new", "status=answered", "due=open", "due=overdue", "due=today", "due=week",
    "due=stopped", "assignee=mine", "assignee=mine&due=open", "assignee=nobody", "assignee={officer}",
    "organisation=示例建设公司第1号", "since=2026-01-01", "since=2026-01-01&until=2026-01-31", "q=FK2026", "q=0003",
    "q=赵示一0", "status=answered&assignee={officer}",
]  # fmt: skip


def test_every_question_is_answered_from_an_index():
    call_command("make_bulk_cases", "--cases=300", stdout=StringIO())
    officer = User.objects.get(username="bulk-officer-0")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # three hundred rows are read at once; a history is not
    for question in QUESTIONS:
        asked = QueryDict(question.format(officer=officer.pk))
        cases = QueueFilter(asked, user=officer).cases()
        assert QueueFilter(asked, user=officer).is_valid(), question
        for cut in (cases.values("pk")[:50], cases.order_by().values("pk")[:1000]):
            plan = cut.explain()
            assert not re.search(r"SCAN (casework_case|U0)(?! USING)|Seq Scan on casework_case", plan), (question, plan)
