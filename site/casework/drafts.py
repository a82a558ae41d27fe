"""Drafts: begun, filled in section by section, checked and handed in, or left alone until they are deleted.

The same functions serve a case that came back: what was submitted last still stands in its sections.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone

from accounts import persons
from accounts.models import Organisation
from casework import consents, errors, returns, services
from casework.attachments import services as attachments
from casework.enums import DRAFT, FILES, ForWhom
from casework.kinds import CaseKind
from casework.managers import CaseQuerySet
from casework.models import Case, DraftSection, OpenDraft
from casework.returns import Point
from casework.sections import Answers, Fault, Section, SectionState
from content.plain_text import plain_line

logger = logging.getLogger(__name__)

TITLE = 100  # characters of a draft's name
CLAIM_FIRST = "这项业务要以单位的名义申请。请先认领单位，再来申请。"
UNTOLD = Q(reminded_at=None) | Q(reminded_at__lt=F("case__touched_at"))
"""Drafts of which nobody was reminded since they were touched."""

Remind = Callable[[Case, datetime], None]
_reminders: list[Remind] = []


def on_reminder(listener: Remind) -> Remind:
    """Registers who tells the applicant, in the reminder's transaction, of a draft and the moment of its deletion."""
    _reminders.append(listener)
    return listener


@dataclass(frozen=True)
class Task:
    """One line of the task list: a section or the files, how far it has come, what it still lacks, what a return asks for.

    open_by: who else has it open just now, in words.
    """

    name: str
    title: str
    state: SectionState
    faults: list[Fault]
    row: DraftSection | None = None
    asked: list[Point] = field(default_factory=list)
    open_by: str = ""


def open_draft(kind: CaseKind, *, user: AbstractBaseUser, organisation: Organisation | None = None) -> Case:
    """Begins an application, or returns the draft that is open already where the kind allows only one.

    Raises Suspended, and NotActing when the person may not apply in that name. The database decides between two who
    begin at once.
    """
    guard_beginning(kind, user)
    _guard_name(kind, user, organisation)
    claim = claim_of(kind, user, organisation)
    if claim and (found := _claimed(claim)):
        return found
    try:
        with transaction.atomic():
            model = apps.get_model(kind.model)
            case = model.objects.create(kind=kind.name, applicant=user, organisation=organisation, title=kind.label)
            OpenDraft.objects.create(case=case, claim=claim)
    except IntegrityError:
        if claim and (found := _claimed(claim)):
            return found
        raise
    return case


def claim_of(kind: CaseKind, user: AbstractBaseUser | None, organisation: Organisation | None) -> str | None:
    """What an open draft of the kind claims for its owner; None where a kind allows several."""
    owner = f"o{organisation.pk}" if organisation else f"u{user.pk if user else ''}"
    return f"{kind.name}:{owner}" if kind.one_draft else None


def guard_beginning(kind: CaseKind, user: AbstractBaseUser) -> None:
    """Raises Suspended, or what the kind itself has against a new application of this person."""
    _guard_suspension(kind.name, user)
    if kind.may_apply:
        kind.may_apply(user, None)


def _guard_suspension(kind: str, user: AbstractBaseUser) -> None:
    """It follows the person through all their accounts; what they have begun stays, and can be handed in later."""
    if suspension := persons.suspension_of(user, kind):
        raise errors.Suspended(suspension.reason, suspension.until)


def _guard_name(kind: CaseKind, user: AbstractBaseUser, organisation: Organisation | None) -> None:
    if organisation is None:
        if kind.for_whom is ForWhom.ORGANISATION:
            raise errors.NotActing(CLAIM_FIRST)
    elif kind.for_whom is ForWhom.PERSON:
        raise errors.NotActing("这项业务由本人申请，不能以单位的名义申请。")
    elif not user.memberships.active().filter(organisation=organisation).exists():
        raise errors.NotActing(f"您现在不是“{organisation}”的成员，不能代表它申请。")


def _claimed(claim: str) -> Case | None:
    found = OpenDraft.objects.filter(claim=claim).select_related("case").first()
    return found.case if found else None


@transaction.atomic
def save_section(
    case: Case, name: str, posted: QueryDict, *, user: AbstractBaseUser, seen_version: int
) -> DraftSection:
    """Keeps what was typed into a section, complete or not.

    seen_version is the version of the section on the page that was filled in, 0 for one that nobody had saved. Raises
    SectionConflict, with what the other person saved, when somebody else was faster and wrote something different; and
    IdentityNumberTyped for what is not even kept in a draft.
    """
    locked = _locked(case, user)
    section = locked.case_kind.sections_by_name[name]
    typed = section.keep(posted)
    if section.has_identity_number(typed):
        raise errors.IdentityNumberTyped
    row = DraftSection.objects.filter(case_id=locked.pk, name=name).first() or DraftSection(case=locked, name=name)
    if typed != row.typed and seen_version != row.version:
        raise errors.SectionConflict(row, str(row.saved_by or "别人"))
    if typed == row.typed and not row.asked_again:
        return row
    row.typed, row.asked_again = typed, False
    _name(locked, row)
    _save(locked, row, user)
    return row


