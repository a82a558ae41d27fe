"""The rules of the reading room that staff edit: slots, limits, purposes, categories of readers."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting

LONGEST = 200
"""Characters that the columns of a booking hold; the limit that readers meet is a setting below it."""


def _at_least(least: int, most: int) -> list:
    return [MinValueValidator(least), MaxValueValidator(most)]


class BookingSettings(BaseGenericSetting):
    """One row: the numbers of requirement rows 000-16 … 000-44, and the sentence above the places.

    token: changes, in the same transaction, with everything on which places depend: slots, closures, holidays, numbers.
    Who takes a place compares it under the lock, instead of reading all of that anew.
    """

    window_days = models.PositiveSmallIntegerField(
        "可以预约今后几个工作日", default=5, validators=_at_least(1, 30), help_text="000-26：最近 5 个工作日。"
    )
    include_today = models.BooleanField("当天算第一个工作日", default=True)
    allow_today = models.BooleanField("可以预约当天还没有开始的时段", default=True)
    most_open = models.PositiveSmallIntegerField(
        "一个人最多同时有几个未办结的预约", default=2, validators=_at_least(1, 50)
    )
    text_limit = models.PositiveSmallIntegerField(
        "项目信息每项最多几个字", default=50, validators=_at_least(10, LONGEST)
    )
    choose_within_days = models.PositiveSmallIntegerField(
        "审核通过后几天内选时段", default=30, validators=_at_least(2, 365), help_text="过期自动取消，之前 7 天提醒。"
    )
    missed_returns = models.PositiveSmallIntegerField(
        "未到馆几次以内可以重新选时段", default=1, validators=_at_least(0, 10)
    )
    hold_hours = models.PositiveSmallIntegerField("候补的时段保留几个工作小时", default=4, validators=_at_least(1, 60))
    moved_hold_hours = models.PositiveSmallIntegerField(
        "闭馆改期的时段保留几个工作小时", default=12, validators=_at_least(1, 60)
    )
    hold_ends_before_hours = models.PositiveSmallIntegerField(
        "保留最迟到时段开始前几小时", default=2, validators=_at_least(0, 24)
    )
    keep_months = models.PositiveSmallIntegerField("复制件保留几个月", default=6, validators=_at_least(1, 60))
    suspend_months = models.PositiveSmallIntegerField(
        "超期未领取暂停办理几个月", default=1, validators=_at_least(0, 24), help_text="0 表示不暂停。"
    )
    rule_sentence = models.CharField(
        "时段列表上方的说明",
        max_length=300,
        default="可预约五个工作日内的工作日的时间段。如需取消预约，需提前一天操作。",
    )
    address = models.CharField(
        "查档地址", max_length=200, blank=True, help_text="不填时用网站设置里的地址。显示在确认页、短信和预约单上。"
    )
    city = models.CharField(
        "城市名", max_length=20, blank=True, help_text="利用者类别中的 {{ 城市 }} 显示成它，例如：北京市。"
    )

    token = models.CharField(max_length=32, blank=True, editable=False)

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("window_days"), FieldPanel("most_open"), FieldPanel("text_limit")]),
                FieldRowPanel([FieldPanel("include_today"), FieldPanel("allow_today")]),
                FieldRowPanel([FieldPanel("choose_within_days"), FieldPanel("missed_returns")]),
            ],
            "预约",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("hold_hours"), FieldPanel("moved_hold_hours"), FieldPanel("hold_ends_before_hours")]
                )
            ],
            "候补与改期",
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("keep_months"), FieldPanel("suspend_months")])], "复制件"),
        MultiFieldPanel([FieldPanel("rule_sentence"), FieldPanel("address"), FieldPanel("city")], "文字"),
    ]

    class Meta:
        verbose_name = "查档预约规则"

    def __str__(self) -> str:
        return "查档预约规则"


class TemplateDay(models.IntegerChoices):
    """The sorts of days that have slots of their own. Values are date.weekday(), and one for weekends on which people work."""

    MONDAY = 0, "星期一"
    TUESDAY = 1, "星期二"
    WEDNESDAY = 2, "星期三"
    THURSDAY = 3, "星期四"
    FRIDAY = 4, "星期五"
    MAKE_UP = 7, "调休上班日"


class SlotTemplate(models.Model):
    """One slot of one sort of day (000-28), and how many readers it holds (000-29)."""

    day = models.PositiveSmallIntegerField("哪一天", choices=TemplateDay)
    starts = models.TimeField("开始")
    ends = models.TimeField("结束")
    capacity = models.PositiveSmallIntegerField("可预约人数", default=1, validators=_at_least(1, 100))

    panels = [FieldPanel("day"), FieldRowPanel([FieldPanel("starts"), FieldPanel("ends"), FieldPanel("capacity")])]

    class Meta:
        verbose_name = "时段"
        verbose_name_plural = "时段安排"
        ordering = ["day", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "starts"], name="slot_once_a_day", violation_error_message="这一天已经有同时开始的时段。"
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="slot_ends_after_start",
                violation_error_message="结束时间要晚于开始时间。",
            ),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="slot_holds_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.get_day_display()} {self.starts:%H:%M}-{self.ends:%H:%M}"


class Term(models.Model):
    """A word of a vocabulary. What is no longer in use stays for the bookings that name it."""

    code = models.SlugField("代码", max_length=30, unique=True, help_text="一经使用不再改动。")
    label = models.CharField("名称", max_length=60)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    in_use = models.BooleanField("使用中", default=True)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Purpose(Term):
    """到馆查档目的 (000-06)."""

    needs_note = models.BooleanField("要填写说明", default=False)

    panels = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("code")]),
        FieldRowPanel([FieldPanel("position"), FieldPanel("needs_note"), FieldPanel("in_use")]),
    ]

    class Meta(Term.Meta):
        verbose_name = "查档目的"
        verbose_name_plural = "查档目的"


class ReaderCategory(Term):
    """利用者类别 (000-07), and what readers of it bring (一行一项)."""

    materials = models.TextField("要携带的材料", max_length=1000, blank=True, help_text="一行一项。")

    panels = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("code")]),
        FieldPanel("materials"),
        FieldRowPanel([FieldPanel("position"), FieldPanel("in_use")]),
    ]

    class Meta(Term.Meta):
        verbose_name = "利用者类别"
        verbose_name_plural = "利用者类别"

    @property
    def material_lines(self) -> list[str]:
        """What to bring, one by one."""
        return [line.strip() for line in self.materials.splitlines() if line.strip()]
