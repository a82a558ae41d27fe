"""Who keeps batches and budgets; sites that had their groups before give the rights now."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    setup.give_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0006_batches_and_publicity")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
