"""manage.py rebuild_citations: after a restored backup, or changes made to the database by hand."""

from django.core.management.base import BaseCommand

from policies import citations


class Command(BaseCommand):
    help = "重新登记全部公开页面引用了哪些文件。可以随时运行，网站不必停。"

    def handle(self, *args, **options) -> None:
        self.stdout.write(self.style.SUCCESS(f"引用已重新登记：共 {citations.rebuild()} 条。"))
