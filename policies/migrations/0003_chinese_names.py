"""Names in Chinese for what staff see in lists of uses."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0002_citation_target_may_go"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="citation",
            options={"verbose_name": "引用", "verbose_name_plural": "引用"},
        ),
        migrations.AlterModelOptions(
            name="interpretedpolicy",
            options={"ordering": ["sort_order"], "verbose_name": "解读的文件", "verbose_name_plural": "解读的文件"},
        ),
    ]
