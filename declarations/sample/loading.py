"""Loads declarations.toml: each declaration goes its way through the services, at the moments at which it would have."""

import io
import tomllib
import zlib
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from accounts.groups import StaffGroup
from accounts.models import Organisation, User
from casework import drafts, kinds, services, staff_notes
from casework.attachments import services as attachments
from casework.attachments.queries import items_of
from casework.models import Case, ChecklistItem
from casework.returns import Point
from casework.sampling import Diary, at, loads_sample
from casework.sections import as_query
from declarations.enums import REWARD_FUND
from declarations.models import Batch, Declaration, PublicityPage, YearBudget
from declarations.sample.answers import answers, typed
from declarations.services import batches, versions
from declarations.services.publicity import DAYS
from workdays.services import work_calendar

STORY = Path(__file__).with_name("declarations.toml")
FIRM = "示例建设有限公司"
SETTLED, WITHIN_THE_WINDOW = timedelta(minutes=15), timedelta(minutes=3)
LOOKED = ["accept", "examine", "review"]
EXPERTS = ["accept", "examine", "experts_pass"]
WAYS = {
    "withdraw": ["withdraw"], "cancel": ["withdraw", "cancel"],
    "draft": [], "send": [], "accept": ["accept"], "examine": ["accept", "examine"], "refuse": ["refuse"],
    "return": ["accept", "return"], "resend": ["accept", "return", "send"], "review": LOOKED,
    "disapprove": [*LOOKED, "disapprove"], "approve": [*LOOKED, "approve"],
    "publish": [*LOOKED, "approve", "publish"], "uphold": [*LOOKED, "approve", "publish", "uphold"],
    "experts_fail": ["accept", "examine", "experts_fail"], "close": [*EXPERTS, "approve", "publish", "close"],
}  # fmt: skip
WORDS = {
    "return": "请按下面的要求修改后重新提交。",
    "refuse": "示例：不属于装配式建筑技术的范围。",
    "disapprove": "示例：单体的评价等级没有达到要求。",
    "experts_fail": "示例：专家组认为竖向构件的应用比例不足。",
    "uphold": "示例：公示期间收到的异议经核实成立，重新核对。",
}
CHECKS = [
    ("accept", "盖章申报书与网上内容一致", True),
    ("accept", "营业执照在有效期内", True),
    ("examine", "竣工备案日期与备案意见一致", False),
]


@loads_sample
def load(users: list[User], seed: int) -> None:
    """Every declaration of the story that is not there yet, a batch of this year, its budget, and checklists."""
    firm = Organisation.objects.filter(name=FIRM).first()
    member = firm and firm.memberships.active().filter(user__in=users).select_related("user").first()
    if member is None:
        return
    cast = {
        "applicant": member.user,
        "officer": _in_group(users, StaffGroup.DECLARATION_OFFICERS),
        "approver": _in_group(users, StaffGroup.DECLARATION_APPROVERS),
    }
    diary = Diary(seed, work_calendar())
    for entry in tomllib.loads(STORY.read_text(encoding="utf-8"))["declaration"]:
        model = apps.get_model(kinds.case_kind(entry["kind"]).model)
        if not model.objects.filter(title=entry["name"]).exists():
            _Way(entry, firm, cast, diary).go()
    _checklists()
    _batch(cast["officer"])


def _in_group(users: list[User], group: StaffGroup) -> User:
    return next(user for user in users if user.groups.filter(name=group).exists())


