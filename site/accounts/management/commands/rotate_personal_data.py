"""Brings everything encrypted under the newest key."""

from collections import Counter

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from accounts.rotation import rotate
from audit import services as audit
from audit.enums import Event


class Command(BaseCommand):
    help = "用 PERSONAL_DATA_KEYS 的第一个密钥重新加密手机号等内容。分批进行，中断后再运行即可继续。"

    def handle(self, *args, **options) -> None:
        done = Counter()
        try:
            for what, count in rotate():
                done[what] += count
        except InvalidToken:
            raise CommandError(
                "有内容用现有的任何密钥都解不开：请把旧密钥加到 PERSONAL_DATA_KEYS 的后面再运行。已经更换的不受影响。"
            ) from None
        changed = {what: count for what, count in done.items() if count}
        if changed:
            audit.record(Event.KEYS_ROTATED, actor=None, data=changed)
        told = "，".join(f"{what} {count} 项" for what, count in changed.items())
        self.stdout.write(f"已改用新密钥：{told}。" if told else "全部内容已在用新密钥，没有需要更换的。")
        self.stdout.write(
            "旧密钥请再保留一天再删去：暂存的表单和排队中的验证码仍可能用它。备份中的旧内容永远需要旧密钥。"
        )
