"""Settings that hold everywhere. dev, test and production add what differs; every variable is listed in README.md."""

from datetime import timedelta

import dj_database_url

from operations import logs
from portal import environment as env
from portal.settings import watched

BASE_DIR = env.ROOT
DATA_DIR = env.Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()

# --- applications: features first, then the ground they stand on, then the packages -------------------------------

INSTALLED_APPS = [
    "portal",
    "home",
    "policies",
    "bookings",
    "declarations",
    "editorial",
    "catalogue",
    "content",
    "library",
    "chinese_search",
    "page_cache",
    "operations",
    "projects",
    "membership",
    "notifications",
    "casework",
    "paperwork",
    "workdays",
    "accounts",
    "audit",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "axes",
    "captcha",
    "django_tasks_db",
    "wagtail_modeladmin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.StaffAdminConfig",  # in place of wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # for its translations: Wagtail writes “5 minutes ago” with it
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "operations.middleware.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.ContentSecurityPolicy",
    "portal.middleware.Maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "audit.context.CurrentRequest",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SlidingSession",
    "accounts.middleware.AdminDoor",
    "accounts.middleware.NoticeDoor",
    "editorial.middleware.SayWhyRefused",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "content.redirects.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.person",
                "content.context.site",
                "content.display.reading",
            ],
        },
    }
]

# --- people -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_cases"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"  # for pages and files that only some may see
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation." + name, **options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"OPTIONS": {"min_length": 10}},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Wrong passwords are counted for an account as seen from one address, so that nobody can lock out a colleague.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "portal.client.address"
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are kept by the site's own log, not twice
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Unified identity, by OpenID Connect (accounts.signin.oidc). allauth's own pages for passwords and e-mail are not used.
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "accounts.signin.oidc.IdentityProvider",
        "APPS": env.identity_providers(env.text("OIDC_PROVIDERS"), is_public=False),
    }
}
SOCIALACCOUNT_ADAPTER = "accounts.signin.adapters.IdentityAccountAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads elsewhere would need the provider in the content security policy
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
ACCOUNT_ADAPTER = "accounts.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reauthenticate": "accounts.signin.forms.PasswordAgain"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# The second factor of staff: an authenticator (TOTP) and recovery codes.
STAFF_SECOND_FACTOR = False  # production: True; whether everybody who may enter /admin/ must have one
MFA_ADAPTER = "accounts.signin.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODE_COUNT = 10
MFA_TOTP_TOLERANCE = 1  # clocks of telephones go wrong by some seconds
MFA_FORMS = {
    "authenticate": "accounts.signin.forms.SecondFactorForm",
    "reauthenticate": "accounts.signin.forms.SecondFactorAgain",
    "activate_totp": "accounts.signin.forms.ActivateSecondFactor",
    "deactivate_totp": "accounts.signin.forms.DeactivateSecondFactor",
    "generate_recovery_codes": "accounts.signin.forms.NewRecoveryCodes",
}
# Two hours without a request end a session (accounts.middleware.SlidingSession); pages warn five minutes before.
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_ENGINE = "accounts.session_store"

# Telephone numbers are encrypted with the first key and can be read with any of them (accounts.encryption).
PERSONAL_DATA_KEYS = env.words("PERSONAL_DATA_KEYS")
PERSONAL_DATA_HASH_KEY = env.text("PERSONAL_DATA_HASH_KEY")

# The key that signs anchors of history (casework.anchor_keys), and the public halves of those that signed before.
ANCHOR_KEY = env.text("ANCHOR_KEY")
ANCHOR_RETIRED_KEYS = env.words("ANCHOR_RETIRED_KEYS")

# The office's seal on papers (paperwork.sealing), and the keys of the codes by which a paper is checked.
SEAL = {
    "backend": env.text("SEAL_BACKEND", "paperwork.sealing.pades.PyHankoSealer"),  # a vendor's seal is another class
    "p12": env.text("SEAL_P12"),
    "passphrase": env.text("SEAL_PASSPHRASE"),
    "passphrase_file": env.text("SEAL_PASSPHRASE_FILE"),
    "pkcs11_module": env.text("SEAL_PKCS11_MODULE"),
    "pkcs11_token": env.text("SEAL_PKCS11_TOKEN"),
    "pkcs11_label": env.text("SEAL_PKCS11_LABEL"),
    "pkcs11_pin": env.text("SEAL_PKCS11_PIN"),
    "pkcs11_pin_file": env.text("SEAL_PKCS11_PIN_FILE"),
    "timestamp_url": env.text("SEAL_TIMESTAMP_URL"),
    "unit": env.text("SEAL_UNIT"),  # empty: the office of the site's settings
    "name": env.text("SEAL_NAME", "业务办理专用章"),
    "allow_test_key": True,  # production: False
}
PAPER_CODE_KEYS = env.words("PAPER_CODE_KEYS")  # version:key, the newest first

# --- where things are kept ----------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    # Every transaction takes the write lock at its start: no "database is locked" in the middle of one.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-8000;",
}
DATABASES = {"default": dj_database_url.parse(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}"))}
DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)  # a new connection costs as much as a page
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    # Today's disks find a row nearly as fast as they read the next one. Without this the planner reads all documents
    # where the index of words would have found the few that are asked for. ?options= in DATABASE_URL stands in its place.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c random_page_cost=1.1")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache(env.text("CACHE_URL", f"file://{DATA_DIR / 'cache'}"))}

