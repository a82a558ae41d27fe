"""/search/ as a reader meets it."""

import datetime
import json

import pytest
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page, PageViewRestriction

from catalogue.models import Topic
from chinese_search.models import SynonymGroup
from home.search import results
from tests.factories.pages import GuidePageFactory, IssuerFactory, NoticePageFactory, PolicyPageFactory

pytestmark = pytest.mark.django_db


def body(*paragraphs: str) -> str:
    return json.dumps([{"type": "paragraph", "value": f"<p>{paragraph}</p>"} for paragraph in paragraphs])


def search(client, q: str, **params):
    response = client.get("/search/", {"q": q, **params})
    assert response.status_code == 200
    return response


def titles(response) -> list[str]:
    return [result.entry.title for result in response.context["listing"].page]


def partial_titles(response) -> list[str]:
    return [result.entry.title for result in response.context["listing"].partial]


def facet(response, name: str) -> dict[str, int]:
    found = next(each for each in response.context["listing"].facets if each.name == name)
    return {value.label: value.count for value in found.values}


def test_without_words_there_is_a_form_and_nothing_else(client):
    response = client.get("/search/")
    assert response.status_code == 200
    assert response.context["listing"] is None
    assert 'name="q"' in response.content.decode()


def test_finds_words_in_body_and_marks_them(client):
    GuidePageFactory(title="到馆须知", body=body("请携带身份证，到窗口办理<b>查档</b>预约。"))
    html = search(client, "查档预约").content.decode()
    assert "到馆须知" in html
    assert "<mark>查档预约</mark>" in html
    assert "完全匹配" in html


def test_what_is_typed_is_escaped_and_kept(client):
    html = search(
        client, '<script>alert("x")</script>', scope="title", since="2020-01-01", until="2026-12-31"
    ).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert '<option value="title" selected>' in html
    assert 'value="2020-01-01"' in html
    assert 'value="2026-12-31"' in html


def test_a_title_comes_before_a_body(client):
    GuidePageFactory(title="其他", body=body("声像档案。" * 50))
    GuidePageFactory(title="声像档案的整理")
    assert titles(search(client, "声像档案")) == ["声像档案的整理", "其他"]


def test_title_only(client):
    GuidePageFactory(title="其他", body=body("声像档案"))
    GuidePageFactory(title="声像档案的整理")
    assert titles(search(client, "声像档案", scope="title")) == ["声像档案的整理"]


def test_by_date(client):
    GuidePageFactory(title="竣工图旧规定", published_on=datetime.date(2019, 5, 1))
    GuidePageFactory(title="新规定", body=body("竣工图"), published_on=datetime.date(2025, 5, 1))
    assert titles(search(client, "竣工图")) == ["竣工图旧规定", "新规定"]
    assert titles(search(client, "竣工图", sort="date")) == ["新规定", "竣工图旧规定"]


def test_date_range_includes_both_days(client):
    for year in (2019, 2020, 2021):
        GuidePageFactory(title=f"竣工图{year}", published_on=datetime.date(year, 5, 1))
    found = titles(search(client, "竣工图", since="2020-05-01", until="2021年5月1日", sort="date"))
    assert found == ["竣工图2021", "竣工图2020"]


@pytest.mark.parametrize(
    ("dates", "sentence", "found"),
    [
        ({"since": "去年"}, "起始日期看不懂", ["竣工图"]),
        ({"until": "2024-13-99"}, "截止日期看不懂", ["竣工图"]),
        ({"since": "去年", "until": "2021-01-01"}, "起始日期看不懂", []),
        ({"since": "2024-02-01", "until": "2023-02-01"}, "截止日期早于起始日期", ["竣工图"]),
    ],
)
def test_bad_dates_get_a_sentence_and_the_rest_is_still_found(client, dates, sentence, found):
    GuidePageFactory(title="竣工图", published_on=datetime.date(2022, 1, 1))
    response = search(client, "竣工图", **dates)
    assert sentence in response.content.decode()
    for value in dates.values():
        assert f'value="{value}"' in response.content.decode()
    assert titles(response) == found