def _name(locked: Case, row: DraftSection) -> None:
    """A draft is called by what it is about, so that one finds it among others."""
    section, field = locked.case_kind.title_from or ("", "")
    if row.name == section and locked.status == DRAFT:
        said = plain_line(" ".join(row.typed.get(f"{section}-{field}", [])))
        locked.title = said[:TITLE] or locked.case_kind.label


@transaction.atomic
def settle_files(case: Case, *, user: AbstractBaseUser) -> None:
    """The applicant is done with the files: a return that named them is answered, and the draft counts as touched."""
    locked = _locked(case, user)
    row = DraftSection.objects.filter(case_id=locked.pk, name=FILES).first() or DraftSection(case=locked, name=FILES)
    row.asked_again = False
    _save(locked, row, user)


def _save(locked: Case, row: DraftSection, user: AbstractBaseUser) -> None:
    """Saves a section and with it the case's version, so that nobody hands in what they have not seen."""
    now = timezone.now()
    row.version += 1
    row.saved_by, row.saved_at = user, now
    row.save()
    locked.version += 1
    locked.touched_at = now
    locked.save(update_fields=["version", "touched_at", "title"])


def _locked(case: Case, user: AbstractBaseUser) -> Case:
    """The case with its row locked, for somebody who may fill it in now. WrongPerson or WrongStatus otherwise."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if not Case.objects.of(user).filter(pk=case.pk).exists():
        raise errors.WrongPerson("填写")
    if locked.deleted_at:
        raise errors.DraftDeleted(str(locked.deleted_by))
    if locked.status not in locked.case_kind.open_statuses:
        raise errors.WrongStatus("填写", locked.status_label)
    return locked


def task_list(case: Case) -> list[Task]:
    """The sections in their order and then the files, each with its state."""
    rows = {row.name: row for row in case.draft_sections.select_related("saved_by")}
    tasks = [_task(section, rows.get(section.name)) for section in case.case_kind.sections]
    if attachments.listing(case):
        tasks.append(_files_task(case, rows.get(FILES)))
    asked = returns.open_points(case)
    return [replace(task, asked=[point for point in asked if point.section == task.name]) for task in tasks]


def _task(section: Section, row: DraftSection | None) -> Task:
    typed = row.typed if row else {}
    faults = section.faults(typed)
    state = _state(row, is_begun=bool(typed), faults=faults)
    return Task(section.name, section.title, state, faults, row)


def _files_task(case: Case, row: DraftSection | None) -> Task:
    faults = [Fault(FILES, sentence) for sentence in attachments.missing(case)]
    is_begun = any(files for _, files in attachments.listing(case)) or bool(row and row.version)
    return Task(FILES, "附件", _state(row, is_begun=is_begun, faults=faults), faults, row)


def _state(row: DraftSection | None, *, is_begun: bool, faults: list[Fault]) -> SectionState:
    if row and row.asked_again:
        return SectionState.RETURNED
    if not is_begun:
        return SectionState.EMPTY
    return SectionState.BEGUN if faults else SectionState.COMPLETE


def faults(case: Case, tasks: list[Task]) -> list[Fault]:
    """Everything that keeps the case from being handed in; what contradicts itself only once nothing is missing."""
    found = consents.faults(case) + [fault for task in tasks for fault in _open_faults(task)]
    kind = case.case_kind
    if found or not kind.check:
        return found
    return kind.check(case.specific, answers(kind, tasks))


def _open_faults(task: Task) -> list[Fault]:
    if task.state is SectionState.RETURNED and not task.faults:
        named = [point for point in task.asked if point.place or point.sentence]
        if named:
            return [Fault(task.name, f"退回时要求修改“{point.words}”", point.anchor_field) for point in named]
        return [Fault(task.name, f"退回时要求修改“{task.title}”。请打开它，改好后保存。")]
    return task.faults


def warnings(case: Case, tasks: list[Task]) -> list[Fault]:
    """What may be right and should be looked at once more; it keeps nobody from handing in."""
    rows = {task.name: task.row for task in tasks}
    typed = [(section, rows[section.name].typed) for section in case.case_kind.sections if rows[section.name]]
    return [fault for section, words in typed if words for fault in section.warnings(section.bound(words))]


def answers(kind: CaseKind, tasks: list[Task]) -> Answers:
    """The cleaned data of all sections; every one of them must be complete."""
    rows = {task.name: task.row for task in tasks}
    return {section.name: section.answers(rows[section.name].typed) for section in kind.sections}


def shown(case: Case, tasks: list[Task]) -> list[dict]:
    """All sections in the shape of a snapshot, complete or not, each with its name, for the check page."""
    rows = {task.name: task.row for task in tasks}
    found = []
    for section in case.case_kind.sections:
        row = rows[section.name]
        found.append({"name": section.name, **section.shown(row.typed if row else {})})
    return found


@transaction.atomic
def submit_draft(
    case: Case,
    *,
    user: AbstractBaseUser,
    seen_version: int,
    seen_files: str | None = None,
    now: datetime | None = None,
) -> Case:
    """Hands in what was filled in: the kind's own columns are written, the snapshot frozen, the number given.

    seen_version is the case's version on the check page, seen_files what `files_mark` said there (None: no page was
    seen). Raises StaleDraft when somebody has changed a section or the files since, NotComplete with everything that is
    missing, Suspended, and the errors of `services.submit`.
    """
    locked = _locked(case, user)
    _guard_suspension(locked.kind, user)
    if locked.case_kind.may_apply:
        locked.case_kind.may_apply(user, locked)
    tasks = task_list(locked)
    if seen_version != locked.version:
        raise _stale(tasks)
    if seen_files not in (None, files_mark(locked)):
        raise errors.StaleDraft("别人", "附件")
    if found := faults(locked, tasks):
        raise errors.NotComplete(found)
    kind = locked.case_kind
    if kind.fill:
        kind.fill(locked.specific, answers(kind, tasks))
        locked.specific.save()
    rows = {task.name: task.row for task in tasks}
    content = {
        "form_version": kind.form_version,
        "sections": [{"name": section.name, **section.frozen(rows[section.name].typed)} for section in kind.sections],
        "files": attachments.frozen(locked),
        **consents.frozen(locked),
    }
    return services.submit(
        locked, kind.submit_action, actor=user, seen_version=locked.version, content=content, now=now
    )


def files_mark(case: Case) -> str:
    """The files of a case in one word that changes with every file that comes or goes."""
    return "-".join(str(file.pk) for _, files in attachments.listing(case) for file in files)


def _stale(tasks: list[Task]) -> errors.StepRefused:
    """Says who changed what last."""
    saved = [task for task in tasks if task.row and task.row.saved_at]
    if not saved:
        return errors.StaleCase("别人", None)
    last = max(saved, key=lambda task: task.row.saved_at)
    return errors.StaleDraft(str(last.row.saved_by), last.title)


def deletion_of(case: Case) -> datetime:
    """When the draft will be deleted if nobody touches it."""
    return case.touched_at + timedelta(days=case.case_kind.delete_draft_days)


@transaction.atomic
def delete_draft(case: Case, *, user: services.Actor) -> None:
    """Deletes a draft for good with everything in it, its files too; what people delete goes to `casework.deleted` first.

    WrongStatus for what has been submitted, WrongPerson for other people.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if user is not services.SYSTEM and not Case.objects.of(user).filter(pk=case.pk).exists():
        raise errors.WrongPerson("删除草稿")
    if locked.status != DRAFT:
        raise errors.WrongStatus("删除草稿", locked.status_label)
    logger.info("draft deleted", extra={"case": locked.pk, "kind": locked.kind, "actor": user.pk})
    locked.specific.delete()