class _Way:
    """One declaration on its way; moment is that of its last step."""

    def __init__(self, entry: dict, firm: Organisation, cast: dict[str, User], diary: Diary):
        self.entry, self.firm, self.cast, self.diary = entry, firm, cast, diary
        self.kind = kinds.case_kind(entry["kind"])
        self.user, self.moment = cast["applicant"], diary.ago(entry["days_ago"])

    def go(self) -> None:
        with at(self.moment):
            self.case = drafts.open_draft(self.kind, user=self.user, organisation=self.firm)
            self._fill()
        if self.entry["until"] == "draft":
            Case.objects.filter(pk=self.case.pk).update(title=self.entry["name"])
            return
        with at(self.moment):
            self._attach()
            self._send()
        for action in WAYS[self.entry["until"]]:
            self.moment = self._moment_of(action)
            with at(self.moment):
                self._take(action)

    def _moment_of(self, action: str) -> datetime:
        """The next morning; the end of a 公示 when its last day is over."""
        if action == "close":
            page = PublicityPage.objects.get(entries__case=self.case.pk)
            return timezone.make_aware(datetime.combine(page.ends_on + timedelta(days=1), time(0, 5)))
        if action == "withdraw":
            return self.moment + WITHIN_THE_WINDOW
        return max(self.diary.next_day(self.moment), self.moment + SETTLED)

    def _fill(self) -> None:
        said = answers(self.kind.name, self.entry, firm=self.firm.name, code=self.firm.code)
        for name, answer in said.items():
            drafts.save_section(self.case, name, as_query(typed(name, answer)), user=self.user, seen_version=0)

    def _attach(self) -> None:
        for item in items_of(self.kind.name):
            if item.required and item.name != versions.STAMPED:
                attachments.add(self._now(), item.name, _scan(item.label, self.entry["name"]), user=self.user)
        case = self._now()
        versions.export(case, user=self.user, seen_version=case.version)
        attachments.add(case, versions.STAMPED, _photo(f"盖章申报书（示例）{self.entry['number']}"), user=self.user)

    def _now(self) -> Case:
        return Case.objects.get(pk=self.case.pk)

    def _send(self) -> None:
        self.case = drafts.submit_draft(self._now(), user=self.user, seen_version=self._now().version)

    def _take(self, action: str) -> None:
        if action == "send":
            self._mend()
            self._send()
            return
        case, data = self._now(), {}
        if action == "return":
            data = {"points": self._points()}
            staff_notes.add(case, "示例备注：已电话告知经办人。", user=self._officer())
        elif action in ("experts_pass", "experts_fail"):
            data = {"held_on": timezone.localdate(), "experts": 5, "leader": "示例组长", "opinions": [_opinion()]}
        elif action == "approve" and case.kind == REWARD_FUND:
            data = {"approved_amount": Decimal(3_600_000)}
        elif action == "publish":
            data = {"days": DAYS}
        elif action == "close":
            page = PublicityPage.objects.get(entries__case=case.pk)
            page.unpublish()
            PublicityPage.objects.filter(pk=page.pk).update(taken_down_at=timezone.now())
        self.case = services.apply_transition(
            case,
            action,
            actor=self._actor(action),
            seen_version=None if action == "close" else case.version,
            opinion=WORDS.get(action, ""),
            data=data,
        )

    def _actor(self, action: str) -> services.Actor:
        if action == "close":
            return services.SYSTEM
        if action in ("withdraw", "cancel"):
            return self.user
        return self.cast["approver"] if action in ("approve", "disapprove") else self._officer()

    def _officer(self) -> User:
        return self.cast["officer"]

    def _points(self) -> list[Point]:
        section = self.kind.sections_by_name["project"]
        return [
            Point("project", section.title, field="address", label="建设地址", sentence="请写到门牌号。"),
            Point(
                "buildings",
                self.kind.sections_by_name["buildings"].title,
                row=2,
                row_name="2#",
                sentence="请核对层数。",
            ),
        ]

    def _mend(self) -> None:
        """Mends what was named, exports and stamps again."""
        said = answers(self.kind.name, self.entry, firm=self.firm.name, code=self.firm.code)
        said["project"]["address"] = f"示例路 {int(self.entry['number'])} 号院"
        said["buildings"][1]["floors_above"] = "17"
        for name in ("project", "buildings"):
            row = self.case.draft_sections.get(name=name)
            words = as_query(typed(name, said[name]))
            drafts.save_section(self._now(), name, words, user=self.user, seen_version=row.version)
        case = self._now()
        for scan in case.attachments.current().filter(item__name=versions.STAMPED):
            attachments.remove(scan, user=self.user)
        versions.export(self._now(), user=self.user, seen_version=self._now().version)
        attachments.add(
            self._now(), versions.STAMPED, _photo(f"盖章申报书（示例，第二次）{self.entry['number']}"), user=self.user
        )


def _checklists() -> None:
    if not ChecklistItem.objects.exists():
        for position, (action, text, required) in enumerate(CHECKS):
            required = required and action != "accept"  # nothing of the sample waits for a tick
            ChecklistItem.objects.create(
                kind=REWARD_FUND, action=action, text=text, required=required, position=position
            )


def _batch(officer: User) -> None:
    year = timezone.localdate().year
    YearBudget.objects.get_or_create(year=year, defaults={"amount": Decimal(6_000_000), "source": "示例预算"})
    batch, is_new = Batch.objects.get_or_create(kind=REWARD_FUND, year=year, name="示例第一批")
    waiting: list[Declaration] = list(batches.waiting_for_batch(REWARD_FUND))
    if is_new and waiting:
        batches.add(batch, [case.pk for case in waiting], user=officer)


def _scan(label: str, project: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(
        f"{label}（示例）.pdf", _pdf(f"SAMPLE {zlib.crc32((label + project).encode())}"), "application/pdf"
    )


def _opinion() -> ContentFile:
    return ContentFile(_pdf("SAMPLE OPINION"), name="专家组意见（示例）.pdf")


def _pdf(words: str) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, invariant=1)
    canvas.drawString(72, 760, words)
    canvas.save()
    return made.getvalue()


def _photo(words: str) -> SimpleUploadedFile:
    picture = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(picture).rectangle((380, 640, 540, 800), outline=(200, 30, 30), width=6)
    ImageDraw.Draw(picture).text((60, 60), words.encode("ascii", "ignore").decode() or "SAMPLE", fill="black")
    content = io.BytesIO()
    picture.save(content, "PNG")
    return SimpleUploadedFile(f"{words}.png", content.getvalue(), "image/png")
