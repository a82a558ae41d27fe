"""The staff groups get the rights of the table in accounts.permissions."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    setup.give_permissions(apps)


def backwards(apps, schema_editor):
    setup.take_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_organisations"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
