"""Numbers as people type them, computed without any loss and rounded half up.

Ratios are kept as fractions until they are rounded once: 211/300 of a kitchen earns exactly 3.05 points, which is
3.1; through a decimal of 28 places it would come out as 3.0.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LARGEST = Decimal(10) ** 12
MOST_PLACES = 6
LONGEST = 40  # characters of a typed number
WRITTEN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


class NotANumber(ValueError):
    """What was typed cannot be computed with; the text is a Chinese sentence that says what to do."""


def read_number(value: object, what: str, *, at_most: Decimal = LARGEST, of: str = "") -> Decimal:
    """The number that somebody typed, `what` being its name in the sentence of a refusal and `of` the unit.

    Full-width digits are read; a float is taken as it is written, so that 0.1 is one tenth.
    """
    number = _parse(value, what)
    if number < 0:
        raise NotANumber(f"{what}不能是负数，请改为 0 或正数。")
    if number > at_most:
        raise NotANumber(f"{what}不能大于 {at_most:,f}{of}，请核对小数点和单位。")
    if number != round(number, MOST_PLACES):
        raise NotANumber(f"{what}的小数太长，请保留不超过 {MOST_PLACES} 位小数。")
    return abs(number)  # no minus zero


def _parse(value: object, what: str) -> Decimal:
    if isinstance(value, Decimal) or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        text = str(value) if not isinstance(value, int) or abs(value) <= LARGEST else "1e13"
    else:
        text = value.strip().translate(str.maketrans("．－＋", ".-+")) if isinstance(value, str) else ""
    if len(text) > LONGEST or not WRITTEN.fullmatch(text):
        raise NotANumber(f"{what}不是可以计算的数字，请填写像 1234.5 这样的数。")
    return Decimal(text)


def half_up(value: Fraction | Decimal | int, places: int) -> Decimal:
    """A number that is not negative, rounded to so many places, the exact half upwards: 5.25 is 5.3."""
    scaled = Fraction(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


def plain(value: Decimal) -> str:
    """Without needless zeros and never with an exponent: 50.00 is 50."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Fraction, places: int, limits: Iterable[Decimal] = ()) -> str:
    """As short as the places say, longer only where rounding would show it on the other side of a limit.

    34.996 % against 35 % is shown as 34.996, not as 35: otherwise nobody would understand the refusal.
    """
    for more in range(places, places + 30):
        rounded = half_up(value, more)
        if all(_side(rounded, limit) == _side(value, limit) for limit in limits):
            return plain(rounded)
    return plain(half_up(value, places + 30))


def _side(value: Fraction | Decimal, limit: Decimal) -> int:
    return (Fraction(value) > limit) - (Fraction(value) < limit)


def yuan(amount: Decimal) -> str:
    """Money as it is printed: 2,160,000.00 元 without zeros after the point."""
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded:,.2f}".removesuffix(".00") + " 元"
