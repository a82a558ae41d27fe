"""Numbers that tell who somebody is, and long numbers that do not."""

import pytest
from django import forms

from accounts import personal_numbers
from content.forms import SiteForm


def labels(text: str) -> list[str]:
    return [label for label, _ in personal_numbers.numbers_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "身份证11010519491231002X。",
        "身份证号：110105 19491231 002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X",
    ],
)
def test_an_identity_number_is_found_however_it_is_written(text):
    assert list(personal_numbers.numbers_in(text)) == [("身份证件号码", "11010519491231002X")]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("居住证810000199408230021", "身份证件号码"),
        ("居住证830000199201300022", "身份证件号码"),
        ("永居证911124198108030024", "身份证件号码"),
        ("永久居留证USA310082111401", "外国人永久居留证号码"),
        ("通行证H12345678", "港澳居民来往内地通行证号码"),
        ("通行证M1234567801", "港澳居民来往内地通行证号码"),
        ("香港身份证A123456(3)", "香港身份证号码"),
        ("香港身份证A123456（3）", "香港身份证号码"),
        ("台湾身份证A123456789", "台湾身份证号码"),
        ("手机13800138000", "手机号码"),
        ("手机138 0013 8000", "手机号码"),
        ("手机138-0013-8000", "手机号码"),
        ("手机+8613800138000", "手机号码"),
        ("Tel13800138000x", "手机号码"),
        ("电话\t13800138000.0", "手机号码"),
        ("手机１３８００１３８０００", "手机号码"),
    ],
)
def test_every_kind_of_number_is_found(text, label):
    assert labels(text) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "身份证110105194912310021",  # wrong check digit
        "编号110105199913310021",  # no such month
        "99010519491231002",  # 17 digits
        "合同号 1101051949123100290",  # 19 digits
        "电话 010-88886666、0571-87654321、12345、400-800-8888",
        "建筑面积13800138000.5平方米",
        "档号1380013800012",
        "香港身份证A123456(4)",
        "台湾身份证A123456780",
        "京建法〔2018〕6号，GB/T 51129-2017",
        "统一社会信用代码91110108MA01ABCD2X",
        "",
    ],
)
def test_other_numbers_are_left_in_peace(text):
    assert labels(text) == []


def test_a_number_is_masked_in_reports():
    assert personal_numbers.masked("11010519491231002X") == "110***********002X"
    assert personal_numbers.masked("13800138000") == "138****8000"
    assert personal_numbers.masked("H1234567") == "H1***"


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("110105491231002", True),
        ("110105491331002", False),  # no such month
        ("100105491231002", False),  # no such place
        ("990105491231002", False),
    ],
)
def test_an_identity_number_of_before_1999_has_a_place_and_a_date(number, is_one):
    assert personal_numbers.old_identity_number(number) is is_one


# --- in forms -------------------------------------------------------------------------------------------------------


class LetterForm(SiteForm):
    text = forms.CharField(label="说明", required=False)
    size = forms.IntegerField(label="面积", required=False)


class LookForm(LetterForm):
    is_kept = False


@pytest.mark.parametrize(
    "text",
    [
        "我的身份证是11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002x",
        "证号110105491231002。",
    ],
)
def test_a_text_field_refuses_an_identity_number_with_the_reason(text):
    form = LetterForm({"text": text})
    assert not form.is_valid()
    (sentence,) = form.errors["text"]
    assert "不收集身份证号码" in sentence
    assert "1231002" not in sentence
    assert form["text"].value() == text  # nothing typed is lost


@pytest.mark.parametrize(
    "text", ["电话13800138000", "110105194912310021", "项目2020-110105-47-03-012345", "面积123456.78", ""]
)
def test_other_texts_pass(text):
    assert LetterForm({"text": text, "size": "110105491231002"}).is_valid()


def test_a_form_that_keeps_nothing_takes_any_number():
    assert LookForm({"text": "11010519491231002X"}).is_valid()
