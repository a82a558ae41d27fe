"""The staff's work in a browser: claim, answer with a phrase, hand over, many at once, take a list out, telephone."""

import csv
import io
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.groups import StaffGroup
from accounts.models import User
from audit.enums import Event
from audit.models import Entry
from casework.models import Case, Phrase
from home.feedback import services as feedback
from notifications import calls
from notifications.models import Message, MessageTemplate
from notifications.setup import make_templates
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def member(name: str, given: str) -> User:
    user = User.objects.create_user(name, password="correct-horse-battery", last_name="示例", first_name=given)
    user.groups.add(Group.objects.get(name=StaffGroup.FRONT_DESK))
    return user


@pytest.fixture
def office(initial_data) -> dict[str, User]:
    """Two officers, a reader, four messages and a phrase."""
    from django.apps import apps  # noqa: PLC0415  the registry is full only once Django runs

    make_templates(apps)
    people = {"officer": member("officer", "经办"), "colleague": member("colleague", "同事")}
    reader = User.objects.create(username="reader", last_name="欧阳", first_name="示例")
    for number in range(4):
        feedback.send(subject="typo", text=f"第 {number} 段有一个错字。", sender=reader)
    Phrase.objects.create(kind="feedback", action="answer", text="已经改正，谢谢您。")
    Phrase.objects.create(kind="feedback", action="decline", text="与本馆业务无关。")
    return people


@pytest.fixture
def officer(visitor, office):
    """An officer who has signed in, at a desk unless the test says otherwise."""

    def come(**options):
        who = visitor(is_staff=True, **options)
        client = Client()
        client.force_login(office["officer"], backend="django.contrib.auth.backends.ModelBackend")
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": who.address}
        who.context.add_cookies([cookie])
        return who

    return come


def test_claim_answer_and_hand_over(officer, office):
    page = officer().open("/admin/cases/?assignee=nobody")
    first = Case.objects.order_by("pk").first()
    page.get_by_role("link", name=first.number).click()
    page.get_by_role("button", name="领取", exact=True).click()
    page.get_by_text(f"已领取 {first.number}。").wait_for()
    page.get_by_role("link", name="答复", exact=True).click()
    page.get_by_role("button", name="确认答复").click()
    page.get_by_text("请填写“答复”的意见").first.wait_for()
    page.get_by_label("常用语").select_option("已经改正，谢谢您。")
    page.get_by_role("button", name="确认答复").click()
    page.locator(".case-history blockquote", has_text="已经改正，谢谢您。").wait_for()
    assert page.locator(".case-status").inner_text() == "已答复"
    first.refresh_from_db()
    assert (first.status, first.assignee) == ("answered", office["officer"])

    second = Case.objects.order_by("pk")[1]
    page.goto(f"/admin/cases/inspect/{second.pk}/")
    page.get_by_role("link", name="移交…").click()
    page.get_by_label("移交给").select_option(label="示例同事")
    page.get_by_label("说明").fill("我明天请假，请帮忙。")
    page.get_by_role("button", name="移交", exact=True).click()
    page.get_by_text(f"{second.number} 已移交给示例同事。").wait_for()
    assert page.get_by_text("我明天请假，请帮忙。").is_visible(), "the colleague's note is open"


def test_many_at_once_and_out_of_the_house(officer, office):
    page = officer().open("/admin/cases/")
    page.get_by_label("选择本页全部办件").check()
    assert page.get_by_text("已选 4 件：").is_visible()
    page.get_by_role("button", name="领取", exact=True).click()
    page.get_by_text("完成 4 件").wait_for()
    page.get_by_role("link", name="返回列表").click()
    for place in range(2):
        page.locator('tbody input[type="checkbox"]').nth(place).check()
    page.get_by_role("button", name="不予处理").click()
    page.get_by_label("常用语").select_option("与本馆业务无关。")
    page.get_by_role("button", name="确认不予处理").click()
    page.get_by_text("完成 2 件").wait_for()
    assert Case.objects.filter(status="closed").count() == 2

    page.goto("/admin/cases/?status=closed")
    page.get_by_role("link", name="导出").click()
    page.get_by_label("文本（CSV）").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出", exact=True).click()
    assert download.value.suggested_filename.endswith(".csv")
    with open(download.value.path(), encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(io.StringIO(file.read())))
    assert [row["状态"] for row in rows] == ["不予处理"] * 2
    assert {row["申请人"] for row in rows} == {"欧阳**"}
    assert Entry.objects.filter(event=Event.EXPORTED, actor=office["officer"]).count() == 1


def test_without_script_rows_are_ticked_one_by_one(officer):
    page = officer(java_script_enabled=False).open("/admin/cases/")
    page.locator('tbody input[type="checkbox"]').first.check()
    page.get_by_role("button", name="领取", exact=True).click()
    page.get_by_text("完成 1 件").wait_for()


def test_the_words_of_a_message_stand_beside_it_while_they_are_typed(visitor, office):
    who = visitor(is_staff=True)
    root = User.objects.create_superuser("root", password="correct-horse-battery")
    client = Client()
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": who.address}
    who.context.add_cookies([cookie])
    row = MessageTemplate.objects.get(key="feedback_answered")
    page = who.open(f"/admin/messagetemplate/edit/{row.pk}/")
    page.locator("[data-preview-here]", has_text="FK2026010500001").wait_for()
    page.get_by_role("textbox", name="短信内容").fill("{{ 编号 }}有结果了")
    page.locator("[data-preview-here]", has_text="FK2026010500001有结果了").wait_for()
    page.get_by_role("textbox", name="短信内容").fill("{{ 姓名 }}")
    page.locator("[data-preview-here]", has_text="变量 {{ 姓名 }} 不存在").wait_for()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_axe_finds_nothing_and_nothing_sticks_out(officer, viewport):
    who = officer(viewport=viewport)
    case = Case.objects.order_by("pk").first()
    message = Message.objects.create(
        case=case, user=case.applicant, key="feedback_answered", channel="site", title="已答复", important=True
    )
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(hours=30))
    calls.ask_for_calls()
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(hours=1))
    paths = [
        "/admin/", "/admin/cases/", f"/admin/cases/inspect/{case.pk}/", f"/admin/cases/step/{case.pk}/answer/",
        f"/admin/cases/hand-over/{case.pk}/", "/admin/cases/export/", "/admin/cases/help/", "/admin/calls/",
        f"/admin/calls/{message.call_task.pk}/",
    ]  # fmt: skip
    found = {}
    for path in paths:
        page = who.open(path)
        page.wait_for_load_state("networkidle")
        faults = [
            f"{fault['id']}: {node['html'][:120]}"
            for fault in Axe().run(page, context="main", options=RULES).response["violations"]
            for node in fault["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append("sticks out")
        if faults:
            found[path] = faults
    assert found == {}
