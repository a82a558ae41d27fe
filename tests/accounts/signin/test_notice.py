"""The privacy notice: who is asked when, which version they agreed to, and that nothing typed is lost."""

import pytest
from django.core.exceptions import ValidationError

from accounts import notices
from accounts.models import Consent, PrivacyNotice, User
from accounts.readiness import privacy_notice
from audit.models import Entry


@pytest.fixture
def root(db) -> User:
    return User.objects.create_superuser("root")


@pytest.fixture
def published(root) -> PrivacyNotice:
    return notices.publish(PrivacyNotice.objects.get(), user=root)


@pytest.fixture
def applicant(client, db) -> User:
    user = User.objects.create_user("applicant", last_name="示例")
    client.force_login(user)
    return user


def test_as_long_as_none_is_published_nobody_is_asked_and_the_site_is_not_ready(client, applicant):
    assert client.get("/my/").status_code == 200
    assert [finding.missing for finding in privacy_notice()] == ["隐私说明还没有公布"]


@pytest.mark.parametrize("path", ["/my/", "/my/messages/", "/accounts/", "/accounts/ways/"])
def test_who_has_not_agreed_is_asked_and_led_back(client, applicant, published, path):
    assert list(privacy_notice()) == []
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/notice/?next=")
    page = client.get(answer.url).content.decode()
    assert "请先阅读隐私说明" in page
    assert "我们收集什么" in page
    agreed = client.post("/accounts/notice/", {"version": published.version, "next": path})
    assert agreed.url == path
    assert client.get(path).status_code == 200
    consent = Consent.objects.get()
    assert (consent.user, consent.notice) == (applicant, published)
    assert Entry.objects.get(event="notice_accepted").data == {"version": 1}


def test_staff_are_asked_at_their_own_cases_and_not_in_the_admin(client, root, published):
    client.force_login(root)
    assert client.get("/my/").url.startswith("/accounts/notice/")
    assert client.get("/admin/").status_code == 200


def test_a_new_version_asks_again_and_says_what_changed(client, applicant, published, root):
    notices.accept(applicant, published)
    new = PrivacyNotice.objects.create(body="<p>新的说明</p>", changes="增加了短信通知")
    assert client.get("/my/").status_code == 200  # a draft asks nobody
    notices.publish(new, user=root)
    page = client.get("/my/", follow=True).content.decode()
    assert "隐私说明有了新的版本" in page
    assert "增加了短信通知" in page
    client.post("/accounts/notice/", {"version": new.version})
    assert [consent.notice.version for consent in applicant.consents.order_by("pk")] == [1, 2]


def test_agreeing_to_what_was_shown_is_not_agreeing_to_what_came_meanwhile(client, applicant, published, root):
    new = notices.publish(PrivacyNotice.objects.create(body="<p>更新</p>"), user=root)
    answer = client.post("/accounts/notice/", {"version": published.version})
    assert answer.status_code == 200
    assert notices.is_wanted(applicant) == new


@pytest.mark.parametrize("version", ["", "0", "99", "x", "9" * 30])
def test_agreeing_to_nothing_changes_nothing(client, applicant, published, version):
    assert client.post("/accounts/notice/", {"version": version}).status_code == 200
    assert not Consent.objects.exists()


def test_a_draft_cannot_be_agreed_to(client, applicant, published):
    draft = PrivacyNotice.objects.create(body="<p>草稿</p>")
    client.post("/accounts/notice/", {"version": draft.version})
    assert not Consent.objects.filter(notice=draft).exists()


def test_whoever_does_not_agree_can_sign_out_and_read(client, applicant, published):
    assert client.get("/accounts/privacy/").status_code == 200
    assert client.post("/accounts/logout/").url == "/"


def test_a_post_is_let_through(client, applicant, published):
    """A form that was open when a new version came is not lost: the view sees it."""
    assert client.post("/accounts/ways/phone/", {"phone": "138"}).status_code == 422


def test_agreeing_twice_is_agreeing_once(applicant, published):
    notices.accept(applicant, published)
    notices.accept(applicant, published)
    assert Consent.objects.count() == 1
    assert Entry.objects.filter(event="notice_accepted").count() == 1


def test_what_is_published_stays_as_it_is(published, root):
    published.body = "<p>悄悄改掉</p>"
    for act in (published.save, published.delete, lambda: notices.publish(published, user=root)):
        with pytest.raises(ValidationError, match="已经公布的版本不能修改"):
            act()
    assert "我们收集什么" in PrivacyNotice.objects.get().body


def test_staff_write_a_new_version_and_publish_it(client, root, published):
    client.force_login(root)
    page = client.get("/admin/privacynotice/new/")
    assert page.status_code == 200
    assert "我们收集什么" in page.context["form"].initial["body"]
    body = '{"blocks":[{"key":"a","text":"第二版","type":"unstyled","depth":0,"inlineStyleRanges":[],"entityRanges":[],"data":{}}],"entityMap":{}}'
    client.post("/admin/privacynotice/new/", {"body": body, "changes": "改了一处"})
    draft = PrivacyNotice.objects.get(version=2)
    assert draft.published_at is None
    answer = client.post(
        f"/admin/privacynotice/edit/{draft.pk}/", {"body": body, "changes": "改了两处", "publish": "on"}
    )
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.changes, draft.published_by, notices.current()) == ("改了两处", root, draft)
    frozen = client.get(f"/admin/privacynotice/edit/{draft.pk}/")
    assert frozen.url == f"/admin/privacynotice/inspect/{draft.pk}/"
    refused = client.post(f"/admin/privacynotice/edit/{draft.pk}/", {"body": body, "changes": "再改"})
    assert refused.status_code == 302
    draft.refresh_from_db()
    assert draft.changes == "改了两处"
    assert client.post(f"/admin/privacynotice/delete/{draft.pk}/").status_code in (302, 403, 404)
    assert PrivacyNotice.objects.filter(pk=draft.pk).exists()
