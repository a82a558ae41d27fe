"""`manage.py import_policies`: the way in from an old site."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from wagtail.log_actions import LogContext

from accounts.models import User
from policies.importing.services import Import, Outcome, Result
from policies.importing.sheet import WrongWorkbook, read_rows, write_report, write_template


class Command(BaseCommand):
    """Reads a workbook with one row a document; a row that fails leaves nothing behind and can be tried again."""

    help = (
        "从旧网站导入政策文件：XLSX 工作簿一行一份文件，正文和附件是文件夹里的文件。"
        "默认保存为草稿；已经导入的（按发文字号或旧地址认）不会重复导入。"
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("workbook", nargs="?", type=Path, help="XLSX 工作簿")
        parser.add_argument("--files", type=Path, help="正文文件和附件所在的文件夹")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不保存")
        parser.add_argument("--publish", action="store_true", help="导入后直接发布（默认保存为草稿，由编辑送审）")
        parser.add_argument("--user", help="以谁的名义导入（用户名），记入日志")
        parser.add_argument("--report", type=Path, help="把每一行的结果写入这个 XLSX 文件")
        parser.add_argument("--template", type=Path, help="生成空白的工作簿，然后结束")

    def handle(self, *args, workbook, files, dry_run, publish, user, report, template, **options) -> None:
        if template:
            write_template(template)
            self.stdout.write(f"已生成空白的工作簿：{template}")
            return
        if workbook is None:
            raise CommandError("请写明要导入的 XLSX 工作簿，或者用 --template 生成空白的工作簿。")
        if files and not files.is_dir():
            raise CommandError(f"文件夹 {files} 不存在。")
        person = self._person(user)
        try:
            rows = read_rows(workbook)
        except WrongWorkbook as error:
            raise CommandError(str(error)) from error
        task, results = Import(files, person, publish, dry_run), []
        with LogContext(user=person):
            for result in task.run(rows):
                results.append(result)
                self._say(result)
            for result, remark in task.relate(results):
                self.stdout.write(f"第 {result.row.line} 行 {remark}")
        if report:
            write_report(report, [_line(result) for result in results])
        self._sum_up(results, dry_run)

    def _person(self, username: str | None) -> User | None:
        if not username:
            return None
        try:
            return User.objects.get(username=username, is_active=True)
        except User.DoesNotExist as error:
            raise CommandError(f"没有用户“{username}”，或者账号已停用。") from error

    def _say(self, result: Result) -> None:
        line, title, outcome, remarks = _line(result)
        self.stdout.write(f"第 {line} 行 {outcome} {title}" + (f"（{remarks}）" if remarks else ""))

    def _sum_up(self, results: list[Result], dry_run: bool) -> None:
        counts = Counter(result.outcome for result in results)
        words = "，".join(f"{outcome} {counts[outcome]}" for outcome in Outcome if counts[outcome]) or "没有数据"
        self.stdout.write(f"{'试运行，没有保存。' if dry_run else ''}共 {len(results)} 行：{words}。")
        if counts[Outcome.FAILED]:
            raise CommandError(
                f"有 {counts[Outcome.FAILED]} 行没有导入，其余不受影响。改正后可以用同一个工作簿再次导入。"
            )


def _line(result: Result) -> tuple[int, str, str, str]:
    return result.row.line, result.row.title, result.outcome.value, "；".join(result.remarks)