def test_facets_count_what_is_left_under_the_other_choices(client):
    topic = Topic.objects.filter(parent=None).first()
    one, two = IssuerFactory(name="示例甲局"), IssuerFactory(name="示例乙局")
    in_2020, in_2021 = (
        dict.fromkeys(("issued_on", "published_on"), datetime.date(year, 1, 1)) for year in (2020, 2021)
    )
    PolicyPageFactory(title="档案办法甲", topic=topic, issuers=[one, two], number="", **in_2020)
    PolicyPageFactory(title="档案办法乙", issuers=[two], number="", **in_2021)
    NoticePageFactory(title="档案通知", published_on=datetime.date(2021, 1, 1))
    response = search(client, "档案")
    assert facet(response, "kind") == {"政策文件": 2, "通知公告": 1}
    assert facet(response, "topic") == {topic.name: 1}
    assert facet(response, "issuer") == {"示例乙局": 2, "示例甲局": 1}
    assert facet(response, "year") == {"2021 年": 2, "2020 年": 1}
    assert facet(response, "validity") == {"待核": 2}

    narrowed = search(client, "档案", year="2021")
    assert sorted(titles(narrowed)) == ["档案办法乙", "档案通知"]
    assert facet(narrowed, "year") == {"2021 年": 2, "2020 年": 1}
    assert facet(narrowed, "kind") == {"政策文件": 1, "通知公告": 1}

    both = search(client, "档案", year="2021", issuer=str(two.pk))
    assert titles(both) == ["档案办法乙"]
    assert facet(both, "year") == {"2021 年": 1, "2020 年": 1}


def test_a_facet_value_that_is_none_is_ignored(client):
    GuidePageFactory(title="档案")
    assert titles(search(client, "档案", year="x", issuer="99999999999999999999", kind="'; drop", sort="?")) == ["档案"]


def test_pages_keep_what_was_asked(client):
    for number in range(25):
        GuidePageFactory(title=f"档案{number}")
    first = search(client, "档案", kind="guide")
    assert len(titles(first)) == 20
    assert first.context["listing"].total == 25
    second = search(client, "档案", kind="guide", page="2")
    assert len(titles(second)) == 5
    assert not set(titles(first)) & set(titles(second))
    assert "kind=guide" in first.content.decode()
    assert len(titles(search(client, "档案", page="999999999999999999999"))) == 5


def test_a_page_that_misses_one_of_four_words_is_listed_apart(client):
    GuidePageFactory(title="全", body=body("竣工验收备案要交的材料"))
    GuidePageFactory(title="缺一", body=body("竣工验收备案"))
    GuidePageFactory(title="缺二", body=body("竣工验收"))
    response = search(client, "竣工验收备案材料")
    assert titles(response) == ["全"]
    assert partial_titles(response) == ["缺一"]
    assert "部分匹配" in response.content.decode()
    alone = search(client, "竣工验收备案材料", match="partial")
    assert titles(alone) == ["缺一"]
    assert "返回完全匹配的结果" in alone.content.decode()


def test_when_nothing_has_all_words_those_with_some_are_shown_as_partial(client):
    GuidePageFactory(title="电子档案")
    response = search(client, "电子龙卷风")
    assert titles(response) == ["电子档案"]
    assert response.context["listing"].is_partial
    assert "部分匹配" in response.content.decode()
    assert "完全匹配" not in response.content.decode()
    assert response.context["listing"].suggestion == ""


@pytest.mark.parametrize(
    "typed",
    ["京建法〔2018〕6号", "京建法[2018]6号", "京建法（2018）6號", "京建法2018 6号", "京建法【２０１８】第６号"],
)
def test_a_document_number_finds_its_document_first(client, typed):
    PolicyPageFactory(title="关于京建法〔2018〕6号的说明", number="京建法〔2019〕1号", body=body("京建法〔2018〕6号"))
    PolicyPageFactory(title="某某管理办法", number="京建法〔2018〕6号")
    response = search(client, typed)
    assert [entry.title for entry in response.context["listing"].by_number] == ["某某管理办法"]
    html = response.content.decode()
    main = html[html.index("<main") :]
    assert main.index("某某管理办法") < main.find("的说明") or "的说明" not in main


