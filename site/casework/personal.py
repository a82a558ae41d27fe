"""The personal data of a case: what of it there is, masked wherever it is shown, in full only for one who says why."""

import copy
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices

from accounts.identifiers import mask_name, mask_phone
from audit.enums import Event
from audit.services import record
from casework.models import Case, Snapshot
from casework.permissions import kinds_for


class Reason(TextChoices):
    """Why somebody needs to know; what the audit list keeps is the label."""

    CALL = "call", "电话联系申请人"
    CHECK = "check", "核对申请人身份"
    COMPLAINT = "complaint", "处理投诉或信访"
    INSPECTION = "inspection", "接受检查或审计"
    OTHER = "other", "其他（请写明）"


class ReasonMissing(Exception):
    """Nobody sees personal data without saying why."""

    def __init__(self):
        super().__init__("请说明为什么要查看：选择原因，选“其他”时写明。")


@dataclass(frozen=True)
class Datum:
    """One piece of personal data of a case."""

    name: str
    label: str
    text: str

    @property
    def masked(self) -> str:
        """As it may be shown to who works on the case."""
        return mask(self.text)


def mask(text: str) -> str:
    """The text masked by what it looks like: an address of mail, a number, or a name."""
    text = text.strip()
    if "@" in text:
        user, _, domain = text.partition("@")
        return f"{user[:1]}***@{domain}"
    return mask_phone(text) if any(character.isdecimal() for character in text) else mask_name(text)


def data_of(case: Case) -> list[Datum]:
    """The personal data that a case has: the applicant's or the caller's name and number, then the kind's own; at most three queries."""
    found = []
    if case.applicant:
        found.append(Datum("name", "申请人姓名", case.applicant.get_full_name()))
        found.append(Datum("phone", "申请人手机", case.applicant.phone))
    else:
        found.append(Datum("name", "来电或来访人姓名", case.caller_name))
        found.append(Datum("phone", "来电或来访人电话", case.phone))
    names = case.case_kind.personal
    if names:
        specific = case.specific
        own = {field.name: field for field in specific._meta.fields}
        columns = [name for name in names if name in own]
        found += [Datum(name, str(own[name].verbose_name), getattr(specific, name)) for name in columns]
        newest = case.snapshots.order_by("position").last()
        content = newest.content if newest else None
        found += _in_snapshot(content or {}, set(names) - set(columns))
    return [datum for datum in found if datum.text]


def _in_snapshot(content: dict, names: Collection[str]) -> list[Datum]:
    found: dict[str, Datum] = {}
    for fields in _field_lists(content):
        for field in fields:
            if field["name"] in names and field["text"]:
                place = field["name"] if field["name"] not in found else f"{field['name']}-{len(found)}"
                found[place] = Datum(place, field["label"], field["text"])
    return list(found.values())


def _field_lists(content: dict) -> list[list[dict]]:
    sections = content.get("sections", [])
    return [fields for section in sections for fields in (section.get("rows") or [section.get("fields", [])])]


def masked_snapshot(snapshot: Snapshot, names: Collection[str]) -> Snapshot:
    """The snapshot as staff see it, for showing only: its personal fields are masked. It cannot be saved."""
    shown = copy.copy(snapshot)
    shown.content = copy.deepcopy(snapshot.content)
    for fields in _field_lists(shown.content or {}):
        for field in fields:
            if field["name"] in names:
                field["text"] = field["value"] = mask(field["text"])
    return shown


def reveal(case: Case, name: str, *, user: AbstractBaseUser, reason: str, words: str = "", address: str = "") -> Datum:
    """One piece of personal data in full, for somebody who works on the kind and says why; the audit list keeps it.

    Raises PermissionDenied, ReasonMissing, or KeyError when the case has nothing of that name; then nothing is recorded.
    """
    if not user.is_active or case.kind not in kinds_for(user):
        raise PermissionDenied
    words = words.strip()
    if reason not in Reason.values or (reason == Reason.OTHER and not words):
        raise ReasonMissing
    datum = {each.name: each for each in data_of(case)}[name]
    said = "：".join(filter(None, ["" if reason == Reason.OTHER else Reason(reason).label, words]))
    data = {"case": case.pk, "kind": case.kind, "field": datum.label}
    record(Event.REVEALED, actor=user, about=case.number, reason=said, address=address, data=data)
    return datum
