"""One open declaration per project, kind and year: the database holds that, for no constraint reaches across to Case."""

from django.db import models
from django.db.models import Q

from casework.models import Case


class OpenDeclarationQuerySet(models.QuerySet):
    """Claims as they are asked for."""

    def standing(self) -> "OpenDeclarationQuerySet":
        """Those of declarations that have not ended."""
        return self.filter(released_at=None)


class OpenDeclaration(models.Model):
    """The project is declared: by which case, in which kind and library year. Never deleted; released when the case ends."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="declaration_claims")
    project = models.ForeignKey(
        "projects.Project", verbose_name="项目", on_delete=models.PROTECT, related_name="declaration_claims"
    )
    kind = models.CharField("业务", max_length=30)
    year = models.PositiveSmallIntegerField("入库年度")
    made_at = models.DateTimeField("占用时间")
    released_at = models.DateTimeField("释放时间", null=True)

    objects = OpenDeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "在办的申报"
        verbose_name_plural = "在办的申报"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "year"], condition=Q(released_at=None), name="open_declaration_once"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(released_at=None), name="open_declaration_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.kind} {self.year}"
