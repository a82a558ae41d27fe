from django.db import migrations

# A hit needs three small columns of its entry; without this index SQLite reads the page that holds all its text.
CREATE = "CREATE INDEX search_entry_columns ON wagtailsearch_indexentry (id, content_type_id, object_id)"
DROP = "DROP INDEX search_entry_columns"


def on_sqlite(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("chinese_search", "0003_starting_synonyms")]

    operations = [migrations.RunPython(on_sqlite(CREATE), on_sqlite(DROP), elidable=False)]
