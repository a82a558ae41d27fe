"""The way of a document through the admin itself, by its real addresses."""

import json
import socket
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends import smtp
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, rich_text, streamfield

from editorial import publication
from editorial.models import Exemption
from home.models import GuidePage
from policies.models import NoticePage, PolicyIndexPage, PolicyPage
from tests.factories.articles import draft, live

pytestmark = pytest.mark.django_db


class Admin:
    """Somebody at the admin: fills the editor's form as a browser would and presses a button."""

    def __init__(self, client):
        self.client = client

    def sign_in(self, user) -> "Admin":
        self.client.force_login(user)
        return self

    def press(self, page, button: str, *, text: str = "正文。", name: str = "", **fields):
        """Posts the editor's form of the page with one button; returns the texts of the messages that follow."""
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        data = querydict_from_html(self.client.get(address).content.decode(), form_id="page-edit-form")
        data.update(_body(text) | fields)
        data[button] = name or "1"
        if button == "action-workflow-action":
            data["workflow-action-name"] = name
        response = self.client.post(address, data, follow=True)
        assert response.status_code == 200
        return said(response)


def _body(text: str) -> dict:
    return nested_form_data({"body": streamfield([("paragraph", rich_text(f"<p>{text}</p>"))])})


def said(response) -> str:
    return "\n".join(str(each) for each in response.context["messages"])


@pytest.fixture
def admin(client):
    return Admin(client)


def shown(admin, page) -> str:
    return admin.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def create(admin, model, button: str, **fields):
    parent = PolicyIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["policies", model._meta.model_name, parent.pk])
    data = querydict_from_html(admin.client.get(address).content.decode(), form_id="page-edit-form")
    data.update({**_body("正文。"), "title": "关于示例事项的通知", "slug": "sample-notice", button: "1", **fields})
    return admin.client.post(address, data, follow=True)


def test_one_writes_a_second_reviews_a_third_signs(admin, office, client):
    admin.sign_in(office.editors1)
    create(admin, PolicyPage, "action-submit", number="示建发[2026] 9号")
    page = PolicyPage.objects.get(slug="sample-notice")
    assert not page.live
    for user, step in [(office.editors1, "初审"), (office.reviewers1, "复审"), (office.publishers1, "签发")]:
        admin.sign_in(user)
        assert f"{step}通过" in shown(admin, page)
        state = page.current_workflow_task_state
        assert page.title in client.get("/admin/").content.decode()
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
        client.post(address, {"comment": "同意。"}, follow=True)
    page = PolicyPage.objects.get(pk=page.pk)
    assert page.live
    client.logout()
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert "示建发〔2026〕9号" in answer.content.decode()
    actions = set(PageLogEntry.objects.filter(page_id=page.pk).values_list("action", flat=True))
    assert {"wagtail.workflow.start", "wagtail.workflow.approve", "wagtail.publish"} <= actions


def test_the_editor_offers_no_plain_publishing_to_anybody(admin, office):
    page = draft(PolicyPage, "正文")
    for name in ("editors1", "publishers1", "administrators1", "root"):
        html = shown(admin.sign_in(getattr(office, name)), page)
        assert 'name="action-publish"' not in html
        assert 'name="action-submit"' in html
        assert ("/emergency/" in html) == (name != "editors1")


def test_a_typed_publish_saves_a_draft_and_no_more(admin, office):
    page = draft(PolicyPage, "正文")
    admin.sign_in(office.root).press(page, "action-publish", title="改了题目")
    page.refresh_from_db()
    assert not page.live
    assert page.draft_title == "改了题目"
    create(admin, PolicyPage, "action-publish")
    assert not PolicyPage.objects.get(slug="sample-notice").live


def test_publishing_in_bulk_and_by_the_api_is_refused(admin, office, client):
    page = draft(PolicyPage, "正文")
    admin.sign_in(office.root)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    client.post(address, {"include_descendants": ""}, follow=True)
    column = PolicyIndexPage.objects.get()
    column.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={column.pk}"
    client.post(address, {"include_descendants": "on"}, follow=True)
    assert client.post(f"/admin/api/main/pages/{page.pk}/action/publish/").status_code == 403
    page.refresh_from_db()
    assert not page.live


