"""Numbers as people write them, brought to the one form by which they are searched and told apart: pure rules."""

import re
import unicodedata

CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")
PADDED = 6  # digits


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their half-width twins, in capitals, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def permit_key(number: str) -> str:
    """建字第110105202300012号, 110105202300012 and １１０１０５２０２３０００１２ are one permit.

    Brackets of every kind, hyphens and the words 第 and 号 are left out: offices write them differently. "" for a
    number that has no digit, such as 无.
    """
    plain = re.sub(r"[\W_第号]", "", half_width(number)).removeprefix("建字")
    return plain if re.search(r"\d", plain) else ""


def normal_code(text: str) -> str:
    """投资项目统一代码 with its hyphens, however typed; a text of another form is only made half-width."""
    plain = half_width(text)
    digits = re.sub(r"[-—–‐−]", "", plain)
    if len(digits) == 20 and digits.isascii() and digits.isdecimal():
        return f"{digits[:4]}-{digits[4:10]}-{digits[10:12]}-{digits[12:14]}-{digits[14:]}"
    return plain


def is_code(code: str) -> bool:
    """Whether a normal code has the form of a 投资项目统一代码 (year, region, class, serial)."""
    return code.isascii() and bool(CODE.fullmatch(code))


def building_key(number: str) -> str:
    """1#, 01#, １号楼 and 1栋 are one building; keys sort as people count (2# before 10#)."""
    plain = half_width(number).replace("号", "#")
    plain = re.sub(r"(?<=.)[#楼栋幢]+$", "", plain)
    return re.sub(r"[0-9]+", lambda digits: digits[0].lstrip("0").rjust(PADDED, "0"), plain)
