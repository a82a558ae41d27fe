"""What the checks find, and what they leave in peace."""

import pytest
from django.core.files.base import ContentFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file

from content.models import Attachment, SiteSettings
from editorial import checks, publication
from editorial.checks import attachments, images, links, metadata, personal_data
from home.models import GuidePage, HomePage, ServicePage
from library.models import LibraryDocument, LibraryImage, TextState
from policies.models import PolicyPage
from tests.factories.articles import draft, live

# --- on pages -------------------------------------------------------------------------------------------------------


def found(page, module) -> list[str]:
    return [each.message for each in checks.examine(page, [module.check])]


def document(text="", state=TextState.READ, title="附表") -> LibraryDocument:
    return LibraryDocument.objects.create(
        title=title, file=ContentFile(b"sample", name="sample.txt"), text=text, text_state=state
    )


def state(doc: LibraryDocument, value: str, text: str = "") -> None:
    LibraryDocument.objects.filter(pk=doc.pk).update(text_state=value, text=text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "place",
    [
        {"summary": "手机13800138000"},
        {"title": "手机13800138000"},
        {"source": "13800138000"},
        {"body": [("paragraph", "<p>手<b>机138</b>0013<i>8000</i></p>")]},
        {"body": [("paragraph", '<p><a href="tel:13800138000">打电话</a></p>')]},
        {"body": [("table", {"data": [["姓名", "手机"], ["示例", "13800138000"]]})]},
        {"body": [("quote", {"text": "13800138000", "source": ""})]},
        {"body": [("questions", [{"question": "电话？", "answer": "<p>13800138000</p>"}])]},
        {"body": [("heading", {"level": "2", "text": "13800138000"})]},
    ],
)
def test_personal_data_is_found_wherever_it_stands(place):
    page = draft(GuidePage)
    for name, value in place.items():
        setattr(page, name, value)
    assert found(page, personal_data) == ["正文中有手机号码 138****8000"]


@pytest.mark.django_db
def test_the_sites_own_telephone_is_no_finding():
    settings = SiteSettings.for_site(HomePage.objects.get().get_site())
    settings.phone = "010-88886666、13800138000"
    settings.save()
    assert found(draft(GuidePage, "咨询13800138000，投诉13900139000"), personal_data) == [
        "正文中有手机号码 139****9000"
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["attachment", "block", "link"])
def test_files_are_read_wherever_they_hang(where):
    doc = document("经办人 11010519491231002X", title="名单")
    page = draft(GuidePage, f'<p><a linktype="document" id="{doc.pk}">名单</a></p>' if where == "link" else "正文")
    if where == "block":
        page.body = [("attachment", doc)]
    elif where == "attachment":
        page.attachments.add(Attachment(document=doc))
    assert found(page, personal_data) == ["附件《名单》中有身份证件号码 110***********002X"]
    assert found(page, attachments) == []
    state(doc, TextState.WAITING)
    assert len(found(page, attachments)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state_of_text", "holds"),
    [(TextState.WAITING, True), (TextState.FAILED, True), (TextState.NO_TEXT, True), (TextState.READ, False)],
)
def test_an_unread_file_holds_until_it_is_read_or_excused(office, state_of_text, holds):
    doc = document()
    state(doc, state_of_text)
    page = draft(GuidePage)
    page.attachments.add(Attachment(document=doc))
    held = publication.holding(page)
    assert bool(held) == holds
    if holds:
        publication.excuse(page, held, user=office.publishers1, reason="扫描件，已人工核对")
        assert publication.holding(page) == []
        replaced = LibraryDocument.objects.get(pk=doc.pk)
        replaced.file = ContentFile(b"other", name="other.txt")
        replaced.save()
        state(doc, TextState.FAILED)
        assert len(publication.holding(page)) == 1


@pytest.mark.django_db
def test_a_file_read_in_part_holds_too():
    doc = document("很长的文字")
    state(doc, TextState.READ, "很长的文字")
    page = draft(GuidePage)
    page.attachments.add(Attachment(document=doc))
    assert publication.holding(page) == []
    LibraryDocument.objects.filter(pk=doc.pk).update(text_error="文件很长，只读取了前 50 万字。")
    assert [each.message for each in publication.holding(page)] == [
        "附件《附表》只读取了一部分，请人工核对其余内容有无个人信息后豁免"
    ]


@pytest.mark.django_db
def test_metadata_that_is_missing_is_named():
    page = draft(PolicyPage, number="", document_type="", summary="")
    missing = found(page, metadata)
    assert "没有填写“摘要”" in missing
    assert "没有填写“发文机关”" in missing
    assert "没有填写“主题分类”" in missing
    page.summary = "一句话。"
    assert "没有填写“摘要”" not in found(page, metadata)
    assert "没有填写“收费”" in found(draft(ServicePage), metadata)


@pytest.mark.django_db
def test_links_that_lead_nowhere():
    gone, hidden, there = live(GuidePage), draft(GuidePage, title="草稿"), live(GuidePage)
    doc = document()
    page = draft(
        GuidePage,
        f'<p><a linktype="page" id="{gone.pk}">1</a><a linktype="page" id="{hidden.pk}">2</a>'
        f'<a linktype="page" id="{there.pk}">3</a><a linktype="document" id="{doc.pk}">4</a>'
        f'<a href="/guides/{there.slug}/">5</a><a href="/guides/no-such-page/">6</a><a href="/search/?q=1">7</a>'
        '<a href="/feedback/">8</a><a href="https://elsewhere.example/x/">9</a><a href="#top">10</a>'
        '<a href="mailto:a@b.example">11</a><a href="/guides">12</a><a href="/old/notice.html">13</a></p>',
    )
    Redirect.add_redirect("/old/notice.html", there)
    gone_id, doc_id = gone.pk, doc.pk
    gone.delete()
    doc.delete()
    assert found(page, links) == [
        f"链接的页面（编号 {gone_id}）已经删除",
        "链接的页面《草稿》没有发布，读者打不开",
        f"链接的文件（编号 {doc_id}）已经删除",
        "站内链接 /guides/no-such-page/ 打不开",
    ]


@pytest.mark.django_db
def test_pictures_without_words():
    picture = LibraryImage.objects.create(title="平面图", file=get_test_image_file())
    page = draft(GuidePage)
    for alt, decorative, expected in [("", False, 1), ("一层平面图", False, 0), ("", True, 0)]:
        picture.decorative, picture.contextual_alt_text = decorative, alt
        page.body = [("figure", {"image": picture, "caption": ""})]
        assert len(found(page, images)) == expected, (alt, decorative)


@pytest.mark.django_db
def test_only_personal_data_and_unread_files_hold(django_assert_max_num_queries):
    doc = document(state=TextState.WAITING)
    page = draft(PolicyPage, '<p>手机13800138000<a href="/nowhere/">x</a></p>', summary="")
    page.attachments.add(Attachment(document=doc))
    state(doc, TextState.WAITING)
    findings = checks.examine(page)
    assert {each.check for each in findings if each.blocking} == {"personal_data", "attachments"}
    assert {each.check for each in findings if not each.blocking} == {"metadata", "links"}
    assert set(checks.LABELS) == {module.NAME for module in (attachments, images, links, metadata, personal_data)}
    with django_assert_max_num_queries(5):
        publication.holding(page)
