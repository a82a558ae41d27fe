"""The State Council's notices of 2004 to 2026."""

from django.db import migrations

from workdays import setup


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]
    operations = [migrations.RunPython(lambda apps, schema_editor: setup.make_notices(apps), migrations.RunPython.noop)]
