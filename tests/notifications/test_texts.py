import pytest

from notifications import texts
from notifications.models import MessageTemplate


@pytest.fixture(autouse=True)
def ready_text(monkeypatch):
    monkeypatch.setattr(texts, "_texts", {})
    text = texts.Text(
        "ready", "可以领取", "可领取", "{{ 编号 }} 可以领取", variables={"编号": ("办件编号", "CJG2024010200002")}
    )
    texts.register(text)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("{{ 编号 }}可以领取", ""),
        ("{{编号}}", ""),
        ("没有变量", ""),
        ("{{ 姓名 }}您好", "变量 {{ 姓名 }} 不存在。可以用的变量：编号。"),
        ("{{ 编号 }", "花括号没有成对"),
        ("{% include 'x' %}", "花括号没有成对"),
        ("{{ 编号|safe }}", "变量 {{ 编号|safe }} 不存在"),
        ("{{ 编号.__class__ }}", "不存在"),
    ],
)
def test_wrong_variables_are_refused_with_a_sentence(words, sentence):
    assert sentence in texts.problem("ready", words)
    assert bool(texts.problem("ready", words)) == bool(sentence)


def test_values_are_text_and_never_markup_or_templates():
    assert texts.fill("{{ 编号 }}", {"编号": "{{ 编号 }}<b>"}) == "{{ 编号 }}<b>"
    assert texts.fill("{{ 编号 }}", {}) == ""


@pytest.mark.parametrize(("length", "parts"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_parts_of_a_text_message(length, parts):
    assert texts.sms_parts("档" * length) == parts


def test_a_rare_character_counts_twice():
    assert texts.sms_parts("𠮷" * 36) == 2


def test_a_text_that_names_an_unknown_variable_is_not_registered():
    with pytest.raises(ValueError, match="不存在"):
        texts.register(texts.Text("other", "x", "t", "{{ 无 }}"))
    with pytest.raises(KeyError):
        texts.get("other")


def test_the_row_refuses_them_too(db):
    with pytest.raises(Exception, match="不存在"):
        MessageTemplate(key="ready", title="x", body="{{ 姓名 }}").full_clean()
    row = MessageTemplate(key="ready", title="x", body="y", sms="{{ 编号 }}" + "档" * 60)
    row.full_clean(validate_unique=False)
    assert row.sms_parts == 2
