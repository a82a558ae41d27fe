"""Declarations follow their project when staff merge doubles (`projects.references`)."""

from declarations.models import OpenDeclaration
from projects.errors import ProjectRefused
from projects.models import Project
from projects.references import Reference, register, register_column


def _count(project: Project) -> int:
    return OpenDeclaration.objects.standing().filter(project=project).count()


def _follow(old: Project, new: Project) -> None:
    """Two open declarations of one kind and year cannot become one project's: one of them has to end first."""
    taken = set(OpenDeclaration.objects.standing().filter(project=new).values_list("kind", "year"))
    for claim in OpenDeclaration.objects.standing().filter(project=old).select_related("case"):
        if (claim.kind, claim.year) in taken:
            raise ProjectRefused(
                f"两个项目在 {claim.year} 年度各有一份在办的{claim.case.case_kind.label}（其中一份是 {claim.case}）。"
                "请先办结或退回其中一份，再合并。"
            )
    OpenDeclaration.objects.filter(project=old).update(project=new)


def register_all() -> None:
    """Called once when the apps are ready."""
    for model, label in (
        ("RewardFund", "奖励资金申报"),
        ("Technology", "技术申报"),
        ("Demonstration", "示范项目申报"),
    ):
        register_column(label, f"declarations.{model}", "project")
    register(Reference("在办的申报", Project, _count, _follow))
