"""Scoring schemes of 装配率 as an authorised editor types them from the standard, and their frozen versions.

One row of each table is what one line of `rating.schemes` is; `declarations.ratings.rows` makes one out of the other.
Groups, items and conditions name each other by the short codes that the editor gives them (Q1, q1a).
"""

from django import forms
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from audit.append_only import AppendOnly
from rating.schemes import MOST_PLACES, Formula, Measure, Scoring

CODE = RegexValidator(r"^[A-Za-z][A-Za-z0-9]{0,9}\Z", "代号由字母开头，只用字母和数字，最多 10 个，例如 Q1、q1a。")
PLACES = [MaxValueValidator(MOST_PLACES)]


def number(label: str, **options) -> models.DecimalField:
    """A number of a scheme: points or a percentage; the places are those that the library reads."""
    return models.DecimalField(label, max_digits=12, decimal_places=6, **options)


class PlainNumber(forms.NumberInput):
    """A number without the zeros that its column adds: 35 instead of 35.000000."""

    def format_value(self, value: object) -> str | None:
        text = super().format_value(value)
        return text.rstrip("0").rstrip(".") if text and "." in text else text


def number_panel(name: str) -> FieldPanel:
    """A number to type."""
    return FieldPanel(name, widget=PlainNumber)


def code(label: str, **options) -> models.CharField:
    """A short code, which also names fields of forms and of shareable links."""
    return models.CharField(label, max_length=10, validators=[CODE], **options)


class FormulaChoice(models.TextChoices):
    """How the points become the rate."""

    ABSENT_OUT = Formula.ABSENT_OUT.value, "P = 各组得分 ÷ (总分 − 缺项分) × 100% + 加分"
    BONUS_INSIDE = Formula.BONUS_INSIDE.value, "P = (各组得分 + 加分) ÷ (总分 − 缺项分) × 100%"
    PLAIN = Formula.PLAIN.value, "P = (各组得分 + 加分) ÷ 总分 × 100%（缺项不扣除）"


class ScoringChoice(models.TextChoices):
    """How an item earns points."""

    INTERPOLATED = Scoring.INTERPOLATED.value, "按比例内插"
    THRESHOLD = Scoring.THRESHOLD.value, "达到比例即得分"
    YES_NO = Scoring.YES_NO.value, "是或否"


class MeasureChoice(models.TextChoices):
    """What a condition looks at."""

    RATE = Measure.RATE.value, "装配率（%）"
    GROUP_POINTS = Measure.GROUP_POINTS.value, "一组的得分"
    ITEM_POINTS = Measure.ITEM_POINTS.value, "一项的得分"
    ITEM_RATIO = Measure.ITEM_RATIO.value, "一项的应用比例（%）"


