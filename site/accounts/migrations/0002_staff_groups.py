"""The groups of the house replace the two that Wagtail makes (Editors, Moderators), and the workflow it makes for them goes."""

from django.db import migrations

from accounts import setup


def forwards(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=["Editors", "Moderators"]).delete()
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name="Moderators approval").delete()
    setup.make_groups(apps)


def backwards(apps, schema_editor):
    setup.remove_groups(apps)
    for name in ["Editors", "Moderators"]:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
