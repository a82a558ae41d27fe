from django.core.management.base import BaseCommand, CommandError

from operations.safety import restoring


class Command(BaseCommand):
    help = "把备份恢复到空处，与备份时的行数和校验值比较，并记录结果。不影响正在运行的网站。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("name", nargs="?", default="", metavar="备份", help="不写则检查最近的一份")

    def handle(self, *, name: str, **options) -> None:
        name, problems = restoring.check(name)
        if problems:
            raise CommandError(f"备份 {name} 不能完整恢复：\n" + "\n".join(problems))
        self.stdout.write(f"备份 {name} 可以完整恢复：行数、内容和文件与备份时一致。")
