"""What messages there are, what each may say, and putting the words together. Pure rules, no database.

A feature registers its messages with their variables and the words they have until staff change them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from notifications.enums import Priority

VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
SINGLE_PART, OF_MANY_PARTS = 70, 67  # characters of a text message in UCS-2, alone and as part of a longer one


@dataclass(frozen=True)
class Text:
    """One message that the site can send.

    variables: name -> (what it is, an example), both Chinese.
    by_day: nobody asked for it just now, and its text message wakes nobody: at night it waits for the morning.
    secret: it carries a code that is good for one sign-in; its words are not kept after sending, and nobody resends it.
    """

    key: str
    label: str
    title: str
    body: str
    sms: str = ""
    important: bool = False
    variables: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    priority: Priority = Priority.NORMAL
    secret: bool = False
    by_day: bool = False


CASE_VARIABLES = {
    "编号": ("办件编号", "FK2026010500001"),
    "业务": ("业务名称", "纠错与咨询"),
    "事项": ("办件标题", "第二段有一个错字"),
    "状态": ("办件现在的状态", "已答复"),
    "意见": ("办理意见；对申请人不公开的意见为空", "已经改正，谢谢您。"),
}
"""What every message about a case may say."""

_texts: dict[str, Text] = {}


def register(text: Text) -> None:
    """Makes a message known; words that use what is not there are a mistake and refused."""
    if text.key in _texts:
        raise ValueError(f"message {text.key!r} is registered twice")
    _texts[text.key] = text
    for words in (text.title, text.body, text.sms):
        if sentence := problem(text.key, words):
            del _texts[text.key]
            raise ValueError(sentence)


def get(key: str) -> Text:
    """The message of that key; KeyError when no feature has registered it."""
    return _texts[key]


def label(key: str) -> str:
    """What a message is for; its key when it is no longer registered."""
    return _texts[key].label if key in _texts else key


def is_secret(key: str) -> bool:
    """Whether a message carries a code; one that is no longer registered is taken for an ordinary one."""
    return key in _texts and _texts[key].secret


def is_by_day(key: str) -> bool:
    """Whether a text message waits for the morning; one that is no longer registered does not."""
    return key in _texts and _texts[key].by_day


def all_texts() -> list[Text]:
    """Every message that the site can send."""
    return list(_texts.values())


def choices() -> list[tuple[str, str]]:
    """(key, label) of every message."""
    return [(text.key, text.label) for text in _texts.values()]


def examples(key: str) -> dict[str, str]:
    """An example for every variable."""
    return {name: example for name, (_, example) in _texts[key].variables.items()}


def problem(key: str, words: str) -> str:
    """What is wrong with words that staff typed, as a sentence; "" when nothing is."""
    if key not in _texts:
        return "这个用途不存在。"
    known = _texts[key].variables
    unknown = [name for name in VARIABLE.findall(words) if name not in known]
    if unknown:
        return f"变量 {{{{ {unknown[0]} }}}} 不存在。可以用的变量：{'、'.join(known) or '无'}。"
    if "{{" in VARIABLE.sub("", words) or "}}" in VARIABLE.sub("", words) or "{%" in words:
        return "花括号没有成对，或者写了变量以外的内容。变量要写成 {{ 编号 }} 的样子。"
    return ""


def fill(words: str, values: Mapping[str, object]) -> str:
    """The words with every variable put in; a value is text, never markup."""
    return VARIABLE.sub(lambda match: str(values.get(match[1], "")), words)


def values_in_order(words: str, values: Mapping[str, object]) -> list[str]:
    """The values of the variables in the order in which the words use them: a gateway's own template has them so."""
    return [str(values.get(name, "")) for name in VARIABLE.findall(words)]


def for_gateway(words: str, pattern: str) -> str:
    """The words as they are registered with a gateway, its variables numbered: pattern is "${{v{0}}}" or "{{{0}}}"."""
    numbers = iter(range(1, len(words) + 1))
    return VARIABLE.sub(lambda match: pattern.format(next(numbers)), words)


def sms_parts(text: str) -> int:
    """How many text messages it takes."""
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= SINGLE_PART else -(-length // OF_MANY_PARTS)
