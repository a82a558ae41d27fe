"""In place of Wagtail's command of this name, which stops at the first page that is held and leaves the rest waiting."""

from django.core.management.base import BaseCommand

from editorial import publication


class Command(BaseCommand):
    help = "发布到时间的页面、撤下到期的页面；被挂起的说明原因，不影响其他页面。平时由定时任务每分钟执行。"

    def handle(self, *args, **options) -> None:
        for each in publication.run_clock():
            self.stdout.write(f"{each.act}：{each.title}{f'（挂起：{each.problem}）' if each.problem else ''}")
