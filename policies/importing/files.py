"""The files beside the workbook: bodies, attachments and pictures, and what to do when they are not needed after all."""

from pathlib import Path
from urllib.parse import unquote

from bs4 import Tag, UnicodeDammit
from django.core.exceptions import ValidationError

from accounts.models import User
from content.convert import Block, html_to_blocks
from content.docx import NotAWordFile, read_docx
from content.models import Attachment
from library.models import LibraryDocument, LibraryImage
from library.services import add_document, add_picture, read_document


class Problem(ValueError):
    """A row cannot be imported; the message says in Chinese why."""


class Files:
    """The files of one row: found in the folder, put into the library, and taken out again if the row fails."""

    def __init__(self, folder: Path | None, user: User | None):
        self.folder = folder.resolve() if folder else None
        self.user = user
        self.remarks: list[str] = []
        self._stored: list = []

    def take_back(self) -> None:
        """Deletes what was stored; the database takes back its rows by itself."""
        for file in self._stored:
            file.storage.delete(file.name)
        self._stored.clear()

    def attachments(self, names: list[str]) -> list[Attachment]:
        """The named files as attachments, their text read. Raises Problem."""
        return [Attachment(document=self._document(name)) for name in names]

    def body(self, name: str) -> list[Block]:
        """The blocks of a DOCX, HTML or TXT file. Raises Problem."""
        path, content = self._find(name)
        match path.suffix.lower():
            case ".docx":
                return self._word(name, content)
            case ".html" | ".htm":
                html = UnicodeDammit(content, ["utf-8", "gb18030"], is_html=True).unicode_markup or ""
                return html_to_blocks(html, lambda element: self._linked_picture(element, path.parent))
            case ".txt":
                return text_to_blocks(UnicodeDammit(content, ["utf-8", "gb18030"]).unicode_markup or "")
        raise Problem(f"正文文件“{name}”不能转换：请另存为 DOCX、HTML 或 TXT；PDF 请放进“附件”一列。")

    def _word(self, name: str, content: bytes) -> list[Block]:
        try:
            article = read_docx(content, self._picture)
        except NotAWordFile as error:
            raise Problem(f"正文文件“{name}”：{error}") from error
        self.remarks += article.problems
        return article.blocks

    def _document(self, name: str) -> LibraryDocument:
        path, content = self._find(name)
        try:
            document = add_document(path.stem[:255], path.name, content, user=self.user)
        except ValidationError as error:
            raise Problem(f"附件“{name}”：{''.join(error.messages)}") from error
        self._stored.append(document.file)
        read_document(document.pk)
        document.refresh_from_db()
        if document.text_error:
            self.remarks.append(f"附件“{name}”：{document.text_error}")
        return document

    def _find(self, name: str) -> tuple[Path, bytes]:
        if self.folder is None:
            raise Problem(f"要导入文件“{name}”，请用 --files 指明文件所在的文件夹。")
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder):
            raise Problem(f"文件“{name}”不在指定的文件夹里。")
        try:
            return path, path.read_bytes()
        except OSError as error:
            raise Problem(f"文件夹里没有文件“{name}”，或者不能读取。") from error

    def _linked_picture(self, element: Tag, folder: Path) -> LibraryImage | None:
        source = unquote(str(element.get("src", ""))).partition("?")[0]
        path = (folder / source.lstrip("/")).resolve() if source and "://" not in source else None
        image = None
        if self.folder and path and path.is_relative_to(self.folder) and path.is_file():
            image = self._picture(path.read_bytes(), str(element.get("alt", "")))
        if image is None:
            self.remarks.append(f"图片“{source[:100]}”没有收入。")
        return image

    def _picture(self, content: bytes, alt: str) -> LibraryImage | None:
        added = add_picture(content, alt, user=self.user)
        if added is None:
            return None
        image, is_new = added
        if is_new:
            self._stored.append(image.file)
        return image


def text_to_blocks(text: str) -> list[Block]:
    """Plain text, one paragraph a line."""
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;") for line in text.splitlines() if line.strip())
    return html_to_blocks("".join(f"<p>{line}</p>" for line in escaped))
