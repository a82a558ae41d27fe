"""从 DOCX 新建: an editor brings a Word file and gets a draft."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from docx import Document
from PIL import Image
from wagtail.models import PageLogEntry

from accounts.groups import StaffGroup
from accounts.models import User
from home.models import HomePage
from library.models import LibraryImage
from policies.models import InterpretationPage, NoticeIndexPage, NoticePage, PolicyIndexPage, PolicyPage

pytestmark = pytest.mark.django_db


def word_file(title: str = "关于移交的通知") -> bytes:
    document = Document()
    if title:
        document.add_heading(title, level=0)
    document.add_paragraph("一、总体要求")
    document.add_paragraph("（一）健全机制。")
    picture = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(picture, "PNG")
    document.add_picture(picture)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def editor(client) -> User:
    user = User.objects.create_user("writer")
    user.groups.add(Group.objects.get(name=StaffGroup.EDITORS))
    client.force_login(user)
    return user


def send(client, parent, content: bytes, kind: str, name: str = "通知.docx"):
    address = reverse("new_page_from_docx", args=[parent.pk])
    return client.post(address, {"kind": kind, "file": ContentFile(content, name=name)})


def test_the_button_stands_on_columns_with_articles(client, editor):
    for parent, shown in ((NoticeIndexPage.objects.get(), True), (HomePage.objects.get(), False)):
        html = client.get(reverse("wagtailadmin_explore", args=[parent.pk])).content.decode()
        assert ("从 DOCX 新建" in html) == shown


def test_a_word_file_becomes_a_draft(client, editor):
    parent = NoticeIndexPage.objects.get()
    assert "从 DOCX 新建" in client.get(reverse("new_page_from_docx", args=[parent.pk])).content.decode()
    response = send(client, parent, word_file(), "noticepage")
    page = NoticePage.objects.get()
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.title, page.slug, page.live, page.owner) == ("关于移交的通知", "guanyuyijiaodetongzhi", False, editor)
    assert [block.block_type for block in page.body] == ["heading", "paragraph", "figure"]
    assert 'id="item-1"' in page.body_html
    assert page.latest_revision.user == editor
    assert set(PageLogEntry.objects.filter(page=page.pk).values_list("user", flat=True)) == {editor.pk}
    assert client.get(response["Location"]).status_code == 200


def test_without_a_title_the_file_gives_its_name_and_a_second_one_its_own_address(client, editor):
    parent = NoticeIndexPage.objects.get()
    for _ in range(2):
        send(client, parent, word_file(title=""), "noticepage", name="停机维护.docx")
    assert list(NoticePage.objects.order_by("pk").values_list("title", "slug")) == [
        ("停机维护", "tingjiweihu"),
        ("停机维护", "tingjiweihu-2"),
    ]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"x", "通知.doc", "请先另存为 DOCX"),
        (b"<html>", "通知.docx", "文件内容与扩展名“.docx”不符"),
        (word_file()[:-400], "通知.docx", "文件不完整或者已损坏"),
        (word_file().replace(b"word/document.xml", b"word/documant.xml"), "通知.docx", "不符"),
    ],
)
def test_what_cannot_be_read_is_said_and_makes_no_page(client, editor, content, name, sentence):
    response = send(client, NoticeIndexPage.objects.get(), content, "noticepage", name)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not NoticePage.objects.exists()
    assert not LibraryImage.objects.exists()


def test_the_kind_can_be_chosen_and_only_from_what_the_column_takes(client, editor):
    parent = PolicyIndexPage.objects.get()
    send(client, parent, word_file(), "policypage")
    send(client, parent, word_file(), "interpretationpage")
    assert send(client, parent, word_file(), "noticepage").status_code == 200
    assert (PolicyPage.objects.count(), InterpretationPage.objects.count()) == (1, 1)


def test_nobody_else_may(client):
    parent = NoticeIndexPage.objects.get()
    assert send(client, parent, word_file(), "noticepage").status_code == 302
    auditor = User.objects.create_user("auditor")
    auditor.groups.add(Group.objects.get(name=StaffGroup.AUDITORS))
    client.force_login(auditor)
    assert send(client, parent, word_file(), "noticepage").status_code in (302, 403)
    assert not NoticePage.objects.exists()
