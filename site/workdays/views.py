"""Changes of the calendar: first what each would touch, then, confirmed, the change."""

from contextlib import AbstractContextManager

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.admin.auth import permission_required
from wagtail.admin.views.generic import CopyView, CreateView, DeleteView, EditView

from workdays import services, touching
from workdays.forms import NoticeForm
from workdays.models import Closure


@permission_required("workdays.add_holidayadjustment")
def load_notice(request: HttpRequest) -> HttpResponse:
    """Upload, preview, confirm."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        year, days = form.cleaned_data["year"], form.cleaned_data["days"]
        touched = []
        if "confirm" in request.POST:
            source, seen = form.cleaned_data["source"], request.POST.get("seal", "")
            try:
                services.load_notice(year, days, source=source, user=request.user, seen=seen)
            except touching.NotAsShown as found:
                context["has_changed"], touched = True, found.touched
            else:
                messages.success(request, f"已载入 {year} 年的节假日安排，共 {len(days)} 天。")
                return redirect("holidayadjustment:index")
        else:
            touched = touching.preview(services.work_calendar(), services.calendar_with_notice(year, days))
        lines = [f"{day.date:%Y-%m-%d},{day.kind.label},{day.name}" for day in days]
        context |= {
            "days": days,
            "changed": services.changed_days(year, days),
            "touched": touched,
            "seal": touching.seal(touched),
            "text": "\n".join(["日期,安排,名称", *lines]),
        }
    return render(request, "workdays/load_notice.html", context)


class ShowsWhatItTouches:
    """Saving a row on which something hangs: that is listed first, and the next POST confirms it.

    What is confirmed is what was shown: should something else be touched by then, that is listed in its turn.
    """

    def changing(self, form) -> AbstractContextManager:
        """The transaction of the change; it raises touching.NotAsShown before anything has happened."""
        to, seen = services.calendar_with(form.instance), self.request.POST.get("confirmed", "")
        return services.changing(user=self.request.user, to=to, seen=seen)

    def form_valid(self, form):
        try:
            with self.changing(form):
                return super().form_valid(form)
        except touching.NotAsShown as found:
            self.form = form
            return self.render_to_response(self.get_context_data(form=form, touched=found.touched, seal=found.seal))


class CreateDay(ShowsWhatItTouches, CreateView):
    """A new row."""


class CopyDay(ShowsWhatItTouches, CopyView):
    """A new row that begins as another."""


class EditDay(ShowsWhatItTouches, EditView):
    """A changed row."""

    def save_instance(self):
        saved = super().save_instance()
        if isinstance(saved, Closure) and services.alert_follows(saved):
            messages.warning(
                self.request, "网站上关于这次闭馆的提示也改到了新的时间结束；文字没有改，请到“网站提示”核对。"
            )
        return saved


class ListsWhatItTouches:
    """The page that asks whether to delete a row lists what that touches."""

    def touched(self) -> list[touching.Touched]:
        """What hangs on the row."""
        return touching.preview(services.work_calendar(), services.calendar_without(self.object))

    def changing(self, seen: str) -> AbstractContextManager:
        """The transaction of the change; it raises touching.NotAsShown before anything has happened."""
        return services.changing(user=self.request.user, to=services.calendar_without(self.object), seen=seen)

    def get_context_data(self, **kwargs) -> dict:
        touched = kwargs.pop("touched", None)
        touched = self.touched() if touched is None else touched
        return super().get_context_data(touched=touched, seal=touching.seal(touched), **kwargs)

    def form_valid(self, form):
        try:
            with self.changing(self.request.POST.get("confirmed", "")):
                return super().form_valid(form)
        except touching.NotAsShown as found:
            return self.render_to_response(self.get_context_data(form=form, touched=found.touched, has_changed=True))


class DeleteDay(ListsWhatItTouches, DeleteView):
    """A row that goes, and with a closure what the site says of it."""

    def delete_action(self) -> None:
        alert = self.object.alert if isinstance(self.object, Closure) else None
        super().delete_action()
        if alert:
            alert.delete()
