from django.core.management.base import BaseCommand, CommandError

from operations.safety import backups, restoring
from operations.safety.databases import Trouble
from operations.safety.manifest import Damaged


class Command(BaseCommand):
    help = "把一份备份恢复到空的数据库和空的文件夹。已有数据的地方不会被覆盖。"
    requires_system_checks = []  # there may be no database yet

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", nargs="?", default="", metavar="备份", help="不写则列出现有的备份")

    def handle(self, *, name: str, **options) -> None:
        if not name:
            self.stdout.write("\n".join(backups.names()) or "还没有备份。")
            return
        try:
            made = restoring.restore(name)
        except (Trouble, Damaged) as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(
            f"已恢复 {name}：{backups.told(made)}。接着运行 manage.py migrate 和 manage.py update_index。"
        )
