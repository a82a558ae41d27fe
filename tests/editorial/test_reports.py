"""The reports of the admin: who reads them, what they list, and that they ask for one page of rows."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from editorial import publication, reports
from editorial.models import PageFinding
from home.models import GuideIndexPage, GuidePage, HomePage
from operations import registry
from policies.models import NoticeIndexPage, NoticePage, PolicyPage
from tests.factories.articles import draft, live

pytestmark = pytest.mark.django_db
ADDRESSES = {
    "stale-citations": "引用失效文件",
    "page-findings": "发布检查",
    "answers": "紧急发布与豁免",
    "stale-columns": "久未更新栏目",
}


@pytest.fixture
def reader(client, office):
    client.force_login(office.auditors1)
    return client


@pytest.mark.parametrize(("address", "title"), ADDRESSES.items())
def test_staff_read_every_report_and_find_it_in_the_menu(client, office, address, title):
    for name in ("editors1", "reviewers1", "publishers1", "auditors1", "administrators1", "root"):
        client.force_login(getattr(office, name))
        assert title in client.get(f"/admin/reports/{address}/").content.decode()
        assert client.get(f"/admin/reports/{address}/results/").status_code == 200
    assert f"/admin/reports/{address}/" in client.get("/admin/").content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_others_read_none(client, office, address):
    office.editors1.groups.get().permissions.filter(codename="view_reports").delete()
    client.force_login(office.editors1)
    response = client.get(f"/admin/reports/{address}/", follow=True)
    assert response.redirect_chain
    assert ADDRESSES[address] not in response.content.decode().split("<title>")[1].split("</title>")[0]


def test_stale_citations_name_page_and_document(reader):
    live(PolicyPage, title="旧办法", number="示建法〔2018〕6号", stated_validity="repealed")
    live(GuidePage, "依照示建法〔2018〕6号。", title="查档指引")
    live(NoticePage, "无关。", title="停电通知")
    shown = reader.get("/admin/reports/stale-citations/").content.decode()
    assert "查档指引" in shown
    assert "《旧办法》（示建法〔2018〕6号）" in shown
    assert "停电通知" not in shown


def test_findings_are_kept_on_publishing_and_found_again_by_the_job(reader):
    target = live(GuidePage, title="会消失的页面")
    page = live(GuidePage, f'<p><a linktype="page" id="{target.pk}">见</a></p>', title="查档指引", summary="有摘要")
    assert not PageFinding.objects.filter(page=page).exists()
    target.unpublish()
    registry.jobs["check_pages"].run()
    assert [each.check_name for each in PageFinding.objects.filter(page=page)] == ["links"]
    assert "没有发布，读者打不开" in reader.get("/admin/reports/page-findings/?check_name=links").content.decode()
    assert "查档指引" not in reader.get("/admin/reports/page-findings/?check_name=images").content.decode()
    page.body = []
    page.save_revision().publish()
    assert not PageFinding.objects.filter(page=page, check_name="links").exists()


def test_answers_list_emergencies_with_their_reason(reader, office):
    page = draft(NoticePage, "正文", title="汛情通知")
    publication.publish_emergency(page, user=office.publishers1, reason="汛情紧急")
    shown = reader.get("/admin/reports/answers/").content.decode()
    assert "汛情通知" in shown
    assert "汛情紧急" in shown
    assert "汛情紧急" not in reader.get(f"/admin/reports/answers/?action={publication.EXCUSED}").content.decode()


def test_columns_are_measured(reader):
    verdicts = {state.page.slug: state.verdict for state in reports.column_states()}
    assert verdicts["notices"] == "空栏目"
    assert "contact" not in verdicts
    page = live(NoticePage, "正文")
    home = HomePage.objects.get()
    old = timezone.now() - timedelta(days=183)
    Page.objects.filter(path__startswith=home.path).update(last_published_at=old)
    by_slug = {state.page.slug: state for state in reports.column_states()}
    assert by_slug["notices"].verdict == "超过 182 天没有更新"
    assert by_slug["home"].verdict == "超过 14 天没有更新"
    live(GuidePage, "正文")
    by_slug = {state.page.slug: state for state in reports.column_states()}
    assert by_slug["home"].verdict == ""
    assert by_slug["guides"].verdict == ""
    Page.objects.filter(path__startswith=GuideIndexPage.objects.get().path).update(last_published_at=old)
    by_slug = {state.page.slug: state for state in reports.column_states()}
    assert by_slug["guides"].verdict == ""  # no inspection sets a term for guides
    assert by_slug["notices"].count == NoticeIndexPage.objects.get().get_children().count() == 1
    assert page.live
    assert "超过 182 天没有更新" in reader.get("/admin/reports/stale-columns/").content.decode()


@pytest.mark.parametrize("address", ["stale-citations", "page-findings"])
def test_a_report_costs_the_same_for_one_row_and_for_many(reader, django_assert_max_num_queries, address):
    live(PolicyPage, title="旧办法", number="示建法〔2018〕6号", stated_validity="repealed", summary="")

    def cost() -> int:
        with django_assert_max_num_queries(40) as captured:
            reader.get(f"/admin/reports/{address}/results/")
        return len(captured)

    live(GuidePage, "依照示建法〔2018〕6号。", summary="")
    cost()
    one = cost()
    for _ in range(4):
        live(GuidePage, "依照示建法〔2018〕6号。", summary="")
    assert cost() == one
