"""Fixtures for every test."""

import pytest
from django.apps import apps

pytest_plugins = ["tests.database", "tests.summary"]


def make_initial_data() -> None:
    """What the migrations make; called again where a test has emptied the tables."""
    from accounts import setup as accounts_setup  # noqa: PLC0415
    from bookings import setup as bookings_setup  # noqa: PLC0415
    from catalogue import setup as catalogue_setup  # noqa: PLC0415
    from chinese_search import setup as search_setup  # noqa: PLC0415
    from content import setup as content_setup  # noqa: PLC0415
    from declarations import setup as declarations_setup  # noqa: PLC0415
    from declarations.ratings import setup as rating_setup  # noqa: PLC0415
    from editorial import setup as editorial_setup  # noqa: PLC0415
    from home import setup as home_setup  # noqa: PLC0415
    from operations import setup as operations_setup  # noqa: PLC0415
    from workdays import setup as workdays_setup  # noqa: PLC0415

    _make_roots()
    content_setup.name_roots(apps)
    accounts_setup.make_groups(apps)
    accounts_setup.give_permissions(apps)
    accounts_setup.make_notice(apps)
    catalogue_setup.make_topics(apps)
    search_setup.make_synonyms(apps)
    home_setup.make_site_tree(apps)
    editorial_setup.make_review(apps)
    operations_setup.grant_status(apps)
    workdays_setup.make_notices(apps)
    bookings_setup.make_rules(apps)
    declarations_setup.make_calls(apps)
    rating_setup.make_rules(apps)


def _make_roots() -> None:
    """What Wagtail's own migrations make."""
    from wagtail.models import Collection, Locale, Page, PageLogEntry  # noqa: PLC0415

    if not Page.objects.exists():
        Locale.objects.get_or_create(language_code="zh-hans")
        Page.add_root(instance=Page(title="Root", slug="root"))
        PageLogEntry.objects.all().delete()  # Wagtail's migrations write no log
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


@pytest.fixture
def initial_data(transactional_db):
    """For transactional and browser tests, whose tables are emptied between tests."""
    make_initial_data()
