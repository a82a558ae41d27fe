"""A session is good until its time is over or its row is gone, whichever comes first."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.session_store import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored() -> SessionStore:
    session = SessionStore()
    session["said"] = "词"
    session.create()
    return session


def test_what_was_kept_is_read_in_one_query(stored, django_assert_num_queries):
    again = SessionStore(stored.session_key)
    with django_assert_num_queries(1):
        assert again["said"] == "词"
        assert again.session_key == stored.session_key


@pytest.mark.parametrize("end", ["over", "gone"])
def test_a_session_that_ended_is_empty_and_its_key_is_not_taken_up(stored, end):
    row = Session.objects.filter(session_key=stored.session_key)
    row.update(expire_date=timezone.now() - timedelta(seconds=1)) if end == "over" else row.delete()
    again = SessionStore(stored.session_key)
    assert again.get("said") is None
    assert again.session_key is None
