"""Forms of what staff do with cases beside taking steps: registering for callers, handing over, taking lists out."""

import re

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from wagtail.admin.widgets import AdminDateInput

from casework import kinds
from casework.enums import By, Source
from casework.models import ChecklistItem, Leave, Phrase
from casework.permissions import colleagues
from content.forms import SiteForm, refuse_identity_number

LEAST_REASON = 4
CALLERS = [(Source.PHONE, Source.PHONE.label), (Source.COUNTER, Source.COUNTER.label)]
_TELEPHONE = re.compile(r"\+?\d[\d -]{5,18}\d")


class CallerForm(SiteForm):
    """Who calls or stands at the counter, and how to reach them: the base of the forms that register a case for them."""

    source = forms.ChoiceField(label="来源", choices=CALLERS, widget=forms.RadioSelect, initial=Source.PHONE)
    name = forms.CharField(label="姓名", max_length=60, help_text="怎样称呼对方。")
    phone = forms.CharField(
        label="电话", max_length=20, required=False, help_text="答复时联系用，加密保存。对方不愿意留的可以不填。"
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone and not _TELEPHONE.fullmatch(phone):
            raise forms.ValidationError("请填写手机号，或带区号的固定电话，例如 010-88886666。")
        return re.sub(r"[ -]", "", phone)


class HandOverForm(forms.Form):
    """To whom, and what the colleague should know. kind_names: the kinds of all the cases; the colleague works on each."""

    to = forms.ModelChoiceField(queryset=None, label="移交给", empty_label="请选择同事")
    note = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写给接手的同事，办件页面上能看到，申请人看不到。",
    )

    def __init__(self, *args, kind_names: list[str], user: AbstractBaseUser, **kwargs):
        super().__init__(*args, **kwargs)
        people = colleagues(kind_names[:1]).exclude(pk=user.pk)
        for name in kind_names[1:]:
            people = people.filter(pk__in=colleagues([name]).values("pk"))
        self.fields["to"].queryset = people


class ExportForm(forms.Form):
    """Which file, and, for who has the right, names and numbers in full with the reason why they are needed."""

    FORMATS = [("xlsx", "表格（XLSX）"), ("csv", "文本（CSV）")]
    format = forms.ChoiceField(label="文件格式", choices=FORMATS, initial="xlsx", widget=forms.RadioSelect)
    unmasked = forms.BooleanField(
        label="姓名和手机号不遮盖", required=False, help_text="只在工作确有需要时使用；会记入审计记录。"
    )
    reason = forms.CharField(
        label="用途",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不遮盖时必须填写，例如：与住建局核对三季度的申报单位。",
    )

    def __init__(self, *args, may_unmask: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_unmask:
            del self.fields["unmasked"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("unmasked") and len(cleaned.get("reason", "").strip()) < LEAST_REASON:
            self.add_error("reason", "不遮盖导出要写明用途，让看审计记录的人知道为什么需要。")
        return cleaned


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(
        label="备注",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_identity_number],
        help_text="只有办理这项业务的工作人员能看到，记下后不能修改或删除。",
        error_messages={"required": "请写下备注的内容，再按“记下”。"},
    )


class DossierForm(forms.Form):
    """What goes into a dossier, and why it is taken out."""

    with_notes = forms.BooleanField(
        label="包含内部备注", required=False, help_text="交给外单位的档案一般不包含内部备注。"
    )
    reason = forms.CharField(
        label="用途",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="档案里姓名、手机号等不遮盖。用途会记入审计记录，例如：移交财政局核验。",
    )

    def __init__(self, *args, may_read_notes: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_read_notes:
            del self.fields["with_notes"]

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if len(reason) < LEAST_REASON:
            raise forms.ValidationError("请写明用途，让看审计记录的人知道为什么需要。")
        return reason


class ChecklistItemForm(forms.ModelForm):
    """One thing to look at before a step of a kind; steps are chosen by their labels."""

    action = forms.ChoiceField(label="操作", help_text="办理这一步之前核对。")

    class Meta:
        model = ChecklistItem
        fields = ["kind", "action", "text", "basis", "required", "position", "in_use"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "请选择"), *((kind.name, kind.label) for kind in kinds.case_kinds())]
        self.fields["action"].choices = [("", "请选择"), *_step_choices()]


class PhraseForm(forms.ModelForm):
    """A phrase for one step of a kind, or for all of them; steps are chosen by their labels."""

    action = forms.ChoiceField(label="操作", required=False, help_text="不选则这项业务的所有操作都可以用。")

    class Meta:
        model = Phrase
        fields = ["kind", "action", "text", "position"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "请选择"), *((kind.name, kind.label) for kind in kinds.case_kinds())]
        self.fields["action"].choices = [("", "所有操作"), *_step_choices()]

    def clean(self) -> dict:
        cleaned = super().clean()
        kind, action = cleaned.get("kind"), cleaned.get("action")
        if kind and action and action not in {step.action for step in _steps(kinds.case_kind(kind))}:
            self.add_error("action", "这个操作不属于所选的业务，请在同一项业务下选择。")
        return cleaned


class LeaveForm(forms.ModelForm):
    """Who is away, and who stands in: both are chosen from those who work on cases."""

    class Meta:
        model = Leave
        fields = ["person", "stand_in", "first_day", "last_day"]
        widgets = {"first_day": AdminDateInput, "last_day": AdminDateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("person", "stand_in"):
            self.fields[name].queryset = colleagues([kind.name for kind in kinds.case_kinds()])


def _step_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The steps of every kind, below its label."""
    return [(kind.label, [(step.action, step.label) for step in _steps(kind)]) for kind in kinds.case_kinds()]


def _steps(kind: kinds.CaseKind) -> list:
    """The steps of a kind that staff take with words of their own."""
    return [step for step in kind.workflow.transitions.values() if step.by is By.STAFF]
