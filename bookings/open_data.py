"""How busy the reading room will be, as open data: counts only, from the same reading as the list of free places."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from bookings.rules import FreeDay, FreePlace, Timetable
from bookings.words import WEEKDAYS

_COUNT = {"type": "integer", "minimum": 0}
_TIME = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}
FIELDS = [
    ("date", "日期", "可以预约的日子，如 2026-01-08", {"type": "string", "format": "date"}),
    ("weekday", "星期", "如 星期四", {"type": "string"}),
    (
        "announced",
        "安排已公布",
        "false：这一年的节假日安排待国务院公布，日期可能变动",
        {"type": "boolean"},
    ),
    ("waiting", "候补人数", "多少位读者在候补这一天；有人候补时，空余先给他们", _COUNT),
    ("free", "空余时段数", "现在可以选的时段有几个", _COUNT),
]
SLOT_FIELDS = [
    ("starts", "开始", "时段开始的时刻，如 09:00", _TIME),
    ("ends", "结束", "时段结束的时刻", _TIME),
    ("places", "名额", "这个时段一共可以约几位读者", _COUNT),
    ("free", "空余", "现在还能约几位；有人候补这一天时为 0", _COUNT),
]


def as_json(days: Iterable[FreeDay], rules: Timetable) -> list[dict[str, Any]]:
    """The days of the window; slots that have begun are left out."""
    return [
        {
            "date": f"{day.day:%Y-%m-%d}",
            "weekday": f"星期{WEEKDAYS[day.day.weekday()]}",
            "announced": day.is_certain,
            "waiting": day.waiting,
            "free": day.left,
            "slots": _slots(day, rules),
        }
        for day in days
    ]


def _slots(day: FreeDay, rules: Timetable) -> list[dict[str, Any]]:
    capacity = {slot.starts: slot.capacity for slot in rules.slots_of(day.day)}
    return [_slot(each, capacity[each.place.starts], 0 if day.waiting else each.free) for each in day.places]


def _slot(each: FreePlace, capacity: int, free: int) -> dict[str, Any]:
    return {
        "starts": f"{each.place.starts:%H:%M}",
        "ends": f"{each.place.ends:%H:%M}",
        "places": capacity,
        "free": free,
    }


def content(days: list[FreeDay], rules: Timetable, now: datetime, *, publisher: str, schema_address: str) -> dict:
    """The whole answer. now: when the places were counted."""
    return {
        "title": "查档预约余量",
        "publisher": publisher,
        "schema": schema_address,
        "as_of": now.isoformat(timespec="seconds"),
        "days": as_json(days, rules),
    }


def schema(absolute: Callable[[str], str], address: str) -> dict[str, Any]:
    """JSON Schema of the answer."""
    slots = {"type": "array", "items": _object(SLOT_FIELDS), "description": "还没有开始的时段，按时间排列"}
    day = _object(FIELDS)
    day["properties"]["slots"] = slots
    day["required"].append("slots")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": absolute(address),
        "title": "查档预约余量",
        "description": "今后几个工作日查档预约的空余，只有数字，没有个人信息。最多晚 10 秒。",
        "type": "object",
        "required": ["title", "publisher", "schema", "as_of", "days"],
        "additionalProperties": False,
        "properties": {
            "title": {"type": "string", "description": "数据名称"},
            "publisher": {"type": "string", "description": "发布单位"},
            "schema": {"type": "string", "format": "uri", "description": "本说明的地址"},
            "as_of": {"type": "string", "format": "date-time", "description": "统计的时间，含时区"},
            "days": {"type": "array", "items": day},
        },
    }


def _object(fields: list[tuple[str, str, str, dict]]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name for name, *_ in fields],
        "additionalProperties": False,
        "properties": {name: {**kind, "title": label, "description": about} for name, label, about, kind in fields},
    }
