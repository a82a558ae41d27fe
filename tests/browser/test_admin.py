"""A walk through the admin in a browser: in Chinese also where scripts write, and without a complaint of the browser."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Task, Workflow

from accounts.models import User
from tests.accounts.admin_map import make_world
from tests.browser import sample

pytestmark = pytest.mark.browser

# Names that are the same in Chinese, what the sample pages hold, and Python's names in the report of page types.
ALLOWED = re.compile(
    r"Wagtail( v[\d.]+)?|GB/T|[A-Z]{2,5}\d*|JavaScript|localhost|root|somebody|[\w-]+\.(png|txt|pdf|docx|xlsx|svg)|"
    r"Ctrl|Alt|Shift|Enter|Esc|Tab|https?://\S+|/[\w/-]+"
)
# Visible words, read words (labels for those who listen), but not what people type in or machines read.
VISIBLE_TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest('script, style, noscript, template, iframe, code, kbd, .app-label, .username, .reference')) continue;
    if (parent.checkVisibility()) found.push(walker.currentNode.textContent.trim());
  }
  for (const name of ['title', 'aria-label', 'placeholder', 'alt'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (element.checkVisibility()) found.push(element.getAttribute(name));
  return found;
}"""


@pytest.fixture
def root(initial_data) -> User:
    return User.objects.create_superuser(
        "root", password="correct-horse-battery", last_name="示例", first_name="管理员"
    )


@pytest.fixture
def admin(visitor, root):
    """A superuser at a desk, signed in."""
    who = visitor()
    client = Client()
    client.force_login(root)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": who.address}
    who.context.add_cookies([cookie])
    who.page.on(
        "response", lambda each: who.faults.append(f"{each.status}: {each.url}") if each.status >= 400 else None
    )
    return who


def english_on(page) -> list[str]:
    texts = page.evaluate(VISIBLE_TEXTS)
    return sorted({text[:80] for text in texts if re.search(r"[A-Za-z]{2}", ALLOWED.sub("", text))})


def paths_of(world) -> list[str]:
    """One page of each kind: lists, forms, reports, histories, and the editor of every page type."""
    policy, column = world.arguments["page_id"], world.arguments["parent_page_id"]
    types = {page.specific_class: page.pk for page in Page.objects.filter(depth__gt=1)}
    return [
        *("/admin/", "/admin/account/", "/admin/pages/search/?q=示例", f"/admin/pages/{column}/"),
        *(reverse("wagtailadmin_pages:edit", args=[pk]) for pk in types.values()),
        *(f"/admin/pages/{policy}/{name}/" for name in ("history", "workflow_history", "usage", "copy")),
        *(f"/admin/pages/add/policies/{name}/{column}/" for name in ("policypage", "interpretationpage")),
        *("/admin/images/", "/admin/images/add/", "/admin/images/multiple/add/"),
        *("/admin/documents/", "/admin/documents/add/", "/admin/documents/multiple/add/", "/admin/collections/"),
        *("/admin/snippets/content/sitealert/", "/admin/snippets/content/sitealert/add/"),
        *("/admin/topic/", "/admin/issuer/new/", "/admin/synonyms/", "/admin/closure/new/", "/admin/messagetemplate/"),
        *("/admin/settings/content/sitesettings/", "/admin/redirects/", "/admin/searchpicks/add/", "/admin/cases/"),
        *("/admin/cases/export/", "/admin/cases/help/", "/admin/calls/", "/admin/message/", "/admin/phrase/new/"),
        *("/admin/bookings/board/", "/admin/bookings/board/?week=1", "/admin/bookings/check-in/"),
        *(f"/admin/bookings/{name}/" for name in ("copies", "ready", "destroy", "waiting", "suspended")),
        *("/admin/bookings/board/print/", "/admin/cases/register/booking/"),
        *("/admin/users/", "/admin/users/new/", "/admin/groups/", "/admin/sites/", "/admin/workflows/list/"),
        reverse("wagtailadmin_workflows:edit", args=[Workflow.objects.first().pk]),
        reverse("wagtailadmin_workflows:edit_task", args=[Task.objects.first().pk]),
        *("/admin/reports/workflow/", "/admin/reports/site-history/", "/admin/reports/aging-pages/"),
        *("/admin/reports/page-types-usage/", "/admin/reports/page-findings/", "/admin/reports/stale-citations/"),
    ]


def test_every_kind_of_page_is_chinese_and_sound(admin, root):
    sample.make_public_site()
    world, found = make_world(root), {}
    for path in paths_of(world):
        admin.open(path)
        admin.page.wait_for_load_state("networkidle")
        if english := english_on(admin.page):
            found[path] = english
    assert found == {}
    assert admin.page.title().endswith(" - 示例市城市建设档案馆") or admin.page.title().endswith(" - 管理后台")


def test_what_opens_on_a_click_is_chinese_too(admin, root):
    sample.make_public_site()
    with_table = next(page for page in Page.objects.all().specific() if "table" in block_types(page))
    page = admin.open(reverse("wagtailadmin_pages:edit", args=[with_table.pk]))
    page.wait_for_load_state("networkidle")
    seen = {}
    for name in ("报告", "设置", "帮助"):
        page.get_by_role("button", name=name, exact=True).click()
        seen[f"menu {name}"] = english_on(page)
        page.keyboard.press("Escape")
    for toggle in page.locator("[data-side-panel-toggle]").all():
        toggle.click()
        seen[f"panel {toggle.get_attribute('aria-label')}"] = english_on(page)
    page.locator("[data-side-panel-toggle]").last.click()
    page.locator(".c-sf-add-button").first.click()
    seen["blocks"] = english_on(page)
    page.keyboard.press("Escape")
    page.locator(".htCore td").first.click(button="right")
    menu = page.locator(".htContextMenu").first
    assert "在上方插入行" in menu.inner_text()
    assert "合并单元格" in menu.inner_text()
    seen["table"] = english_on(page)
    assert {where: words for where, words in seen.items() if words} == {}


def block_types(page) -> set[str]:
    body = getattr(page, "body", None) or []
    return {block.block_type for block in body}
