from django.db import migrations

# modelsearch promises this index in abstract_models.py and makes it nowhere; without it every search reads the table.
CREATE = "CREATE INDEX search_title_body_gin ON wagtailsearch_indexentry USING gin ((title || body))"
DROP = "DROP INDEX search_title_body_gin"


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("chinese_search", "0001_initial"), ("wagtailsearch", "0010_add_text_fields")]

    operations = [migrations.RunPython(on_postgresql(CREATE), on_postgresql(DROP), elidable=False)]
