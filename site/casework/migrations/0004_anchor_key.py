"""Anchors get a signing key of their own and hold the end of the audit list.

Those made before, while the engine was being built, were signed with a key derived from SECRET_KEY; none of them proves
anything that the first new anchor does not, for it covers every case.
"""

from django.db import migrations, models


def begin_anew(apps, schema_editor) -> None:
    """Takes away the anchors whose key no installation keeps."""
    apps.get_model("casework", "Anchor").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_drafts")]

    operations = [
        migrations.RunPython(begin_anew, begin_anew),
        migrations.AddField("anchor", "audit_head", models.JSONField(default=dict)),
        migrations.AddField("anchor", "last_change", models.PositiveBigIntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "anchor", "public_key", models.CharField(default="", max_length=64), preserve_default=False
        ),
    ]
