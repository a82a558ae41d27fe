"""The page for an unknown address is drawn once and says each time which address it was."""

import pytest
from bs4 import BeautifulSoup

from content.models import SiteAlert
from home.models import HomePage

pytestmark = pytest.mark.django_db


def addresses(client, path, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 404
    soup = BeautifulSoup(response.content, "html.parser")
    feedback = [link["href"] for link in soup.find_all("a") if "/feedback/" in link["href"]]
    return soup.find("input", {"name": "next"})["value"], feedback, soup.find("link", rel="canonical")["href"], soup


def test_it_names_the_address_that_was_asked_for(client):
    for path, typed in [("/one/", "%2Fone%2F"), ("/two/%E6%97%A7/", "%2Ftwo%2F%E6%97%A7%2F")]:
        back, feedback, canonical, _ = addresses(client, path)
        assert back == path
        assert feedback
        assert all(link.endswith(f"?page={typed}") for link in feedback)
        assert canonical == f"http://testserver{path}"


def test_a_hostile_address_is_only_text(client):
    response = client.get("/%22%3E%3Cscript%3Ealert(1)%3C/script%3E/")
    assert response.status_code == 404
    assert b"<script>alert" not in response.content


def test_a_way_of_reading_has_its_own(client):
    client.cookies["mode"] = "elder"
    assert "elder" in addresses(client, "/one/")[3].html["class"]
    del client.cookies["mode"]
    assert "elder" not in addresses(client, "/one/")[3].html.get("class", [])


@pytest.mark.django_db(transaction=True)
def test_a_new_alert_shows_on_it_and_the_page_costs_two_queries(initial_data, client, django_assert_num_queries):
    for _ in range(2):  # the first makes the site's settings
        addresses(client, "/one/")
    with django_assert_num_queries(2):  # the page, a redirect
        addresses(client, "/two/")
    SiteAlert.objects.create(page=HomePage.objects.get(), text="今日闭馆")
    assert "今日闭馆" in addresses(client, "/two/")[3].get_text()
