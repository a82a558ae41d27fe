"""Numbers as typed: what is read, what is refused with which sentence, and rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest

from rating.numbers import NotANumber, half_up, plain, read_number, shown, yuan


@pytest.mark.parametrize(
    ("typed", "read"),
    [("12", "12"), (" 12.50 ", "12.50"), ("１２．５", "12.5"), (0.1, "0.1"), (3, "3"), ("-0", "0"), ("1e3", "1000")],
)
def test_numbers_are_read(typed, read):
    assert read_number(typed, "面积") == Decimal(read)
    assert not str(read_number(typed, "面积")).startswith("-")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("NaN", "不是可以计算的数字"),
        (Decimal("NaN"), "不是可以计算的数字"),
        (Decimal("sNaN"), "不是可以计算的数字"),
        (float("nan"), "不是可以计算的数字"),
        ("Infinity", "不是可以计算的数字"),
        (float("inf"), "不是可以计算的数字"),
        (Decimal("-Infinity"), "不是可以计算的数字"),
        ("", "不是可以计算的数字"),
        ("一百", "不是可以计算的数字"),
        ("1,234", "不是可以计算的数字"),
        ("1_000", "不是可以计算的数字"),
        ("12\x00", "不是可以计算的数字"),
        ("=1+1", "不是可以计算的数字"),
        (True, "不是可以计算的数字"),
        ([1], "不是可以计算的数字"),
        pytest.param("9" * 10_000, "不是可以计算的数字", id="10000 nines"),
        (Decimal("1e999999"), "不是可以计算的数字"),
        ("-1", "不能是负数"),
        (-0.5, "不能是负数"),
        ("1e999", "不能大于"),
        pytest.param(10**5000, "不能大于", id="a whole number of 5001 digits"),
        ("1e-999", "小数太长"),
        ("0.1234567", "小数太长"),
    ],
)
def test_what_is_no_number_is_refused_by_its_name(typed, says):
    with pytest.raises(NotANumber, match=says) as refused:
        read_number(typed, "面积")
    assert str(refused.value).startswith("面积")
    assert "请" in str(refused.value)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("5.25", 1, "5.3"),
        ("5.35", 1, "5.4"),
        ("5.249999", 1, "5.2"),
        ("0.05", 1, "0.1"),
        ("2.5", 0, "3"),
        ("21.1111", 1, "21.1"),
        ("20", 1, "20.0"),
    ],
)
def test_the_exact_half_goes_up(value, places, rounded):
    assert str(half_up(Fraction(value), places)) == rounded


def test_numbers_are_written_without_needless_zeros_and_without_exponents():
    assert [plain(Decimal(each)) for each in ("50.00", "0.50", "1E+3", "100", "0")] == ["50", "0.5", "1000", "100", "0"]
    assert yuan(Decimal("2160000")) == "2,160,000 元"
    assert yuan(Decimal("0.5")) == "0.50 元"


def test_rounding_for_the_eye_never_crosses_a_limit():
    assert shown(Fraction("34.996"), 2, [Decimal(35)]) == "34.996"
    assert shown(Fraction("35.004"), 2, [Decimal(35)]) == "35.004"
    assert shown(Fraction("36.996"), 2, [Decimal(35)]) == "37"
    assert shown(Fraction(10**12 - 1, 10**12) * 35, 2, [Decimal(35)]) == "34.99999999997"
