"""Made-up cases for benchmarks are cases like others."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
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
