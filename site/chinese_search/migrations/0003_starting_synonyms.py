from django.db import migrations

from chinese_search import setup


def make(apps, schema_editor):
    setup.make_synonyms(apps)


def remove(apps, schema_editor):
    setup.remove_synonyms(apps)


class Migration(migrations.Migration):
    dependencies = [("chinese_search", "0002_postgresql_index")]

    operations = [migrations.RunPython(make, remove)]
