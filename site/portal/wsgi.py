"""The WSGI application, with both import roots on the path wherever the server is started from."""

import gc
import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "site")) if path not in sys.path]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

from django.core.wsgi import get_wsgi_application  # noqa: E402

logging.captureWarnings(True)  # what Python warns of becomes a line of the log like any other
django_application = get_wsgi_application()

from operations.wsgi import RequestLog  # noqa: E402  needs Django set up
from page_cache.wsgi import PageCache  # noqa: E402

application = RequestLog(PageCache(django_application))

gc.collect()
gc.set_threshold(50_000, 20, 100)  # a page makes thousands of objects and hardly a cycle
gc.freeze()  # what stands now stays: the collector need not look through all of Django again and again
