"""A draft of the privacy notice, and the rights to it."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    setup.make_notice(apps)
    setup.give_permissions(apps)


def backwards(apps, schema_editor):
    apps.get_model("accounts", "PrivacyNotice").objects.filter(published_at=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_sign_in"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
