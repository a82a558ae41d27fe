"""What staff type beside the steps of a booking."""

from django import forms

from bookings.place_forms import PlaceField, place_choices
from casework.enums import Source
from casework.staff_forms import CallerForm
from content.forms import SiteForm

LEAST_REASON = 4


class LiftForm(SiteForm):
    """Why a reader may apply again before the time."""

    reason = forms.CharField(
        label="解除的理由",
        max_length=200,
        min_length=LEAST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：住院期间无法领取，已提供证明。记入审计记录。",
    )


class RegisterForm(CallerForm):
    """Who calls or stands at the counter, and the place they want. may_place: whether places are offered."""

    place = PlaceField(
        label="到馆时段", required=False, help_text="选了时段，登记后立即通过审核并预约成功；不选的，先登记、待审核。"
    )

    def __init__(self, *args, may_place: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = "有变动时联系用，加密保存。手机号会收到通知短信。"
        self.fields["name"].help_text = "到馆时核对身份用，请照证件写。"
        if may_place:
            self.fields["place"].choices = [("", "先不选时段"), *place_choices()]
        else:
            del self.fields["place"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("source") == Source.PHONE and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "来电登记请留下电话，闭馆改期时要通知对方。")
        return cleaned
