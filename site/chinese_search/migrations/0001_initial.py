import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes")]

    operations = [
        migrations.CreateModel(
            name="IndexedText",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={"verbose_name": "检索文字", "verbose_name_plural": "检索文字"},
        ),
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.TextField(
                        help_text="意思相同的说法，用逗号或换行分开，例如：开发商，建设单位。读者输入其中一个，其余的也会找到。最多十个。",
                        max_length=500,
                        verbose_name="同义词",
                    ),
                ),
            ],
            options={"verbose_name": "同义词", "verbose_name_plural": "同义词", "ordering": ["id"]},
        ),
    ]
