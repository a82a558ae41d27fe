"""Sites that had their groups before give the rights over the reading room now."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    setup.give_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0002_first_rules"),
        ("accounts", "0006_case_groups"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
