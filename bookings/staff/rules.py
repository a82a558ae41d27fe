"""查档预约规则: slots, numbers and vocabularies. What a change does to bookings is shown before it is made."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CopyView, CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from bookings.models import Booking, BookingSettings, Purpose, ReaderCategory, SlotTemplate
from bookings.models.rules import TemplateDay
from bookings.queries import fresh_timetable
from bookings.services import displacement, slots
from portal.policies import NeverDeleted, under
from workdays import touching
from workdays.views import ListsWhatItTouches, ShowsWhatItTouches

NUMBERS_CHANGED = f"预约规则有调整，{displacement.NO_LONGER}"
COPY_RIGHT, NUMBERS_RIGHT = "bookings.delete_slottemplate", "bookings.change_bookingsettings"
CONFLICT, UNPROCESSABLE = 409, 422


# --- slots


class SlotForm(WagtailAdminModelForm):
    """A slot; two slots of one day have no moment in common."""

    def clean(self) -> dict:
        cleaned = super().clean()
        day, starts, ends = (cleaned.get(name) for name in ("day", "starts", "ends"))
        if day is None or not starts or not ends:
            return cleaned
        others = SlotTemplate.objects.exclude(pk=self.instance.pk).filter(day=day, starts__lt=ends, ends__gt=starts)
        if found := others.exclude(starts=starts).first():
            self.add_error("starts", f"与“{found}”重叠。请先改那个时段，或换一个时间。")
        return cleaned


class SavesSlots(ShowsWhatItTouches):
    """Saving a slot: readers who lose their place are listed first."""

    def changing(self, form) -> AbstractContextManager:
        rows = [*SlotTemplate.objects.exclude(pk=form.instance.pk), form.instance]
        to, seen = displacement.with_slots(rows), self.request.POST.get("confirmed", "")
        return displacement.changing_rules(slots.CHANGED, to=to, seen=seen)


class CreateSlot(SavesSlots, CreateView):
    """A new slot."""


class CopySlot(SavesSlots, CopyView):
    """A new slot that begins as another."""


class EditSlot(SavesSlots, EditView):
    """A slot with other hours, another day or another number of readers."""


class DeleteSlot(ListsWhatItTouches, DeleteView):
    """A slot that goes."""

    def touched(self) -> list[touching.Touched]:
        return displacement.changed_by(self._without(), timezone.now())

    def changing(self, seen: str) -> AbstractContextManager:
        return displacement.changing_rules(slots.CHANGED, to=self._without(), seen=seen)

    def _without(self):
        return displacement.with_slots(SlotTemplate.objects.exclude(pk=self.object.pk))


class SlotViewSet(ModelViewSet):
    """时段安排."""

    model = SlotTemplate
    icon = "calendar-alt"
    menu_label = "时段安排"
    list_display = ["__str__", "capacity"]
    list_filter = ["day"]
    list_per_page = 100
    add_view_class = CreateSlot
    copy_view_class = CopySlot
    edit_view_class = EditSlot
    delete_view_class = DeleteSlot
    create_template_name = "workdays/day_form.html"
    edit_template_name = "workdays/day_form.html"
    delete_template_name = "workdays/confirm_delete.html"

    def get_edit_handler(self):
        handler = ObjectList(SlotTemplate.panels, base_form_class=SlotForm)
        return handler.bind_to_model(SlotTemplate)


class CopyDayForm(forms.Form):
    """From which sort of day to which."""

    source = forms.TypedChoiceField(label="照哪一天", choices=TemplateDay.choices, coerce=int)
    targets = forms.TypedMultipleChoiceField(
        label="改成一样的",
        choices=TemplateDay.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="这些天原有的时段都换掉。",
        error_messages={"required": "请至少选一天。"},
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        source, targets = cleaned.get("source"), cleaned.get("targets") or []
        if source in targets:
            self.add_error("targets", "要改的里面不要选“照哪一天”选的那一天。")
        elif source is not None and not SlotTemplate.objects.filter(day=source).exists():
            self.add_error("source", "这一天没有时段，没有可以照着改的。")
        return cleaned


@permission_required(COPY_RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def copy_day(request: HttpRequest) -> HttpResponse:
    """The slots of a whole day for other days: first what it touches, then the act."""
    form, context, status = CopyDayForm(request.POST or None), {}, 200
    if request.method == "POST" and form.is_valid():
        source, targets = form.cleaned_data["source"], form.cleaned_data["targets"]
        if "confirm" in request.POST:
            try:
                slots.copy_day(source, targets, user=request.user, seen=request.POST.get("seal", ""))
            except touching.NotAsShown:
                context["has_changed"], status = True, CONFLICT
            else:
                messages.success(request, "时段已经改好。受影响的读者都已通知。")
                return redirect("slottemplate:index")
        touched = displacement.changed_by(slots.copied(source, targets), timezone.now())
        context |= {
            "is_shown": True,
            "touched": touched,
            "seal": touching.seal(touched),
            "source": TemplateDay(source).label,
            "targets": [TemplateDay(day).label for day in targets],
            "slots": SlotTemplate.objects.filter(day=source),
        }
    elif request.method == "POST":
        status = UNPROCESSABLE
    return render(request, "bookings/admin/copy_day.html", {"form": form, **context}, status=status)


# --- numbers


class NumbersView(ShowsWhatItTouches, EditView):
    """预约数字与文字: one row. What another window does to bookings is listed first: they stay."""

    model = BookingSettings
    permission_policy = ModelPermissionPolicy(BookingSettings)
    permission_required = "change"
    template_name = "workdays/day_form.html"
    edit_url_name = "booking_settings"
    header_icon = "cog"
    page_title = "查档预约规则"
    success_message = "已经保存。"

    def get_object(self, queryset=None) -> BookingSettings:
        return BookingSettings.load()

    def get_panel(self):
        return ObjectList(BookingSettings.panels).bind_to_model(BookingSettings)

    def get_edit_url(self) -> str:
        return reverse("booking_settings")

    get_success_url = get_edit_url

    def get_success_buttons(self) -> list:
        return []

    def get_page_subtitle(self) -> str:
        return "数字与文字"

    def get_breadcrumbs_items(self) -> list:
        return []

    def changing(self, form) -> AbstractContextManager:
        rules = form.instance
        to = replace(
            fresh_timetable(),
            window_days=rules.window_days,
            include_today=rules.include_today,
            allow_today=rules.allow_today,
        )
        seen = self.request.POST.get("confirmed", "")
        return displacement.changing_rules(NUMBERS_CHANGED, to=to, seen=seen)


# --- vocabularies


class TermForm(WagtailAdminModelForm):
    """A word; its code stays once a booking names it, and one word at least stays in use."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and _naming(self.instance).exists():
            self.fields["code"].disabled = True

    def clean_in_use(self) -> bool:
        in_use = self.cleaned_data["in_use"]
        others = type(self.instance).objects.exclude(pk=self.instance.pk).filter(in_use=True)
        if not in_use and not others.exists():
            raise forms.ValidationError("至少要有一项在使用，不然读者没有可选的。")
        return in_use


