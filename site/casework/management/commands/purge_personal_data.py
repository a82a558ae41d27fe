"""Takes personal data away whose time is over."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework import kinds, purging


class Command(BaseCommand):
    help = "清除保存期满的个人信息。默认只列出将要清除的内容，加 --apply 才执行；执行记入审计记录，不能撤销。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--apply", action="store_true", help="执行清除")
        parser.add_argument("--kind", default="", help="只处理一种业务，例如 feedback")

    def handle(self, *args, apply: bool, kind: str, **options) -> None:
        if kind and kind not in {each.name for each in kinds.case_kinds()}:
            names = "、".join(each.name for each in kinds.case_kinds())
            raise CommandError(f"没有名为“{kind}”的业务。可用：{names}。")
        now = timezone.now()
        for rule in purging.rules(kind):
            self._cases(rule, now, apply=apply)
        if not kind:
            self._others(now, apply=apply)
            self._accounts(apply=apply)
        if not apply:
            self.stdout.write("以上是预演，没有改动。核对无误后加 --apply 执行。执行后不能恢复，请先确认备份策略。")

    def _cases(self, rule: purging.Rule, now, *, apply: bool) -> None:
        due = rule.due(now)
        count = due.count()
        if not count:
            self.stdout.write(f"{rule}：没有期满的办件。")
            return
        oldest = timezone.localdate(due.values_list("closed_at", flat=True).first())
        self.stdout.write(f"{rule}：{count} 件，最早办结于 {oldest:%Y-%m-%d}。")
        if apply:
            done = sum((Counter(batch) for batch in purging.purge(rule, now=now)), Counter())
            self.stdout.write("  已清除：" + "，".join(f"{label} {number}" for label, number in done.items()))

    def _others(self, now, *, apply: bool) -> None:
        for other in purging.others:
            self.stdout.write(f"{other.label}：{other.due(now).count()} 项。")
            if apply:
                self.stdout.write(f"  已清除：{other.purge(now)} 项")

    def _accounts(self, *, apply: bool) -> None:
        count = purging.accounts_to_forget().count()
        self.stdout.write(f"已注销、名下办件都已清除的账号：{count} 个。")
        if apply and count:
            self.stdout.write(f"  已清除：账号 {purging.forget_accounts()}")
