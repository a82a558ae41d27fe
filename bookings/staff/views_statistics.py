"""统计: the page with its charts, and the same numbers as CSV."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from audit.sheets import as_csv
from bookings.staff.charts import chart
from bookings.staff.statistics import Figures, Period, figures, period, sheet
from bookings.workflow import REVIEW

NAMES = [
    ("month", "本月"),
    ("last_month", "上月"),
    ("quarter", "本季度"),
    ("last_quarter", "上季度"),
    ("year", "今年"),
    ("last_year", "去年"),
    ("own", "自选日期"),
]
LONGEST = 366 * 5
UNPROCESSABLE = 422


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Which period; without an answer the month that runs."""

    period = forms.ChoiceField(label="期间", choices=NAMES, required=False, initial="month")
    first = forms.DateField(label="从", required=False, widget=_day())
    last = forms.DateField(label="到", required=False, widget=_day())

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if cleaned.get("period") != "own" or self.errors:
            return cleaned
        if not first or not last:
            self.add_error("first", "自选日期时，请填写从哪天到哪天。")
        elif last < first:
            self.add_error("last", "结束的日期要在开始的日期以后。")
        elif (last - first).days > LONGEST:
            self.add_error("last", "一次最多统计五年，请缩短期间。")
        return cleaned

    def asked(self, today: date) -> Period:
        """The period; only of a form that is valid."""
        name = self.cleaned_data["period"] or "month"
        if name == "own":
            return Period(self.cleaned_data["first"], self.cleaned_data["last"])
        return period(name, today)


@require_safe
@permission_required(REVIEW)
def statistics(request: HttpRequest) -> HttpResponse:
    """Numbers, charts, tables."""
    form = PeriodForm(request.GET or None, initial={"period": "month"})
    if form.is_bound and not form.is_valid():
        return render(request, "bookings/admin/statistics.html", {"form": form}, status=UNPROCESSABLE)
    found = _figures(form)
    context = {
        "form": form,
        "found": found,
        "query": request.GET.urlencode(),
        "charts": [
            (chart("申请：按日期" if len(found.by_part) != 1 else "申请", found.by_part), found.by_part, "申请"),
            (chart("到馆：按时刻", found.by_hour), found.by_hour, "到馆"),
            (chart("到馆：按星期", found.by_weekday), found.by_weekday, "到馆"),
        ],
        "tables": [
            ("申请：按查档目的", found.by_purpose),
            ("申请：按利用者类别", found.by_category),
            ("取消：按原因", found.cancelled),
        ],
    }
    return render(request, "bookings/admin/statistics.html", context)


@require_safe
@permission_required(REVIEW)
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """The numbers of the page for a spreadsheet; they name nobody."""
    form = PeriodForm(request.GET or None)
    if form.is_bound and not form.is_valid():
        return HttpResponse(
            "期间写得不对，请返回修改。", status=UNPROCESSABLE, content_type="text/plain; charset=utf-8"
        )
    found = _figures(form)
    answer = StreamingHttpResponse(as_csv(sheet(found)), content_type="text/csv; charset=utf-8")
    name = f"查档预约统计 {found.period}.csv"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _figures(form: PeriodForm) -> Figures:
    today = timezone.localdate()
    return figures(form.asked(today) if form.is_bound else period("month", today))
