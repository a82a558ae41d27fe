"""The three declarations. What people typed stands in sections and snapshots; the columns here are what lists, totals
and rules ask for, filled from the sections at each submission.
"""

from django.db import models

from casework.models import Case
from declarations.enums import Grade, ProjectType
from projects.enums import District


def _area(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True)


class Declaration(Case):
    """What the three kinds have in common. Areas in ㎡.

    call, library_year: the call it answered with its first submission, and the year's library (项目支持库) it came into.
    resubmit_by: until when a declaration that came back, or was taken back, can be handed in again.
    """

    project = models.ForeignKey(
        "projects.Project", verbose_name="项目", null=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    call = models.ForeignKey(
        "declarations.Call", verbose_name="申报通知", null=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    library_year = models.PositiveSmallIntegerField("入库年度", null=True, blank=True, db_index=True)
    resubmit_by = models.DateTimeField("重新提交的期限", null=True, blank=True, editable=False)
    lead_name = models.CharField("申报单位", max_length=100, blank=True)
    lead_code = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    project_name = models.CharField("项目名称", max_length=200, blank=True)
    district = models.CharField("所在区", max_length=20, choices=District, blank=True, db_index=True)

    class Meta:
        abstract = True


class RewardFund(Declaration):
    """奖励资金申报. grade: the lowest grade among its buildings (技术级别 of the district's table).

    estimated_amount: what the rule of the day of declaration gives; approved_amount: what staff have fixed. In 元.
    estimate_basis: on what the estimate rested when it was handed in, line by line.
    """

    project_type = models.CharField("建筑类型", max_length=20, choices=ProjectType, blank=True)
    grade = models.CharField("技术级别", max_length=5, choices=Grade, blank=True)
    reward_area = _area("奖励面积")
    estimated_amount = models.DecimalField("估算金额", max_digits=14, decimal_places=2, null=True, blank=True)
    estimate_basis = models.TextField("估算依据", blank=True)
    approved_amount = models.DecimalField("核定金额", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "奖励资金申报"
        verbose_name_plural = "奖励资金申报"
        permissions = [("approve_rewardfund", "可以审批奖励资金申报")]


class Technology(Declaration):
    """技术申报."""

    technology_name = models.CharField("技术名称", max_length=100, blank=True)
    field = models.CharField("技术类别", max_length=20, blank=True)

    class Meta:
        verbose_name = "技术申报"
        verbose_name_plural = "技术申报"
        permissions = [("approve_technology", "可以审批技术申报")]


class Demonstration(Declaration):
    """示范项目申报."""

    project_type = models.CharField("建筑类型", max_length=20, choices=ProjectType, blank=True)
    area_above = _area("地上建筑面积")
    grade = models.CharField("评价等级", max_length=5, choices=Grade, blank=True)

    class Meta:
        verbose_name = "示范项目申报"
        verbose_name_plural = "示范项目申报"
        permissions = [("approve_demonstration", "可以审批示范项目申报")]
