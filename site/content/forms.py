"""The one look of every public form: label, required mark, help, errors, all tied together for screen readers."""

from django import forms
from django.forms.renderers import TemplatesSetting


class SiteRenderer(TemplatesSetting):
    """Draws a form and its fields with templates/forms/. Only our base classes use it: the admin keeps its own look."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class PlainSentences:
    """What is missing is named: 请填写联系方式 instead of 这个字段是必填项."""

    default_renderer = SiteRenderer()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            act = "请选择" if isinstance(field, forms.ChoiceField) else "请填写"
            field.error_messages["required"] = f"{act}“{field.label}”。"


class SiteForm(PlainSentences, forms.Form):
    """Base of public forms."""


class SiteModelForm(PlainSentences, forms.ModelForm):
    """Base of public forms that fill a model."""
