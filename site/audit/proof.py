"""Proving that nobody has changed the audit list."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from audit import services
from audit.models import Entry, Head

BATCH = 2000
SHOWN = 20


@dataclass
class Proof:
    """What the proof found: how many entries, how many of them lawfully erased, and what is wrong (Chinese sentences)."""

    entries: int = 0
    erased: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.problems


def prove() -> Proof:
    """Recomputes every digest from the first entry to the end of the list, in constant memory."""
    return _prove(_end(), 0, "")


def prove_newest(count: int = 1000) -> Proof:
    """The same for the newest entries alone."""
    end = _end()
    before = Entry.objects.filter(position=end.position - count).first()
    return _prove(end, before.position, before.digest) if before else _prove(end, 0, "")


def _end() -> Head:
    """Where the list ends now: what is written while a proof runs stands behind it, and is proved the next time."""
    return Head.objects.filter(pk=services.HEAD).first() or Head()


def _prove(end: Head, position: int, previous: str) -> Proof:
    """The proof from behind the entry at that position, whose digest is given, to the end."""
    proof = Proof()
    entries = Entry.objects.filter(position__gt=position, position__lte=end.position).order_by("position")
    for entry in entries.iterator(BATCH):
        position += 1
        proof.entries += 1
        proof.erased += bool(entry.erased_under)
        for problem in _problems(entry, position, previous):
            if len(proof.problems) < SHOWN:
                proof.problems.append(f"第 {entry.position} 条：{problem}")
        position, previous = entry.position, entry.digest
    if (position, previous) != (end.position, end.digest):
        proof.problems.append("末尾的记录不见了，或者被换过。")
    return proof


def _problems(entry: Entry, position: int, previous: str) -> Iterator[str]:
    if entry.position != position:
        yield "前面少了记录"
    elif entry.previous != previous:
        yield "与上一条记录接不上"
    if not entry.erased_under and entry.details_digest != services.details_digest(entry):
        yield "内容被改动"
    if entry.digest != services.entry_digest(entry):
        yield "记录被改动"
