"""OpenID Connect as this site wants it: allauth's provider, stricter.

Beyond allauth: a nonce; the ID token's signature is always checked; the discovery document must name the configured
issuer; userinfo must be about the same person; and of all claims only those in `people.Claims` leave this module.
"""

import secrets

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from accounts.signin.people import Claims

SCOPE = ["openid", "profile", "phone"]


class IdentityAdapter(OpenIDConnectOAuth2Adapter):
    """Talks to one provider."""

    nonce = ""

    @property
    def openid_config(self) -> dict:
        config = super().openid_config
        issuer = self.get_provider().app.settings["issuer"]
        if config.get("issuer") != issuer:
            raise OAuth2Error(f"the discovery document names another issuer than {issuer}")
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token, **kwargs) -> SocialLogin:
        """The person whom the provider vouches for; OAuth2Error when anything about it does not hold."""
        try:
            said = self._verified(kwargs["response"]["id_token"], app)
            told = said | self._told_about(said["sub"], token.token)
            claims = Claims.of(told, said["iss"], self.get_provider().app.settings.get("organisation"))
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error(f"the provider's answer is incomplete: {type(error).__name__}") from error
        return self.get_provider().sociallogin_from_response(request, claims)

    def _verified(self, id_token: str, app: SocialApp) -> dict:
        said = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not self.nonce or not constant_time_compare(str(said.get("nonce", "")), self.nonce):
            raise OAuth2Error("the ID token carries another nonce")
        if isinstance(said["aud"], list) and len(said["aud"]) > 1 and said.get("azp") != app.client_id:
            raise OAuth2Error("the ID token is meant for another client")
        return said

    def _told_about(self, sub: str, access_token: str) -> dict:
        """What the userinfo endpoint adds, when there is one and it speaks of the same person."""
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        told = self._fetch_user_info(access_token)
        if told.get("sub") != sub:
            raise OAuth2Error("userinfo is about another person")
        return told


class IdentityProvider(OpenIDConnectProvider):
    """One configured provider (settings.SOCIALACCOUNT_PROVIDERS)."""

    oauth2_adapter_class = IdentityAdapter
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        return list(SCOPE)

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return self.get_scope()  # nobody asks for more through an address

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict:
        return self.get_auth_params()

    def redirect(self, request: HttpRequest, process, next_url=None, data=None, **kwargs) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or {}), "nonce": nonce}
        try:
            return super().redirect(request, process, next_url=next_url, data={"nonce": nonce}, **kwargs)
        except (OAuth2Error, RequestException, ValueError, KeyError) as error:
            return render_authentication_error(request, self, exception=error)

    def extract_uid(self, data: Claims) -> str:
        """Issuer and sub in one: two providers that know somebody by the same number stay two."""
        return data.digest

    def extract_extra_data(self, data: Claims) -> dict:
        return data.kept

    def extract_common_fields(self, data: Claims) -> dict:
        return {}

    def extract_email_addresses(self, data: Claims) -> list:
        return []

    def serialize(self) -> dict:
        """Names this provider and not its kind: two may know the site by the same client id."""
        return {**super().serialize(), "id": self.sub_id}

    def sociallogin_from_response(self, request: HttpRequest, response: Claims) -> SocialLogin:
        login = super().sociallogin_from_response(request, response)
        login.claims = response
        return login


class _Callback(OAuth2CallbackView):
    """Hands the nonce that was sent to the adapter that checks the token."""

    def _get_state(self, request: HttpRequest, provider):
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = (state.get("data") or {}).get("nonce", "")
        return state, response


def _run(view_class, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view_class.adapter_view(IdentityAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except ImmediateHttpResponse as answer:
        return answer.response


@never_cache
@require_safe
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """/accounts/oidc/<id>/login/: sends the browser to the provider."""
    return _run(OAuth2LoginView, request, provider_id)


@never_cache
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """/accounts/oidc/<id>/login/callback/: takes the provider's answer."""
    return _run(_Callback, request, provider_id)