PAGE_CACHE_BYTES = env.number("PAGE_CACHE_MB", 64) * 1024 * 1024  # in each server process
# Cookies that change how a public page looks, with the values that count: each has its own copy in the page cache.
PAGE_CACHE_VARIANTS = {"mode": ["elder"], "size": ["large", "larger"]}
PAGE_CACHE_MODELS = watched.PAGE_CACHE_MODELS

AUDITED_MODELS = watched.AUDITED_MODELS

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"  # files that only a view with a permission check may send
STORAGES = {
    "default": env.media(env.text("MEDIA_STORAGE", "file://")),
    "private": env.private(env.text("PRIVATE_STORAGE", "file://"), env.text("MEDIA_STORAGE", "file://")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CLAMAV_URL = env.scanner(
    env.text("CLAMAV_URL")
)  # tcp://host:3310 or unix:///path of clamd; empty: files are not scanned
FONTS_DIR = env.text("FONTS_DIR", str(BASE_DIR / "node_modules" / "@expo-google-fonts"))  # what papers are set in
FALLBACK_FONTS = env.words("FALLBACK_FONTS")  # of the owner's, for characters that no font of ours has
BACKUP_DIR = env.Path(env.text("BACKUP_DIR", str(DATA_DIR / "backups")))
BACKUP_KEEP = env.number("BACKUP_KEEP", 14)  # how many backups to keep
BACKUP_BY_SCHEDULER = env.flag("BACKUP_BY_SCHEDULER")  # where no timer of the system makes backups
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long StreamField posts one field for each part of each block

# --- language and time --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "site" / "portal" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- background jobs ----------------------------------------------------------------------------------------------

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},  # Wagtail's own index updates
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

# --- messages -----------------------------------------------------------------------------------------------------

SMS_FILE = DATA_DIR / "sms.jsonl"
SMS_GATEWAY = {  # Aliyun and Tencent Cloud
    "key_id": env.text("SMS_KEY_ID"),
    "key_secret": env.text("SMS_KEY_SECRET"),
    "sign_name": env.text("SMS_SIGN_NAME"),
    "app_id": env.text("SMS_APP_ID"),  # Tencent Cloud only
    "region": env.text("SMS_REGION", "ap-guangzhou"),
    "endpoint": env.text("SMS_ENDPOINT"),  # another than the gateway's own, such as a private one
}
SMS_HTTP = {  # any gateway that takes one HTTP request a message (notifications.channels.http)
    "url": env.text("SMS_HTTP_URL"),
    "method": env.text("SMS_HTTP_METHOD", "POST"),
    "headers": env.headers(env.text("SMS_HTTP_HEADERS")),
    "body": env.text("SMS_HTTP_BODY"),
    "success": env.text("SMS_HTTP_SUCCESS"),
    "status_url": env.text("SMS_HTTP_STATUS_URL"),
    "delivered": env.text("SMS_HTTP_DELIVERED"),
    "failed": env.text("SMS_HTTP_FAILED"),
    "unknown": env.text("SMS_HTTP_UNKNOWN"),
}
MESSAGE_CHANNELS = {
    "sms": env.sms(env.text("SMS_CHANNEL", "console"), SMS_GATEWAY, SMS_HTTP),
    "email": "notifications.channels.local.DjangoEmail",
}

# --- captcha ------------------------------------------------------------------------------------------------------

CAPTCHA_IMAGE_SIZE = (160, 60)
CAPTCHA_FONT_SIZE = 34
CAPTCHA_TIMEOUT = 30  # minutes: a long message takes its time

# --- Wagtail ------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = env.text("SITE_NAME", "示例市城市建设档案馆")
WAGTAILADMIN_BASE_URL = env.text("SITE_URL", f"http://localhost:{env.number('PORT', 8000)}")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
WAGTAIL_I18N_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True  # approvals from before a rejection do not count (editorial.review)
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILDOCS_DOCUMENT_MODEL = "library.LibraryDocument"
WAGTAILIMAGES_IMAGE_MODEL = "library.LibraryImage"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "ofd", "wps", "et", "csv", "txt", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_DOCUMENT_FORM_BASE = "library.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # every document goes through the permission check
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILEMBEDS_FINDERS = []  # nothing is fetched from outside
# The admin does not call home.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# A draft is saved five seconds after the last key: little is lost, and typing does not write to the database all the time.
WAGTAIL_AUTOSAVE_INTERVAL = 5000
# People are offered a message with a new password only where messages can be sent.
WAGTAIL_PASSWORD_RESET_ENABLED = bool(env.text("EMAIL_URL"))
WAGTAILSEARCH_BACKENDS = {"default": env.search(env.text("SEARCH_URL"))}

# --- security -----------------------------------------------------------------------------------------------------

MAINTENANCE = env.flag("MAINTENANCE")  # every page answers 503 with static/maintenance.html
BEHIND_PROXY = False  # production: True, and then X-Forwarded-For and X-Forwarded-Proto are believed

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *env.media_origins(STORAGES["default"])],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}
SAMPLE_ACCOUNTS = False  # whether load_sample_site makes accounts whose password is known
X_FRAME_OPTIONS = "DENY"  # Wagtail itself allows its preview, a frame of our own pages
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "casework.my.keeping.csrf_failure"
SESSION_COOKIE_SAMESITE = "Lax"

globals().update(env.email(env.text("EMAIL_URL", "console://")))
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "no-reply@example.invalid")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- running ------------------------------------------------------------------------------------------------------

LOGGING = logs.configuration(env.text("LOG_FORMAT", "json"))
ACCESS_LOG = env.flag("ACCESS_LOG", True)  # one line for each request, without query and address
STATUS_TOKEN = env.text("STATUS_TOKEN")  # lets a monitoring program read /status; empty: people only
