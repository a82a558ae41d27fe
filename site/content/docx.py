"""A Word file as the blocks of an article: headings, tables, pictures, and the numbers that Word only draws.

Chinese official documents number their parts 一、 （一） 第一条, often by Word's automatic numbering, which a plain
conversion loses; and they rarely use heading styles. Both are put right here, for contents and anchors rest on them.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import mammoth
from bs4 import BeautifulSoup, Tag
from docx import Document
from docx.oxml.ns import qn

from content.convert import Block, html_to_blocks
from content.outline import NUMERAL, chinese_numeral

AddImage = Callable[[bytes, str], object | None]

MOST_TEXT = 50 * 1024**2  # bytes of one part of the file, unpacked
CHINESE_FORMATS = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
PART = re.compile(rf"^({NUMERAL}、|第{NUMERAL}章)")
SECTION = re.compile(rf"^第{NUMERAL}节")
LONGEST_HEADING = 50  # what is longer, or ends as a sentence does, is running text that begins with a number
SENTENCE_ENDS = "。；：，！？"


class NotAWordFile(ValueError):
    """The message says in Chinese what is wrong and what to do."""


@dataclass
class Article:
    """What a Word file came to. problems: what was left out, in Chinese, for the person who brought the file."""

    title: str
    blocks: list[Block]
    problems: list[str] = field(default_factory=list)


def read_docx(content: bytes, add_image: AddImage | None = None) -> Article:
    """The article in a DOCX file; NotAWordFile when it cannot be opened.

    add_image: puts a picture (its bytes and alternative text) into the library and gives it back, or None when it is
    of no use there; without it pictures are left out.
    """
    html, images, problems = _to_html(content, add_image)
    soup = BeautifulSoup(html, "lxml")
    title = _take_title(soup)
    mark_headings(soup)
    _even_headings(soup)
    blocks = html_to_blocks(str(soup), lambda element: images.get(element.get("src", "")))
    return Article(title, blocks, problems)


def _to_html(content: bytes, add_image: AddImage | None) -> tuple[str, dict[str, object], list[str]]:
    images: dict[str, object] = {}
    problems: list[str] = []

    @mammoth.images.img_element
    def keep(image) -> dict[str, str]:
        with image.open() as file:
            data = file.read()
        name = f"image-{len(images) + len(problems) + 1}"
        if add_image and (kept := add_image(data, image.alt_text or "")):
            images[name] = kept
        else:
            problems.append(f"一张图片（{image.content_type}）没有收入。")
        return {"src": name}

    try:
        _check_size(content)
        document = Document(io.BytesIO(content))
        write_out_numbers(document)
        numbered = io.BytesIO()
        document.save(numbered)
        result = mammoth.convert_to_html(numbered, style_map=STYLES, convert_image=keep)
    except NotAWordFile:
        raise
    except Exception as error:  # the libraries raise whatever a broken file leads them to
        raise NotAWordFile("无法打开这个 Word 文件：文件已损坏，或者不是 DOCX 格式。请另存为 DOCX 后再试。") from error
    return result.value, images, problems


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(each.file_size > MOST_TEXT for each in archive.infolist()):
            raise NotAWordFile("这个 Word 文件展开后太大。请压缩其中的图片，或者分成几个文件。")


def _take_title(soup: BeautifulSoup) -> str:
    """The words of the title at the top, which becomes the page's title and not a heading."""
    first = soup.find(["h1", "h2", "p", "table"])
    if first is None or first.name != "h1":
        return ""
    return first.extract().get_text().strip()


def _even_headings(soup: BeautifulSoup) -> None:
    """Articles have two levels of headings: the highest in the file is the first, all others are the second."""
    headings = soup.find_all(re.compile("^h[1-6]$"))
    highest = min((each.name for each in headings), default="")
    for each in headings:
        each.name = "h2" if each.name == highest else "h3"


