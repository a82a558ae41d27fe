"""A reading of the notice used many times at once, and two windows at once: one draft, one consent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework import notices
from casework.models import Case, NoticeReading, NoticeVersion
from tests.concurrency.test_casework import at_once
from tests.factories import notices as noticed
from tests.membership.conftest import make_people

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 8


@pytest.fixture
def kind(initial_data, monkeypatch):
    found = noticed.register(monkeypatch)
    notices.publish(noticed.NAME, noticed.TEXT)
    return found


def test_one_reading_pressed_many_times_at_once_opens_one_draft(kind):
    wang, now = make_people()["wang"], timezone.now()
    reading = notices.start(wang, kind, now - timedelta(seconds=5))
    found = at_once([lambda: notices.agree(reading.pk, user=wang, now=now).pk] * TIMES)
    assert found == [Case.objects.get().pk] * TIMES
    assert NoticeReading.objects.get().case_id == found[0]


def test_many_windows_at_once_open_one_draft_with_one_consent(kind):
    wang, now = make_people()["wang"], timezone.now()
    version = NoticeVersion.objects.get()
    began = now - timedelta(seconds=5)
    made = [NoticeReading.objects.create(user=wang, version=version, started_at=began) for _ in range(TIMES)]
    found = at_once([lambda each=each: notices.agree(each.pk, user=wang, now=now).pk for each in made])
    assert found == [Case.objects.get().pk] * TIMES
    assert NoticeReading.objects.filter(case=found[0]).count() == 1


def test_versions_published_at_once_have_their_own_numbers(kind):
    jobs = [lambda number=number: notices.publish(noticed.NAME, f"<p>{number}</p>").number for number in range(TIMES)]
    assert sorted(at_once(jobs)) == list(range(2, TIMES + 2))
