"""The slots, purposes and categories that the reading room begins with."""

from django.db import migrations

from bookings import setup


def forwards(apps, schema_editor):
    setup.make_rules(apps)


def backwards(apps, schema_editor):
    setup.remove_rules(apps)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_rules_places_bookings")]
    operations = [migrations.RunPython(forwards, backwards)]
