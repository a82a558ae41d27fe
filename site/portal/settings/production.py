"""For the public site: refuses to start when something that matters is missing or unsafe."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from portal import environment as env
from portal.settings.base import *

DEBUG = False
SECRET_KEY = env.required("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("only-for-"):
    raise ImproperlyConfigured(
        "环境变量 SECRET_KEY 不安全：要至少 50 个随机字符，可用 python -c 'import secrets; print(secrets.token_urlsafe(60))' 生成。"
    )
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("环境变量 ALLOWED_HOSTS 要写明网站的域名，用逗号分开，不能是 *。")
WAGTAILADMIN_BASE_URL = env.required("SITE_URL")
if not WAGTAILADMIN_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("环境变量 SITE_URL 要以 https:// 开头：网站只用加密连接。")
if not validate_host(urlsplit(WAGTAILADMIN_BASE_URL).hostname or "", ALLOWED_HOSTS):
    raise ImproperlyConfigured("环境变量 SITE_URL 的域名也要写进 ALLOWED_HOSTS，否则网站打不开自己。")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL.rstrip("/")]
env.required("PERSONAL_DATA_KEYS")
env.required("PERSONAL_DATA_HASH_KEY")
if not re.fullmatch(r"[0-9a-fA-F]{64}", env.required("ANCHOR_KEY")):
    raise ImproperlyConfigured(
        "环境变量 ANCHOR_KEY 应当是 64 位十六进制数，可用 python -c 'import secrets; print(secrets.token_hex(32))' 生成。"
    )
SEAL["allow_test_key"] = False
if SEAL["backend"].startswith("paperwork.") and not (SEAL["p12"] or SEAL["pkcs11_module"]):
    raise ImproperlyConfigured(
        "没有设置印章密钥：请设置环境变量 SEAL_P12（PKCS#12 文件）或 SEAL_PKCS11_MODULE，或者用 SEAL_BACKEND 换成别的印章。"
    )
if SEAL["p12"] and env.Path(SEAL["p12"]).resolve().is_relative_to(env.Path(MEDIA_ROOT).resolve()):
    raise ImproperlyConfigured("环境变量 SEAL_P12 指向了公开文件的文件夹，印章密钥要放在别处。")
env.required("PAPER_CODE_KEYS")
if not all(re.fullmatch(r"[0-9]:\S{32,}", key) for key in PAPER_CODE_KEYS):
    raise ImproperlyConfigured(
        "环境变量 PAPER_CODE_KEYS 应当是“版本号:密钥”，版本号是一位数字，密钥至少 32 个字符，"
        "可用 python -c 'import secrets; print(\"1:\" + secrets.token_hex(32))' 生成。"
    )
if CACHES["default"]["BACKEND"].endswith("LocMemCache"):
    raise ImproperlyConfigured("环境变量 CACHE_URL 不能是 locmem://：各进程要共用一个缓存，可用 file:// 或 redis://。")
if STATUS_TOKEN and len(STATUS_TOKEN) < 32:
    raise ImproperlyConfigured("环境变量 STATUS_TOKEN 太短：至少 32 个随机字符，或者不设置。")

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = True
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", True)
SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = env.identity_providers(env.text("OIDC_PROVIDERS"), is_public=True)
CSRF_COOKIE_SECURE = True
BEHIND_PROXY = env.flag("BEHIND_PROXY", True)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
