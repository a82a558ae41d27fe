"""Declarations as firms make them: typed into sections, with files, exported, stamped, handed in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.groups import StaffGroup
from accounts.models import Membership, Organisation, Role, User
from casework import drafts, kinds, services
from casework.attachments import services as attachments
from casework.attachments.queries import items_of
from casework.models import Case
from casework.sections import as_query
from declarations.enums import DEMONSTRATION, REWARD_FUND, TECHNOLOGY
from declarations.models import Declaration, Demonstration, RewardFund, SignedOpinion, Technology
from declarations.services import results, versions
from tests.declarations.ratings import sheets
from tests.factories.claims import picture

CODE, OTHER_CODE = "91110000600037341L", "92141127MA0KD1Y64A"
PERMIT, PLANNING, PROJECT_CODE = "110105202303010101", "建字第110105202300012号", "2023-110105-47-01-000012"
_numbers = count(1)

FIRM = {
    "name": "示例建设有限公司",
    "code": CODE,
    "firm_type": "owner",
    "registered_address": "北京市朝阳区示例路1号",
    "legal_person": "示例法人",
    "contact": "示例联系人",
    "mobile": "13900000001",
    "landline": "010-68025490-1",
    "email": "sample@example.invalid",
    "postcode": "100044",
}
PROJECT = {
    "name": "示例家园项目",
    "code": PROJECT_CODE,
    "planning_permit": PLANNING,
    "district": "chaoyang",
    "address": "示例路2号",
    "project_type": "housing",
    "funding": "private",
    "basis": "opinion_2022",
    "area_total": "36000",
    "area_above": "30000",
    "area_below": "6000",
    "area_prefab": "28000",
    "buildings": "2",
    "starts_on": "2023-04-01",
    "ends_on": "2025-09-30",
    "filed_on": "2025-11-20",
}
BUILDINGS = [
    {
        "number": f"{number}#",
        "function": "住宅",
        "structure": "shear_wall",
        "floors_above": "18",
        "floors_below": "2",
        "height": "52.8",
        "area_above": "15000",
        "area_prefab": "14000",
        "precast_rate": "45.5",
        "components": ["slab", "stair"],
        "fitted": "yes",
    }
    for number in (1, 2)
]
PARTY = {"role": "design", "name": "示例设计研究院", "code": OTHER_CODE, "manager": "示例负责人"}
RATED = "40 75 · 100 50 80 55 · 是 0 85 70 50"


def answers(kind: str) -> dict[str, dict | list[dict]]:
    """What somebody answers in each section: a dict, or a list of them where the section has rows."""
    if kind == REWARD_FUND:
        permit = {"permit_number": PERMIT, "issued_on": "2023-03-01", "scale": "36000", "price": "12000"}
        ratings = [_rating(each["number"]) for each in BUILDINGS]
        bank = {"bank": "示例银行北京示例支行", "account_name": FIRM["name"], "account": "0200 0000 0000 0000 000"}
        return {
            "firm": FIRM | bank,
            "permit": permit,
            "project": dict(PROJECT),
            "parties": [dict(PARTY)],
            "buildings": [dict(each) for each in BUILDINGS],
            "ratings": ratings,
        }
    if kind == TECHNOLOGY:
        return {
            "firm": dict(FIRM),
            "project": dict(PROJECT),
            "technology": {"name": "示例预制墙板连接技术", "field": "connection", "principle": "灌浆套筒。"},
            "indicators": [{"indicator": "抗压强度", "value": "85", "unit": "MPa", "standard": "JG/T 408-2019"}],
            "rights": [{"right_type": "invention", "right_number": "ZL202310000000.0", "right_name": "示例专利"}],
            "promotion": {"economy": "节约工期。", "prospects": "可用于住宅。"},
            "applications": [{"work": "示例家园", "place": "北京", "area": "30000", "year": "2025"}],
        }
    lead = {**PARTY, "role": "owner", "name": FIRM["name"], "code": CODE, "is_lead": "on"}
    contact = {"contact": "示例联系人", "mobile": "13900000001"}
    grades = {"prefab_rate": "68.9", "grade": "A"}
    return {
        "project": PROJECT | {"no_accident": "on"},
        "applicants": [lead | contact, PARTY | contact],
        "buildings": [each | grades for each in BUILDINGS],
        "people": [{"person": "示例甲", "firm": FIRM["name"], "title": "高级工程师", "work": "总负责"}],
    }


def _rating(building: str) -> dict[str, str]:
    return {**_bare_row(), "building": building}


def _bare_row() -> dict[str, str]:
    return {name.removeprefix("ratings-0-"): value for name, value in sheets.row(RATED).items()}


def typed(section: str, said: Mapping | list) -> dict[str, list[str]]:
    """Answers in the shape in which a section keeps what is typed."""
    if not isinstance(said, list):
        return {f"{section}-{name}": _values(value) for name, value in said.items()}
    found = {f"{section}-TOTAL_FORMS": [str(len(said))], f"{section}-INITIAL_FORMS": ["0"]}
    for number, row in enumerate(said):
        found |= {f"{section}-{number}-{name}": _values(value) for name, value in row.items()}
    return found


def _values(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def make_member(firm: Organisation | None = None) -> tuple[User, Organisation]:
    """Somebody who acts for a firm, of the same firm when one is given."""
    number = next(_numbers)
    firm = firm or Organisation.objects.get_or_create(code=CODE, defaults={"name": FIRM["name"]})[0]
    user = User(username=f"member{number}", last_name="示", first_name=f"例经办{number}")
    user.phone = f"139{number:08d}"
    user.save()
    Membership.objects.create(user=user, organisation=firm, role=Role.HANDLER)
    return user, firm


def make_officer(*groups: StaffGroup) -> User:
    """A member of staff who looks into declarations, or of these groups."""
    user = User.objects.create(username=f"declarations{next(_numbers)}", last_name="示", first_name="例审核")
    user.groups.set(Group.objects.filter(name__in=groups or (StaffGroup.DECLARATION_OFFICERS,)))
    return user


def make_approver() -> User:
    """A member of staff who decides."""
    return make_officer(StaffGroup.DECLARATION_APPROVERS)


def begin(kind: str, user: User | None = None, firm: Organisation | None = None) -> Case:
    """An empty draft of somebody's firm."""
    if user is None:
        user, firm = make_member(firm)
    firm = firm or Organisation.objects.get(memberships__user=user)
    return drafts.open_draft(kinds.case_kind(kind), user=user, organisation=firm)


