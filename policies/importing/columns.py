"""The columns of the workbook: what each is called, how its cells are read, and what the template says of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from catalogue.models import Topic
from policies.enums import Disclosure, DocumentType, RelationKind, StatedValidity

_DATE = re.compile(r"(\d{4})\s*[-./年]?\s*(\d{1,2})\s*[-./月]?\s*(\d{1,2})\s*日?")
_SEPARATORS = re.compile(r"[;；\n]+")
_NAME_SEPARATORS = re.compile(r"[;；、，,\n]+")


@dataclass(frozen=True)
class Column:
    """One column. read turns a cell's text into a value and raises ValueError with a Chinese sentence."""

    name: str
    field: str
    read: Callable[[str], object]
    help: str
    example: str = ""


def text(limit: int) -> Callable[[str], str]:
    """A text of at most limit characters."""

    def read(cell: str) -> str:
        if len(cell) > limit:
            raise ValueError(f"最多 {limit} 个字，现在有 {len(cell)} 个。")
        return cell

    return read


def day(cell: str) -> date:
    """A day as people write it: 2024-03-22, 2024年3月22日, 2024.3.22, 20240322."""
    match = _DATE.match(cell)
    try:
        return date(*(int(part) for part in match.groups()))
    except (AttributeError, ValueError):
        raise ValueError(f"“{cell}”不是日期，请写成 2024-03-22 的样子。") from None


def choice(choices) -> Callable[[str], str]:
    """The stored value of a label."""
    values = {label: value for value, label in choices.choices}

    def read(cell: str) -> str:
        if cell not in values:
            raise ValueError(f"“{cell}”不认识，可以写：{'、'.join(values)}。")
        return values[cell]

    return read


def topic(cell: str) -> Topic:
    r"""A subject class: its name, or 一级\二级."""
    name, _, below = (part.strip() for part in cell.partition("\\"))
    found = Topic.objects.filter(name=name, parent=None).first()
    if found and below:
        found = found.children.filter(name=below).first()
    if found is None:
        raise ValueError(f"没有“{cell}”这个主题分类，请先在后台添加，或者改用已有的名称。")
    return found


def names(cell: str) -> list[str]:
    """Names one after the other, each once."""
    return list(dict.fromkeys(part.strip() for part in _NAME_SEPARATORS.split(cell) if part.strip()))


def lines(cell: str) -> list[str]:
    """Entries that may hold commas themselves: separated by semicolons or line breaks."""
    return list(dict.fromkeys(part.strip() for part in _SEPARATORS.split(cell) if part.strip()))


def as_text(value: object) -> str:
    """A cell's value as a person reads it; days without their midnight, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


SEPARATE = "几个之间用分号或换行隔开。"
COLUMNS = [
    Column("标题", "title", text(255), "必填。", "关于加强示例工程档案管理的通知"),
    Column("发文字号", "number", text(100), "各种括号都可以。已经在本站的字号不再导入。", "示建发〔2024〕6号"),
    Column("索引号", "index_number", text(40), "", "000000000/2024-00006"),
    Column("发文机关", "issuers", names, "几个机关用顿号或分号隔开；本站没有的机关自动添加。", "示例市住房城乡建设局"),
    Column("主题分类", "topic", topic, "一级分类的名称，或者“一级\\二级”。", "城乡建设、环境保护"),
    Column("公文种类", "document_type", choice(DocumentType), "、".join(DocumentType.labels), "通知"),
    Column("成文日期", "issued_on", day, "文件落款的日期。", "2024-03-22"),
    Column("发布日期", "published_on", day, "不填则用成文日期，再没有则用导入那一天。", "2024-03-25"),
    Column("实施日期", "effective_on", day, "", "2024-05-01"),
    Column("失效日期", "ended_on", day, "", ""),
    Column(
        "有效性", "stated_validity", choice(StatedValidity), "、".join(StatedValidity.labels) + "；不填为待核。", "有效"
    ),
    Column("公开属性", "disclosure", choice(Disclosure), "、".join(Disclosure.labels), "主动公开"),
    Column("负责部门", "responsible_authority", text(100), "", ""),
    Column("来源", "source", text(100), "", ""),
    Column("摘要", "summary", text(500), "最多 500 字。", ""),
    Column("正文文件", "body_file", text(255), "文件夹里的 DOCX、HTML 或 TXT 文件。", "示建发2024-6.docx"),
    Column("正文", "body_text", text(30_000), "没有正文文件时，正文直接写在这里，一行一段。", ""),
    Column("附件", "attachments", lines, f"文件夹里的文件名。{SEPARATE}", "附件1.pdf；附件2.xlsx"),
    Column("旧地址", "old_addresses", lines, f"旧网站上的地址，打开时转到新页面。{SEPARATE}", "/zcfg/show.asp?id=12"),
    Column("废止", RelationKind.REPEALS.value, lines, f"本文件废止的文件的字号。{SEPARATE}", ""),
    Column("修改", RelationKind.AMENDS.value, lines, f"本文件修改的文件的字号。{SEPARATE}", ""),
    Column("依据", RelationKind.BASED_ON.value, lines, f"本文件依据的文件的字号。{SEPARATE}", ""),
    Column("转发", RelationKind.FORWARDS.value, lines, f"本文件转发的文件的字号。{SEPARATE}", ""),
]
RELATIONS = tuple(
    kind.value for kind in (RelationKind.REPEALS, RelationKind.AMENDS, RelationKind.BASED_ON, RelationKind.FORWARDS)
)
