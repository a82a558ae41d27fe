"""Frozen dataclasses to plain dicts and JSON and back, so that a row of the database or a file can hold them.

A dict that does not fit is refused with every fault at once, each a Chinese sentence that names the place.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from rating.numbers import NotANumber, read_number

T = TypeVar("T")
LONGEST_TEXT = 2000
LONGEST_LIST = 200


class PlainError(ValueError):
    """The data does not fit; `problems` are the sentences."""

    def __init__(self, problems: list[str]):
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def to_plain(value: Any) -> Any:
    """Dicts, lists, strings, booleans, whole numbers and None only; decimals become strings so that none is rounded."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def to_json(value: Any) -> str:
    """The same as JSON, Chinese left readable."""
    return json.dumps(to_plain(value), ensure_ascii=False, indent=2)


def from_plain(kind: type[T], raw: object) -> T:
    """The object that the dict tells of; raises PlainError with every fault found."""
    problems: list[str] = []
    built = _read(kind, raw, "", problems)
    if problems:
        raise PlainError(problems)
    return built


def from_json(kind: type[T], text: str) -> T:
    """The same from JSON text."""
    try:
        raw = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise PlainError(["内容不是 JSON，请检查括号、引号和逗号。"]) from error
    return from_plain(kind, raw)


def _read(kind: Any, raw: object, where: str, problems: list[str]) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if raw is None:
            return None
        kind = next(each for each in get_args(kind) if each is not type(None))
        return _read(kind, raw, where, problems)
    if origin is tuple:
        if not isinstance(raw, list | tuple):
            problems.append(f"{where}应当是一个列表。")
            return ()
        if len(raw) > LONGEST_LIST:
            problems.append(f"{where}太长，最多 {LONGEST_LIST} 个。")
            return ()
        inner = get_args(kind)[0]
        return tuple(_read(inner, each, f"{where}第 {n} 个：", problems) for n, each in enumerate(raw, 1))
    return _read_object(kind, raw, where, problems) if is_dataclass(kind) else _read_value(kind, raw, where, problems)


def _read_object(kind: Any, raw: object, where: str, problems: list[str]) -> Any:
    if not isinstance(raw, Mapping):
        problems.append(f"{where or '内容'}应当是一组名称和值。")
        return None
    before = len(problems)
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    problems += [f"{where}不认识“{name}”，请删去或改正拼写。" for name in raw if name not in known]
    values = {}
    for name, field in known.items():
        if name in raw:
            values[name] = _read(hints[name], raw[name], f"{where}{name} ", problems)
        elif field.default is MISSING and field.default_factory is MISSING:
            problems.append(f"{where}缺少“{name}”，请补上。")
    return kind(**values) if len(problems) == before else None


def _read_value(kind: Any, raw: object, where: str, problems: list[str]) -> Any:
    try:
        if kind is Decimal:
            return read_number(raw, where)
        if kind is date and isinstance(raw, str):
            return date.fromisoformat(raw)
        if issubclass(kind, Enum):
            return kind(raw)
    except NotANumber as error:
        problems.append(str(error))
        return None
    except ValueError:
        choices = f"可选：{'、'.join(each.value for each in kind)}" if issubclass(kind, Enum) else "请写成 2018-02-01"
        problems.append(f"{where}的值不对，{choices}。")
        return None
    if type(raw) is not kind or (kind is str and not _can_be_kept(raw)):
        problems.append(f"{where}的值不对，应当是{NAMES[kind]}。")
        return None
    return raw


def _can_be_kept(text: str) -> bool:
    """Whether a database can hold the text: no NUL, no half of a surrogate pair, not endless."""
    return len(text) <= LONGEST_TEXT and "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


NAMES = {
    str: f"不超过 {LONGEST_TEXT} 字、没有控制符的文字",
    bool: "true 或 false",
    int: "整数",
    date: "像 2018-02-01 这样的日期",
}
