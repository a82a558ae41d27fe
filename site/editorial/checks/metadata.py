"""Facts that a government site must show and that the page lacks. Each page type names its own."""

from collections.abc import Iterator

from django.db.models import ManyToManyField

from editorial.checks.finding import Finding, Subject

NAME = "metadata"


def check(subject: Subject) -> Iterator[Finding]:
    """Names the fields in `expected_metadata` of the page type that are empty."""
    page = subject.page
    for name in getattr(page, "expected_metadata", ()):
        value, field = getattr(page, name), page._meta.get_field(name)
        empty = not value.exists() if isinstance(field, ManyToManyField) else value in (None, "")
        if empty:
            yield Finding(NAME, f"没有填写“{field.verbose_name}”")
