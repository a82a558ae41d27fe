"""What every public page carries: meta tags, trail, footer, links to correct and to share."""

import datetime
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Page, Site

from catalogue.models import Topic
from content.models import SiteSettings
from content.sample import SAMPLE_SETTINGS
from home.models import CasePage, GuidePage, ServicePage
from policies.models import InterpretationPage, NoticePage, PolicyPage
from tests.factories.articles import FACTORIES, body
from tests.factories.pages import CasePageFactory, IssuerFactory

pytestmark = pytest.mark.django_db
FACTORIES = {**FACTORIES, CasePage: CasePageFactory}
COLUMNS = {
    "/services/": "办事服务",
    "/policies/": "政策文件",
    "/notices/": "通知公告",
    "/guides/": "操作指引",
    "/downloads/": "资料下载",
    "/cases/": "经验做法",
}
ARTICLES = [PolicyPage, InterpretationPage, NoticePage, GuidePage, CasePage, ServicePage]


@pytest.fixture(autouse=True)
def settings_of_the_site():
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    for name, value in SAMPLE_SETTINGS.items():
        setattr(settings, name, value)
    settings.save()
    return settings


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def metas(page):
    return {tag["name"]: tag["content"] for tag in page.find_all("meta", attrs={"name": True})}


def test_every_page_names_the_site(client):
    for path in ["/", "/contact/", "/sitemap/", *COLUMNS]:
        found = metas(soup(client, path))
        assert found["SiteName"] == "示例市城市建设档案馆", path
        assert found["SiteDomain"] == "testserver"
        assert found["SiteIDCode"] == "0000000000"


@pytest.mark.parametrize(("path", "title"), COLUMNS.items())
def test_a_column_describes_itself(client, path, title):
    found = metas(soup(client, path))
    assert (found["ColumnName"], found["ColumnType"]) == (title, title)
    assert found["ColumnDescription"]
    assert found["ColumnKeywords"].startswith(title)
    assert "ArticleTitle" not in found


@pytest.mark.parametrize("model", ARTICLES)
def test_an_article_describes_itself(client, model):
    page = FACTORIES[model](
        title="示例“标题”",
        summary="一句话。",
        source="示例来源",
        body=body("正文"),
        published_on=datetime.date(2026, 3, 2),
    )
    found = metas(soup(client, page.url))
    assert found["ArticleTitle"] == "示例“标题”"
    assert found["PubDate"] == "2026-03-02"
    assert found["ContentSource"] == "示例来源"
    assert found["Description"] == "一句话。"
    assert found["Keywords"]
    assert found["Author"] == "示例市城市建设档案馆"
    assert found["Image"] == ""
    assert found["Url"] == f"http://testserver{page.url}"
    assert "ColumnName" not in found


def test_a_document_names_its_issuers_and_topic(client):
    topic = Topic.objects.filter(parent=None).first()
    page = FACTORIES[PolicyPage](topic=topic, issuers=[IssuerFactory(name="示例局"), IssuerFactory(name="示例委")])
    found = metas(soup(client, page.url))
    assert set(found["Author"].split("、")) == {"示例局", "示例委"}
    assert found["Keywords"] == topic.name


def test_every_page_is_canonical_chinese_and_leads_to_the_feeds(client):
    page = soup(client, "/policies/?year=2018")
    assert page.html["lang"] == "zh-Hans"
    assert page.find("link", rel="canonical")["href"] == "http://testserver/policies/"
    feeds = [link["href"] for link in page.find_all("link", type="application/atom+xml")]
    assert feeds == ["/feeds/policies.xml", "/feeds/notices.xml"]
    assert page.find("link", rel="icon")


@pytest.mark.parametrize("path", ["/", "/contact/", "/sitemap/", "/feedback/", *COLUMNS])
def test_the_footer_shows_what_a_government_site_must_show(client, path):
    footer = soup(client, path).footer
    words = footer.get_text()
    for field in ["sponsor", "site_code", "icp_number", "police_number", "address", "phone", "email"]:
        assert SAMPLE_SETTINGS[field] in words, field
    links = {link["href"] for link in footer.find_all("a")}
    assert "/sitemap/" in links
    assert any(link.startswith("/feedback/?page=") for link in links)


def test_a_page_is_corrected_with_its_own_address(client):
    page = FACTORIES[GuidePage](slug="示例-指引", body=body("正文"))
    hrefs = {link["href"] for link in soup(client, page.url).find_all("a", string=lambda s: s and "我要纠错" in s)}
    assert hrefs == {"/feedback/?page=%2Fguides%2F%E7%A4%BA%E4%BE%8B-%E6%8C%87%E5%BC%95%2F"}


def test_the_trail_leads_from_the_home_page(client):
    page = FACTORIES[GuidePage](title="示例指引", body=body("正文"))
    trail = soup(client, page.url).find("nav", attrs={"aria-label": "当前位置"})
    assert [item.get_text() for item in trail.find_all("li")] == ["首页", "操作指引", "示例指引"]
    assert [link["href"] for link in trail.find_all("a")] == ["/", "/guides/"]


@pytest.mark.parametrize("path", ["/", "/contact/", "/search/", "/no/such/page/"])
def test_there_is_one_box_to_search_the_whole_site(client, path):
    found = BeautifulSoup(client.get(path).content, "html.parser")
    assert len(found.find_all("form", role="search")) == 1


@pytest.mark.parametrize("path", ["/", "/contact/", "/sitemap/", "/feedback/", *COLUMNS])
def test_headings_begin_with_one_h1_and_leave_out_no_level(client, path):
    levels = [int(tag.name[1]) for tag in soup(client, path).find_all(["h1", "h2", "h3", "h4"])]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_pages_carry_no_inline_script_or_style_and_ask_nothing_of_others(client):
    page = FACTORIES[PolicyPage](body=body("正文"))
    for path in ["/", page.url, "/policies/", "/feedback/"]:
        found = soup(client, path)
        assert not found.find_all("style")
        assert not found.find_all(style=True)
        assert all(script.get("src", "").startswith("/") for script in found.find_all("script"))
        for tag, name in [("link", "href"), ("img", "src"), ("script", "src")]:
            for each in found.find_all(tag):
                if each.get("rel") == ["canonical"]:
                    continue
                assert each[name].startswith("/"), each


@pytest.mark.parametrize("model", ARTICLES)
def test_a_draft_can_be_previewed_before_and_after_it_is_first_saved(model):
    saved = FACTORIES[model](live=False, body=body("正文"))
    parent = saved.get_parent()
    unsaved = model(title="还没有保存", slug="unsaved", depth=parent.depth + 1, body=body("正文"))
    unsaved.path = Page._get_children_path_interval(parent.path)[1]  # as Wagtail's own preview gives it
    unsaved.set_url_path(parent)
    for page in (saved.get_latest_revision_as_object(), unsaved):
        response = page.make_preview_request(preview_mode="")
        assert response.status_code == 200
        assert page.title in response.content.decode()
