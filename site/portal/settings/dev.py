"""For trying the site and for development: works with no variable set. Never for the public."""

from operations import logs
from portal import environment as env
from portal.settings.base import *

DEBUG = env.flag("DEBUG", True)
SECRET_KEY = "only-for-development-never-for-a-public-site-0123456789abcdef"
PERSONAL_DATA_KEYS = ["b25seS1mb3ItZGV2ZWxvcG1lbnQtYW5kLXRlc3RzLTA="]
PERSONAL_DATA_HASH_KEY = SECRET_KEY
ALLOWED_HOSTS = ["*"]
SAMPLE_ACCOUNTS = True
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR")
DATA_DIR.mkdir(parents=True, exist_ok=True)
if DEBUG:
    LOGGING = logs.configuration(env.text("LOG_FORMAT", "plain"))
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
