"""The site behind its page cache, asked as a server asks it."""

import io
from dataclasses import dataclass

import pytest
from django.core.wsgi import get_wsgi_application

from home.models import GuideIndexPage, GuidePage
from page_cache.wsgi import PageCache


@dataclass
class Reply:
    """What a server would send."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Counted:
    """An application that counts how often it is woken."""

    def __init__(self, application):
        self.application = application
        self.calls = 0

    def __call__(self, environ, start_response):
        self.calls += 1
        return self.application(environ, start_response)


class Visitor:
    """Sends requests through a page cache of its own, as one server process has it."""

    def __init__(self, application=None):
        self.site = Counted(application or get_wsgi_application())
        self.cache = PageCache(self.site)

    def get(self, path: str = "/", method: str = "GET", query: str = "", **headers: str) -> Reply:
        """One request; header names as WSGI writes them (HTTP_COOKIE, HTTP_IF_NONE_MATCH)."""
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **headers,
        }
        started = []
        response = self.cache(environ, lambda status, names, exc_info=None: started.append((status, names)))
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        status, names = started[0]
        return Reply(int(status[:3]), dict(names), body)


@pytest.fixture
def visitor(initial_data) -> Visitor:
    found = Visitor()
    for _ in range(2):  # the first request of a new site makes its settings, which is a change
        found.get("/")
    return found


@pytest.fixture
def guide(initial_data) -> GuidePage:
    page = GuideIndexPage.objects.get().add_child(instance=GuidePage(title="查档指引", slug="guide"))
    page.save_revision().publish()
    return page
