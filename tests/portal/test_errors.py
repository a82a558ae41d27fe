"""What people see when something goes wrong."""

import pytest
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path

from portal import urls
from portal.middleware import Maintenance


def forbidden(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError("示例错误")


@pytest.fixture
def faulty_urls(settings):
    """The site with two views that go wrong."""

    class Faulty:
        urlpatterns = [path("forbidden/", forbidden), path("broken/", broken), *urls.urlpatterns]

    settings.ROOT_URLCONF = Faulty


@pytest.mark.django_db
def test_an_unknown_address_offers_search_columns_and_a_way_to_tell(client):
    response = client.get("/no/such/<page>/")
    html = response.content.decode()
    assert response.status_code == 404
    assert 'action="/search/"' in html
    assert 'href="/policies/"' in html
    assert "/feedback/?page=%2Fno%2Fsuch%2F" in html
    assert "<page>" not in html


@pytest.mark.django_db
def test_what_is_forbidden_says_so(client, faulty_urls):
    response = client.get("/forbidden/")
    assert response.status_code == 403
    assert "您没有查看这个页面的权限" in response.content.decode()


def test_a_fault_is_told_without_database_and_request(faulty_urls):
    response = Client(raise_request_exception=False).get("/broken/")
    assert response.status_code == 500
    assert "系统出错了，不是您的问题" in response.content.decode()
    assert "示例错误" not in response.content.decode()


def test_a_bad_request_page_needs_nothing_either():
    assert "这个请求无法处理" in render_to_string("400.html")


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/feedback/", {"text": "示例"})
    assert response.status_code == 403
    assert "页面已过期，刚才的内容没有提交" in response.content.decode()


def test_maintenance_answers_everything_with_one_page(settings):
    settings.MAINTENANCE = True
    response = Maintenance(lambda request: HttpResponse("页面"))(RequestFactory().get("/policies/"))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "600"
    assert "网站正在维护" in response.content.decode()


def test_without_maintenance_the_middleware_is_not_even_there():
    with pytest.raises(MiddlewareNotUsed):
        Maintenance(lambda request: HttpResponse("页面"))


def test_the_maintenance_page_names_only_files_that_are_there():
    page = (settings.BASE_DIR / "static" / "maintenance.html").read_text()
    names = [part.split('"')[0] for part in page.split('"/static/')[1:]]
    assert names
    assert all((settings.BASE_DIR / "static" / name).is_file() for name in names)
