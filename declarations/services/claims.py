"""Claiming a project for the time in which its declaration is open. Two who declare it at once meet in the database."""

from datetime import datetime

from django.db import IntegrityError, transaction

from casework.models import Case, StatusChange
from declarations.errors import AlreadyDeclared
from declarations.models import Declaration, OpenDeclaration


def standing(project: int | None, kind: str, year: int, *, besides: int) -> OpenDeclaration | None:
    """The claim of another case than `besides` on a project, by its id; None when the project is free."""
    if project is None:
        return None
    found = OpenDeclaration.objects.standing().filter(project=project, kind=kind, year=year)
    return found.exclude(case=besides).select_related("project").first()


def take(case: Declaration, now: datetime) -> None:
    """Claims the case's project in its kind and year; a claim on another project is given back. AlreadyDeclared if taken.

    A declaration without a project (of a technology) claims nothing.
    """
    own = OpenDeclaration.objects.standing().filter(case=case.pk).first()
    wanted = (case.project_id, case.library_year)
    if own and (own.project_id, own.year) == wanted:
        return
    release(case, now)
    if case.project_id is None:
        return
    try:
        with transaction.atomic():
            OpenDeclaration.objects.create(
                case_id=case.pk, project_id=case.project_id, kind=case.kind, year=case.library_year, made_at=now
            )
    except IntegrityError as error:
        other = standing(case.project_id, case.kind, case.library_year, besides=case.pk)
        if other is None:
            raise
        raise AlreadyDeclared(str(other.project), other.year) from error


def release(case: Case, now: datetime) -> None:
    """Gives the project back; nothing when the case has none."""
    OpenDeclaration.objects.standing().filter(case=case.pk).update(released_at=now)


def ends(case: Declaration, change: StatusChange, data: dict) -> None:
    """The effect of every step that ends a declaration."""
    release(case, change.at)
    if case.resubmit_by:
        case.resubmit_by = None
        case.save(update_fields=["resubmit_by"])
