"""The forms of batches."""

from django import forms
from django.utils import timezone

from declarations.models import Batch


class BatchForm(forms.ModelForm):
    """A new batch of a year."""

    class Meta:
        model = Batch
        fields = ["kind", "year", "name", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year

    def clean(self) -> dict:
        cleaned = super().clean()
        same = Batch.objects.filter(**{name: cleaned.get(name) for name in ("kind", "year", "name")})
        if cleaned.get("name") and same.exists():
            self.add_error("name", "这一年这项业务已经有同名的批次，请换一个名称，例如“第二批”。")
        return cleaned
