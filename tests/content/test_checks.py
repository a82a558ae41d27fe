import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import path
from django.views.generic import TemplateView
from wagtail.models import Page, Site

from content.checks import VIEWS, check_fixed_pages, check_fixed_views, fixed_page_models, misplaced_pages
from portal import urls

FIXED = {"services", "policies", "notices", "guides", "downloads", "cases", "contact"}


def test_every_column_has_a_fixed_address():
    assert {model.fixed_slug for model in fixed_page_models()} >= FIXED


@pytest.mark.django_db
def test_the_tree_that_the_migrations_make_is_in_place():
    assert list(misplaced_pages()) == []
    call_command("check", databases=["default"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda: Page.objects.filter(slug="policies").update(live=False), "/policies/ 的政策文件栏目没有发布"),
        (lambda: Page.objects.get(slug="notices").delete(), "/notices/ 没有页面"),
        (lambda: swap("guides", "cases"), "/guides/ 是"),
        (lambda: Site.objects.update(root_page=Page.objects.get(slug="guides")), "首页地址 / 不是已发布的首页"),
        (lambda: Site.objects.all().delete(), "没有默认站点"),
    ],
)
def test_a_fixed_address_that_is_not_its_page_fails_the_check(damage, sentence):
    damage()
    with pytest.raises(CommandError) as failed:
        call_command("check", databases=["default"])
    assert sentence in str(failed.value).replace("索引", "栏目")


def swap(one, other):
    first, second = Page.objects.get(slug=one), Page.objects.get(slug=other)
    Page.objects.filter(pk=first.pk).update(slug=other, url_path=second.url_path)
    Page.objects.filter(pk=second.pk).update(slug=one, url_path=first.url_path)


@pytest.mark.django_db
def test_looks_only_when_asked_for_the_database():
    Site.objects.all().delete()
    assert check_fixed_pages(None, databases=None) == []
    assert [each.id for each in check_fixed_pages(None, databases=["default"])] == ["content.E002"]


@pytest.mark.django_db
def test_does_not_stand_in_the_way_of_migrations():
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    Site.objects.all().delete()
    MigrationRecorder.Migration.objects.filter(app="home").order_by("-name").first().delete()
    assert check_fixed_pages(None, databases=["default"]) == []


def test_every_fixed_view_is_there():
    assert check_fixed_views(None) == []


class Hidden:
    """The site's addresses with a page in front of the search."""

    urlpatterns = [each for each in urls.urlpatterns if not str(each.pattern).startswith("search/")]


def test_a_view_that_a_page_would_hide_is_named():
    with override_settings(ROOT_URLCONF=Hidden):
        [error] = check_fixed_views(None)
    assert error.id == "content.E001"
    assert "/search/" in error.msg
    assert "/search/" in VIEWS


class Empty:
    urlpatterns = [path("", TemplateView.as_view(template_name="x.html"))]


def test_addresses_without_any_view_are_named():
    with override_settings(ROOT_URLCONF=Empty):
        assert len(check_fixed_views(None)) == len(VIEWS)