def fill(case: Case, **changed: dict | list[dict]) -> Case:
    """Types into all sections; changed: what to answer in a section instead."""
    for name, said in (answers(case.kind) | changed).items():
        type_in(case, name, said)
    return Case.objects.get(pk=case.pk)


def type_in(case: Case, name: str, said: Mapping | list, user: User | None = None) -> None:
    """Types into one section, having seen what stands there."""
    row = case.draft_sections.filter(name=name).first()
    drafts.save_section(
        case,
        name,
        as_query(typed(name, said)),
        user=user or case.applicant,
        seen_version=row.version if row else 0,
    )


def attach(case: Case, *, stamped: bool = True) -> None:
    """Every file that is asked for; with stamped a scan of what is exported now."""
    colours = iter(["white", "grey", "red", "green", "blue", "black", "yellow", "pink", "brown", "orange", "purple"])
    for item in items_of(case.kind):
        if item.required and item.name != versions.STAMPED:
            attachments.add(case, item.name, picture(f"{item.label}.png", next(colours)), user=case.applicant)
    if stamped:
        stamp(case)


def stamp(case: Case, colour: str = "navy") -> None:
    """Exports what stands there now and uploads the scan."""
    case = Case.objects.get(pk=case.pk)
    versions.export(case, user=case.applicant, seen_version=case.version)
    scan(case, colour)


def scan(case: Case, colour: str = "navy") -> None:
    """Uploads a picture of a stamped declaration."""
    attachments.add(case, versions.STAMPED, picture(f"盖章申报书{colour}.png", colour), user=case.applicant)


def complete(kind: str, user: User | None = None, firm: Organisation | None = None, **changed) -> Case:
    """A draft that lacks nothing."""
    case = fill(begin(kind, user, firm), **changed)
    attach(case)
    return Case.objects.get(pk=case.pk)


def hand_in(case: Case, *, now: datetime | None = None) -> Declaration:
    """Submits what stands there now."""
    case = Case.objects.get(pk=case.pk)
    return drafts.submit_draft(case, user=case.applicant, seen_version=case.version, now=now)


def sent(kind: str, *, settled: bool = True, **changed) -> Declaration:
    """已提交（待受理）; settled: the minutes of withdrawal are over."""
    case = hand_in(complete(kind, **changed))
    if settled:
        settle(case)
    return case.__class__.objects.get(pk=case.pk)


def bare(kind: str, user: User | None = None, firm: Organisation | None = None, **columns) -> Declaration:
    """A draft with nothing typed, for tests of steps alone."""
    if user is None:
        user, firm = make_member(firm)
    model = {REWARD_FUND: RewardFund, TECHNOLOGY: Technology, DEMONSTRATION: Demonstration}[kind]
    title = columns.pop("title", "示例申报")
    return model.objects.create(kind=kind, applicant=user, organisation=firm, title=title, **columns)


def submit(case: Case, *, now: datetime | None = None) -> Declaration:
    """Hands in without looking at what was typed."""
    found = Case.objects.get(pk=case.pk)
    return services.submit(
        found,
        "send",
        actor=found.applicant,
        seen_version=found.version,
        content={"form_version": "1", "sections": [], "files": []},
        now=now,
    )


def settle(case: Case) -> None:
    """The minutes of withdrawal are over."""
    Case.objects.filter(pk=case.pk).update(withdrawable_until=None)


def step(case: Case, action: str, actor: User, **options) -> Declaration:
    """Any step, on the case as it is now."""
    found = Case.objects.get(pk=case.pk)
    options = {"opinion": "说明", "seen_version": found.version} | options
    return services.apply_transition(found, action, actor=actor, **options)


def signed_opinion() -> SignedOpinion:
    """An expert's opinion on a demonstration project, as far as the office's pages show it."""
    case = submit(bare(DEMONSTRATION))
    upload = ContentFile(b"%PDF-1.4 signed", name="示例意见.pdf")
    data = {"held_on": timezone.localdate(), "experts": 5, "opinions": [upload]}
    results.keep_experts(case, case.history.get(), data)
    return SignedOpinion.objects.get(result__case=case.pk)


def minutes_later(case: Case) -> datetime:
    """A moment after the minutes of withdrawal."""
    return (case.withdrawable_until or timezone.now()) + timedelta(minutes=1)
