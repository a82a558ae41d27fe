"""Sites that had their groups before give the right to look at claims now."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    setup.give_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0001_claims"),
        ("accounts", "0006_case_groups"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
