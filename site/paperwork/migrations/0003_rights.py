"""Sites that had their groups before give the rights over issued papers now."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    setup.give_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [("paperwork", "0002_proof_stays"), ("accounts", "0006_case_groups")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
