"""manage.py make_bulk_site --pages N: a large library of made-up policies, for benchmarks."""

from django.core.management.base import BaseCommand, CommandError

import page_cache
from policies import bulk


class Command(BaseCommand):
    help = "造 N 份仿真的政策文件，用来测试速度：有字号、机关、主题、年份、有效性和正文，已经登记目录、建好检索。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--pages", type=int, required=True, help="造多少份。")
        parser.add_argument("--seed", type=int, default=0, help="随机数种子：同样的种子造出同样的文件。")
        parser.add_argument("--yes", action="store_true", help="网站里已有别的内容时也照样造。")

    def handle(self, *args, pages: int, seed: int, yes: bool, **options) -> None:
        if pages < 1:
            raise CommandError("--pages 应是正整数。")
        if (real := bulk.real_pages()) and not yes:
            raise CommandError(
                f"网站里已有 {real} 个别的公开页面，仿真文件会混在其中。请换一个空的数据库，或者加上 --yes。"
            )
        for made in bulk.make(pages, seed):
            self.stdout.write(f"已造 {made} / {pages} 份")
            self.stdout.flush()
        page_cache.changed()
        self.stdout.write(self.style.SUCCESS(f"完成：{pages} 份政策文件。"))
