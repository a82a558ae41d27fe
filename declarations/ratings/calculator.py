"""The public calculator: any scheme that is enabled, nothing kept, a link that shows the same to everybody."""

from collections.abc import Mapping

from django import forms

from content.forms import SiteForm
from declarations.ratings.fields import Sheet, fields_of
from declarations.ratings.offered import Offered, Versions, versions


class SchemeChoice(forms.ChoiceField):
    """Takes any name: what is not offered gives the first scheme, and the page says which it is."""

    def validate(self, value: str) -> None:
        """Nothing to refuse."""


class CalculatorForm(Sheet, SiteForm):
    """A scheme and what was typed for its items. Bound to a query or a POST it computes what it can."""

    is_kept = False

    scheme = SchemeChoice(label="评价标准", required=False)

    def __init__(self, data: Mapping[str, str] | None = None, **kwargs):
        super().__init__(data, **kwargs)
        known = versions()
        choices = known.offered()
        self.fields["scheme"].choices = [(each.key, each.label) for each in choices]
        self.version = self._version(known)
        if self.version:
            self.initial["scheme"] = self.version.key
            self.fields |= fields_of(self.version.scheme, with_ratio=True, is_kept=False)

    def _version(self, known: Versions) -> Offered | None:
        """The scheme asked for, the first otherwise; the live part of a declaration asks for a version by its name."""
        wanted = known.find((self.data.get("scheme") or "").strip()) if self.is_bound else None
        return wanted if wanted and wanted.is_current else next(iter(known.offered()), None)

    def clean_scheme(self) -> str:
        """The key of the scheme that is computed by."""
        return self.version.key if self.version else ""

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.version:
            self.compute(cleaned)
        return cleaned

    @property
    def sentences(self) -> list[str]:
        """Everything that is wrong, once each."""
        return list(dict.fromkeys(error for errors in self.errors.values() for error in errors))
