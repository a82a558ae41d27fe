"""Names in Chinese for what staff see in lists of uses."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0006_feedback_is_a_case"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="servicebasis",
            options={"ordering": ["sort_order"], "verbose_name": "政策依据", "verbose_name_plural": "政策依据"},
        ),
    ]
