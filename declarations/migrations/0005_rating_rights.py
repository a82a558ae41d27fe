"""Who edits the scoring schemes, the reward rules and the area conditions."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    setup.give_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0004_first_calls_and_rights")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
