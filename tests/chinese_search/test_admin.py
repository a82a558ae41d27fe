"""Wagtail's own searches in the admin find Chinese words: they use autocomplete."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model

from tests.factories.pages import GuidePageFactory, PolicyPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return GuidePageFactory(title="城市建设档案馆查档指南")


@pytest.mark.parametrize("typed", ["档案", "档案馆", "查档", "指", "城市建设档案馆查档指南"])
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("wagtailadmin_pages:search", []),
        ("wagtailadmin_choose_page_search", []),
        ("wagtailadmin_explore_results", ["parent"]),
    ],
)
def test_page_search_and_choosers(admin_client, page, typed, name, args):
    url = reverse(name, args=[page.get_parent().pk for _ in args])
    response = admin_client.get(url, {"q": typed})
    assert response.status_code == 200
    assert page.title in response.content.decode()


def test_the_page_search_does_not_find_everything(admin_client, page):
    response = admin_client.get(reverse("wagtailadmin_pages:search"), {"q": "律师"})
    assert page.title not in response.content.decode()


def test_a_policy_is_chosen_by_its_number(admin_client):
    policy = PolicyPageFactory(title="某某管理办法", number="京建法〔2018〕6号")
    url = reverse("wagtailadmin_choose_page_search")
    for typed in ("京建法〔2018〕6号", "京建法(2018)6号", "管理办法"):
        response = admin_client.get(url, {"q": typed, "page_type": "policies.policypage"})
        assert policy.title in response.content.decode(), typed


def test_documents(admin_client):
    document = get_document_model()(title="竣工图归档清单")
    document.file.save("list.txt", ContentFile(b"x"))
    for name in ("wagtaildocs:index", "wagtaildocs_chooser:choose_results"):
        response = admin_client.get(reverse(name), {"q": "归档"})
        assert response.status_code == 200
        assert "竣工图归档清单" in response.content.decode()


@pytest.mark.parametrize("typed", ['"', "'", "\x00", "档案 OR", "(((", "“档案”", '"档案馆"', "title:档案", "*", "  "])
def test_nothing_typed_breaks_the_admin_search(admin_client, page, typed):
    for name in ("wagtailadmin_pages:search", "wagtailadmin_choose_page_search"):
        assert admin_client.get(reverse(name), {"q": typed}).status_code == 200
