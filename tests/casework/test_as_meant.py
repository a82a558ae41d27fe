"""Numbers and dates as people type them, and what is refused in words."""

import pytest
from django import forms

from casework.as_meant import normal_day, normal_number
from casework.sections import Section, SectionForm


class MeasureForm(SectionForm):
    area = forms.DecimalField(label="面积", required=False, min_value=0, max_digits=12, decimal_places=2)
    sum = forms.DecimalField(label="金额", required=False)
    rate = forms.FloatField(label="比例", required=False)
    floors = forms.IntegerField(label="层数", required=False)
    begun = forms.DateField(label="开工", required=False)
    words = forms.CharField(label="说明", required=False)
    name = forms.CharField(label="名称", required=False, max_length=20)


SECTION = Section("m", "计量", MeasureForm)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("１２，３４５．６", "12345.6"),
        (" 12 345.60 ", "12345.60"),
        ("1,234,567", "1234567"),
        ("-3", "-3"),
        ("−3", "-3"),
        (".5", ".5"),
        ("12,34", "12,34"),
        ("1e5", "1e5"),
        ("NaN", "NaN"),
        ("五", "五"),
        ("12 ㎡", "12 ㎡"),
        ("", ""),
        ("٣", "٣"),
    ],
)
def test_a_number_is_read_as_it_was_meant(typed, meant):
    assert normal_number(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026年3月1日", "2026-03-01"),
        ("２０２６／３／１", "2026-03-01"),
        ("2026.3.1", "2026-03-01"),
        ("2026-02-30", "2026-02-30"),
        ("3月1日", "3月1日"),
    ],
)
def test_a_date_is_read_as_it_was_meant(typed, meant):
    assert normal_day(typed) == meant


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("area", "NaN", "请填写数字"),
        ("area", "Infinity", "请填写数字"),
        ("area", "12 ㎡", "请填写数字"),
        ("area", "9" * 10_000, ""),
        ("area", "-1", ""),
        ("sum", "1e999999", "这个数太大了"),
        ("sum", "1e99999999999999999999", ""),
        ("sum", "9" * 16, "这个数太大了"),
        ("rate", "nan", "请填写数字"),
        ("rate", "1e300", "这个数太大了"),
        ("floors", "9" * 10_000, "请填写整数"),
        ("floors", "9" * 1000, "这个数太大了"),
        ("floors", "2.5", "请填写整数"),
        ("begun", "昨天", "请填写日期"),
        ("words", "字" * 10_000, "最多 5000 个字"),
        ("name", "字" * 10_000, "最多 20 个字，现在 10000 个字"),
    ],
)
def test_what_is_no_measure_is_refused_in_words_and_stays_on_the_page(field, typed, sentence):
    form = SECTION.bound({f"m-{field}": [typed]})
    assert sentence in str(form.errors[field][0])
    assert form[field].value() == typed
    assert SECTION.shown({f"m-{field}": [typed]})


def test_what_is_meant_well_is_taken():
    typed = {
        "m-area": ["１２，３４５．６０"],
        "m-floors": ["１８"],
        "m-begun": ["2026年3月1日"],
        "m-rate": ["６２．５"],
    }
    answers = SECTION.answers(typed)
    assert (str(answers["area"]), answers["floors"], answers["rate"]) == ("12345.60", 18, 62.5)
    assert answers["begun"].isoformat() == "2026-03-01"
    assert SECTION.bound(typed)["area"].value() == "12345.60"
