"""HTML from somewhere else – a Word file, an old site, the sample texts – into the blocks of an article.

What an editor could not have typed does not get in: running text passes through the same rules as the rich text field,
so that styles, classes, scripts and the leavings of word processors end here.
"""

import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from content.blocks.body import TEXT_FEATURES

Block = tuple[str, object]
FindImage = Callable[[Tag], object | None]

_HEADINGS = {"h1": "2", "h2": "2", "h3": "3", "h4": "3", "h5": "3", "h6": "3"}
_WRAPPERS = {"html", "body", "div", "section", "article", "main", "header", "footer", "center", "form", "font"}
_DROPPED = ["script", "style", "head", "title", "meta", "link", "object", "iframe", "template", "xml"]
_BLOCK_TAGS = [*_HEADINGS, *_WRAPPERS, "p", "table", "ul", "ol", "dl", "blockquote", "figure", "pre", "hr"]
_BLANKS = "\\s\u3000\u200b\ufeff"
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
_LEADING_BLANKS = re.compile(rf"(<(?:p|li)>)[{_BLANKS}]+")
_LINK_TO_NOWHERE = re.compile(r"<a>(.*?)</a>", re.DOTALL)  # its address was not one that a page may link to
_EMPTY = re.compile(rf"<(p|li|ul|ol)>(?:[{_BLANKS}]|<br/>)*</\1>")
LONGEST_HEADING = 200  # HeadingBlock


def clean_rich_text(html: str) -> str:
    """The html with only what the rich text field allows: no style, class, script or foreign element is left.

    html must be well-formed, as it is when it comes out of a parser.
    """
    converter = ContentstateConverter(TEXT_FEATURES)
    cleaned = _BLOCK_KEY.sub("", converter.to_database_format(converter.from_database_format(html)))
    cleaned = _LEADING_BLANKS.sub(r"\1", _LINK_TO_NOWHERE.sub(r"\1", cleaned))
    while (shorter := _EMPTY.sub("", cleaned)) != cleaned:
        cleaned = shorter
    return cleaned


def html_to_blocks(html: str, find_image: FindImage | None = None) -> list[Block]:
    """The article's blocks in order, ready to be given to its body.

    find_image: the library image for an <img> element, or None when there is none; without it pictures are left out.
    """
    soup = BeautifulSoup(html, "lxml")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for element in soup.find_all(_DROPPED):
        if element.name != "head":
            element.decompose()
    return _Blocks(find_image).of(soup)


class _Blocks:
    """Collects blocks; running text is kept until something that is not text ends it."""

    def __init__(self, find_image: FindImage | None):
        self.find_image = find_image
        self.blocks: list[Block] = []
        self.text: list[str] = []

    def of(self, soup: Tag) -> list[Block]:
        self.walk(soup)
        self.end_text()
        return self.blocks

    def walk(self, parent: Tag) -> None:
        inline: list[str] = []
        for child in parent.children:
            if isinstance(child, Tag) and (child.name in _BLOCK_TAGS or child.find(_BLOCK_TAGS)):
                self.end_inline(inline)
                self.element(child)
            else:
                inline.append(str(child))
                if isinstance(child, Tag) and (child.name == "img" or child.find("img")):
                    self.end_inline(inline)
                    self.pictures(child)
        self.end_inline(inline)

    def element(self, tag: Tag) -> None:
        if tag.name in _HEADINGS:
            self.heading(tag)
        elif tag.name == "table" and (value := table_value(tag)):
            self.add("table", value)
        elif tag.name == "dl":
            self.add("questions", _questions(tag))
        elif tag.name == "blockquote":
            self.add("quote", {"text": _words(tag), "source": ""})
        elif tag.name == "figure":
            self.pictures(tag, caption=_words(tag.figcaption) if tag.figcaption else "")
        elif tag.name in ("p", "ul", "ol", "pre", "hr") and not tag.find(_block_but_lists):
            self.text.append(f"<p>{tag.decode_contents()}</p>" if tag.name == "pre" else str(tag))
            self.pictures(tag)
        else:
            self.walk(tag)

    def heading(self, tag: Tag) -> None:
        words = _words(tag)
        if len(words) > LONGEST_HEADING:
            self.text.append(f"<p>{tag.decode_contents()}</p>")
        elif words:
            self.add("heading", {"level": _HEADINGS[tag.name], "text": words})
        self.pictures(tag)

    def pictures(self, tag: Tag, caption: str = "") -> None:
        if self.find_image is None:
            return
        for element in [tag] if tag.name == "img" else tag.find_all("img"):
            if image := self.find_image(element):
                self.add("figure", {"image": image, "caption": caption[:200]})

    def add(self, kind: str, value: object) -> None:
        self.end_text()
        self.blocks.append((kind, value))

    def end_inline(self, inline: list[str]) -> None:
        if "".join(inline).strip():
            self.text.append(f"<p>{''.join(inline)}</p>")
        inline.clear()

    def end_text(self) -> None:
        if html := clean_rich_text("".join(self.text)):
            self.blocks.append(("paragraph", html))
        self.text.clear()


def _block_but_lists(tag: Tag) -> bool:
    return tag.name in _BLOCK_TAGS and tag.name not in ("ul", "ol", "p")


def _words(tag: Tag) -> str:
    """The element's text on one line; a line break counts as a blank."""
    for br in tag.find_all("br"):
        br.replace_with(NavigableString(" "))
    return re.sub(rf"[{_BLANKS}]+", " ", tag.get_text()).strip()


def _questions(tag: Tag) -> list[dict]:
    questions = []
    for term in tag.find_all("dt"):
        answer = term.find_next_sibling("dd")
        html = answer.decode_contents() if answer else ""
        if answer and not answer.find(_BLOCK_TAGS):
            html = f"<p>{html}</p>"
        questions.append({"question": _words(term)[:200], "answer": clean_rich_text(html)})
    return questions


def table_value(tag: Tag) -> dict | None:
    """A <table> as the table block keeps it; joined cells stay joined, their words in the first. None: no words."""
    grid: dict[tuple[int, int], str] = {}
    joined, hidden = [], []
    for row, line in enumerate(_rows(tag)):
        column = 0
        for cell in line.find_all(["td", "th"], recursive=False):
            while (row, column) in grid:
                column += 1
            height, width = _span(cell, "rowspan"), _span(cell, "colspan")
            if height > 1 or width > 1:
                joined.append({"row": row, "col": column, "rowspan": height, "colspan": width})
            for place in ((row + down, column + right) for down in range(height) for right in range(width)):
                grid[place] = ""
                hidden.append({"row": place[0], "col": place[1], "hidden": True})
            grid[row, column] = _words(cell)
            hidden.remove({"row": row, "col": column, "hidden": True})
            column += width
    if not any(grid.values()):
        return None
    height, width = (max(place[axis] for place in grid) + 1 for axis in (0, 1))
    has_heading = bool(tag.thead or not _rows(tag)[0].find("td", recursive=False))
    return {
        "data": [[grid.get((row, column), "") for column in range(width)] for row in range(height)],
        "table_header_choice": "row" if has_heading else "neither",
        "first_row_is_table_header": has_heading,
        "first_col_is_header": False,
        "table_caption": _words(tag.caption) if tag.caption else "",
        "cell": hidden,
        "mergeCells": joined,
    }


def _rows(table: Tag) -> list[Tag]:
    return [row for row in table.find_all("tr") if row.find_parent("table") is table]


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return min(max(int(value), 1), 200) if value.isdigit() else 1
