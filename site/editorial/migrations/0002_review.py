"""Rights over pages, and the workflows of review with their steps."""

from django.db import migrations

from editorial import setup


def forwards(apps, schema_editor):
    setup.make_review(apps)
    setup.remove_stock_workflow(apps)


def backwards(apps, schema_editor):
    setup.remove_review(apps)
    setup.restore_stock_workflow(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0001_initial"),
        ("accounts", "0002_staff_groups"),
        ("home", "0003_site_tree"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
