"""Editors' checks before publishing. Each is one module with a function from a Subject to Findings.

They warn in the editor and at each step of review. Only two hold publication: personal data, and an attachment whose
text nobody has read and which therefore may hide some.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from wagtail.models import Page

from content import reading
from editorial.checks import attachments, images, links, metadata, personal_data
from editorial.checks.finding import Finding, Subject
from library.models import LibraryDocument

Check = Callable[[Subject], Iterable[Finding]]

BLOCKING: Sequence[Check] = (personal_data.check, attachments.check)
ADVISORY: Sequence[Check] = (metadata.check, links.check, images.check)
ALL = (*BLOCKING, *ADVISORY)
LABELS = {
    personal_data.NAME: "个人信息",
    attachments.NAME: "附件未读取",
    metadata.NAME: "缺少元数据",
    links.NAME: "失效链接",
    images.NAME: "图片无替代文字",
}


def examine(page: Page, which: Sequence[Check] = ALL) -> list[Finding]:
    """What the checks find on the page in hand, saved or not. page must be of its specific class."""
    contents = reading.read(page)
    documents = list(LibraryDocument.objects.filter(pk__in=contents.document_ids).order_by("pk"))
    subject = Subject(page, contents, documents)
    return list(_findings(subject, which))


def examine_file(document: LibraryDocument) -> list[Finding]:
    """What would hold any page that has this file, with the fingerprints that it has there."""
    subject = Subject(Page(), reading.Contents(), [document])
    return [each for each in _findings(subject, BLOCKING) if each.blocking]


def _findings(subject: Subject, which: Sequence[Check]) -> Iterator[Finding]:
    for check in which:
        yield from check(subject)