@transaction.atomic
def remind(case: Case, *, now: datetime) -> None:
    """Tells of a draft that has been left alone, once until it is touched again."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if not OpenDraft.objects.filter(UNTOLD, case_id=locked.pk).update(reminded_at=now):
        return
    for listener in _reminders:
        listener(locked, now + _notice(locked.case_kind))


def to_remind(kind: CaseKind, now: datetime) -> CaseQuerySet:
    """The drafts of a kind that nobody has touched for so long that a reminder is due."""
    before = now - timedelta(days=kind.remind_draft_days)
    untold = OpenDraft.objects.filter(UNTOLD)
    return Case.objects.drafts().filter(kind=kind.name, touched_at__lte=before, open_draft__in=untold)


def to_delete(kind: CaseKind, now: datetime) -> CaseQuerySet:
    """The drafts of a kind whose time is over, and whose reminder came as early as it was promised."""
    before = now - timedelta(days=kind.delete_draft_days)
    told = OpenDraft.objects.filter(reminded_at__lte=now - _notice(kind), reminded_at__gte=F("case__touched_at"))
    return Case.objects.drafts().filter(kind=kind.name, touched_at__lte=before, open_draft__in=told)


def _notice(kind: CaseKind) -> timedelta:
    """How long before its deletion a draft is reminded of."""
    return timedelta(days=kind.delete_draft_days - kind.remind_draft_days)
