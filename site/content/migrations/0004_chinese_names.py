"""Names in Chinese for what staff see in lists of uses."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_chinese_roots"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="footerlink",
            options={"ordering": ["sort_order"], "verbose_name": "页脚链接", "verbose_name_plural": "页脚链接"},
        ),
    ]
