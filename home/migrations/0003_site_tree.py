"""The home page, the columns and the site replace Wagtail's welcome page."""

from django.db import migrations

from home import setup


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_initial"),
        ("catalogue", "0002_first_level_topics"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: setup.make_site_tree(apps),
            lambda apps, schema_editor: setup.remove_site_tree(apps),
        )
    ]
