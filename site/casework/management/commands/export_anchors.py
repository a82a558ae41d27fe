"""Writes the anchors to a file, to be kept where nobody of this site can change it."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from casework import anchor_export, anchor_keys


class Command(BaseCommand):
    help = "导出存证，一行一个，供离线核对（verify_anchors）。请把文件存到网站管理员改不了的地方。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", nargs="?", default="-", metavar="文件", help="写到哪里；不写或写 - 则打印")
        parser.add_argument("--after", type=int, default=0, metavar="序号", help="只导出这个序号以后的")
        parser.add_argument("--public-key", action="store_true", help="只打印现在的公钥，更换密钥前记下来")

    def handle(self, *, file: str, after: int, public_key: bool, **options) -> None:
        if public_key:
            self.stdout.write(anchor_keys.public_half(anchor_keys.signing_key()))
            return
        if file == "-":
            for line in anchor_export.lines(after):
                self.stdout.write(line, ending="")
            return
        count = 0
        try:
            with Path(file).open("x", encoding="utf-8", newline="\n") as target:
                for line in anchor_export.lines(after):
                    target.write(line)
                    count += 1
        except FileExistsError:
            raise CommandError(f"{file} 已经存在，没有改动。请换一个文件名。") from None
        except OSError as error:
            raise CommandError(f"{file} 无法写入：{error.strerror}。") from error
        sys.stderr.write(f"已导出 {count} 个存证到 {file}。\n")
