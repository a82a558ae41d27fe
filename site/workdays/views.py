"""Changes of the calendar: first what each would touch, then, confirmed, the change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.admin.auth import permission_required
from wagtail.admin.views.generic import CopyView, CreateView, DeleteView, EditView

from workdays import services, touching
from workdays.forms import NoticeForm


@permission_required("workdays.add_holidayadjustment")
def load_notice(request: HttpRequest) -> HttpResponse:
    """Upload, preview, confirm."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        year, days = form.cleaned_data["year"], form.cleaned_data["days"]
        if "confirm" in request.POST:
            services.load_notice(year, days, source=form.cleaned_data["source"], user=request.user)
            messages.success(request, f"已载入 {year} 年的节假日安排，共 {len(days)} 天。")
            return redirect("holidayadjustment:index")
        lines = [f"{day.date:%Y-%m-%d},{day.kind.label},{day.name}" for day in days]
        context |= {
            "days": days,
            "changed": services.changed_days(year, days),
            "touched": touching.preview(services.work_calendar(), services.calendar_with_notice(year, days)),
            "text": "\n".join(["日期,安排,名称", *lines]),
        }
    return render(request, "workdays/load_notice.html", context)


class ShowsWhatItTouches:
    """Saving a row of the calendar: where something hangs on it, that is listed first and the next POST confirms it."""

    def form_valid(self, form):
        touched = touching.preview(services.work_calendar(), services.calendar_with(form.instance))
        seal = touching.seal(touched)
        if self.request.POST.get("confirmed", "") != seal:
            self.form = form
            return self.render_to_response(self.get_context_data(form=form, touched=touched, seal=seal))
        with services.changing(user=self.request.user):
            return super().form_valid(form)


class CreateDay(ShowsWhatItTouches, CreateView):
    """A new row."""


class CopyDay(ShowsWhatItTouches, CopyView):
    """A new row that begins as another."""


class EditDay(ShowsWhatItTouches, EditView):
    """A changed row."""


class DeleteDay(DeleteView):
    """The page that asks whether to delete lists what it touches."""

    def get_context_data(self, **kwargs) -> dict:
        touched = touching.preview(services.work_calendar(), services.calendar_without(self.object))
        return super().get_context_data(touched=touched, **kwargs)

    def delete_action(self) -> None:
        with services.changing(user=self.request.user):
            super().delete_action()
