"""The short way to a page ends where Wagtail's long way ends."""

import pytest
from django.http import Http404
from django.test import RequestFactory
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from content.serving import serve
from home.models import GuideIndexPage, GuidePage, HomePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide():
    return GuideIndexPage.objects.get().add_child(instance=GuidePage(title="查档指引", slug="查档指引"))


def ask(path):
    return serve(RequestFactory().get("/" + path), path)


@pytest.mark.parametrize("path", ["", "guides/", "policies/", "contact/"])
def test_fixed_addresses_are_served_by_their_own_type(path):
    page = Page.objects.get(url_path="/home/" + path).specific
    assert ask(path).context_data["page"] == page
    assert type(ask(path).context_data["page"]) is type(page)


def test_a_chinese_slug_is_found(client, guide):
    assert client.get("/guides/查档指引/").status_code == 200


@pytest.mark.parametrize("path", ["nothing/", "guides/nothing/", "home/", "查档/", "guides/guides/"])
def test_unknown_addresses_are_not_found(client, path):
    assert client.get("/" + path).status_code == 404


def test_a_draft_is_not_found(client, guide):
    guide.live = False
    guide.save()
    assert client.get("/guides/查档指引/").status_code == 404


def test_a_private_page_asks_for_sign_in(client, guide):
    PageViewRestriction.objects.create(page=guide.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/guides/查档指引/").status_code == 302
    assert client.get("/guides/").status_code == 302
    assert client.get("/contact/").status_code == 200


def test_an_alias_takes_over_the_restriction_of_its_source(client, guide):
    PageViewRestriction.objects.create(page=guide, restriction_type=PageViewRestriction.LOGIN)
    guide.create_alias(parent=HomePage.objects.get(), update_slug="copy")
    assert client.get("/copy/").status_code == 302


def test_several_sites_go_wagtails_own_way(client, guide):
    Site.objects.create(hostname="guides.example", root_page=guide.get_parent(), is_default_site=False)
    assert client.get("/查档指引/", headers={"host": "guides.example"}).status_code == 200
    assert client.get("/guides/查档指引/", headers={"host": "localhost"}).status_code == 200


def test_an_unknown_address_below_the_short_way_raises_not_found():
    with pytest.raises(Http404):
        ask("nothing/")


def test_routing_costs_the_same_at_any_depth(guide, django_assert_num_queries):
    ask("guides/查档指引/")
    # site, page, its type's row, restricted branches; inside the test's transaction nothing is kept
    with django_assert_num_queries(5):
        ask("guides/查档指引/")


@pytest.mark.parametrize(
    ("entered", "asked", "target"),
    [
        ("/old", "/old/", "/new/"),
        ("/old", "/old/?from=letter", "/new/"),
        ("/info?id=7", "/info?id=7", "/new/"),
        ("/旧地址", "/%E6%97%A7%E5%9C%B0%E5%9D%80/", "/new/"),
    ],
)
def test_redirects_are_found_in_one_query(client, entered, asked, target):
    Redirect.objects.create(old_path=entered, redirect_link=target)
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, target)


def test_the_redirect_of_the_whole_address_goes_before_that_of_its_path(client):
    Redirect.objects.create(old_path="/info", redirect_link="/all/")
    Redirect.objects.create(old_path="/info?id=7", redirect_link="/seven/", is_permanent=False)
    response = client.get("/info?id=7")
    assert (response.status_code, response["Location"]) == (302, "/seven/")


def test_a_redirect_to_a_page_follows_the_page(client, guide):
    Redirect.objects.create(old_path="/old", redirect_page=guide)
    assert client.get("/old/").headers["Location"].endswith("/guides/%E6%9F%A5%E6%A1%A3%E6%8C%87%E5%BC%95/")


def test_a_null_character_is_no_redirect(client):
    assert client.get("/old%00/").status_code == 404
