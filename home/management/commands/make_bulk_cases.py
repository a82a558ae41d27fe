"""manage.py make_bulk_cases --cases N: a long history of made-up messages, for benchmarks."""

from django.core.management.base import BaseCommand, CommandError

from casework.models import Case
from home.feedback import bulk


class Command(BaseCommand):
    help = "造 N 件仿真的纠错与咨询，用来测试办件队列的速度：有读者、单位、经办人、状态和期限，没有办理记录。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--cases", type=int, required=True, help="造多少件。")
        parser.add_argument("--seed", type=int, default=0, help="随机数种子：同样的种子造出同样的办件。")

    def handle(self, *args, cases: int, seed: int, **options) -> None:
        if cases < 1:
            raise CommandError("--cases 应是正整数。")
        if Case.objects.exists():
            raise CommandError("网站里已有办件，仿真办件会混在其中。请换一个空的数据库。")
        for made in bulk.make(cases, seed):
            self.stdout.write(f"已造 {made} / {cases} 件")
        self.stdout.write(self.style.SUCCESS(f"完成：{cases} 件。"))
