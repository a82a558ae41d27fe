"""Numbers that tell who somebody is: found in a text, told apart from other long numbers, masked. Pure rules.

Numbers with a check digit are only found when it is right, so that project codes and amounts are left in peace.
Sources: GB 11643-1999 (identity numbers and their check digit, MOD 11-2), used alike for residence permits of people
from 香港 (81), 澳门 (82), 台湾 (83) and for foreigners' permanent residence cards of 2023 on (9); the older permanent
residence cards (three letters, twelve digits); 港澳居民来往内地通行证 (H or M, eight or ten digits); the identity cards
of 香港 and 台湾 with their own check digits. Landlines and service numbers are contact details, not personal data.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_GAP = r"[ \-·]?"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # in the order of their values, from 10 on
_PROVINCES = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46}
_PROVINCES |= {50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83}


@dataclass(frozen=True)
class Kind:
    """One kind of number: what it looks like, and whether a number that looks like it is one."""

    label: str
    pattern: re.Pattern
    is_one: Callable[[str], bool] = lambda number: True


def identity_number(number: str) -> bool:
    """Whether 18 characters are an identity number: place, date of birth and check digit are right."""
    if not number[:17].isdecimal() or not (number[0] == "9" or int(number[:2]) in _PROVINCES):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return born.year >= 1900 and number[17] == _CHECK_DIGITS[total % 11]


def old_identity_number(number: str) -> bool:
    """Whether 15 digits may be an identity number of GB 11643-1989: place and date of birth are right, no check digit."""
    if int(number[:2]) not in _PROVINCES:
        return False
    try:
        date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    except ValueError:
        return False
    return True


def hong_kong_number(number: str) -> bool:
    """Whether A1234563 (brackets taken away) has the check digit of a Hong Kong identity card."""
    letters, digits, check = number[:-7], number[-7:-1], number[-1]
    values = [36] * (2 - len(letters)) + [ord(letter) - 55 for letter in letters] + [int(digit) for digit in digits]
    total = sum(weight * value for weight, value in zip(range(9, 1, -1), values, strict=True))
    return (total + (10 if check == "A" else int(check))) % 11 == 0


def taiwan_number(number: str) -> bool:
    """Whether A123456789 has the check digit of a Taiwan identity card."""
    first = _TAIWAN_LETTERS.index(number[0]) + 10
    total = first // 10 + first % 10 * 9
    total += sum(weight * int(digit) for weight, digit in zip(range(8, 0, -1), number[1:9], strict=True))
    return (total + int(number[9])) % 10 == 0


def _digits(pattern: str) -> re.Pattern:
    """The pattern where no digit goes on at either side, nor a fraction; words may touch it.

    A fraction of zeros is none: that is how a spreadsheet may give a number.
    """
    return re.compile(rf"(?<!\d)(?<!\d\.)(?:{pattern})(?!\d|\.0*[1-9])")


def _word(pattern: str) -> re.Pattern:
    """The pattern where no letter or digit goes on at either side: it begins with letters itself."""
    return re.compile(rf"(?<![0-9A-Za-z])(?:{pattern})(?![0-9A-Za-z])")


IDENTITY = Kind("身份证件号码", _digits(rf"\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[0-9Xx]"), identity_number)
OLD_IDENTITY = Kind("15 位身份证号码", _digits(r"\d{15}"), old_identity_number)
KINDS = (
    IDENTITY,
    Kind("外国人永久居留证号码", _word(r"[A-Z]{3}\d{12}")),
    Kind("港澳居民来往内地通行证号码", _word(r"[HM]\d{8}(?:\d{2})?")),
    Kind("香港身份证号码", _word(r"[A-Z]{1,2}\d{6}\([0-9A]\)"), hong_kong_number),
    Kind("台湾身份证号码", _word(r"[A-Z][12]\d{8}"), taiwan_number),
    Kind("手机号码", _digits(rf"(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}")),
)


def numbers_in(text: str, kinds: tuple[Kind, ...] = KINDS) -> Counter[tuple[str, str]]:
    """How often each number occurs in the text: (label of its kind, the number without blanks) -> times."""
    text = unicodedata.normalize("NFKC", text)
    found: Counter[tuple[str, str]] = Counter()
    for kind in kinds:
        for match in kind.pattern.finditer(text):
            number = re.sub(r"[ \-·()+]", "", match[0]).upper()
            if kind.is_one(number):
                found[kind.label, number[-11:] if kind.label == "手机号码" else number] += 1
    return found


def masked(number: str) -> str:
    """The number as it may stand in a report: three characters at the start, four at the end."""
    return f"{number[:3]}{'*' * max(len(number) - 7, 3)}{number[-4:]}" if len(number) > 8 else f"{number[:2]}***"
