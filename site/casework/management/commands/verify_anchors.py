"""Proves a file of exported anchors: by itself, and if asked against what the database holds."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from casework import anchor_export, anchor_keys, anchors
from casework.models import Anchor

SHOWN = 50


class Command(BaseCommand):
    help = "核对导出的存证文件：签名、先后和内容，不用数据库。--database 再核对文件里的存证和办理记录现在都还在。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", metavar="文件", help="export_anchors 导出的文件")
        parser.add_argument(
            "--key", action="append", default=[], metavar="公钥", help="只认这些公钥（可写多次）；不写则用本站设置的"
        )
        parser.add_argument("--database", action="store_true", help="同时与数据库核对")

    def handle(self, *, file: str, key: list[str], database: bool, **options) -> None:
        known = frozenset(each.lower() for each in key) or anchor_keys.known_keys()
        checks: list[Callable[[Iterator[Anchor]], Iterator[str]]] = [lambda read: anchors.chain_problems(read, known)]
        if database:
            checks += [anchor_export.missing_here, anchors.history_problems]
        try:
            found = [sentence for check in checks for sentence in self._run(check, file)]
            with Path(file).open(encoding="utf-8") as text:
                count = sum(1 for _ in anchor_export.read(text))
        except OSError as error:
            raise CommandError(f"{file} 打不开：{error.strerror}。") from error
        except (UnicodeDecodeError, anchor_export.Unreadable) as error:
            sentence = "文件不是文本。" if isinstance(error, UnicodeDecodeError) else str(error)
            raise CommandError(f"{file}：{sentence}") from error
        if not count:
            raise CommandError(f"{file} 里没有存证。")
        for sentence in found[:SHOWN]:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"{count} 个存证，{len(found)} 处不对。请立即保全数据库和备份，联系管理员。")
        self.stdout.write(f"{count} 个存证完好。" + ("" if database else "加上 --database 可与数据库核对。"))

    def _run(self, check: Callable[[Iterator[Anchor]], Iterator[str]], file: str) -> Iterator[str]:
        with Path(file).open(encoding="utf-8") as text:
            yield from check(anchor_export.read(text))
