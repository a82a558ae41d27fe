"""Entries of the audit list in words: what stands in them as codes and numbers, for auditors to read."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import models

from accounts.identifiers import mask_name
from accounts.models import User
from audit.models import Entry

ACTS = {"created": "新建", "changed": "修改", "deleted": "删除", "added": "加入", "removed": "移出", "merged": "合并"}
KEYS = {
    "attachment": "附件",
    "added": "加入",
    "case": "办件",
    "batch": "批次",
    "building": "单体",
    "buildings": "单体",
    "cases": "办件",
    "into": "合并到",
    "count": "件数",
    "done": "清除",
    "emptied": "被合并的账号",
    "field": "项目",
    "file": "文件",
    "filters": "筛选",
    "format": "格式",
    "keep_until": "保留至",
    "kept": "保留的账号",
    "kind": "业务",
    "lifted": "解除",
    "moved": "转移",
    "notes": "内部备注",
    "number": "编号",
    "opinion": "评审意见",
    "organisation": "单位",
    "pages": "页数",
    "permits": "许可证",
    "project": "工程项目",
    "provider": "身份提供方",
    "query": "筛选",
    "sha256": "SHA-256",
    "suspension": "暂停办理",
    "unmasked": "不遮盖",
    "published": "公布",
    "removed": "移除",
    "reset": "清除",
    "role": "身份",
    "rows": "行数",
    "rule": "依据",
    "type": "类型",
    "until": "截止",
    "user": "用户",
    "version": "版本",
    "way": "方式",
    "ways": "方式",
    "what": "操作",
}
WAYS = {
    "mfa": "两步验证",
    "oidc": "统一身份",
    "original": "原件",
    "picture": "图片",
    "read": "在线查看",
    "password": "密码",
    "phone": "手机验证码",
    "code": "手机验证码",
    "second_factor": "两步验证",
    "socialaccount": "统一身份",
    "totp": "动态口令",
    "recovery_codes": "恢复码",
    "used": "使用",
    "reset": "清除",
    **ACTS,
}


def read_as(code: str, words: str) -> None:
    """Says how a code of a room above is read, such as the name of a kind of case."""
    WAYS[code] = words


def person(user: User | None) -> str:
    """Who acted: staff by their name, everybody else masked. Wants `groups` prefetched."""
    if user is None:
        return "未登录或系统"
    staff = user.is_superuser or bool(user.groups.all())
    name = str(user) if staff else mask_name(str(user))
    return f"{name}（用户 {user.pk}）"


def in_words(entries: Iterable[Entry]) -> dict[int, str]:
    """Position -> what the entry says, for one page of entries; two queries."""
    entries = list(entries)
    numbers = {"group": set(), "permission": set()}
    for entry in entries:
        for model, found in numbers.items():
            ids = entry.data.get(model)
            found |= set(ids) if isinstance(ids, list) else set()
    names = {
        "group": {row.pk: str(row) for row in Group.objects.filter(pk__in=numbers["group"])},
        "permission": dict(Permission.objects.filter(pk__in=numbers["permission"]).values_list("pk", "name")),
    }
    return {entry.position: _sentence(entry, names) for entry in entries}


def _sentence(entry: Entry, names: dict[str, dict[int, str]]) -> str:
    if entry.erased_under:
        return f"内容已依规清除（{entry.erased_under}）"
    data = dict(entry.data)
    model = _model(data.pop("model", ""))
    data.pop("id", None)
    parts = [ACTS.get(act, act)] if (act := data.pop("act", "")) else []
    fields = data.pop("fields", {})
    parts += [_field(model, name, values) for name, values in fields.items()]
    for key, value in data.items():
        if value in ("", [], {}):
            continue
        if key in names and isinstance(value, list):
            parts.append("、".join(names[key].get(each, f"编号 {each}") for each in value))
        else:
            parts.append(f"{KEYS.get(key, key)} {_value(value)}")
    return "；".join(parts)


def _field(model: type[models.Model] | None, name: str, values: list | None) -> str:
    field = model._meta.get_field(name) if model and name in {each.name for each in model._meta.fields} else None
    label = str(field.verbose_name) if field else name
    if values is None:
        return f"改了“{label}”"
    choices = dict(field.flatchoices) if field else {}
    was, now = (str(choices.get(value, _value(value))) for value in values)
    return f"“{label}”由 {was} 改为 {now}"


def _value(value: object) -> str:
    if value is None or value == "":
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "、".join(f"{KEYS.get(key, key)} {_value(each)}" for key, each in value.items()) or "无"
    if isinstance(value, list):
        return "、".join(_value(each) for each in value) or "无"
    return WAYS.get(str(value), str(value))


def _model(label: str) -> type[models.Model] | None:
    """The model by its label; None when its app is no longer installed."""
    try:
        return apps.get_model(label) if label else None
    except LookupError:
        return None
