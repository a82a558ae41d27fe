from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_leave_and_phrases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptForm",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.TextField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "登录过期时暂存的表单", "verbose_name_plural": "登录过期时暂存的表单"},
        ),
        migrations.CreateModel(
            name="OpenDraft",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="open_draft",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                ("claim", models.CharField(max_length=100, null=True, unique=True)),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="提醒时间")),
            ],
            options={"verbose_name": "未提交的草稿", "verbose_name_plural": "未提交的草稿"},
        ),
        migrations.CreateModel(
            name="DraftSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("typed", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("asked_again", models.BooleanField(default=False, verbose_name="需修改")),
                ("saved_at", models.DateTimeField(null=True, verbose_name="保存时间")),
                (
                    "case",
                    models.ForeignKey(on_delete=CASCADE, related_name="draft_sections", to="casework.case"),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="保存人",
                    ),
                ),
            ],
            options={
                "verbose_name": "填写内容",
                "verbose_name_plural": "填写内容",
                "constraints": [models.UniqueConstraint(fields=("case", "name"), name="draft_section_once")],
            },
        ),
    ]
