"""The 22 first-level subject classes of gov.cn."""

from django.db import migrations

from catalogue import setup


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: setup.make_topics(apps),
            lambda apps, schema_editor: setup.remove_topics(apps),
        )
    ]
