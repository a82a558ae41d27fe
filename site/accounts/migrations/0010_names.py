"""People and firms are found by their names from an index; and what the table in accounts.permissions says today."""

from django.db import migrations, models

from accounts import setup


def give_permissions(apps, schema_editor):
    setup.give_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_closing"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="name",
            field=models.CharField(db_index=True, max_length=100, verbose_name="名称"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["last_name", "first_name"], name="user_name"),
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
