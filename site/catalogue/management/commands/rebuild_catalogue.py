"""manage.py rebuild_catalogue: after an upgrade, a restored backup or changes made to the database by hand."""

from django.core.management.base import BaseCommand

from catalogue import services


class Command(BaseCommand):
    help = "重新登记全部公开页面，并重新统计各分类的数量。可以随时运行，网站不必停。"

    def handle(self, *args, **options) -> None:
        self.stdout.write(self.style.SUCCESS(f"目录已重建：共 {services.rebuild()} 条。"))
