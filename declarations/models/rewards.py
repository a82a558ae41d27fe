"""Reward rules and area conditions as dated rows, each with its source: a declaration is judged by those of its day.

What a rule does not know yet stays empty (待核) and is never guessed; `declarations.ratings.rows` makes
`rating.reward.RewardRule` out of the rows.
"""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from declarations.models.calls import KINDS
from declarations.models.schemes import number_panel

CODE = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,29}\Z", "代码只用小写字母、数字和连字符。")
LISTED = "几个之间用顿号分开。"


def amount(label: str, **options) -> models.DecimalField:
    """Yuan, square metres, metres or percents; empty is 待核 or without limit, as the rule's note says."""
    return models.DecimalField(
        label, max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)], **options
    )


def split(words: str) -> tuple[str, ...]:
    """甲、乙 as two words."""
    return tuple(word.strip() for word in words.split("、") if word.strip())


def _ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(valid_to__gte=models.F("valid_from")) | models.Q(valid_to=None) | models.Q(valid_from=None),
        name=name,
        violation_error_message="失效日期不能早于施行日期。",
    )


class RewardRule(ClusterableModel):
    """One version of the reward rules."""

    code = models.CharField("代码", max_length=30, unique=True, validators=[CODE])
    title = models.CharField("文件名称", max_length=150)
    source = models.CharField("出处", max_length=200, help_text="发文字号。")
    valid_from = models.DateField("施行日期", unique=True, help_text="按申报日期适用：这一天起申报的照这个规则。")
    valid_to = models.DateField("失效日期", null=True, blank=True, help_text="不填：到下一个规则施行为止。")
    note = models.CharField("待核的内容", max_length=500, blank=True, help_text="显示在估算旁边。")
    minimum_area = amount("地上建筑面积不低于（㎡）")
    cap = amount("单个项目的上限（元）")
    applicants = models.CharField("申报单位", max_length=100, blank=True, help_text=f"{LISTED}不填：不限。")
    civil_only = models.BooleanField("只限民用建筑", default=False)
    no_government_funds = models.BooleanField("只限非政府投资", default=False)
    library_month = models.PositiveSmallIntegerField(
        "入库截止：月",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="到这一天申报的列入当年支持项目库，之后的列入下一年。",
    )
    library_day = models.PositiveSmallIntegerField(
        "入库截止：日", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    library_source = models.CharField("入库截止的出处", max_length=200, blank=True)
    draft_rate = amount("征求意见稿的标准（元/㎡）", help_text="只作说明，从不用来估算。")
    draft_cap = amount("征求意见稿的上限（元）")
    draft_source = models.CharField("征求意见稿的出处", max_length=200, blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("source")]),
                FieldPanel("title"),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
                FieldPanel("note"),
            ],
            "规则",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([number_panel("minimum_area"), number_panel("cap")]),
                FieldPanel("applicants"),
                FieldRowPanel([FieldPanel("civil_only"), FieldPanel("no_government_funds")]),
            ],
            "条件和上限",
        ),
        InlinePanel("rates", heading="奖励标准", label="标准"),
        InlinePanel("routes", heading="实施依据", label="依据"),
        InlinePanel("needs", heading="各实施依据对比例的要求", label="要求"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("library_month"), FieldPanel("library_day")]),
                FieldPanel("library_source"),
                FieldRowPanel([number_panel("draft_rate"), number_panel("draft_cap")]),
                FieldPanel("draft_source"),
            ],
            "支持项目库和征求意见稿",
        ),
    ]

    class Meta:
        verbose_name = "奖励规则"
        verbose_name_plural = "奖励规则"
        ordering = ["-valid_from"]
        constraints = [_ends_after_start("reward_rule_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.source}《{self.title}》"


class RewardRate(Orderable):
    """Yuan for a square metre at one grade, or at every grade."""

    rule = ParentalKey(RewardRule, on_delete=models.CASCADE, related_name="rates")
    grade = models.CharField("评价等级", max_length=20, blank=True, help_text="不填：不分等级。")
    per_square_metre = amount("元/㎡", help_text="不填：待核，不估算。")

    panels = [FieldRowPanel([FieldPanel("grade"), number_panel("per_square_metre")])]

    class Meta(Orderable.Meta):
        verbose_name = "奖励标准"
        verbose_name_plural = "奖励标准"
        constraints = [models.UniqueConstraint(fields=["rule", "grade"], name="reward_rate_once")]

    def __str__(self) -> str:
        return f"{self.grade} {self.per_square_metre or '待核'}"


class RewardRoute(Orderable):
    """One way to be eligible."""

    rule = ParentalKey(RewardRule, on_delete=models.CASCADE, related_name="routes")
    code = models.CharField("代码", max_length=30, validators=[CODE])
    name = models.CharField("名称", max_length=100)
    grades = models.CharField("要求的评价等级", max_length=60, blank=True, help_text=f"{LISTED}不填：不要求。")

    panels = [FieldRowPanel([FieldPanel("code"), FieldPanel("name"), FieldPanel("grades")])]

    class Meta(Orderable.Meta):
        verbose_name = "实施依据"
        verbose_name_plural = "实施依据"
        constraints = [models.UniqueConstraint(fields=["rule", "code"], name="reward_route_once")]

    def __str__(self) -> str:
        return self.name


class RewardNeed(Orderable):
    """What a route asks of a building."""

    rule = ParentalKey(RewardRule, on_delete=models.CASCADE, related_name="needs")
    route = models.CharField("实施依据的代码", max_length=30, validators=[CODE])
    rate = amount("装配率不低于（%）")
    precast = amount("预制率不低于（%）")
    height_over = amount("只对高于（米）")
    height_up_to = amount("只对不高于（米）")

    panels = [
        FieldPanel("route"),
        FieldRowPanel([number_panel("rate"), number_panel("precast")]),
        FieldRowPanel([number_panel("height_over"), number_panel("height_up_to")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "比例要求"
        verbose_name_plural = "比例要求"

    def __str__(self) -> str:
        return self.route


class ProjectMeasure(models.TextChoices):
    """Which area of a project is compared."""

    TOTAL = "total", "总建筑面积"
    ABOVE_GROUND = "above_ground", "地上建筑面积"


class AreaRule(models.Model):
    """The least area of a declaration of one kind, for a whole project and for single buildings, while it is in force."""

    kind = models.CharField("业务", max_length=30, help_text="业务的代码，例如 demonstration（示范项目申报）。")
    title = models.CharField("文件名称", max_length=150)
    source = models.CharField("出处", max_length=200, help_text="发文字号。")
    valid_from = models.DateField("施行日期", null=True, blank=True, help_text="不填：待核，视为一直施行。")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    project_area = amount("按项目申报，不低于（㎡）", help_text="不填：不要求。")
    project_measure = models.CharField(
        "项目的面积按", max_length=20, choices=ProjectMeasure, default=ProjectMeasure.TOTAL
    )
    building_area = amount("按单体申报，每栋地上不低于（㎡）", help_text="不填：不要求。")
    note = models.CharField("待核的内容", max_length=500, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("source")]),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        FieldRowPanel([number_panel("project_area"), FieldPanel("project_measure")]),
        number_panel("building_area"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = "面积条件"
        verbose_name_plural = "面积条件"
        ordering = ["kind", "-valid_from"]
        constraints = [
            _ends_after_start("area_rule_ends_after_start"),
            models.UniqueConstraint(
                fields=["kind", "source"],
                name="area_rule_once",
                violation_error_message="这个业务已经有这个出处的面积条件。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}（{self.kind_label}）"

    @property
    def kind_label(self) -> str:
        """What the kind is called."""
        return dict(KINDS).get(self.kind, self.kind)
