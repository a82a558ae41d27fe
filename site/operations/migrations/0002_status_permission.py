from django.db import migrations

from operations import setup


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0001_heartbeats_and_backups"),
        ("accounts", "0002_staff_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="jobrun",
            options={
                "ordering": ["name"],
                "permissions": [("view_status", "可以查看运行状态和上线检查")],
                "verbose_name": "定时任务",
                "verbose_name_plural": "定时任务",
            },
        ),
        migrations.RunPython(
            lambda apps, schema_editor: setup.grant_status(apps),
            lambda apps, schema_editor: setup.revoke_status(apps),
        ),
    ]
