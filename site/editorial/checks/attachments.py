"""Attachments whose text has not been read: nobody knows whether there is personal data in them."""

from collections.abc import Iterator

from editorial.checks.finding import Finding, Subject, file_mark
from library.models import TextState

NAME = "attachments"

_SAID = {
    TextState.WAITING: "附件《{}》的文字还没有读取，通常几分钟内自动完成",
    TextState.FAILED: "附件《{}》无法读取，请换一个能打开的文件，或核对内容后豁免",
    TextState.NO_TEXT: "附件《{}》没有可读取的文字（例如扫描件），请人工核对有无个人信息后豁免",
}


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each file that is unread in whole or in part; another file in its place is another finding."""
    for document in subject.documents:
        said = _SAID.get(document.text_state)
        if document.text_state == TextState.READ and document.text_error:
            said = "附件《{}》只读取了一部分，请人工核对其余内容有无个人信息后豁免"
        if said:
            yield Finding(NAME, said.format(document.title), blocking=True, subject=file_mark(document))
