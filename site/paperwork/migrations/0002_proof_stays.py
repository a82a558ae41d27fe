"""What proves a paper cannot be changed in the database, whoever asks: number, time, size and digest stay as written.

The lawful purge takes only `file` and `recipient` away and says under which rule. SQLite loses triggers when a table is
rebuilt: a later migration that alters one of these makes them anew (tests/paperwork/test_store.py would tell).
"""

from django.db import migrations

FIXED = {
    "paperwork_issuedpaper": [
        "number",
        "kind",
        "issued_at",
        "size",
        "sha256",
        "case_id",
        "request_id",
        "certificate_id",
    ],
    "paperwork_paperwithdrawal": ["paper_id", "by_id", "at", "reason"],
    "paperwork_sealcertificate": ["fingerprint", "pem"],
}
FUNCTION = """
CREATE OR REPLACE FUNCTION paperwork_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'issued papers are written once' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql
"""


def forwards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(FUNCTION)
    for table, columns in FIXED.items():
        differ = "IS DISTINCT FROM" if postgresql else "IS NOT"
        changed = " OR ".join(f"NEW.{each} {differ} OLD.{each}" for each in columns)
        act = (
            "EXECUTE FUNCTION paperwork_refuse()"
            if postgresql
            else "BEGIN SELECT RAISE(ABORT, 'issued papers are written once'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) {act}"
        )


def backwards(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in FIXED:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_stays" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS paperwork_refuse()")


class Migration(migrations.Migration):
    dependencies = [("paperwork", "0001_issued_papers")]
    operations = [migrations.RunPython(forwards, backwards)]
