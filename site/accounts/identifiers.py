"""Identifiers as the law defines them: pure rules, no database."""

import re
import unicodedata

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC = re.compile(r"[1-9ANY][1-59]\d{6}[0-9A-HJ-NP-RTUWXY]{10}")
MOBILE = re.compile(r"1[3-9]\d{9}")


def normal_uscc(text: str) -> str:
    """The code in half-width capitals without blanks or hyphens."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def is_uscc(code: str) -> bool:
    """Whether a code is a 统一社会信用代码 (GB 32100-2015): form and check character.

    Every department letter of the standard is accepted (A, N and Y too, which common libraries refuse), and any region:
    real codes carry regions that no list knows.
    """
    if not USCC.fullmatch(code):
        return False
    total = sum(USCC_ALPHABET.index(character) * pow(3, position, 31) for position, character in enumerate(code[:17]))
    return USCC_ALPHABET[(31 - total % 31) % 31] == code[17]


def is_mobile(number: str) -> bool:
    """Whether a number has the form of a mobile telephone of the mainland."""
    return bool(MOBILE.fullmatch(number))


def normal_mobile(text: str) -> str:
    """The eleven digits of a mobile telephone of the mainland, however typed (+86 138 …, full-width); "" for others."""
    number = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    number = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", number)
    return number if is_mobile(number) else ""


def split_name(name: str) -> tuple[str, str]:
    """(family name, given name) of a Chinese name; a name in other letters is kept whole as the given name."""
    name = unicodedata.normalize("NFKC", name).strip()
    if name.isascii():
        return "", name
    length = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:length], name[length:]


def mask_name(name: str) -> str:
    """刘某 -> 刘*, 王晓岚 -> 王**: the first character stays (000-39). Compound surnames stay whole: 欧阳某 -> 欧阳*."""
    kept = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * len(name[kept:])


def mask_phone(number: str) -> str:
    """17612344987 -> 176****4987; shorter numbers keep their last two digits."""
    if len(number) < 11:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return f"{number[:3]}****{number[-4:]}"


COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "万俟",
        "闻人",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "公冶",
        "太叔",
        "申屠",
        "公孙",
        "慕容",
        "仲孙",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "令狐",
        "百里",
        "东郭",
        "呼延",
        "西门",
        "第五",
        "轩辕",
        "拓跋",
        "夹谷",
        "南门",
    ]
)
