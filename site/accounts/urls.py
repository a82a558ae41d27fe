"""/accounts/: signing in and out, 我的账户, the ways of signing in, the privacy notice, the second factor."""

from allauth.account.views import reauthenticate
from django.urls import include, path

from accounts import views
from accounts.signin import oidc, ways
from accounts.signin import views as signin

urlpatterns = [
    path("", views.account, name="accounts_home"),
    path("login/", signin.login, name="account_login"),
    path("login/code/", signin.code, name="accounts_code"),
    path("login/welcome/", signin.welcome, name="accounts_welcome"),
    path("logout/", signin.sign_out, name="accounts_sign_out"),
    path("oidc/<slug:provider_id>/login/", oidc.start, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
    path("ways/", ways.ways, name="accounts_ways"),
    path("ways/phone/", ways.prove_phone, name="accounts_prove_phone"),
    path("ways/join/", ways.join, name="accounts_join"),
    path("profile/", include("accounts.profile.urls")),
    path("privacy/", views.privacy, name="accounts_privacy"),
    path("notice/", views.notice, name="accounts_notice"),
    path("reauthenticate/", reauthenticate, name="account_reauthenticate"),
    path("second-factor/", include("allauth.mfa.urls")),
]