def test_a_number_inside_a_sentence(client):
    PolicyPageFactory(title="别的", number="建法〔2018〕6号")
    page = PolicyPageFactory(title="某某管理办法", number="京建法〔2018〕6号")
    found = search(client, "请问京建法〔2018〕6号还有效吗").context["listing"].by_number
    assert [entry.pk for entry in found] == [page.pk]


def test_synonyms_that_staff_enter_are_found(client):
    GuidePageFactory(title="地名", body=body("馒头"))
    assert titles(search(client, "馍馍")) == []
    SynonymGroup.objects.create(words="馍馍\n馒头")
    assert titles(search(client, "馍馍")) == ["地名"]
    assert "<mark>馒头</mark>" in search(client, "馍馍").content.decode()


def test_a_homonym_is_no_match(client):
    GuidePageFactory(title="便民", body=body("为群众提供方便和服务"))
    GuidePageFactory(title="展览", body=body("馆藏和服一件"))
    assert titles(search(client, "和服")) == ["展览"]


def test_a_suggestion_by_sound_when_nothing_is_found(client):
    GuidePageFactory(title="档案馆介绍")
    response = search(client, "当案馆")
    assert response.context["listing"].suggestion == "档案馆"
    assert "您是不是要找" in response.content.decode()
    assert search(client, "档案馆").context["listing"].suggestion == ""


def test_promotions_are_found_in_any_spelling_and_no_row_is_written(client):
    page = GuidePageFactory(title="BIM 报送指南", slug="bim")
    hidden = GuidePageFactory(title="草稿", live=False)
    query = Query.get("bim 模型")
    SearchPromotion.objects.create(query=query, page=page, description="先看这个", sort_order=0)
    SearchPromotion.objects.create(query=query, page=hidden, sort_order=1)
    SearchPromotion.objects.create(
        query=query, external_link_url="https://example.org/", external_link_text="外部说明", sort_order=2
    )
    response = search(client, "ＢＩＭ　模型")
    assert [each.title for each in response.context["listing"].promoted] == ["BIM 报送指南", "外部说明"]
    assert "先看这个" in response.content.decode()
    search(client, "没有人推荐过的词")
    assert Query.objects.count() == 1


def test_private_and_unpublished_pages_never_appear(client):
    public = GuidePageFactory(title="稀罕公开")
    GuidePageFactory(title="稀罕草稿", live=False)
    taken_back = GuidePageFactory(title="稀罕撤下")
    taken_back.unpublish()
    private = GuidePageFactory(title="稀罕内部")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    response = search(client, "稀罕")
    assert titles(response) == [public.title]
    for title in ("稀罕草稿", "稀罕撤下", "稀罕内部"):
        assert title not in response.content.decode()
    Page.objects.get(pk=public.pk).delete()
    assert titles(search(client, "稀罕")) == []


def test_a_change_of_the_text_is_found_at_once(client):
    page = GuidePageFactory(title="公告", body=body("旧词鼹鼠"))
    page.body = body("新词獴哥")
    page.save_revision().publish()
    assert titles(search(client, "鼹鼠")) == []
    assert titles(search(client, "獴哥")) == ["公告"]


def test_queries_do_not_grow_with_results(client, django_assert_num_queries, django_assert_max_num_queries):
    for number in range(3):
        PolicyPageFactory(title=f"档案{number}", issuers=[IssuerFactory()])
    search(client, "档案")
    with django_assert_max_num_queries(25) as few:
        search(client, "档案")
    for number in range(3, 19):
        PolicyPageFactory(title=f"档案{number}", issuers=[IssuerFactory()])
    with django_assert_num_queries(len(few)):
        assert len(titles(search(client, "档案"))) == 19


def test_post_is_refused(client):
    assert client.post("/search/", {"q": "档案"}).status_code == 405


def test_only_few_hits_are_read_again(client, monkeypatch):
    monkeypatch.setattr("chinese_search.verification.LIMIT", 1)
    for number in range(2):
        GuidePageFactory(title=f"便民{number}", body=body("提供和服务"))
    assert len(titles(search(client, "和服"))) == 2


def test_long_queries_say_that_they_are_cut(client):
    assert "只用前面的部分搜索" in search(client, "档案馆" * 60).content.decode()
    assert "只用前面的部分搜索" not in search(client, "档案馆").content.decode()
    assert results.PER_PAGE == 20
