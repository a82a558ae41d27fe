"""Everything that changes the public site starts a new generation; what does not, does not."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.snippets.models import get_snippet_models

from catalogue.models import Topic
from content.models import FooterLink, SiteAlert, SiteSettings
from home.models import GuideIndexPage, GuidePage, HomePage
from library.models import LibraryDocument
from page_cache import generation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def tree(initial_data):
    """A guide that is live."""


@pytest.fixture
def guide(tree):
    page = GuideIndexPage.objects.get().add_child(instance=GuidePage(title="指引", slug="guide"))
    page.save_revision().publish()
    return GuidePage.objects.get(pk=page.pk)


class Watch:
    """Whether the generation has changed since the last time somebody asked."""

    def __init__(self):
        self.last = generation.shared().read()

    def __call__(self) -> bool:
        before, self.last = self.last, generation.shared().read()
        return before != self.last


@pytest.fixture
def is_new(guide):
    return Watch()


def test_publishing_a_change(guide, is_new):
    guide.title = "新的指引"
    revision = guide.save_revision()
    assert not is_new(), "a draft is not public"
    revision.publish()
    assert is_new()


def test_drafts_change_nothing(guide, is_new):
    draft = guide.get_parent().add_child(instance=GuidePage(title="草稿", slug="draft", live=False))
    for number in range(3):
        draft.title = f"草稿{number}"
        draft.save_revision()
    draft.save()
    guide.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))
    assert not is_new()


def unpublish(guide):
    guide.unpublish()


def delete(guide):
    guide.delete()


def delete_the_branch(guide):
    GuideIndexPage.objects.get().delete()


def move(guide):
    guide.move(HomePage.objects.get(), pos="last-child")


def reorder(guide):
    Page.objects.get(slug="contact").move(HomePage.objects.get(), pos="first-child")


def new_slug(guide):
    guide.slug = "other"
    guide.save_revision().publish()


def save_by_code(guide):
    guide.title = "改"
    guide.save()


def add_live_page(guide):
    guide.get_parent().add_child(instance=GuidePage(title="又一篇", slug="second"))


def restrict(guide):
    PageViewRestriction.objects.create(page=guide, restriction_type=PageViewRestriction.LOGIN)


def alert(guide):
    SiteAlert.objects.create(page=guide, text="提示")


def site_settings(guide):
    SiteSettings.for_site(Site.objects.get()).save()


def footer(guide):
    row = SiteSettings.for_site(Site.objects.get())
    FooterLink.objects.create(settings=row, label="链接", url="https://example.invalid/")


def topic(guide):
    first = Topic.objects.first()
    first.name = "改了名字"
    first.save()


def document(guide):
    LibraryDocument.objects.create(title="表", file=ContentFile(b"a,b", name="a.csv"))


def redirect(guide):
    Redirect.objects.create(old_path="/old", redirect_link="/new/")


@pytest.mark.parametrize(
    "change",
    [
        unpublish,
        delete,
        delete_the_branch,
        move,
        reorder,
        new_slug,
        save_by_code,
        add_live_page,
        restrict,
        alert,
        site_settings,
        footer,
        topic,
        document,
        redirect,
    ],
)
def test_a_public_change(change, guide, is_new):
    change(guide)
    assert is_new()


@pytest.mark.parametrize("model", [SiteAlert, Redirect])
def test_taking_away_is_a_change_too(model, guide, is_new):
    (alert if model is SiteAlert else redirect)(guide)
    assert is_new()
    model.objects.all().delete()
    assert is_new()


def test_nothing_happens_before_the_commit_or_after_a_rollback(guide, is_new):
    with transaction.atomic():
        alert(guide)
        assert not is_new()
    assert is_new()
    with pytest.raises(RuntimeError), transaction.atomic():
        alert(guide)
        raise RuntimeError
    assert not is_new()


def test_every_snippet_and_setting_is_declared():
    declared = {apps.get_model(label) for label in settings.PAGE_CACHE_MODELS}
    assert {*get_snippet_models(), *settings_registry} <= declared
