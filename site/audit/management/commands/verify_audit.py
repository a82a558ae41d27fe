"""Proves that the audit list has not been changed."""

from django.core.management.base import BaseCommand, CommandError

from audit import proof


class Command(BaseCommand):
    help = "核对全部审计记录；有改动时列出并以错误码结束。"

    def handle(self, *args, **options) -> None:
        found = proof.prove()
        erased = f"，其中 {found.erased} 条的内容已依规清除" if found.erased else ""
        self.stdout.write(f"审计记录 {found.entries} 条{erased}")
        for sentence in found.problems:
            self.stderr.write(sentence)
        if not found.is_sound:
            raise CommandError("审计记录有改动，请立即保全数据库和备份，联系管理员。")
