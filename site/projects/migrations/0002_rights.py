"""The rights over the register, for sites that had their groups before."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    setup.give_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0001_projects_and_buildings"),
        ("accounts", "0006_case_groups"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
