"""闭馆: closing days or hours. First what it does is shown, then, confirmed, it is done in one transaction."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from bookings import words
from bookings.queries import aware
from bookings.services import closing
from casework.queue import masked_name
from workdays import touching
from workdays.models import Closure

RIGHT = "workdays.add_closure"
MOST_DAYS = 92
UNPROCESSABLE, CONFLICT = 422, 409


def _picker(kind: str) -> forms.Widget:
    widget = forms.DateInput if kind == "date" else forms.TimeInput
    return widget(attrs={"type": kind}, format="%Y-%m-%d" if kind == "date" else "%H:%M")


class ClosingForm(forms.Form):
    """When, why, and what the site says of it. Without hours whole days are closed."""

    first_day = forms.DateField(
        label="从哪天",
        widget=_picker("date"),
        error_messages={"required": "请填写从哪天起闭馆。", "invalid": "日期看不懂，请写成 2026-11-24 的样子。"},
    )
    last_day = forms.DateField(label="到哪天", required=False, widget=_picker("date"), help_text="只闭一天的，不用填。")
    starts = forms.TimeField(
        label="几点开始", required=False, widget=_picker("time"), help_text="不填就是从当天零点起。"
    )
    ends = forms.TimeField(label="几点结束", required=False, widget=_picker("time"), help_text="不填就是到当天24点止。")
    reason = forms.CharField(
        label="原因",
        max_length=100,
        help_text="读者会看到，例如：库房检修。",
        error_messages={"required": "请填写原因。"},
    )
    show_alert = forms.BooleanField(label="在网站上显示提醒", required=False, initial=True)
    alert = forms.CharField(
        label="提醒的文字",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不填就按原因和时间写好。从确认时起显示在每一页，到闭馆结束为止。",
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("first_day") or not cleaned.get("reason") or self.errors:
            return cleaned
        starts_at, ends_at = _span(cleaned)
        if ends_at <= starts_at:
            self.add_error("ends" if cleaned.get("ends") else "last_day", "结束时间要晚于开始时间。")
        elif ends_at - starts_at > timedelta(days=MOST_DAYS):
            self.add_error("last_day", f"一次最多闭馆 {MOST_DAYS} 天，请分几次，或检查日期是不是写错了。")
        else:
            self.closure = Closure(starts_at=aware(starts_at), ends_at=aware(ends_at), reason=cleaned["reason"])
            try:
                closing.refuse(self.closure)
            except closing.ClosingRefused as refusal:
                self.add_error(None, str(refusal))
        return cleaned

    @property
    def alert_text(self) -> str:
        """What the site will say, "" for nothing."""
        if not self.cleaned_data["show_alert"]:
            return ""
        return self.cleaned_data["alert"].strip() or closing.alert_words(self.closure)


def _span(cleaned: dict) -> tuple[datetime, datetime]:
    first: date = cleaned["first_day"]
    last: date = cleaned.get("last_day") or first
    ends = cleaned.get("ends")
    until = datetime.combine(last, ends) if ends else datetime.combine(last, time.min) + timedelta(days=1)
    return datetime.combine(first, cleaned.get("starts") or time.min), until


@permission_required(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """The form, the preview below it, and the act."""
    if request.method != "POST":
        return _page(request, ClosingForm())
    form, status, context = ClosingForm(request.POST), 200, {}
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    if "confirm" in request.POST:
        try:
            made = closing.close(
                form.closure, user=request.user, seen=request.POST.get("seal", ""), alert=form.alert_text
            )
        except touching.NotAsShown:
            status, context = CONFLICT, {"has_changed": True}
            form.closure.pk = form.closure.alert = None
        except closing.ClosingRefused as refusal:
            form.add_error(None, str(refusal))
            return _page(request, form, status=CONFLICT)
        else:
            messages.success(request, f"已经闭馆：{closing.shown(made)}。受影响的读者都已通知。")
            return redirect("booking_closing")
    return _page(request, form, status=status, **context, **_shown(form))


def _shown(form: ClosingForm) -> dict:
    found = closing.preview(form.closure)
    rows = [
        {
            "case": move.claim.case,
            "name": masked_name(move.claim.case),
            "from": f"{words.short_date(move.place.day)} {move.place.hours}",
            "held": bool(move.claim.hold_until),
            "to": f"{words.short_date(move.to.day)} {move.to.hours}" if move.to else "",
        }
        for move in found.moves
    ]
    return {
        "preview": found,
        "rows": rows,
        "closed": closing.shown(form.closure),
        "alert_text": form.alert_text,
        "kept": [(name, form.data[name]) for name in form.fields if name in form.data],
    }


def _page(request: HttpRequest, form: ClosingForm, *, status: int = 200, **context) -> HttpResponse:
    coming = Closure.objects.filter(ends_at__gt=timezone.now()).order_by("starts_at").select_related("alert")
    context |= {
        "form": form,
        "coming": [(each, closing.shown(each)) for each in coming],
        "may_change": request.user.has_perm("workdays.change_closure"),
    }
    return render(request, "bookings/admin/closing.html", context, status=status)
