"""What holds for every public page type, in both modes and at every width."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from content.display import ELDER, STANDARD
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
MAX_BYTES = 120_000
MAX_REQUESTS = 12
# Running text, and links inside it, are read and not aimed at (WCAG 2.5.8 makes the same exception).
SMALL_TARGETS = """minimum => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
  .filter(node => node.checkVisibility() && !node.closest('.prose, .skip-link, .facts, .metadata, .contact, dl, p:not(.tools)')
    && !['radio', 'checkbox'].includes(node.type))
  .map(node => [node.outerHTML.slice(0, 120), Math.round(node.getBoundingClientRect().height)])
  .filter(([, height]) => height > 0 && height < minimum)"""
SMALL_TYPE = """minimum => [...document.querySelectorAll('body *')]
  .filter(node => node.checkVisibility() && [...node.childNodes].some(each => each.nodeType === 3 && each.data.trim())
    && !node.closest('.visually-hidden, .skip-link, script, svg'))
  .map(node => [node.outerHTML.slice(0, 120), parseFloat(getComputedStyle(node).fontSize)])
  .filter(([, size]) => size < minimum)"""


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for each in found for node in each["nodes"]
    ]


@pytest.mark.parametrize(("mode", "viewport"), [(STANDARD, DESKTOP), (STANDARD, PHONE), (ELDER, PHONE)])
def test_axe_finds_nothing(visitor, public_site, mode, viewport):
    reader = visitor(viewport=viewport)
    if mode == ELDER:
        reader.read_as_elder()
    found = {name: violations(reader.open(path)) for name, path in public_site.items()}
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("mode", [STANDARD, ELDER])
def test_nothing_sticks_out_at_any_width(visitor, public_site, mode):
    wide = {}
    for width in (320, 768):
        reader = visitor(viewport={"width": width, "height": 800})
        if mode == ELDER:
            reader.read_as_elder()
        for name, path in public_site.items():
            needed = reader.open(path).evaluate("document.documentElement.scrollWidth")
            if needed > width:
                wide[name, width] = needed
    assert wide == {}


def test_elder_pages_have_large_type_and_on_phones_large_targets(visitor, public_site):
    reader = visitor(viewport=PHONE)
    reader.read_as_elder()
    small = {}
    for name, path in public_site.items():
        if name == "print view":
            continue
        page = reader.open(path)
        small[name] = page.evaluate(SMALL_TYPE, 22) + page.evaluate(SMALL_TARGETS, 60)
    assert {name: each for name, each in small.items() if each} == {}


def test_pages_are_light(visitor, public_site):
    heavy = {}
    for name, path in public_site.items():
        reader = visitor()
        sizes = []
        reader.page.on("response", lambda answer, sizes=sizes: sizes.append(answer))
        reader.open(path)
        weight = sum(len(each.body()) for each in sizes if each.ok and "/media/" not in each.url)
        if weight > MAX_BYTES or len(reader.requests) > MAX_REQUESTS:
            heavy[name] = (weight, reader.requests)
        reader.context.close()
    assert heavy == {}
