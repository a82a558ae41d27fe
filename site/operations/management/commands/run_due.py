import logging
import signal
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseProblem
from django.db import close_old_connections, connection

from operations import registry
from operations.jobs import run_due

logger = logging.getLogger(__name__)

PAUSE = 15  # seconds between two looks at what is due


class Command(BaseCommand):
    help = "运行已到时间的定时任务。可以每分钟运行一次，也可以同时在几台机器上运行：每个任务同一时刻只有一处在跑。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--loop", action="store_true", help="一直运行，直到收到停止信号")
        parser.add_argument("--only", default="", metavar="任务", help="只运行这一个任务，不管是否到时间")

    def handle(self, *, loop: bool, only: str, **options) -> None:
        if only and only not in registry.jobs:
            raise CommandError(f"没有名为“{only}”的任务。现有任务：{'、'.join(sorted(registry.jobs))}。")
        if loop:
            return self._loop()
        failed = [run.name for run in run_due(only) if self._told(run).last_error]
        if failed:
            raise CommandError(f"任务失败：{'、'.join(failed)}。原因已记录，可在 /status 查看。")

    def _told(self, run):
        seconds = run.duration.total_seconds() if run.duration is not None else 0
        self.stdout.write(
            f"{registry.jobs[run.name].label}（{run.name}）：{run.last_error or '完成'}，{seconds:.1f} 秒"
        )
        return run

    def _loop(self) -> None:
        """Looks again and again; a job that is running when the signal comes is finished first."""
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            try:
                close_old_connections()
                for _ in run_due():
                    if self.stopping:
                        break
            except DatabaseProblem:
                logger.exception("database not reachable, jobs wait")
                connection.close()
            for _ in range(PAUSE):
                if self.stopping:
                    break
                time.sleep(1)

    def _stop(self, number, frame) -> None:
        self.stopping = True
