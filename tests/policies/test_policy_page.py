"""The page of a document: what it shows of itself and of others, and what that costs."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile

from catalogue.models import Topic
from content.models import Attachment
from home.models import ServiceBasis, ServicePage
from library.models import LibraryDocument, TextState
from policies.enums import RelationKind
from policies.models import InterpretationPage, InterpretedPolicy, NoticePage, PolicyPage
from tests.factories.articles import FACTORIES, live, relate
from tests.factories.pages import IssuerFactory

pytestmark = pytest.mark.django_db


def shown(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def facts(soup):
    return {row.dt.get_text(): row.dd.get_text(strip=True) for row in soup.select(".metadata > div")}


def links(soup, title):
    heading = soup.find("h2", string=title)
    return [link["href"] for link in heading.parent.find_all("a")] if heading else []


def rich_policy(**fields):
    """A document with everything it can have: two issuers, a topic, relations, an interpretation, a service, a file."""
    page = live(
        PolicyPage,
        "<p>（一）甲。</p><p>（二）乙。</p>",
        topic=Topic.objects.first(),
        issuers=[IssuerFactory(), IssuerFactory()],
        stated_validity="in_force",
        **fields,
    )
    relate(live(PolicyPage), RelationKind.AMENDS, page)
    relate(page, RelationKind.BASED_ON, live(PolicyPage))
    live(InterpretationPage, "解读正文", interpreted=[InterpretedPolicy(policy=page)])
    live(ServicePage, "服务正文", basis=[ServiceBasis(policy=page)])
    document = LibraryDocument(title="示例附件", text_state=TextState.READ, file_size=12)
    document.file.save("示例附件.txt", ContentFile("附件内容"))
    page = PolicyPage.objects.get(pk=page.pk)
    page.attachments.add(Attachment(document=document))
    page.save_revision().publish()
    return PolicyPage.objects.get(pk=page.pk)


def test_the_metadata_stand_as_on_gov_cn(client):
    topic = Topic.objects.filter(parent=None).first()
    page = live(
        PolicyPage,
        "正文",
        title="关于示例的通知",
        index_number="000014349/2017-00110",
        topic=topic,
        issuers=[IssuerFactory(name="示例局")],
        number="示建发[2020]4号",
        issued_on=date(2020, 4, 13),
        published_on=date(2020, 5, 1),
        effective_on=date(2020, 6, 1),
        stated_validity="in_force",
    )
    found = facts(shown(client, page))
    assert list(found)[:8] == ["索引号", "主题分类", "发文机关", "成文日期", "标题", "发文字号", "发布日期", "公文种类"]
    assert found["索引号"] == "000014349/2017-00110"
    assert found["主题分类"] == topic.name
    assert found["发文机关"] == "示例局"
    assert found["成文日期"] == "2020年4月13日"
    assert found["发文字号"] == "示建发〔2020〕4号"
    assert found["发布日期"] == "2020年5月1日"
    assert found["实施日期"] == "2020年6月1日"
    assert found["有效性"] == "有效"


def test_what_is_not_known_of_an_unverified_document_reads_so(client):
    page = live(PolicyPage, number="", issued_on=None, stated_validity="unverified")
    soup = shown(client, page)
    found = facts(soup)
    assert (found["发文字号"], found["成文日期"], found["发文机关"], found["有效性"]) == ("待核",) * 4
    assert "有效性待核" in soup.select_one(".notice").get_text()
    assert "暂未收录本文件的全文" in soup.select_one(".prose").get_text()


def test_items_can_be_linked_to(client):
    soup = shown(client, rich_policy())
    assert soup.find(id="item-2").get_text().startswith("（二）乙")
    assert soup.find(id="item-2").find("a", class_="permalink")["href"] == "#item-2"


def test_a_repealed_document_says_so_at_its_head_and_leads_to_its_successor(client):
    old = live(PolicyPage, "正文", title="旧办法", stated_validity="in_force")
    new = relate(live(PolicyPage, title="新办法"), RelationKind.REPEALS, old)
    soup = shown(client, old)
    notice = soup.select_one(".article > .notice-danger")
    assert "废止" in notice.get_text()
    assert new.url in [link["href"] for link in notice.find_all("a")]
    assert soup.select_one(".article-head .validity").get_text() == "废止"
    assert links(soup, "相关文件") == [new.url]
    assert links(shown(client, new), "相关文件") == [old.url]


def test_a_page_that_cites_a_repealed_document_warns(client):
    old = live(PolicyPage, "正文", number="示建法〔2018〕6号", stated_validity="in_force")
    notice = live(NoticePage, "按照示建法〔2018〕6号办理。")
    assert not shown(client, notice).select(".notice-warning")
    relate(live(PolicyPage), RelationKind.REPEALS, old)
    warning = shown(client, notice).select_one(".notice-warning")
    assert "示建法〔2018〕6号" in warning.get_text()
    assert old.url in [link["href"] for link in warning.find_all("a")]


def test_interpretations_and_services_are_linked_both_ways(client):
    page = rich_policy()
    interpretation, service = InterpretationPage.objects.get(), ServicePage.objects.get()
    soup = shown(client, page)
    assert links(soup, "政策解读") == [interpretation.url]
    assert links(soup, "依据本文件办理的事项") == [service.url]
    assert links(shown(client, interpretation), "解读的文件") == [page.url]
    assert links(shown(client, service), "政策依据") == [page.url]


def test_drafts_are_never_named(client):
    page = live(PolicyPage, "正文")
    FACTORIES[InterpretationPage](live=False, title="没有发布的解读", interpreted=[InterpretedPolicy(policy=page)])
    FACTORIES[ServicePage](live=False, title="没有发布的服务", basis=[ServiceBasis(policy=page)])
    assert "没有发布" not in shown(client, page).get_text()


def test_a_file_is_shown_with_type_and_size(client):
    files = [row.get_text(" ", strip=True) for row in shown(client, rich_policy()).select(".file")]
    assert len(files) == 1
    assert files[0].startswith("示例附件 TXT 12")


@pytest.mark.django_db(transaction=True)
def test_a_document_with_everything_costs_at_most_twelve_queries(initial_data, client, django_assert_max_num_queries):
    page = rich_policy()
    for _ in range(2):  # the first makes the site's settings, the second keeps what all pages share
        client.get(page.url)
    with django_assert_max_num_queries(12):
        client.get(page.url)
