"""Fixtures for every test."""

import pytest
from django.apps import apps

pytest_plugins = ["tests.summary"]


def make_initial_data() -> None:
    """What the migrations make; called again where a test has emptied the tables."""
    from accounts import setup as accounts_setup  # noqa: PLC0415
    from catalogue import setup as catalogue_setup  # noqa: PLC0415
    from home import setup as home_setup  # noqa: PLC0415

    accounts_setup.make_groups(apps)
    catalogue_setup.make_topics(apps)
    home_setup.make_site_tree(apps)


@pytest.fixture
def initial_data(transactional_db):
    """For transactional and browser tests, whose tables are emptied between tests."""
    make_initial_data()
