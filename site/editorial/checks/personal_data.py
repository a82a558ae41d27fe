"""Personal data that must not be published by accident (see `accounts.personal_numbers`)."""

from collections.abc import Iterator

from accounts.personal_numbers import masked, numbers_in
from content.models import SiteSettings
from editorial.checks.finding import Finding, Subject, file_mark

NAME = "personal_data"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each number in the page or in one of its files. The site's own telephones are no finding."""
    own = _own_phones()
    yield from _findings(subject.contents.text + "\n" + _telephone_links(subject), "正文", "page", own)
    for document in subject.documents:
        text = f"{document.title}\n{document.text}"
        yield from _findings(text, f"附件《{document.title}》", file_mark(document), own)


def _findings(text: str, where: str, mark: str, own: set[str]) -> Iterator[Finding]:
    for (label, number), times in numbers_in(text).items():
        if number in own:
            continue
        often = f"（{times}处）" if times > 1 else ""
        said = f"{where}中有{label} {masked(number)}{often}"
        yield Finding(NAME, said, blocking=True, subject=f"{label} {number} {times} {mark}")


def _telephone_links(subject: Subject) -> str:
    return "\n".join(each for each in subject.contents.addresses if each.startswith(("tel:", "sms:")))


def _own_phones() -> set[str]:
    said = "\n".join(SiteSettings.objects.values_list("phone", flat=True))
    return {number for _, number in numbers_in(said)}
