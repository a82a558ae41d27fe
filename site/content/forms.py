"""The one look of every public form: label, required mark, help, errors, all tied together for screen readers."""

from django import forms
from django.core.exceptions import ValidationError
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


class PlainSentences:
    """What is missing is named: 请填写联系方式 instead of 这个字段是必填项.

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


class SiteForm(PlainSentences, forms.Form):
    """Base of public forms."""


class SiteModelForm(PlainSentences, forms.ModelForm):
    """Base of public forms that fill a model."""
