"""The case: one table under every application, with its history, its numbers and its frozen submissions."""

from audit.append_only import AppendOnly, ProtectedHistory
from casework.models.attachments import Attachment, AttachmentItem, Scan, Upload, UploadPart
from casework.models.case import Case, NumberSeries
from casework.models.drafts import DraftSection, KeptForm, OpenDraft
from casework.models.history import Anchor, Snapshot, StatusChange
from casework.models.notices import NoticeReading, NoticeVersion
from casework.models.office import KindSettings, Leave, Phrase
from casework.models.staff import CaseNote, ChecklistItem, ChecklistTick

__all__ = [
    "Anchor",
    "AppendOnly",
    "Attachment",
    "AttachmentItem",
    "Case",
    "CaseNote",
    "ChecklistItem",
    "ChecklistTick",
    "DraftSection",
    "KeptForm",
    "KindSettings",
    "Leave",
    "NoticeReading",
    "NoticeVersion",
    "NumberSeries",
    "OpenDraft",
    "Phrase",
    "ProtectedHistory",
    "Scan",
    "Snapshot",
    "StatusChange",
    "Upload",
    "UploadPart",
]
