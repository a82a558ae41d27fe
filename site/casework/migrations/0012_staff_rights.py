"""Sites that had their groups before give the rights over notes, checklists and dossiers now."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    setup.give_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0011_staff_side"),
        ("accounts", "0006_case_groups"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