def mark_headings(soup: BeautifulSoup) -> None:
    """Where an author used no heading styles, short paragraphs numbered 一、 or 第一章 become headings."""
    if soup.find(["h1", "h2", "h3"]):
        return
    for paragraph in soup.find_all("p"):
        if paragraph.find_parent(["table", "li"]):
            continue
        words = paragraph.get_text().strip()
        if len(words) > LONGEST_HEADING or words.endswith(tuple(SENTENCE_ENDS)):
            continue
        if PART.match(words):
            _rename(paragraph, "h2")
        elif SECTION.match(words):
            _rename(paragraph, "h3")


def _rename(tag: Tag, name: str) -> None:
    tag.name = name
    tag.attrs.clear()


def write_out_numbers(document) -> None:
    """Puts the numbers that Word draws by itself into the text, where they are Chinese or belong to a heading."""
    levels = _levels(document)
    counters: dict[str, dict[int, int]] = defaultdict(dict)
    for paragraph in document.paragraphs:
        number = _numbering_of(paragraph)
        if number is None or number not in levels:
            continue
        list_id, depth = number
        counter = counters[levels[number].list_key]
        counter[depth] = counter.get(depth, levels[number].start - 1) + 1
        for deeper in [each for each in counter if each > depth]:
            del counter[deeper]
        if levels[number].is_chinese or paragraph.style.name.startswith(("Heading", "heading", "标题")):
            _write(paragraph, _drawn(levels, list_id, depth, counter))
        else:  # the levels above may have left the list: it must not hang below nothing
            above = sum(1 for each in range(depth) if not levels.get((list_id, each), levels[number]).is_chinese)
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_ilvl().val = above


@dataclass(frozen=True)
class _Level:
    """How one level of one list is numbered."""

    list_key: str
    form: str
    text: str
    start: int

    @property
    def is_chinese(self) -> bool:
        return self.form in CHINESE_FORMATS


def _levels(document) -> dict[tuple[str, int], _Level]:
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):  # the file has no lists
        return {}
    abstract = {each.get(qn("w:abstractNumId")): each for each in root.iterchildren(qn("w:abstractNum"))}
    levels = {}
    for number in root.iterchildren(qn("w:num")):
        list_id = number.get(qn("w:numId"))
        key = number.find(qn("w:abstractNumId")).get(qn("w:val"))
        for level in abstract[key].iterchildren(qn("w:lvl")) if key in abstract else ():
            depth = int(level.get(qn("w:ilvl")))
            levels[list_id, depth] = _Level(
                key, _value(level, "w:numFmt"), _value(level, "w:lvlText"), int(_value(level, "w:start") or 1)
            )
    return levels


def _value(element, name: str) -> str:
    child = element.find(qn(name))
    return child.get(qn("w:val"), "") if child is not None else ""


def _numbering_of(paragraph) -> tuple[str, int] | None:
    """The list and level of a paragraph, its own or those of its style."""
    places = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None:
        places.append(style.element.pPr)
        style = style.base_style
    for place in places:
        numbering = place.numPr if place is not None else None
        if numbering is not None and numbering.numId is not None:
            depth = numbering.ilvl.val if numbering.ilvl is not None else 0
            return str(numbering.numId.val), depth
    return None


def _drawn(levels: dict[tuple[str, int], _Level], list_id: str, depth: int, counter: dict[int, int]) -> str:
    def number(match: re.Match) -> str:
        each = int(match[1]) - 1
        level = levels.get((list_id, each))
        value = counter.get(each, 1)
        return chinese_numeral(value) if level and level.is_chinese else str(value)

    return re.sub(r"%(\d)", number, levels[list_id, depth].text)


def _write(paragraph, number: str) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.get_or_add_numPr().get_or_add_numId().val = 0  # 0 takes a paragraph out of every list
    run = paragraph.add_run(number if number[-1:] in "、）)．" else f"{number} ")._r
    if paragraph.runs[0]._r is not run:
        paragraph.runs[0]._r.addprevious(run)
