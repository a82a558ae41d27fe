"""The scoring schemes, reward rules and area conditions that declarations begin with."""

from django.db import migrations

from declarations.ratings import setup


def forwards(apps, schema_editor):
    setup.make_rules(apps)


def backwards(apps, schema_editor):
    setup.remove_rules(apps)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0001_rating_rules")]
    operations = [migrations.RunPython(forwards, backwards)]
