"""One writes, a second reviews, a third signs: in the admin, with a browser, up to what the public then finds."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import expect

from accounts.groups import StaffGroup
from accounts.models import User
from policies.models import PolicyIndexPage, PolicyPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "关于示例浏览器测试的通知"


@pytest.fixture
def staff(visitor, live_server):
    """staff(group): a member of it at the admin, signed in."""

    def sign_in(group: StaffGroup):
        user = User.objects.create_user(f"示例{group.label}", last_name="示例", first_name=group.label)
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        member = visitor(is_staff=True)
        member.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        return member

    return sign_in


def write_and_hand_in(editor, column: PolicyIndexPage) -> None:
    page = editor.open(f"/admin/pages/add/policies/policypage/{column.pk}/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_number").fill("示建发[2026] 77号")
    page.locator("#id_summary").fill("说明浏览器测试的要求。")
    body = page.locator("[id*=body-section]").first
    body.locator("button.c-sf-add-button").first.click()
    page.get_by_role("option", name="正文").click()
    body.locator("[contenteditable=true]").first.click()
    page.keyboard.type("（一）每项服务都要在真实浏览器里试过。")
    typed = re.compile("真实浏览器")  # the editor writes into its field a moment later
    expect(page.locator("[name=body-0-value]")).to_have_value(typed)
    page.get_by_role("button", name="更多动作").last.click()
    page.locator("button[name=action-submit]").click()
    expect(page.locator(".messages")).to_contain_text(TITLE)


def approve(member, document: PolicyPage, step: str) -> None:
    page = member.open("/admin/")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_url(f"**/admin/pages/{document.pk}/edit/")
    page.get_by_role("button", name="更多动作").last.click()
    page.get_by_role("button", name=f"{step}通过", exact=True).click()
    page.wait_for_url(lambda address: "/edit/" not in address)


def fetched(reader, address: str) -> str:
    """What a machine gets at the address."""
    answer = reader.context.request.get(address)
    assert answer.ok
    return answer.text()


def test_three_people_publish_and_the_public_finds_it(initial_data, staff, reader):
    column = PolicyIndexPage.objects.get()
    editor = staff(StaffGroup.EDITORS)
    write_and_hand_in(editor, column)
    document = PolicyPage.objects.get()
    reviewer, publisher = staff(StaffGroup.REVIEWERS), staff(StaffGroup.PUBLISHERS)
    for member, step in [(editor, "初审"), (reviewer, "复审"), (publisher, "签发")]:
        assert reader.open("/policies/").get_by_text(TITLE).count() == 0
        approve(member, document, step)
    document.refresh_from_db()
    assert document.live

    page = reader.open("/policies/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator(".document-number")).to_have_text("示建发〔2026〕77号")
    expect(page.locator("#item-1")).to_contain_text("每项服务都要在真实浏览器里试过")
    page = reader.open("/search/?q=真实浏览器")
    expect(page.locator(".rows").get_by_role("link", name=re.compile(TITLE[:6]))).to_be_visible()
    assert document.url in fetched(reader, "/feeds/policies.xml")
    parts = re.findall("<loc>(.*?)</loc>", fetched(reader, "/sitemap.xml"))
    assert document.url in "".join(fetched(reader, part) for part in parts)
