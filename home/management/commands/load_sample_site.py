"""`manage.py load_sample_site`: a site to try, made through the same models and services as an editor's work."""

from django.conf import settings
from django.core.management.base import BaseCommand
from wagtail.log_actions import LogContext

from accounts.groups import StaffGroup
from accounts.models import User
from casework import sampling
from home.sample import cases, front, pages, people


class Command(BaseCommand):
    """Loads what is missing and leaves alone what is there, so it can be run again at any time."""

    help = "装入示例网站：政策、通知、指引、下载、办事页面、首页、示例账号、单位和各种状态的办件。可以重复运行，已有的内容不会改动。"

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--seed", type=int, default=1, help="虚构内容（示例账号的密码、办件的时间）由它决定，默认 1"
        )
        parser.add_argument(
            "--accounts", action="store_true", help="在正式环境中也建立示例账号（密码随机，只显示这一次）"
        )

    def handle(self, *args, seed: int, accounts: bool, verbosity: int, **options) -> None:
        password = people.password_of(seed)
        users = people.load_people(password) if accounts or settings.SAMPLE_ACCOUNTS else []
        if users:
            people.agree(users)
        desk = pages.Desk(
            writer=_first_of(users, StaffGroup.EDITORS),
            signer=_first_of(users, StaffGroup.PUBLISHERS),
        )
        with LogContext(user=desk.writer):
            pages.load_pages(desk)
            front.load_front(desk)
        if users:
            cases.load_cases(users, seed)
            for load in sampling.loaders:
                load(users, seed)
        if verbosity:
            self.report(users, password)

    def report(self, users: list[User], password: str) -> None:
        """Who can sign in, and with what."""
        self.stdout.write("示例网站已装入。")
        if not users:
            self.stdout.write("没有建立示例账号：这不是试用环境。确实需要时加上 --accounts。")
            return
        self.stdout.write(f"示例账号（密码都是 {password}；以前已经建立的账号，密码不变）：")
        for user in users:
            groups = "、".join(StaffGroup(group.name).label for group in user.groups.all()) or "申请人"
            self.stdout.write(f"  {user.username:<12}{user.get_full_name()}　{groups}")


def _first_of(users: list[User], group: StaffGroup) -> User | None:
    return next((user for user in users if user.groups.filter(name=group).exists()), None)
