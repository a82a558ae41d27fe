"""The groups that work on cases, and what the table in accounts.permissions says today."""

from django.db import migrations

from accounts import setup
from accounts.groups import CASE_GROUPS


def forwards(apps, schema_editor):
    setup.make_groups(apps)
    setup.give_permissions(apps)


def backwards(apps, schema_editor):
    setup.remove_groups(apps, CASE_GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_phone"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
