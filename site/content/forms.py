"""The one look of every public form: label, required mark, help, errors, all tied together for screen readers."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.renderers import TemplatesSetting

from accounts.personal_numbers import IDENTITY, OLD_IDENTITY, masked, numbers_in


class SiteRenderer(TemplatesSetting):
    """Draws a form and its fields with templates/forms/. Only our base classes use it: the admin keeps its own look."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def refuse_identity_number(text: str) -> None:
    """No field of ours asks for an identity number, and none keeps one that was typed all the same."""
    for _, number in numbers_in(text, (IDENTITY, OLD_IDENTITY)):
        raise ValidationError(
            f"这里填写了身份证号码（{masked(number)}）。为保护您的个人信息，本网站不收集身份证号码，请删去后再提交。"
            "需要核对身份的，到窗口出示证件即可。",
            code="identity_number",
        )


class Longest(MaxLengthValidator):
    """Says how much is too much, counted as the counter on the page counts: in code points."""

    def __call__(self, value: str) -> None:
        try:
            super().__call__(value)
        except ValidationError as error:
            over = error.params["show_value"] - error.params["limit_value"]
            error.message = f"最多 %(limit_value)d 个字，现在 %(show_value)d 个字，请删去 {over} 个字。"
            raise


class Lines(forms.Textarea):
    """A text of several lines. A browser sends the end of each as two characters; typed, and counted, is one."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class PlainSentences:
    """What is missing is named: 请填写联系方式 instead of 这个字段是必填项; what is too long, by how much.

    The attribute maxlength of browsers counts other units than we do, and cuts what is pasted without a word: it gives
    way to data-limit, by which static/js/page.js counts.

    is_kept: what people type is stored, so that identity numbers are refused.
    """

    default_renderer = SiteRenderer()
    is_kept = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            act = "请选择" if isinstance(field, forms.ChoiceField) else "请填写"
            field.error_messages["required"] = f"{act}“{field.label}”。"
            if self.is_kept and isinstance(field, forms.CharField):
                field.validators.append(refuse_identity_number)
            if type(field.widget) in (forms.TextInput, forms.Textarea) and getattr(field, "max_length", None):
                _count(field)


def _count(field: forms.CharField) -> None:
    """Makes the field count words; a number or a code, of which nobody types too much, keeps its maxlength."""
    field.validators = [
        Longest(field.max_length) if type(each) is MaxLengthValidator else each for each in field.validators
    ]
    attrs = field.widget.attrs
    if "inputmode" in attrs or attrs.get("type", "text") != "text":
        return
    if type(field.widget) is forms.Textarea:
        lines = Lines(attrs)
        lines.is_required = field.widget.is_required
        field.widget, attrs = lines, lines.attrs
    attrs.pop("maxlength", None)
    attrs["data-limit"] = str(field.max_length)


class SiteForm(PlainSentences, forms.Form):
    """Base of public forms."""


class SiteModelForm(PlainSentences, forms.ModelForm):
    """Base of public forms that fill a model."""
