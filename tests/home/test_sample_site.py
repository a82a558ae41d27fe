"""The sample site: complete, loaded twice without harm, made of what lies in the project, as an editor would make it."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Page, PageLogEntry, Site

from accounts.groups import StaffGroup
from accounts.models import User
from casework.history import Verdict, prove
from casework.models import Case
from catalogue.models import CatalogueEntry
from content.models import SiteAlert, SiteSettings
from content.sample import SAMPLE_SETTINGS
from home.models import CasePage, ContactPage, DownloadIndexPage, GuidePage, HomePage, ServicePage
from home.sample import texts
from library.models import LibraryDocument, TextState
from policies.enums import RelationKind, StatedValidity
from policies.models import InterpretationPage, NoticePage, PolicyPage

ROOT = Path(__file__).resolve().parents[2]


def load(**options) -> str:
    out = io.StringIO()
    call_command("load_sample_site", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The sample, loaded once for the module; each test works in a savepoint of its own above it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def sample(loaded, db) -> str:
    return loaded


def counts() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for model in apps.get_models() if model._meta.managed}


def test_loading_it_again_changes_nothing(sample):
    before = counts()
    assert load() == sample
    assert counts() == before


def test_declarations_stand_in_every_state(sample):
    cases = Case.objects.filter(kind__in=["reward_fund", "technology", "demonstration"])
    assert set(cases.values_list("status", flat=True)) == {
        "draft", "waiting", "withdrawn", "returned", "accepted", "reviewing", "deciding", "approved", "publicity",
        "rechecking", "closed", "refused", "experts_failed", "disapproved", "cancelled",
    }  # fmt: skip
    assert {proof.verdict for proof in prove(list(cases.values_list("pk", flat=True)))} == {Verdict.SOUND}


def test_what_an_editor_changed_is_left_alone(sample):
    page = PolicyPage.objects.get(slug="archive-notice-2024")
    page.title = "编辑改过的标题"
    page.save_revision().publish()
    settings = SiteSettings.for_site(Site.objects.get())
    settings.name = "改过的名称"
    settings.save()
    load()
    page.refresh_from_db()
    settings.refresh_from_db()
    assert (page.title, settings.name) == ("编辑改过的标题", "改过的名称")


def test_every_page_can_be_read(sample, client):
    pages = Page.objects.live().filter(depth__gte=2)
    assert pages.count() > 45
    answers = {page.url_path: client.get(page.get_url()).status_code for page in pages}
    assert set(answers.values()) == {200}, answers


def test_pages_have_gone_the_way_of_an_editors_work(sample):
    page = PolicyPage.objects.get(slug="archive-notice-2024")
    revision = page.live_revision
    assert revision.user.username == "editor"
    actions = dict(PageLogEntry.objects.filter(page=page.pk).values_list("action", "user__username"))
    assert actions == {"wagtail.create": "editor", "wagtail.edit": "editor", "wagtail.publish": "publisher"}
    assert CatalogueEntry.objects.filter(page=page.pk, title=page.title).exists()
    assert page.pk in [each.pk for each in PolicyPage.objects.search("城建档案移交")]


def test_the_ministry_notice_has_its_six_parts_and_fifteen_items(sample, client):
    page = PolicyPage.objects.get(slug="archive-notice-2024")
    assert [entry.label[:2] for entry in page.contents] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    html = client.get(page.get_url()).content.decode()
    for number in range(1, 16):
        assert html.count(f'id="item-{number}"') == 1
    assert '<p id="item-6" class="item">（六）健全移交方式。' in html
    assert "承诺时间不超过三个月" in html
    assert (page.number, page.stated_validity, page.issued_on) == ("", StatedValidity.UNVERIFIED, date(2024, 3, 22))


def test_policies_say_what_is_known_and_no_more(sample):
    assert PolicyPage.objects.count() == 27  # 26 rows of sources, of which the archive law and its regulation are one
    assert all(page.issuers.exists() and page.topic and page.summary for page in PolicyPage.objects.all())
    without_original = PolicyPage.objects.exclude(slug="archive-notice-2024")
    assert all("不是原文" in page.body_text and page.summary not in page.body_text for page in without_original)
    page = PolicyPage.objects.get(number="京建法〔2018〕6号")
    assert (page.number_agency, page.number_year, page.number_serial) == ("京建法", 2018, 6)
    assert (page.issued_on, page.effective_on, page.stated_validity) == (None, None, StatedValidity.UNVERIFIED)
    known = PolicyPage.objects.get(number="国办发〔2017〕47号")
    assert (known.index_number, known.published_on) == ("000014349/2017-00110", date(2017, 6, 8))


def test_relations_are_those_that_are_sure(sample):
    relations = {
        (page.slug, relation.kind, relation.target.slug)
        for page in PolicyPage.objects.all()
        for relation in page.relations.all()
    }
    assert ("jingjianfa-notice-2020-149", "based_on", "jingjianfa-2020-4") in relations
    assert ("shifanxiangmu-xize-2023", "based_on", "jingcaijingjian-2022-2185") in relations
    assert {kind for _, kind, _ in relations} == {RelationKind.BASED_ON}  # no repeal is certain
    interpretation = InterpretationPage.objects.get()
    assert [each.policy.slug for each in interpretation.interpreted.all()] == ["archive-notice-2024"]


def test_answers_of_the_interpretation_are_the_notices_own_words(sample):
    original = PolicyPage.objects.get(slug="archive-notice-2024").body_text
    answers = InterpretationPage.objects.get().body[1].value
    assert len(answers) == 8
    for phrase in ("承诺时间不超过三个月", "可不移交相应纸质档案（竣工图除外）", "一次性告知整改内容"):
        assert phrase in original
        assert any(phrase in str(answer["answer"]) for answer in answers)


def test_recognition_faults_of_the_manuals_are_mended(sample):
    words = "".join(page.body_text for page in [*GuidePage.objects.all(), *CasePage.objects.all()])
    for fault in ("上次所需", "截至日期", "防伪最终", "聚聚", "通通", "用用", "_Toc", "[image", "如图", "\u3000"):
        assert fault not in words
    dezhou = CasePage.objects.get()
    assert [entry.label[:5] for entry in dezhou.contents] == ["以“聚”为", "以“通”为", "以“用”为"]
    assert (dezhou.published_on, dezhou.source) == (date(2022, 12, 23), "办公厅")
    assert GuidePage.objects.count() == 3


def test_notices_are_samples_of_which_one_is_pinned_and_one_over(sample):
    assert all("示例" in page.title for page in NoticePage.objects.all())
    assert NoticePage.objects.filter(pinned=True).count() == 1
    assert [page.slug for page in NoticePage.objects.all() if page.has_ended] == ["sample-maintenance"]


def test_services_name_kinds_that_are_registered_and_rest_on_policies(sample):
    assert {page.slug: page.service_kind.name for page in ServicePage.objects.all()} == {
        "booking": "booking",
        "reward-fund": "reward_fund",
        "technology": "technology",
        "demonstration": "demonstration",
        "organisation-claim": "org_claim",
        "rating": "rating",
    }
    assert ServicePage.objects.get(slug="reward-fund").basis.count() == 3


def test_downloads_are_real_files_whose_text_has_been_read(sample, client):
    attachments = DownloadIndexPage.objects.get().attachments.select_related("document")
    assert {each.document.file_extension for each in attachments} == {"pdf", "docx", "xlsx"}
    assert set(LibraryDocument.objects.values_list("text_state", flat=True)) == {TextState.READ}
    promise = LibraryDocument.objects.get(title__startswith="建设工程档案移交承诺书")
    for words in ("齐全完整", "与工程实际相符", "与相应纸质文件一致", "在承诺时限内完成移交"):
        assert words in promise.text
    for each in attachments:
        response = client.get(each.document.url)
        assert response.status_code == 200
        assert len(response.getvalue()) == each.document.file_size > 1000


def test_front_of_the_site(sample):
    home = HomePage.objects.get()
    assert {block.block_type for block in home.sections} == {
        "services",
        "live",
        "policies",
        "notices",
        "downloads",
        "contact",
    }
    assert len(home.sections[0].value["services"]) == 6
    settings = SiteSettings.for_site(Site.objects.get())
    assert {name: getattr(settings, name) for name in SAMPLE_SETTINGS} == SAMPLE_SETTINGS
    settings.full_clean()
    assert [link.address for link in settings.footer_links.all()][1:] == ["/contact/", "https://www.gov.cn/"]
    assert SiteAlert.objects.get().page_id == home.pk
    assert ContactPage.objects.get().body


def test_one_account_for_each_step_signs_in_with_the_printed_password(sample):
    password = re.search(r"sample-\w{8}", sample)[0]
    groups = {}
    for user in User.objects.all():
        assert authenticate(username=user.username, password=password) == user
        assert "示例" in str(user)
        assert not user.is_superuser
        groups[user.username] = [group.name for group in user.groups.all()]
        assert f"{user.username:<12}{user}" in sample
    assert sorted(name for names in groups.values() for name in names if name == StaffGroup.REVIEWERS) == [
        "reviewers",
        "reviewers",
    ]
    assert {name for names in groups.values() for name in names} == set(StaffGroup.values)
    assert groups["applicant"] == []


def test_the_project_carries_what_the_sample_needs():
    sources = [path for path in (ROOT / "home/sample").rglob("*") if path.suffix in (".py", ".toml", ".html")]
    assert len(sources) > 10
    for path in sources:
        assert "shared" not in path.read_text(encoding="utf-8"), path
    assert texts.FOLDER == ROOT / "home/sample"