class ScoringScheme(ClusterableModel):
    """One standard. Every enabled state of it is kept as a SchemeVersion; what was submitted names a version."""

    key = models.SlugField(
        "代码", max_length=40, unique=True, help_text="用在链接里，例如 gbt51129-2017；一经使用不再改动。"
    )
    code = models.CharField("标准编号", max_length=60, unique=True, help_text="例如：GB/T 51129-2017")
    title = models.CharField("标准名称", max_length=100)
    source = models.CharField("出处", max_length=200, help_text="标准的条文和表号。")
    is_enabled = models.BooleanField(
        "启用", default=False, help_text="评分表完整、没有矛盾才能启用；启用后申报和计算器都能选用。"
    )
    valid_from = models.DateField("施行日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)
    checked_on = models.DateField("与标准文本核对的日期", null=True, blank=True)
    note = models.CharField("说明", max_length=500, blank=True, help_text="显示在计算器和申报表上。")
    total = number("总分", default=100)
    formula = models.CharField("计算公式", max_length=20, choices=FormulaChoice, default=FormulaChoice.ABSENT_OUT)
    point_places = models.PositiveSmallIntegerField("得分保留几位小数", default=1, validators=PLACES)
    rate_places = models.PositiveSmallIntegerField("装配率保留几位小数", default=1, validators=PLACES)
    grade_places = models.PositiveSmallIntegerField(
        "定等级前保留几位小数",
        null=True,
        blank=True,
        validators=PLACES,
        help_text="不填：用没有舍入的装配率定等级，不因四舍五入升级。",
    )

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("key")]),
                FieldPanel("title"),
                FieldPanel("source"),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to"), FieldPanel("checked_on")]),
                FieldPanel("note"),
                FieldPanel("is_enabled"),
            ],
            "标准",
        ),
        MultiFieldPanel(
            [
                FieldPanel("formula"),
                FieldRowPanel([number_panel("total"), FieldPanel("point_places")]),
                FieldRowPanel([FieldPanel("rate_places"), FieldPanel("grade_places")]),
            ],
            "计算",
        ),
        InlinePanel("groups", heading="评分组", label="组"),
        InlinePanel("items", heading="评价项（按评分表的顺序）", label="评价项"),
        InlinePanel("conditions", heading="条件", label="条件"),
        InlinePanel("grades", heading="等级（从低到高）", label="等级"),
    ]

    class Meta:
        verbose_name = "装配率评价标准"
        verbose_name_plural = "装配率评价标准"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from"))
                | models.Q(valid_to=None)
                | models.Q(valid_from=None),
                name="scheme_ends_after_start",
                violation_error_message="失效日期不能早于施行日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SchemeGroup(Orderable):
    """One Q of a scheme."""

    scheme = ParentalKey(ScoringScheme, on_delete=models.CASCADE, related_name="groups")
    code = code("代号", help_text="例如 Q1。")
    name = models.CharField("名称", max_length=60)
    points = number("分值")
    is_bonus = models.BooleanField("加分组", default=False, help_text="评价项合计可以超过分值，按分值封顶。")

    panels = [FieldRowPanel([FieldPanel("code"), FieldPanel("name"), number_panel("points")]), FieldPanel("is_bonus")]

    class Meta(Orderable.Meta):
        verbose_name = "评分组"
        verbose_name_plural = "评分组"
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="scheme_group_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SchemeItem(Orderable):
    """One line of the scoring table; limits are percents."""

    scheme = ParentalKey(ScoringScheme, on_delete=models.CASCADE, related_name="items")
    group = code("所在组的代号")
    code = code("代号", help_text="例如 q1a；同一标准里不能重复。")
    name = models.CharField("评价项", max_length=100)
    scoring = models.CharField("计分方式", max_length=20, choices=ScoringChoice, default=ScoringChoice.INTERPOLATED)
    low = number("比例下限（%）", null=True, blank=True)
    high = number("比例上限（%）", null=True, blank=True, help_text="内插时填写。")
    points_low = number("下限的分值", null=True, blank=True, help_text="内插时填写。")
    points = number("分值", help_text="达到上限（或者达到要求）时的分值。")
    numerator = models.CharField("数值A（分子）", max_length=200, blank=True)
    denominator = models.CharField("数值B（分母）", max_length=200, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True, help_text="例如 m³、㎡、m。")
    may_be_absent = models.BooleanField("可以缺项", default=True)
    one_of = models.CharField(
        "任选其一", max_length=30, blank=True, help_text="同一组里写同样文字的几项只取得分最高的一项。"
    )
    clause = models.CharField("条文", max_length=30, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("group"), FieldPanel("code"), FieldPanel("scoring")]),
        FieldPanel("name"),
        FieldRowPanel([number_panel("low"), number_panel("high"), number_panel("points_low"), number_panel("points")]),
        FieldPanel("numerator"),
        FieldPanel("denominator"),
        FieldRowPanel([FieldPanel("unit"), FieldPanel("one_of"), FieldPanel("clause")]),
        FieldPanel("may_be_absent"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "评价项"
        verbose_name_plural = "评价项"
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="scheme_item_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SchemeGrade(Orderable):
    """One grade, from its rate on to where the next begins."""

    scheme = ParentalKey(ScoringScheme, on_delete=models.CASCADE, related_name="grades")
    name = models.CharField("等级", max_length=20, help_text="例如 AA。")
    at_least = number("装配率不低于（%）")

    panels = [FieldRowPanel([FieldPanel("name"), number_panel("at_least")])]

    class Meta(Orderable.Meta):
        verbose_name = "等级"
        verbose_name_plural = "等级"
        constraints = [models.UniqueConstraint(fields=["scheme", "name"], name="scheme_grade_once")]

    def __str__(self) -> str:
        return self.name


class Purpose(models.TextChoices):
    """What a condition decides."""

    QUALIFICATION = "qualification", "认定为装配式建筑"
    GRADABLE = "gradable", "可以评定等级"
    GRADE = "grade", "某个等级另外的条件"


class SchemeCondition(Orderable):
    """Something that must be at least so much."""

    scheme = ParentalKey(ScoringScheme, on_delete=models.CASCADE, related_name="conditions")
    purpose = models.CharField("用于", max_length=20, choices=Purpose, default=Purpose.QUALIFICATION)
    grade = models.CharField("等级", max_length=20, blank=True, help_text="只在用于某个等级时填写。")
    measure = models.CharField("看什么", max_length=20, choices=MeasureChoice, default=MeasureChoice.RATE)
    code = code("组或项的代号", blank=True, help_text="看装配率时不填。")
    at_least = number("不低于")
    clause = models.CharField("条文", max_length=30, blank=True, help_text="例如 3.0.3。")

    panels = [
        FieldRowPanel([FieldPanel("purpose"), FieldPanel("grade")]),
        FieldRowPanel([FieldPanel("measure"), FieldPanel("code"), number_panel("at_least"), FieldPanel("clause")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "条件"
        verbose_name_plural = "条件"

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.code} ≥ {self.at_least}"


class SchemeVersion(AppendOnly):
    """A scheme as it was while it was enabled, never changed again. content: `rating.plain.to_plain` of the scheme."""

    scheme = models.ForeignKey(
        ScoringScheme, verbose_name="评价标准", on_delete=models.PROTECT, related_name="versions"
    )
    version_number = models.PositiveSmallIntegerField("版本")
    content = models.JSONField("内容")
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = "评价标准的版本"
        verbose_name_plural = "评价标准的版本"
        ordering = ["scheme", "version_number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "version_number"], name="scheme_version_once"),
            models.CheckConstraint(condition=models.Q(version_number__gte=1), name="scheme_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme.code} 第 {self.version_number} 版"
