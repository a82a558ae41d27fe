"""Loading the notice of a year: first what it would change, then, once more confirmed, the change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.admin.auth import permission_required

from workdays import services
from workdays.forms import NoticeForm


@permission_required("workdays.add_holidayadjustment")
def load_notice(request: HttpRequest) -> HttpResponse:
    """Upload, preview, confirm."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        year, days = form.cleaned_data["year"], form.cleaned_data["days"]
        if "confirm" in request.POST:
            services.load_notice(year, days, source=form.cleaned_data["source"])
            messages.success(request, f"已载入 {year} 年的节假日安排，共 {len(days)} 天。")
            return redirect("holidayadjustment:index")
        lines = [f"{day.date:%Y-%m-%d},{day.kind.label},{day.name}" for day in days]
        context |= {
            "days": days,
            "changed": services.changed_days(year, days),
            "text": "\n".join(["日期,安排,名称", *lines]),
        }
    return render(request, "workdays/load_notice.html", context)
