"""发文字号: reading a document number as people type it, and the one spelling in which the site keeps it.

Sources: GB/T 9704-2012 (机关代字〔年份〕序号号, six-corner brackets, no 第, no leading zero); orders (令), announcements
(公告) and standards have their own forms.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

HAN = "\u4e00-\u9fa5"
_BRACKETS = str.maketrans(dict.fromkeys("[［﹝【〖(（〔", "〔") | dict.fromkeys("]］﹞】〗)）〕", "〕"))


class Form(StrEnum):
    """The forms a number can take."""

    LETTER = "letter"  # 京建法〔2018〕6号
    ORDER = "order"  # 建设部令第136号
    ANNOUNCEMENT = "announcement"  # 住房城乡建设部公告2019年第13号
    STANDARD = "standard"  # GB/T 51129-2017


_FORMS = [
    (Form.LETTER, re.compile(rf"([{HAN}]{{1,20}})〔((?:19|20)\d{{2}})〕第?0*([1-9]\d{{0,4}})号")),
    (Form.ORDER, re.compile(rf"([{HAN}]{{1,20}}令)(?:〔?((?:19|20)\d{{2}})〕?年?)?第?0*([1-9]\d{{0,4}})号")),
    (Form.ANNOUNCEMENT, re.compile(rf"([{HAN}]{{0,20}}公告)〔?((?:19|20)\d{{2}})〕?年?第?0*([1-9]\d{{0,4}})号")),
    (
        Form.STANDARD,
        re.compile(r"((?:GB|JGJ|CJJ|CJ|DA|DB\d{0,4}|JG|T)(?:/[A-Z]{1,5})?)(\d{1,6}(?:\.\d+)?)-((?:19|20)\d{2})"),
    ),
]


@dataclass(frozen=True)
class DocumentNumber:
    """A document number taken apart: agency code, year, serial; and its normal spelling."""

    form: Form
    agency: str
    year: int | None
    serial: int
    text: str

    @property
    def key(self) -> str:
        """What two spellings of the same number have in common."""
        return number_key(self.text)


def _plain(text: str) -> str:
    """Half width, no blanks, brackets of every kind as 〔〕, dashes of every kind as -."""
    text = "".join(unicodedata.normalize("NFKC", c) if c not in "〔〕﹝﹞" else c for c in text)
    text = re.sub(r"[\s\u3000\u200b\ufeff]+", "", text).translate(_BRACKETS)
    return re.sub(r"[‐‑‒–—―－−]+", "-", text)


def number_key(text: str) -> str:
    """The number without blanks, brackets and 第, in capitals: equal for every way of typing it."""
    return re.sub(r"[〔〕第/\-]", "", _plain(text)).upper()


def _build(form: Form, match: re.Match) -> DocumentNumber:
    agency, second, third = match.groups()
    if form is Form.STANDARD:
        return DocumentNumber(form, agency, int(third), int(second.split(".")[0]), f"{agency} {second}-{third}")
    year, serial = int(second) if second else None, int(third)
    spelling = {
        Form.LETTER: f"{agency}〔{year}〕{serial}号",
        Form.ORDER: f"{agency}第{serial}号",
        Form.ANNOUNCEMENT: f"{agency}{year}年第{serial}号",
    }[form]
    return DocumentNumber(form, agency, year, serial, spelling)


def parse(text: str) -> DocumentNumber | None:
    """The number that text is, whatever its brackets, width and blanks; None when it is none."""
    plain = _plain(text).upper()
    for form, pattern in _FORMS:
        if match := pattern.fullmatch(plain):
            return _build(form, match)
    return None


def find_all(text: str) -> list[DocumentNumber]:
    """Every number that occurs in a running text, in order, each once.

    Chinese prose has no blanks, so the agency code found may begin too early (按照京建法〔2018〕6号 gives the agency
    按照京建法): who looks a found number up compares the end of its key.
    """
    plain, found = _plain(text[:500_000]).upper(), {}
    for form, pattern in _FORMS:
        for match in pattern.finditer(plain):
            number = _build(form, match)
            found.setdefault(number.text, (match.start(), number))
    return [number for _, number in sorted(found.values(), key=lambda pair: pair[0])]
