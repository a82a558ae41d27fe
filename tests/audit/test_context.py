import pytest
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from audit import context

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of():
    """A request as the middlewares before ours leave it."""

    def make(user=None):
        request = RequestFactory().get("/")
        request.session = SessionStore()
        request.user = user or SimpleLazyObject(lambda: AnonymousUser() if request.session.get("x") is None else None)
        return request

    return make


def acting_in(request):
    found = []
    context.CurrentRequest(lambda given: found.append(context.actor()))(request)
    return found[0]


def test_a_strangers_session_is_not_touched(request_of):
    request = request_of()
    assert acting_in(request) is None
    assert not request.session.accessed


def test_who_signs_in_during_the_request_is_known(request_of):
    user = User.objects.create_user("somebody")
    request = request_of()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    assert acting_in(request) == user


def test_outside_a_request_nobody_acts():
    assert context.actor() is None