def test_a_copy_is_a_draft(admin, office, client):
    page = live(PolicyPage, "正文")
    data = {"new_title": "副本", "new_slug": "copy", "new_parent_page": str(page.get_parent().pk)}
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    admin.sign_in(office.root)
    assert "副本不能直接发布" in said(client.post(address, {**data, "publish_copies": "on"}, follow=True))
    assert not Page.objects.filter(slug="copy").exists()
    client.post(address, data, follow=True)
    assert not Page.objects.get(slug="copy").live


def test_a_forged_step_is_refused_with_its_reason(admin, office, client, submit, edit):
    page = submit(draft(PolicyPage, "正文"), office.editors1)
    edit(page, office.root)
    state = page.current_workflow_task_state
    admin.sign_in(office.root)
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    assert "您在送审之后修改过本稿" in said(client.post(address, {}, follow=True))
    refused = client.post(address, {}, headers={"x-requested-with": "XMLHttpRequest"})
    assert json.loads(refused.content)["redirect"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "您在送审之后修改过本稿" in admin.press(page, "action-workflow-action", name="approve")
    assert page.current_workflow_task_state.pk == state.pk


def test_editing_and_approving_in_one_stroke_is_refused(admin, office, submit):
    page = submit(draft(PolicyPage, "正文。"), office.editors1)
    words = admin.sign_in(office.reviewers1).press(page, "action-workflow-action", name="approve", summary="另写的摘要")
    assert "您在送审之后修改过本稿" in words
    assert page.current_workflow_task_state.task.name == "初审"


def test_another_pages_step_cannot_be_taken_through_this_one(admin, office, client, submit, act):
    """The address names page and step apart: the step's own page decides."""
    mine = submit(draft(PolicyPage, "正文"), office.editors1)
    other = submit(draft(PolicyPage, "正文"), office.reviewers1)
    act(mine, office.editors1)
    act(other, office.editors1)
    state = other.current_workflow_task_state
    admin.sign_in(office.reviewers1)
    address = reverse("wagtailadmin_pages:workflow_action", args=[mine.pk, "approve", state.pk])
    assert "由您送审" in said(client.post(address, {}, follow=True))
    assert other.current_workflow_task_state.pk == state.pk


def test_a_rejection_asks_for_its_reason_and_the_author_reads_it(admin, office, client, submit):
    page = submit(draft(NoticePage, "正文"), office.editors1)
    state = page.current_workflow_task_state
    admin.sign_in(office.reviewers1)
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk])
    form = client.post(address, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})
    assert "请写明退回的理由" in json.loads(form.content)["html"]
    client.post(address, {"comment": "日期写错了。"}, follow=True)
    admin.sign_in(office.editors1)
    assert "日期写错了。" in client.get("/admin/").content.decode() + shown(admin, page)


def test_a_reviewer_comments_and_still_takes_the_step(admin, office, submit, act):
    page = draft(PolicyPage, "正文。")
    admin.sign_in(office.editors1).press(page, "action-submit")
    act(page, office.editors1)
    comment = {
        "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "0",
        "comments-0-id": "",
        "comments-0-text": "这一条请核对日期。",
        "comments-0-contentpath": "title",
        "comments-0-position": "",
        "comments-0-resolved": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }
    admin.sign_in(office.reviewers1).press(page, "action-save-draft", **comment)
    assert [each.text for each in Page.objects.get(pk=page.pk).wagtail_admin_comments.all()] == ["这一条请核对日期。"]
    assert json.dumps("这一条请核对日期。") in shown(admin, page)
    assert Page.objects.get(pk=page.pk).get_latest_revision().user == office.reviewers1
    act(page, office.reviewers1)
    assert Page.objects.get(pk=page.pk).specific.current_workflow_task_state.task.name == "签发"


def test_the_editor_and_the_reviewer_see_the_findings(admin, office, submit):
    page = submit(draft(GuidePage, "手机13800138000", summary=""), office.editors1)
    for name in ("publishers1", "root"):
        html = shown(admin.sign_in(getattr(office, name)), page)
        assert "正文中有手机号码 138****8000" in html
        assert "没有填写“摘要”" in html


def test_a_page_held_at_its_hour_says_so_in_the_editor(admin, office):
    page = draft(GuidePage, "手机13800138000")
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    for _ in publication.run_clock():
        pass
    assert "已到定时发布的时间，但发布被挂起" in shown(admin.sign_in(office.publishers1), page)


