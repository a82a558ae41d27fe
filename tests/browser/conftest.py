"""A real browser for the tests marked `browser`, and an eye on everything it reports."""

import os
import shutil

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import sample

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
# Expected while a page for an unknown address is looked at and when a form is refused; every other message is a fault.
EXPECTED = (
    "the server responded with a status of 404",
    "the server responded with a status of 409",
    "the server responded with a status of 422",
    "ERR_ABORTED",
)


def _binary() -> str | None:
    names = [os.environ.get("CHROME"), "chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser():
    """Chromium, once a session. Its driver runs an event loop, in which Django would refuse the database."""
    if not (binary := _binary()):
        pytest.skip("没有找到 Chromium，浏览器测试没有运行")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visitor:
    """Somebody with a browser: pages open in it, and what goes wrong is kept in `faults`.

    On public pages every message of the browser is a fault; at Wagtail's admin (is_staff) hints to developers are not.
    also: addresses beside the site's own that may be asked.
    """

    def __init__(self, browser: Browser, address: str, *, is_staff: bool = False, also: tuple = (), **options):
        options.setdefault("viewport", DESKTOP)
        self.address = address
        self.also = also
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.context = browser.new_context(base_url=address, locale="zh-CN", **options)
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        serious = {"error"} if is_staff else {"error", "warning", "info", "log", "debug"}
        self.page.on("console", lambda each: self._note(f"{each.type}: {each.text}") if each.type in serious else None)
        self.page.on("pageerror", lambda error: self._note(f"pageerror: {error}"))
        self.page.on("request", lambda request: self._on_request(request.url))
        self.page.on("requestfailed", lambda request: self._note(f"failed: {request.url} {request.failure}"))
        self.page.on("response", lambda each: self._note(f"{each.status}: {each.url}") if each.status >= 500 else None)

    def open(self, path: str) -> Page:
        """The page at that path, loaded."""
        self.page.goto(path)
        return self.page

    def read_as_elder(self) -> None:
        """From now on in 长者版."""
        self.context.add_cookies([{"name": "mode", "value": "elder", "url": self.address}])

    def _on_request(self, url: str) -> None:
        self.requests.append(url)
        if not url.startswith((self.address, "data:", *self.also)):
            self.faults.append(f"outside: {url}")

    def _note(self, fault: str) -> None:
        if not any(each in fault for each in EXPECTED):
            self.faults.append(fault)


@pytest.fixture
def visitor(browser, live_server):
    """visitor(**options of a browser context): somebody new. At the end none may have met a fault."""
    came: list[Visitor] = []

    def make(**options) -> Visitor:
        came.append(Visitor(browser, live_server.url, **options))
        return came[-1]

    yield make
    faults = [fault for each in came for fault in each.faults]
    for each in came:
        each.context.close()
    assert faults == []


@pytest.fixture
def reader(visitor) -> Visitor:
    """Somebody at a desk."""
    return visitor()


@pytest.fixture
def phone(visitor) -> Visitor:
    """Somebody with a phone."""
    return visitor(viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def public_site(initial_data) -> dict[str, str]:
    """One public page of each type with everything it can hold: name of the type -> path."""
    return sample.make_public_site()
