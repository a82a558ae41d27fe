"""申报 on the staff's page of a case: doubles, batch, 公示, experts' results; and its papers in the dossier."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser

from casework import dossier, queue
from casework.attachments.storage import private
from casework.case_page import panel
from casework.models import Case
from declarations import doubles
from declarations.models import Declaration


@panel("declaration", title="申报", template="declarations/admin/case_panel.html")
def declaration_of_case(case: Case, user: AbstractBaseUser) -> dict | None:
    """What the office knows of a declaration besides its steps; constant in queries."""
    declaration = case.specific
    if not isinstance(declaration, Declaration):
        return None
    return {
        "declaration": declaration,
        "doubles": doubles.doubles_of(case),
        "entry": getattr(case, "batch_entry", None),
        "publicities": case.publicity_entries.select_related("page").order_by("-pk"),
        "experts": case.expert_results.prefetch_related("opinions"),
    }


queue.marks_from(doubles.marks)


@dossier.on_dossier
def papers_of(case: Case) -> Iterator[dossier.Entry]:
    """The signed opinions of the experts."""
    for result in case.expert_results.prefetch_related("opinions"):
        for opinion in result.opinions.all():
            with private().open(opinion.file.name) as file:
                pieces = iter(lambda file=file: file.read(dossier.CHUNK), b"")
                yield dossier.Entry(
                    f"评审意见/{opinion.pk}.pdf", pieces, f"{result.held_on} 专家评审：{opinion.name}", opinion.sha256
                )
