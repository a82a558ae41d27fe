"""The declaration as PDF: a preview that says 草稿, or an exported version with its number, digest and code."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from casework.models import Case
from content.context import site_settings
from declarations.documents.declaration import Facts, render
from declarations.documents.declaration import title_of as title_in
from declarations.models import ExportVersion
from declarations.services.versions import Sheet


def title_of(case: Case) -> str:
    """What the printed declaration is called, with the city's name from the site's settings."""
    return title_in(case.kind, site_settings().city)


def preview(case: Case, sheet: Sheet) -> bytes:
    """What would be exported now, marked 草稿."""
    return render(sheet.content, _facts(case, made_at=timezone.now(), gaps=sheet.gaps, is_draft=True))


def version(case: Case, found: ExportVersion) -> bytes:
    """An exported version, from nothing but what was frozen; its code leads to the page of the declaration's versions."""
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("my_declaration_paper", args=[case.pk])
    return render(
        found.content,
        _facts(
            case,
            made_at=found.made_at,
            gaps=found.content.get("gaps", []),
            version=found.number,
            digest=found.digest,
            address=address,
        ),
    )


def _facts(case: Case, **more) -> Facts:
    office = site_settings()
    return Facts(kind=case.kind, place=office.city, issuer=office.name, number=case.number or "", **more)
