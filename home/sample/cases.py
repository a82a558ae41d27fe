"""The sample's organisations, claims and feedback: made by the services that people's own acts go through."""

import io
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from PIL import Image, ImageDraw

from accounts.groups import StaffGroup
from accounts.identifiers import USCC_ALPHABET, is_uscc
from accounts.models import Organisation, User
from casework import assignments, drafts, kinds, services
from casework.attachments import services as attachments
from casework.models import Case
from casework.sampling import Diary, at
from home.feedback import services as feedback
from home.models import Feedback
from home.sample import texts
from membership import services as membership
from membership.models import Invitation, OrganisationClaim
from workdays.services import work_calendar

WITHIN_THE_WINDOW = timedelta(minutes=3)
FILES = {"licence": "营业执照（示例）.png", "letter": "授权书（示例）.png"}


@dataclass(frozen=True)
class Cast:
    """Who acts: everybody by user name, the officer who answers readers, the one who looks at claims."""

    people: dict[str, User]
    answers: User
    reviews: User


def load_cases(users: list[User], seed: int) -> None:
    """Everything of cases.toml that is not there yet."""
    cast = Cast(
        {user.username: user for user in users},
        answers=_in_group(users, StaffGroup.REVIEWERS),
        reviews=_in_group(users, StaffGroup.ADMINISTRATORS),
    )
    story, diary = texts.facts("cases"), Diary(seed, work_calendar())
    codes = {entry["name"]: sample_code(entry["serial"]) for entry in story["organisation"]}
    for entry in story["claim"]:
        _claim(entry, codes[entry["organisation"]], cast, diary)
    for entry in story["invitation"]:
        _invitation(entry, cast, diary)
    for entry in story["feedback"]:
        _feedback(entry, cast, diary)


def sample_code(serial: int) -> str:
    """A 统一社会信用代码 that is valid in form and obviously nobody's: region 000000."""
    body = f"91000000MA{serial:07d}"
    return next(body + character for character in USCC_ALPHABET if is_uscc(body + character))


def _in_group(users: list[User], group: StaffGroup) -> User:
    return next(user for user in users if user.groups.filter(name=group).exists())


def _claim(entry: dict, code: str, cast: Cast, diary: Diary) -> None:
    user, moment = cast.people[entry["who"]], diary.ago(entry["days_ago"])
    claims = OrganisationClaim.objects.filter(applicant=user)
    known = claims.filter(organisation_name=entry["organisation"]) if entry["steps"] else claims.drafts()
    if known.exists():
        return
    with at(moment):
        case = drafts.open_draft(kinds.case_kind("org_claim"), user=user)
        _fill(case, entry, code, user)
        if entry["steps"]:
            for item, name in FILES.items():
                attachments.add(case, item, SimpleUploadedFile(name, picture()), user=user)
    for number, step in enumerate(entry["steps"]):
        if number:
            soon = step["action"] == "withdraw"
            moment = moment + WITHIN_THE_WINDOW if soon else diary.next_day(moment)
        with at(moment):
            case = _take(Case.objects.get(pk=case.pk), step, entry | step, code, user, cast.reviews)


def _take(case: Case, step: dict, entry: dict, code: str, user: User, officer: User) -> Case:
    if step["action"] == case.case_kind.submit_action:
        _fill(case, entry, code, user)
        case = Case.objects.get(pk=case.pk)
        return drafts.submit_draft(case, user=user, seen_version=case.version)
    transition = case.case_kind.workflow.transitions[step["action"]]
    return services.apply_transition(
        case,
        step["action"],
        actor=officer if transition.permission else user,
        seen_version=case.version,
        opinion=step.get("opinion", ""),
        data={"sections": step["sections"]} if "sections" in step else None,
    )


def _fill(case: Case, entry: dict, code: str, user: User) -> None:
    """Saves both sections as somebody would who typed them."""
    typed = {
        "organisation": {"name": entry["organisation"], "code": code},
        "claimant": {"role": entry["role"], "post": entry["post"], "promise": "on" if entry["steps"] else ""},
    }
    versions = dict(case.draft_sections.values_list("name", "version"))
    for name, values in typed.items():
        posted = QueryDict(mutable=True)
        posted.update({f"{name}-{field}": value for field, value in values.items()})
        drafts.save_section(case, name, posted, user=user, seen_version=versions.get(name, 0))


def _invitation(entry: dict, cast: Cast, diary: Diary) -> None:
    organisation = Organisation.objects.get(name=entry["organisation"])
    invited, moment = cast.people[entry["who"]], diary.ago(entry["days_ago"])
    if Invitation.objects.filter(organisation=organisation, phone_hash=invited.phone_hash).exists():
        return
    with at(moment):
        invitation = membership.invite(
            organisation, name=str(invited), phone=invited.phone, user=cast.people[entry["by"]]
        )
    if entry.get("accept"):
        with at(diary.next_day(moment)):
            membership.answer(invitation, user=invited, accept=True)


def _feedback(entry: dict, cast: Cast, diary: Diary) -> None:
    if Feedback.objects.filter(text=entry["text"]).exists():
        return
    moment = diary.ago(entry["days_ago"])
    with at(moment):
        case = _send(entry, cast.people.get(entry.get("who", "")))
    for step in entry["steps"]:
        moment = diary.next_day(moment)
        with at(moment):
            case = _take(case, step, entry, "", case.applicant, cast.answers)
    if by := entry.get("claimed_by"):
        with at(diary.next_day(moment)):
            assignments.claim(case, user=cast.people[by])


def _send(entry: dict, sender: User | None) -> Feedback:
    draft = None
    if name := entry.get("file"):
        draft = feedback.start_draft()
        attachments.add(draft, "evidence", SimpleUploadedFile(name, picture()), user=services.ANONYMOUS)
    fields = {name: entry.get(name, "") for name in ("subject", "text", "page_url", "contact")}
    return feedback.send(**fields, sender=sender, draft=draft)


def picture() -> bytes:
    """A scan of nothing: an empty sheet that says what it is."""
    sheet, out = Image.new("RGB", (800, 560), "white"), io.BytesIO()
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((20, 20, 780, 540), outline="gray", width=3)
    draw.text((370, 270), "SAMPLE", fill="gray")
    sheet.save(out, "PNG")
    return out.getvalue()
