"""Proves that no history has been changed."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from casework import anchors, history
from casework.models import Case

BATCH = 500


class Command(BaseCommand):
    help = "核对全部办件的办理记录和存证；有改动时列出并以错误码结束。"

    def handle(self, *args, **options) -> None:
        verdicts, told = Counter(), Counter()
        ids = list(Case.objects.submitted().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH):
            for proof in history.prove(ids[start : start + BATCH]):
                rule = f"（{proof.detail}）" if proof.verdict is history.Verdict.ERASED else ""
                verdicts[proof.verdict] += 1
                told[f"{proof.verdict.value}{rule}"] += 1
                if proof.verdict is history.Verdict.BROKEN:
                    self.stderr.write(f"办件 {proof.case_id}：{proof.detail}")
        broken = list(anchors.problems())
        for sentence in broken:
            self.stderr.write(sentence)
        self.stdout.write("；".join(f"{verdict} {count} 件" for verdict, count in told.items()) or "没有办件")
        if broken or verdicts[history.Verdict.BROKEN]:
            raise CommandError("办理记录有改动，请立即保全数据库和备份，联系管理员。")
