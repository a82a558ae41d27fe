"""What somebody typed for each item of a scheme, made into exact ratios or refused item by item."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rating.numbers import NotANumber, read_number
from rating.schemes import HUNDRED, Item, Scheme, Scoring


@dataclass(frozen=True)
class Entry:
    """One item as typed: numerator and denominator, or the ratio in percent, or for a yes-no item whether it is done.

    None and the empty string mean not filled in. absent: this kind of building has no such thing (缺项).
    """

    numerator: object = None
    denominator: object = None
    ratio: object = None
    done: bool | None = None
    absent: bool = False


@dataclass(frozen=True)
class Fault:
    """Why an entry is refused: the code of the item, the field of Entry, and a sentence that says what to do."""

    item: str
    field: str
    sentence: str


class Refused(ValueError):
    """The entries cannot be scored; `faults` holds every reason."""

    def __init__(self, faults: list[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.sentence for fault in faults))


@dataclass(frozen=True)
class Reading:
    """An entry that was understood: ratio is in percent and exact, None if absent, unfilled or without a ratio."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    ratio: Fraction | None = None
    done: bool | None = None
    absent: bool = False

    @property
    def filled(self) -> bool:
        """Whether anything was said about the item."""
        return self.absent or self.ratio is not None or self.done is not None


def read(scheme: Scheme, entries: Mapping[str, Entry]) -> dict[str, Reading]:
    """A reading for every item of the scheme; raises Refused with all faults, also for items it does not have."""
    faults = [
        Fault(code, "", f"“{code}”不是《{scheme.title}》的评价项，请删去。")
        for code in entries
        if scheme.item(code) is None
    ]
    readings = {item.code: _read(item, entries.get(item.code, Entry()), faults) for item in scheme.items()}
    if faults:
        raise Refused(faults)
    return readings


def _read(item: Item, entry: Entry, faults: list[Fault]) -> Reading:
    given = [name for name in ("numerator", "denominator", "ratio", "done") if getattr(entry, name) not in (None, "")]
    fault = _clash(item, entry, given)
    if fault is None and entry.absent:
        return Reading(absent=True)
    if fault is None and item.scoring is Scoring.YES_NO:
        return Reading(done=entry.done)
    if fault is None and "ratio" in given:
        try:
            return Reading(ratio=Fraction(read_number(entry.ratio, f"“{item.name}”的比例", at_most=HUNDRED, of="%")))
        except NotANumber as error:
            fault = Fault(item.code, "ratio", str(error))
    elif fault is None and given:
        return _divide(item, entry, faults)
    if fault is not None:
        faults.append(fault)
    return Reading()


def _clash(item: Item, entry: Entry, given: list[str]) -> Fault | None:
    """What contradicts itself before any number is looked at."""
    name = f"“{item.name}”"
    if entry.absent and not item.may_be_absent:
        return Fault(item.code, "absent", f"{name}不能标为缺项，请取消缺项并如实填写。")
    if entry.absent and given:
        return Fault(item.code, "absent", f"{name}已标为缺项，请清空它的数值，或者取消缺项。")
    if item.scoring is Scoring.YES_NO:
        if set(given) - {"done"} or entry.done not in (None, True, False):
            return Fault(item.code, "done", f"{name}只需要选择“是”或“否”，请不要填写数值。")
        return None
    if "done" in given:
        return Fault(item.code, "done", f"{name}要按比例计分，请填写数值，不要选择“是”或“否”。")
    if "ratio" in given and len(given) > 1:
        return Fault(item.code, "ratio", f"{name}的比例和两个数值只能填一种，请清空其中一种。")
    return None


def _divide(item: Item, entry: Entry, faults: list[Fault]) -> Reading:
    """The ratio of two numbers, with the faults of both told at once."""
    before, values = len(faults), {}
    for field, what, words in (
        ("numerator", "分子", item.numerator),
        ("denominator", "分母", item.denominator),
    ):
        label = f"“{item.name}”的{what}（{words}，{item.unit}）"
        if (raw := getattr(entry, field)) in (None, ""):
            faults.append(Fault(item.code, field, f"{label}没有填写，分子和分母都要填写。"))
            continue
        try:
            values[field] = read_number(raw, label)
        except NotANumber as error:
            faults.append(Fault(item.code, field, str(error)))
    if len(faults) > before:
        return Reading()
    top, bottom = values["numerator"], values["denominator"]
    if not bottom:
        advice = "如果建筑没有这一项，请标为缺项；否则请填写总量。" if item.may_be_absent else "请填写总量。"
        faults.append(Fault(item.code, "denominator", f"“{item.name}”的分母不能为 0，{advice}"))
    elif top > bottom:
        sentence = f"“{item.name}”的分子 {top:f} {item.unit} 大于分母 {bottom:f} {item.unit}，请核对是否填反或多计。"
        faults.append(Fault(item.code, "numerator", sentence))
    else:
        return Reading(numerator=top, denominator=bottom, ratio=Fraction(top) / Fraction(bottom) * 100)
    return Reading()
