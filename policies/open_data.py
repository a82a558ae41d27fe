"""The policies as open data: one table of fields from which JSON, CSV, the schema and its description are all made."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import CollectionViewRestriction

from catalogue.enums import Validity
from catalogue.models import CatalogueEntry
from content.models import Attachment
from policies.enums import Disclosure, DocumentType
from policies.models import PolicyPage

Absolute = Callable[[str], str]  # a path of this site -> its full address

_STATED = ["index_number", "issued_on", "effective_on", "ended_on", "disclosure", "responsible_authority", "source"]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_TEXT = {"type": "string"}
_DATE = {"type": ["string", "null"], "format": "date"}
_ADDRESS = {"type": "string", "format": "uri"}


@dataclass(frozen=True)
class Record:
    """One policy with all that its fields are made from."""

    entry: CatalogueEntry
    stated: dict[str, Any]
    attachments: list[Attachment]
    absolute: Absolute


@dataclass(frozen=True)
class Field:
    """One field: its name in JSON and CSV, what it means, its JSON Schema, and how it is read off a record."""

    name: str
    label: str
    description: str
    schema: dict
    value: Callable[[Record], Any]

    @property
    def type_label(self) -> str:
        """The type as the page describes it."""
        if "enum" in self.schema:
            return "代码"
        kinds = {"date": "日期", "date-time": "时间", "uri": "网址"}
        types = {"array": "列表", "integer": "整数"}
        return kinds.get(self.schema.get("format", "")) or types.get(str(self.schema["type"]), "文字")


def _stated(name: str) -> Callable[[Record], Any]:
    return lambda record: record.stated[name]


def _day(name: str) -> Callable[[Record], str | None]:
    return lambda record: record.stated[name].isoformat() if record.stated[name] else None


def _codes(choices) -> str:
    return "、".join(f"{value} {label}" for value, label in choices)


def _attachments(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "title": each.label,
            "url": record.absolute(each.document.url),
            "size": each.document.file_size,
            "type": each.document.file_extension.lower(),
        }
        for each in record.attachments
    ]


FIELDS = [
    Field("id", "编号", "在本网站中不变的编号", {"type": "integer"}, lambda r: r.entry.pk),
    Field("title", "标题", "文件全称", _TEXT, lambda r: r.entry.title),
    Field("number", "发文字号", "规范写法，年份用六角括号；没有字号时为空", _TEXT, lambda r: r.entry.number),
    Field("index_number", "索引号", "政府信息公开索引号；没有时为空", _TEXT, _stated("index_number")),
    Field("url", "网址", "文件在本网站的地址", _ADDRESS, lambda r: r.absolute(r.entry.path)),
    Field(
        "issuers",
        "发文机关",
        "一个或多个",
        {"type": "array", "items": _TEXT},
        lambda r: [name for name in r.entry.issuer_names.split("、") if name],
    ),
    Field("topic", "主题分类", "两级之间用反斜线；没有时为空", _TEXT, lambda r: str(r.entry.topic or "")),
    Field(
        "document_type",
        "公文种类",
        f"代码：{_codes(DocumentType.choices)}；未标明时为空",
        {"type": "string", "enum": ["", *DocumentType.values]},
        lambda r: r.entry.document_type,
    ),
    Field("issued_on", "成文日期", "文件落款的日期；未标明时 JSON 为 null，CSV 为空", _DATE, _day("issued_on")),
    Field("published_on", "发布日期", "在本网站发布的日期", _DATE, lambda r: r.entry.published_on.isoformat()),
    Field("effective_on", "实施日期", "同成文日期", _DATE, _day("effective_on")),
    Field("ended_on", "失效/废止日期", "同成文日期", _DATE, _day("ended_on")),
    Field(
        "validity",
        "有效性",
        f"代码：{_codes(Validity.choices)}",
        {"type": "string", "enum": Validity.values},
        lambda r: r.entry.validity,
    ),
    Field(
        "disclosure",
        "公开属性",
        f"代码：{_codes(Disclosure.choices)}",
        {"type": "string", "enum": Disclosure.values},
        _stated("disclosure"),
    ),
    Field("responsible_authority", "负责部门", "对文件负责解释的部门", _TEXT, _stated("responsible_authority")),
    Field("source", "来源", "转载时的原发布单位", _TEXT, _stated("source")),
    Field("summary", "摘要", "一到三句话", _TEXT, lambda r: r.entry.summary),
    Field(
        "attachments",
        "附件",
        "每个附件有 title 名称、url 网址、size 字节数（不明时为 null）、type 扩展名；CSV 中为“名称 网址”",
        {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["title", "url", "size", "type"],
                "additionalProperties": False,
                "properties": {
                    "title": _TEXT,
                    "url": _ADDRESS,
                    "size": {"type": ["integer", "null"]},
                    "type": _TEXT,
                },
            },
        },
        _attachments,
    ),
    Field(
        "changed_at",
        "更新时间",
        "条目最近一次变化的时间，含时区",
        {"type": "string", "format": "date-time"},
        lambda r: r.entry.changed_at.isoformat(timespec="seconds"),
    ),
]


def records(entries: Iterable[CatalogueEntry], absolute: Absolute) -> list[Record]:
    """The entries with what only their pages know; five queries at most, however many entries there are."""
    entries = list(entries)
    ids = [entry.pk for entry in entries]
    stated = {row["pk"]: row for row in PolicyPage.objects.filter(pk__in=ids).values("pk", *_STATED)}
    private = list(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    attached: dict[int, list[Attachment]] = {}
    for each in Attachment.objects.filter(page__in=ids).select_related("document__collection"):
        if not any(each.document.collection.path.startswith(path) for path in private):
            attached.setdefault(each.page_id, []).append(each)
    return [
        Record(entry, stated[entry.pk], attached.get(entry.pk, []), absolute) for entry in entries if entry.pk in stated
    ]


def as_json(record: Record) -> dict[str, Any]:
    """The record as an object of the JSON list."""
    return {field.name: field.value(record) for field in FIELDS}


def as_csv(found: Iterable[Record]) -> str:
    """The records as CSV for spreadsheets: with a byte order mark, and no cell that a spreadsheet would calculate."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(field.name for field in FIELDS)
    for record in found:
        writer.writerow(_cell(field.value(record)) for field in FIELDS)
    return "\ufeff" + written.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        value = "；".join(f"{each['title']} {each['url']}" if isinstance(each, dict) else each for each in value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def schema(absolute: Absolute) -> dict[str, Any]:
    """JSON Schema of one page of /open/policies.json."""
    count = {"type": "integer", "minimum": 0}
    link = {"type": ["string", "null"], "format": "uri"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": absolute("/open/schema.json"),
        "title": "政策文件",
        "description": "本网站公开的政策文件，一页一页给出。",
        "type": "object",
        "required": ["title", "publisher", "schema", "total", "page", "pages", "per_page", "next", "previous", "items"],
        "additionalProperties": False,
        "properties": {
            "title": {"type": "string", "description": "数据名称"},
            "publisher": {"type": "string", "description": "发布单位"},
            "schema": {**_ADDRESS, "description": "本说明的地址"},
            "total": {**count, "description": "文件总数"},
            "page": {**count, "description": "本页是第几页，从 1 起"},
            "pages": {**count, "description": "共几页"},
            "per_page": {**count, "description": "每页几个文件"},
            "next": {**link, "description": "下一页的地址，最后一页为 null"},
            "previous": {**link, "description": "上一页的地址，第一页为 null"},
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": [field.name for field in FIELDS],
                    "additionalProperties": False,
                    "properties": {
                        field.name: {**field.schema, "title": field.label, "description": field.description}
                        for field in FIELDS
                    },
                },
            },
        },
    }