def test_signing_what_is_held_says_why_and_leaves_the_step(admin, office, client, submit):
    page = submit(draft(GuidePage, "手机13800138000"), office.editors1)
    state = page.current_workflow_task_state
    admin.sign_in(office.publishers1)
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    assert "暂时不能发布" in said(client.post(address, {}, follow=True))
    assert page.current_workflow_task_state.pk == state.pk
    assert not Page.objects.get(pk=page.pk).live


def test_excusing_asks_for_a_reason_and_a_permission(admin, office, client):
    page = draft(GuidePage, "手机13800138000")
    address = reverse("editorial_checks", args=[page.pk])
    (held,) = publication.holding(page)
    admin.sign_in(office.editors1)
    assert "豁免勾选的项目" not in client.get(address).content.decode()
    client.post(address, {"fingerprints": [held.fingerprint], "reason": "值班手机，对外公布"}, follow=True)
    assert not Exemption.objects.exists()
    admin.sign_in(office.publishers1)
    assert "请写明理由" in client.post(address, {"fingerprints": [held.fingerprint], "reason": ""}).content.decode()
    client.post(address, {"fingerprints": [held.fingerprint], "reason": "值班手机，对外公布"}, follow=True)
    assert Exemption.objects.get().by == office.publishers1
    assert "值班手机，对外公布" in client.get(address).content.decode()


def test_an_emergency_is_confirmed_with_a_reason(admin, office, client):
    page = draft(NoticePage, "正文")
    address = reverse("editorial_emergency", args=[page.pk])
    admin.sign_in(office.editors1)
    assert client.post(address, {"reason": "汛情紧急"}, follow=True).redirect_chain
    assert not Page.objects.get(pk=page.pk).live
    admin.sign_in(office.publishers1)
    assert "立即发布" in client.get(address).content.decode()
    assert not Page.objects.get(pk=page.pk).live
    assert "请写明理由" in client.post(address, {"reason": ""}).content.decode()
    assert "已紧急发布" in said(client.post(address, {"reason": "汛情紧急"}, follow=True))
    assert Page.objects.get(pk=page.pk).live
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "汛情紧急" in history


def test_withdrawing(admin, office, client):
    page = live(NoticePage, "正文")
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    admin.sign_in(office.editors1)
    client.post(address, {}, follow=True)
    assert Page.objects.get(pk=page.pk).live
    admin.sign_in(office.publishers1)
    client.post(address, {}, follow=True)
    assert not Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("name", ["editors1", "reviewers1", "publishers1"])
def test_nobody_deletes_a_live_page_or_a_column(admin, office, client, name):
    page = live(NoticePage, "正文")
    admin.sign_in(getattr(office, name))
    for each in (page, PolicyIndexPage.objects.get()):
        client.post(reverse("wagtailadmin_pages:delete", args=[each.pk]), {}, follow=True)
        assert Page.objects.filter(pk=each.pk).exists()


def test_who_is_next_is_told_by_mail(admin, office):
    for user in (office.editors1, office.reviewers1):
        user.email = f"{user.username}@mail.example"
        user.save()
    page = draft(PolicyPage, "正文。")
    admin.sign_in(office.editors1).press(page, "action-submit")
    assert {address for each in mail.outbox for address in each.to} == {"reviewers1@mail.example"}
    assert all(page.title in each.subject for each in mail.outbox)


@pytest.mark.parametrize("problem", [socket.gaierror("no such host"), ConnectionRefusedError(), TimeoutError()])
def test_a_mail_server_that_is_away_stops_nobody(admin, office, settings, monkeypatch, problem):
    def refuse(self):
        raise problem

    settings.EMAIL_BACKEND = "portal.smtp.EmailBackend"
    monkeypatch.setattr(smtp.EmailBackend, "open", refuse)
    reviewer = office.reviewers1
    reviewer.email = "reviewer@mail.example"
    reviewer.save()
    page = draft(PolicyPage, "正文。")
    admin.sign_in(office.editors1).press(page, "action-submit")
    assert Page.objects.get(pk=page.pk).specific.current_workflow_task_state.task.name == "初审"


@pytest.mark.parametrize("action", ["copy", "create_alias", "copy_for_translation"])
def test_the_api_puts_no_second_live_page_beside_one(admin, office, client, action):
    page = live(PolicyPage, "正文")
    admin.sign_in(office.root)
    before = Page.objects.count()
    answer = client.post(f"/admin/api/main/pages/{page.pk}/action/{action}/", {"slug": "twin"})
    assert answer.status_code == 404
    assert Page.objects.count() == before
