"""Every sign-in, failure and second factor becomes a line of the audit list."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa import signals as mfa
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from audit import services as audit
from audit.enums import Event
from portal import client


def _address(request: HttpRequest | None) -> str:
    return client.address(request) if request is not None else ""


@receiver(user_logged_in)
def signed_in(sender, request, user, **kwargs) -> None:
    ways = [record["method"] for record in get_authentication_records(request, user)] if request is not None else []
    audit.record(Event.SIGN_IN, actor=user, address=_address(request), data={"ways": ways})


@receiver(user_logged_out)
def signed_out(sender, request, user, **kwargs) -> None:
    if user is not None:
        audit.record(Event.SIGN_OUT, actor=user, address=_address(request))


@receiver(user_login_failed)
def failed(sender, credentials, request=None, **kwargs) -> None:
    """The name that was typed is kept only when it is an account's: people type passwords into the wrong field."""
    user = User.objects.filter(username=str(credentials.get("username", ""))[:150]).only("pk").first()
    about = f"用户 {user.pk}" if user else ""
    audit.record(Event.SIGN_IN_FAILED, actor=None, about=about, address=_address(request), data={"way": "password"})


@receiver(user_locked_out)
def locked(sender, request=None, username="", **kwargs) -> None:
    user = User.objects.filter(username=str(username or "")[:150]).only("pk").first()
    about = f"用户 {user.pk}" if user else ""
    audit.record(Event.SIGN_IN_LOCKED, actor=None, about=about, address=_address(request))


@receiver(mfa.authentication_failed)
def second_factor_failed(sender, request, user, **kwargs) -> None:
    data = {"way": "second_factor"}
    audit.record(Event.SIGN_IN_FAILED, actor=user, address=_address(request), data=data)


@receiver(mfa.authenticator_used)
def second_factor_used(sender, request, user, authenticator, **kwargs) -> None:
    _second_factor(request, user, authenticator, "used")


@receiver(mfa.authenticator_added)
def second_factor_added(sender, request, user, authenticator, **kwargs) -> None:
    """A factor just set up has been proved by its first code: nobody is asked for a second at once."""
    _second_factor(request, user, authenticator, "added")
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(mfa.authenticator_removed)
def second_factor_removed(sender, request, user, authenticator, **kwargs) -> None:
    _second_factor(request, user, authenticator, "removed")


@receiver(mfa.authenticator_reset)
def second_factor_reset(sender, request, user, authenticator, **kwargs) -> None:
    _second_factor(request, user, authenticator, "reset")


def _second_factor(request: HttpRequest, user: User, authenticator, what: str) -> None:
    data = {"what": what, "type": authenticator.type}
    audit.record(Event.SECOND_FACTOR, actor=user, about=f"用户 {user.pk}", address=_address(request), data=data)
