"""The tops of Wagtail's page and collection trees get Chinese names."""

from django.db import migrations

from content import setup


def forwards(apps, schema_editor):
    setup.name_roots(apps)


def backwards(apps, schema_editor):
    setup.unname_roots(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
