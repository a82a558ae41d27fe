import pytest
from django.db import transaction

from tests.chinese_search import evaluation


@pytest.fixture(scope="module")
def judged_pages(django_db_setup, django_db_blocker):
    """The judged documents as public pages, once for the tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield evaluation.make_pages()
        transaction.set_rollback(True)
