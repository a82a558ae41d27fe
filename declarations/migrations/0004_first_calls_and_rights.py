"""A standing call for each kind of declaration, and the rights of those who work on them."""

from django.db import migrations

from accounts import setup as accounts_setup
from declarations import setup


def forwards(apps, schema_editor):
    setup.make_calls(apps)
    accounts_setup.give_permissions(apps)


def backwards(apps, schema_editor):
    setup.remove_calls(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0003_declarations_and_calls"),
        ("accounts", "0006_case_groups"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
