"""How a page is read, how it is shared, and the map of the site."""

import pytest

from home.models import GuidePage
from policies.models import PolicyPage
from tests.factories.articles import draft, live

pytestmark = pytest.mark.django_db


def switch(client, **values):
    return client.post("/reading/", {"next": "/contact/", **values})


def test_the_elder_mode_is_remembered_and_left_again(client):
    response = switch(client, mode="elder")
    assert (response.status_code, response.url) == (302, "/contact/")
    assert '<html lang="zh-Hans" class="elder">' in client.get("/contact/").content.decode()
    switch(client, mode="standard")
    assert '<html lang="zh-Hans" class="">' in client.get("/contact/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_is_drawn_for_one_mode_never_shows_in_the_other(initial_data, client):
    client.get("/contact/")  # makes the site's settings
    standard = client.get("/contact/").content
    client.cookies["mode"] = "elder"
    elder = client.get("/contact/").content
    assert b"menu-fold" in elder
    del client.cookies["mode"]
    assert client.get("/contact/").content == standard
    client.cookies["mode"] = "elder"
    assert client.get("/contact/").content == elder


def test_the_cookies_last_a_year_and_are_not_for_scripts(client):
    cookie = switch(client, mode="elder").cookies["mode"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (365 * 24 * 3600, True, "Lax")


def test_size_and_mode_are_chosen_apart(client):
    switch(client, size="larger")
    switch(client, mode="elder")
    html = client.get("/contact/").content.decode()
    assert 'class="elder size-larger"' in html
    assert '<button name="size" value="larger" aria-pressed="true">' in html


@pytest.mark.parametrize("values", [{"mode": "<script>"}, {"size": "9"}, {"mode": "", "size": ""}, {}])
def test_a_value_that_is_not_offered_changes_nothing(client, values):
    assert not switch(client, **values).cookies


def test_a_forged_cookie_counts_as_no_choice(client):
    client.cookies["mode"] = '"><script>'
    client.cookies["size"] = "enormous"
    assert '<html lang="zh-Hans" class="">' in client.get("/contact/").content.decode()


@pytest.mark.parametrize(
    ("referer", "next_path", "leads_to"),
    [
        ("http://testserver/policies/?year=2018&page=2", "/policies/", "/policies/?year=2018&page=2"),
        ("http://elsewhere.example/x/", "/contact/", "/contact/"),
        ("", "https://elsewhere.example/", "/"),
        ("", "//elsewhere.example/", "/"),
        ("", "javascript:alert(1)", "/"),
        ("http://testserver//elsewhere.example/", "/contact/", "/contact/"),
    ],
)
def test_the_way_back_stays_on_the_site(client, referer, next_path, leads_to):
    response = client.post("/reading/", {"mode": "elder", "next": next_path}, headers={"referer": referer})
    assert response.url == leads_to


def test_a_link_cannot_change_how_somebody_reads(client):
    assert client.get("/reading/?mode=elder").status_code == 405


def test_the_share_code_is_drawn_for_own_addresses_only(client):
    response = client.get("/share/qr/", {"path": "/policies/"})
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")
    assert b"style=" not in response.content
    assert "max-age=86400" in response.headers["Cache-Control"]
    assert client.get("/share/qr/", {"path": "/notices/"}).content != response.content


@pytest.mark.parametrize(
    "path", ["", "policies/", "https://elsewhere.example/", "//elsewhere.example/", "/" + "a" * 500]
)
def test_the_share_code_refuses_what_is_not_ours(client, path):
    response = client.get("/share/qr/", {"path": path})
    assert response.status_code == 400
    assert response.content.decode() == "二维码只能指向本网站的地址。"


def test_the_site_map_names_every_column_and_public_pages_only(client):
    live(GuidePage, "正文", title="公开的指引")
    draft(PolicyPage, "正文", title="没有发布的文件")
    html = client.get("/sitemap/").content.decode()
    for column in ["办事服务", "政策文件", "通知公告", "操作指引", "资料下载", "经验做法", "技术支持", "公开的指引"]:
        assert column in html
    assert "没有发布的文件" not in html


def test_a_long_column_ends_with_a_way_to_the_rest(client):
    for _ in range(13):
        live(GuidePage, "正文")
    html = client.get("/sitemap/").content.decode()
    assert html.count("示例页面") == 12
    assert "查看全部操作指引" in html


@pytest.mark.django_db(transaction=True)
def test_the_site_map_asks_once_for_each_kind_however_many_pages(initial_data, client, django_assert_num_queries):
    for _ in range(3):
        live(GuidePage, "正文")
    for _ in range(2):  # the first makes the site's settings, the second keeps what all pages share
        client.get("/sitemap/")
    with django_assert_num_queries(6):
        client.get("/sitemap/")
