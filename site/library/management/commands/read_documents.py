"""`manage.py read_documents`: reads the text of files now instead of waiting for the worker."""

from django.core.management.base import BaseCommand

from library.models import LibraryDocument, TextState
from library.services import read_document, waiting


class Command(BaseCommand):
    """Reads what waits; with --all everything again, for example after the reader has learnt a new format."""

    help = "读取附件的文字（用于检索和个人信息检查）。默认只读还没有读取的；--all 全部重读。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--all", dest="everything", action="store_true", help="重读全部文件")

    def handle(self, *args, everything: bool, **options) -> None:
        documents = LibraryDocument.objects.order_by("pk") if everything else waiting()
        for pk, title in documents.values_list("pk", "title").iterator():
            try:
                state = read_document(pk)
            except OSError as error:
                self.stderr.write(f"{title}：存储无法访问，稍后再试（{error}）")
                continue
            if state:
                self.stdout.write(f"{title}：{TextState(state).label}")
