from django.core.management.base import BaseCommand, CommandError

from operations.safety import backups
from operations.safety.databases import Trouble


class Command(BaseCommand):
    help = "备份数据库和文件到 BACKUP_DIR，带 SHA-256 清单；只保留最近的 BACKUP_KEEP 份。"

    def handle(self, **options) -> None:
        try:
            made = backups.make()
        except Trouble as trouble:
            raise CommandError(f"备份失败：{trouble}") from trouble
        self.stdout.write(f"备份完成：{backups.folder() / made.name}（{backups.told(made)}）")
