"""For the suite: SQLite in memory, or the server that DATABASE_URL names; nothing leaves the process."""

import tempfile

from portal import environment as env
from portal.settings.base import *

DEBUG = False
SECRET_KEY = "only-for-tests-0123456789abcdef0123456789abcdef"
ALLOWED_HOSTS = ["*"]
TEST_DIR = env.Path(tempfile.mkdtemp(prefix="portal-test-"))
DATA_DIR = TEST_DIR
MEDIA_ROOT = TEST_DIR / "media"
BACKUP_DIR = TEST_DIR / "backups"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CAPTCHA_TEST_MODE = True
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
