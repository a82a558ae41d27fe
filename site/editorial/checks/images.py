"""Pictures that say nothing to whoever cannot see them."""

from collections.abc import Iterator

from editorial.checks.finding import Finding, Subject
from library.models import LibraryImage

NAME = "images"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each picture without words in its place: neither on the page, nor marked as decoration."""
    silent = [use.image_id for use in subject.contents.images if not use.decorative and not use.alt.strip()]
    if not silent:
        return
    titles = dict(LibraryImage.objects.filter(pk__in=silent).values_list("pk", "title"))
    for pk in silent:
        yield Finding(NAME, f"图片“{titles.get(pk, '（已删除）')}”没有替代文字，看不见图片的读者不知道它说什么")
