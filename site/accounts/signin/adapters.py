"""Where allauth asks the site: whom an identity belongs to, where people go next, how secrets are kept."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts import encryption
from accounts.models import User
from accounts.signin import people
from accounts.signin.joins import offer_identity
from accounts.signin.next import is_safe
from audit import services as audit
from audit.enums import Event
from portal import client


class AccountAdapter(DefaultAccountAdapter):
    """Accounts in general."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": "输错次数太多，请过几分钟再试。",
        "incorrect_password": "密码不对，请重新输入。",
        "rate_limited": "操作太频繁，请过几分钟再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # accounts are made by our own flows and by identity providers

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        user.backend = "django.contrib.auth.backends.ModelBackend"  # whichever way the person was proved
        super().login(request, user)

    def is_safe_url(self, url: str) -> bool:
        return is_safe(self.request, url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client.address(request) or "unknown"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my_cases")

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return render(request, "accounts/inactive.html", status=403)

    def add_message(self, *args, **kwargs) -> None:
        """allauth's own messages are not shown: each of our pages says what has happened."""

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict]:
        """The second factor before the password: who knows only the password must not take the other away."""
        methods = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return stronger or methods


class IdentityAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts at identity providers. Matched by issuer and sub, never by e-mail or telephone."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Finds the account under a provider's new name too; renews name and telephone; takes a joining elsewhere."""
        if not sociallogin.is_existing:
            self._look_under_other_names(sociallogin)
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            answer = (
                offer_identity(request, sociallogin) if request.user.is_authenticated else redirect("account_login")
            )
            raise ImmediateHttpResponse(answer)
        if sociallogin.is_existing:
            sociallogin.user = people.renew(sociallogin.user, sociallogin.claims, sociallogin.account.provider)

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form=None) -> User:
        user = sociallogin.user
        user.set_unusable_password()
        people.certify(user, sociallogin.claims, sociallogin.account.provider)
        sociallogin.save(request)
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("accounts_ways")

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:
        """A sentence for the person and a line for the auditors; nothing the provider said is repeated."""
        cancelled = error == AuthError.CANCELLED
        if not cancelled:
            data = {
                "way": "oidc",
                "provider": provider.sub_id,
                "error": type(exception).__name__ if exception else "state",
            }
            audit.record(Event.SIGN_IN_FAILED, actor=None, address=client.address(request), data=data)
        context = {"provider": provider.name, "cancelled": cancelled}
        raise ImmediateHttpResponse(
            render(request, "accounts/identity_error.html", context, status=200 if cancelled else 400)
        )

    @staticmethod
    def _look_under_other_names(sociallogin: SocialLogin) -> None:
        account = SocialAccount.objects.select_related("user").filter(uid=sociallogin.account.uid).first()
        if account:
            account.provider = sociallogin.account.provider
            account.save(update_fields=["provider"])
            sociallogin.account, sociallogin.user = account, account.user


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor of staff."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "验证码不对。请核对手机时间是否准确，再输入新的 6 位验证码。",
        "cannot_delete_authenticator": "本单位要求工作人员使用两步验证，不能停用。更换手机请用“重新设置”。",
        "cannot_generate_recovery_codes": "请先开启两步验证，再生成备用码。",
    }

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)
