from unittest import mock

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection

from operations import health


@pytest.fixture
def index(db):
    call_command("update_index", verbosity=0)


def test_healthz_asks_nothing_of_the_database(client):
    """No database fixture: any query would fail this test."""
    response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Cache-Control"] == "no-store"


def test_probes_answer_any_host_and_without_https(client, settings, index):
    settings.ALLOWED_HOSTS = ["www.example.invalid"]
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200
    assert client.get("/readyz", headers={"host": "10.0.0.7"}).status_code == 200
    assert client.get("/", headers={"host": "10.0.0.7"}).status_code == 400


def test_readyz_is_ready_when_every_part_works(client, index):
    response = client.get("/readyz")
    parts = {"database": "ok", "cache": "ok", "migrations": "ok", "search_index": "ok"}
    assert response.json() == {"ready": True, "parts": parts}


def failed_parts(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    return [name for name, word in response.json()["parts"].items() if word == "failed"]


def test_readyz_names_the_cache(client, index):
    with mock.patch.object(cache, "get", side_effect=OSError("redis://:secret@cache refused")):
        response = client.get("/readyz")
    assert response.json()["parts"]["cache"] == "failed"
    assert "secret" not in response.content.decode()


def test_readyz_names_a_cache_that_forgets(client, index, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert failed_parts(client) == ["cache"]


def test_readyz_names_the_database(client, index):
    health._all_migrations_applied()
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("password=secret")):
        assert "database" in failed_parts(client)


def test_readyz_names_missing_migrations(client, index):
    health._all_migrations_applied.cache_clear()
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    MigrationRecorder.Migration.objects.filter(app="operations").delete()
    assert failed_parts(client) == ["migrations"]
    health._all_migrations_applied.cache_clear()


@pytest.mark.django_db
def test_readyz_names_an_empty_search_index(client):
    assert failed_parts(client) == ["search_index"]
