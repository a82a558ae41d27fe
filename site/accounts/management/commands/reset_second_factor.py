"""For the last administrator who is locked out: run at the server, where whoever may is trusted anyway."""

from axes.utils import reset
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.signin import second_factor


class Command(BaseCommand):
    help = "清除一个账号的两步验证和登录暂停（最后一位系统管理员也进不去时用）；写入审计记录。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("username", help="登录名")
        parser.add_argument("--reason", required=True, help="原因，写入审计记录")

    def handle(self, *, username: str, reason: str, **options) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有登录名为“{username}”的账号。")
        removed = second_factor.reset(user, by=None, reason=reason)
        reset(username=username)
        found = "两步验证已经清除，下次登录时重新设置" if removed else "这个账号没有设置两步验证"
        self.stdout.write(f"{found}；登录暂停已经解除。")
