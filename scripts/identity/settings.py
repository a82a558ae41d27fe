"""Settings of the sample provider: its own database and cookies, a new signing key at every start."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

ROOT = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
ADDRESS = os.environ.get("IDENTITY_ADDRESS") or "http://127.0.0.1:8001"
SITES = [each.strip().rstrip("/") for each in (os.environ.get("IDENTITY_SITES") or "http://127.0.0.1:8000").split(",")]
CLIENT_ID = "sample-portal"
CLIENT_SECRET = "only-for-trying-never-for-the-public"  # noqa: S105  printed for everybody to see
PROVIDER_ID = "sample"


def new_key() -> str:
    """A key that signs RS256 tokens until this process ends."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


DEBUG = False
SECRET_KEY = "only-for-the-sample-provider-0123456789abcdef0123456789"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "oauth2_provider",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "identity.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "identity.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
LANGUAGE_CODE = "zh-hans"
LOGIN_URL = "/login/"
# Cookies know no ports: with the usual names, the site's and this one's would overwrite each other.
SESSION_COOKIE_NAME = "identity_session"
CSRF_COOKIE_NAME = "identity_csrf"
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_RSA_PRIVATE_KEY": new_key(),
    "OIDC_ISS_ENDPOINT": f"{ADDRESS}/o",
    "OAUTH2_VALIDATOR_CLASS": "identity.claims.SampleClaims",
    "PKCE_REQUIRED": True,
    "SCOPES": {"openid": "身份", "profile": "姓名", "phone": "手机号"},
}
