"""What an editor pastes from Word, WPS or an old portal into an article."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from policies.models import NoticeIndexPage, NoticePage
from tests.content.clipboards import FOREIGN, WEB, WORD, WPS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """([editor, html, plain]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', plain);
  editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize(
    ("clipboard", "words"),
    [(WORD, "（一）健全归档工作机制。"), (WPS, "（二）加强应归尽归。"), (WEB, "旧文")],
    ids=["Word", "WPS", "web"],
)
def test_pasting_leaves_words_and_no_foreign_style(visitor, initial_data, clipboard, words):
    client = Client()
    client.force_login(User.objects.create_superuser("pasting", password="never-typed"))
    editor = visitor()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    editor.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": editor.address}])
    page = editor.open(f"/admin/pages/add/policies/noticepage/{NoticeIndexPage.objects.get().pk}/")
    page.locator("[name=title]").fill("粘贴的通知")
    body = page.locator("[data-contentpath=body]")
    body.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="正文").click()
    field = body.locator("[contenteditable=true]")
    field.click()
    page.evaluate(PASTE, [field.element_handle(), clipboard, words])
    # The editor hands what it holds over to the form a moment later.
    page.wait_for_function("words => document.querySelector('[name=body-0-value]').value.includes(words)", arg=words)
    with page.expect_navigation():
        page.get_by_role("button", name="保存草稿").first.click()
    saved = NoticePage.objects.get().get_latest_revision_as_object().body
    html = re.sub(r' data-block-key="[^"]*"', "", saved[0].value.source)
    assert words in html
    assert not FOREIGN.search(html)
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "b", "i", "ul", "ol", "li", "a", "sup", "sub", "br", "hr"}
