"""One project, one archive: the building projects of the city, the firms in them, and their buildings.

Declarations, reviews and transfers refer to these rows. What was handed in is frozen in its own snapshot; here stands
what is known of a project today.
"""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from projects.enums import District, PartyRole, PermitKind, Structure

MOST_FLOORS = 200
NONE = Decimal(0)


class ProjectQuerySet(models.QuerySet):
    """Projects as they are asked for."""

    def live(self) -> "ProjectQuerySet":
        """Without doubles that were merged into another."""
        return self.filter(merged_into=None)


class Changed(models.Model):
    """Who changed a row last. version counts the changes, so that nobody overwrites what he has not seen."""

    changed_at = models.DateTimeField("最近修改", auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="修改人",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class Project(Changed):
    """项目. merged_into: where a double went; its permits, parties and buildings stand there."""

    name = models.CharField("项目名称", max_length=200, db_index=True)
    code = models.CharField("投资项目统一代码", max_length=24, blank=True, db_index=True)
    district = models.CharField("所在区", max_length=20, choices=District)
    address = models.CharField("建设地址", max_length=200)
    merged_into = models.ForeignKey(
        "self", verbose_name="已合并到", null=True, editable=False, on_delete=models.PROTECT, related_name="doubles"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="登记人",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ProjectQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "项目"
        verbose_name_plural = "项目"
        ordering = ["name", "pk"]
        permissions = [("merge_project", "可以合并重复的项目")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(merged_into=None) & ~Q(code=""), name="project_once_per_code"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="project_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Permit(models.Model):
    """A permit of a project. number: as it is printed; key: the form by which it is found (`numbers.permit_key`)."""

    project = models.ForeignKey(Project, verbose_name="项目", on_delete=models.PROTECT, related_name="permits")
    kind = models.CharField("证件", max_length=15, choices=PermitKind)
    number = models.CharField("证号", max_length=80)
    key = models.CharField(max_length=80, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "许可证"
        verbose_name_plural = "许可证"
        ordering = ["-kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="permit_once_per_kind"),
            models.CheckConstraint(condition=~Q(key=""), name="permit_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.number


class ProjectParty(models.Model):
    """参建单位: a firm in a project. organisation: its row where its people act here and it took part itself.

    A firm that somebody else named has a name and perhaps a code, but its people see the project only once they have
    come in with a number of it.
    """

    project = models.ForeignKey(Project, verbose_name="项目", on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, verbose_name="单位", null=True, on_delete=models.PROTECT, related_name="project_parties"
    )
    name = models.CharField("单位名称", max_length=100)
    code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    role = models.CharField("角色", max_length=15, choices=PartyRole)
    since = models.DateTimeField("加入时间", auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "参建单位"
        verbose_name_plural = "参建单位"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "role", "code"], condition=~Q(code=""), name="party_once_per_role"
            ),
            models.UniqueConstraint(
                fields=["project", "role", "organisation"],
                condition=Q(organisation__isnull=False),
                name="party_organisation_once_per_role",
            ),
            models.CheckConstraint(
                condition=Q(organisation=None) | ~Q(code=""), name="party_organisation_has_its_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_role_display()}）"


def _area(label: str) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(NONE)]
    )


class Building(Changed):
    """单体: one building. number: 楼号 as in the planning permit, the unit of assessment of GB/T 51129-2017.

    key: by which numbers are told apart and sorted (`numbers.building_key`). Areas in ㎡, height in m. merged_into: where
    the same building of a merged double went.
    """

    project = models.ForeignKey(Project, verbose_name="项目", on_delete=models.PROTECT, related_name="buildings")
    number = models.CharField("楼号", max_length=50)
    key = models.CharField(max_length=350, editable=False)
    name = models.CharField("单体名称", max_length=100, blank=True)
    function = models.CharField("功能", max_length=50, blank=True)
    structure = models.CharField("结构体系", max_length=15, choices=Structure, blank=True)
    floors_above = models.PositiveSmallIntegerField(
        "地上层数", null=True, blank=True, validators=[MaxValueValidator(MOST_FLOORS)]
    )
    floors_below = models.PositiveSmallIntegerField(
        "地下层数", null=True, blank=True, validators=[MaxValueValidator(MOST_FLOORS)]
    )
    height = models.DecimalField(
        "建筑高度", max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(NONE)]
    )
    area_above = _area("地上建筑面积")
    area_below = _area("地下建筑面积")
    merged_into = models.ForeignKey(
        "self", verbose_name="已合并到", null=True, editable=False, on_delete=models.PROTECT, related_name="doubles"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "单体"
        verbose_name_plural = "单体"
        ordering = ["key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "key"], condition=Q(merged_into=None), name="building_once_per_project"
            ),
            models.CheckConstraint(condition=~Q(key=""), name="building_has_a_number"),
            models.CheckConstraint(
                condition=(Q(height=None) | Q(height__gte=0))
                & (Q(area_above=None) | Q(area_above__gte=0))
                & (Q(area_below=None) | Q(area_below__gte=0)),
                name="building_measures_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()