def _naming(term: Purpose | ReaderCategory):
    return Booking.objects.filter(**{"purpose" if isinstance(term, Purpose) else "category": term})


class EditTerm(ShowsWhatItTouches, EditView):
    """A word that changes: how many open bookings show it is said first."""

    @contextmanager
    def changing(self, form) -> Iterator[None]:
        seen = self.request.POST.get("confirmed", "")
        count = _naming(form.instance).submitted().filter(closed_at=None).count() if form.has_changed() else 0
        label = "未办结的预约选了这一项：预约不变，页面和消息里显示改后的名称和材料"
        if not form.cleaned_data["in_use"]:
            label += "；以后不能再选"
        touched = [touching.Touched(label, count, [])] if count else []
        if touching.seal(touched) != seen:
            raise touching.NotAsShown(touched)
        yield


class TermViewSet(ModelViewSet):
    """Words that readers choose from: never deleted, only 不再使用."""

    edit_view_class = EditTerm
    edit_template_name = "workdays/day_form.html"
    copy_view_enabled = False
    list_per_page = 100
    list_display = [
        "label",
        Column("code", label="代码", classname="reference"),
        "position",
        BooleanColumn("in_use", label="使用中"),
    ]
    list_filter = ["in_use"]

    def get_edit_handler(self):
        return ObjectList(self.model.panels, base_form_class=TermForm).bind_to_model(self.model)


@under(NeverDeleted(Purpose))
class PurposeViewSet(TermViewSet):
    """查档目的."""

    model = Purpose
    icon = "tag"
    menu_label = "查档目的"


@under(NeverDeleted(ReaderCategory))
class CategoryViewSet(TermViewSet):
    """利用者类别."""

    model = ReaderCategory
    icon = "group"
    menu_label = "利用者类别"
