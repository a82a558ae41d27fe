"""For the suite: SQLite in a temporary folder, or the server that DATABASE_URL names; nothing leaves the process."""

import atexit
import shutil
import tempfile

from portal import environment as env
from portal.settings.base import *

DEBUG = False
SECRET_KEY = "only-for-tests-0123456789abcdef0123456789abcdef"
PERSONAL_DATA_KEYS = ["b25seS1mb3ItZGV2ZWxvcG1lbnQtYW5kLXRlc3RzLTA="]
PERSONAL_DATA_HASH_KEY = SECRET_KEY
ALLOWED_HOSTS = ["*"]
SAMPLE_ACCOUNTS = True
TEST_DIR = env.Path(tempfile.mkdtemp(prefix="portal-test-"))
DATA_DIR = TEST_DIR
atexit.register(shutil.rmtree, TEST_DIR, ignore_errors=True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in real life: threads and processes of a test share it, and its locks are the real ones.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}
MEDIA_ROOT = TEST_DIR / "media"
PRIVATE_ROOT = TEST_DIR / "private"
BACKUP_DIR = TEST_DIR / "backups"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CAPTCHA_TEST_MODE = True
AXES_ENABLED = False  # tests that are not about it sign in without a request
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
LOGGING = {"version": 1, "disable_existing_loggers": False}
