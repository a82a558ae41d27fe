"""What the office makes of declarations: doubles, amounts, experts, batches with their table, 公示 from end to end."""

import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.groups import StaffGroup
from accounts.models import User
from audit.models import Entry
from casework import dossier, errors, services, timed
from casework.attachments import services as attachments
from casework.models import Attachment, Case
from declarations import doubles
from declarations.enums import DEMONSTRATION, REWARD_FUND, TECHNOLOGY
from declarations.models import (
    Batch,
    BatchEntry,
    Declaration,
    DeclaredBuilding,
    ExpertResult,
    PublicityEntry,
    PublicityPage,
    RewardFund,
    SignedOpinion,
    YearBudget,
)
from declarations.services import batches, publicity
from tests.factories import declarations as make
from tests.factories import projects
from tests.factories.stages import stage
from tests.library.samples import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def officer() -> User:
    return make.make_officer()


@pytest.fixture
def approver() -> User:
    return make.make_approver()


def walk(case: Case, *actions: str, officer: User, approver: User) -> Declaration:
    """The steps of the office, with what each of them needs."""
    for action in actions:
        actor = approver if action in {"approve", "confirm"} else officer
        case = make.step(case, action, actor, data=stage(case.kind, action).data(timezone.now()))
    return case


def approved(kind: str = REWARD_FUND, *, officer: User, approver: User, **columns) -> Declaration:
    """审批通过（待公示）, with nothing typed."""
    case = make.submit(make.bare(kind, **columns))
    make.settle(case)
    looked = "experts_pass" if kind == DEMONSTRATION else "review"
    return walk(case, "accept", "examine", looked, "approve", officer=officer, approver=approver)


# --- doubles ----------------------------------------------------------------------------------------------------------


def test_the_same_project_and_building_in_another_kind_is_found_and_shown(client, officer):
    first = make.sent(REWARD_FUND)
    assert list(DeclaredBuilding.objects.filter(case=first).values_list("number", flat=True)) == ["1#", "2#"]
    assert doubles.doubles_of(first) == []
    second = make.sent(DEMONSTRATION)
    (double,) = doubles.doubles_of(Case.objects.get(pk=second.pk))
    assert (double.case.number, double.year, sorted(double.buildings)) == (
        first.number,
        first.library_year,
        ["1#", "2#"],
    )
    client.force_login(officer)
    shown = client.get(f"/admin/cases/inspect/{first.pk}/").content.decode()
    assert "同一项目还有 1 份申报" in shown
    assert second.number in shown
    queue = client.get("/admin/cases/").content.decode()
    assert queue.count("单体重复申报") == 2
    services.apply_transition(
        Case.objects.get(pk=first.pk), "refuse", actor=officer, seen_version=first.version, opinion="不符"
    )
    assert len(doubles.doubles_of(Case.objects.get(pk=second.pk))) == 1, "what has ended is a double all the same"


def test_doubles_of_a_page_cost_the_same_for_many():
    user, firm = make.make_member()
    project = projects.project(user, firm)

    def declare() -> Case:
        case = make.bare(TECHNOLOGY, user, firm, project=project)
        made = make.submit(case)
        services.apply_transition(made, "withdraw", actor=user, seen_version=made.version)
        return services.apply_transition(
            Case.objects.get(pk=made.pk), "cancel", actor=user, seen_version=Case.objects.get(pk=made.pk).version
        )

    def cost() -> tuple[int, int]:
        cases = list(Case.objects.all())
        with CaptureQueriesContext(connection) as queries:
            found = doubles.marks(cases)
        return len(queries), len(found)

    declare(), declare()
    assert cost() == (2, 2)
    for _ in range(4):
        declare()
    assert cost() == (2, 6)


def test_a_new_submission_names_its_buildings_anew(officer):
    case = make.sent(REWARD_FUND)
    make.step(case, "return", officer)
    kept = make.answers(REWARD_FUND)
    make.type_in(case, "buildings", kept["buildings"][:1])
    make.type_in(case, "ratings", kept["ratings"][:1])
    make.type_in(case, "project", kept["project"] | {"buildings": "1", "area_prefab": "14000"})
    for scan in Attachment.objects.filter(case=case, item__name="stamped"):
        attachments.remove(scan, user=case.applicant)
    make.stamp(case, "gold")
    make.hand_in(case)
    assert list(DeclaredBuilding.objects.values_list("number", flat=True)) == ["1#"]


# --- amounts and experts ----------------------------------------------------------------------------------------------


def test_approval_of_a_reward_fixes_the_amount(client, officer, approver):
    case = make.submit(make.bare(REWARD_FUND, estimated_amount=Decimal(1_440_000), reward_area=Decimal(12_000)))
    make.settle(case)
    case = walk(case, "accept", "examine", "review", officer=officer, approver=approver)
    client.force_login(approver)
    url = f"/admin/cases/step/{case.pk}/approve/"
    form = client.get(url).content.decode()
    assert 'value="1440000.00"' in form
    assert "按规则估算 1,440,000.00 元" in form
    posted = {"opinion": "同意", "seen_version": case.version}
    assert client.post(url, posted).status_code == 422
    assert client.post(url, posted | {"approved_amount": "-1"}).status_code == 422
    assert client.post(url, posted | {"approved_amount": "1200000.50"}).status_code == 302
    assert RewardFund.objects.get(pk=case.pk).approved_amount == Decimal("1200000.50")
    with pytest.raises(errors.NotNow, match="核定"):
        other = make.submit(make.bare(REWARD_FUND))
        make.settle(other)
        other = walk(other, "accept", "examine", "review", officer=officer, approver=approver)
        make.step(other, "approve", approver)


@pytest.mark.parametrize(("action", "status"), [("experts_pass", "deciding"), ("experts_fail", "experts_failed")])
def test_the_experts_result_is_recorded_with_signed_opinions(client, officer, approver, action, status):
    case = make.submit(make.bare(DEMONSTRATION))
    make.settle(case)
    case = walk(case, "accept", "examine", officer=officer, approver=approver)
    client.force_login(officer)
    url = f"/admin/cases/step/{case.pk}/{action}/"
    form = client.get(url).content.decode()
    assert 'enctype="multipart/form-data"' in form
    posted = {"opinion": "见专家意见", "seen_version": case.version, "held_on": "2026-03-02", "experts": "5"}
    assert "请上传专家签字的评审意见" in client.post(url, posted).content.decode()
    wrong = client.post(url, posted | {"opinions": SimpleUploadedFile("意见.pdf", b"no pdf")})
    assert wrong.status_code == 422
    scan = pdf()
    files = [SimpleUploadedFile(name, scan, "application/pdf") for name in ("组长意见.pdf", "成员意见.pdf")]
    assert client.post(url, posted | {"opinions": files}).status_code == 302
    assert Case.objects.get(pk=case.pk).status == status
    result = ExpertResult.objects.get()
    assert (result.held_on, result.experts, result.change.action) == (date(2026, 3, 2), 5, action)
    assert sorted(result.opinions.values_list("name", flat=True)) == ["成员意见.pdf", "组长意见.pdf"]
    page = client.get(f"/admin/cases/inspect/{case.pk}/").content.decode()
    opinion = result.opinions.first()
    assert f"/admin/declarations/opinions/{opinion.pk}/" in page
    assert client.get(f"/admin/declarations/opinions/{opinion.pk}/").content == scan
    assert Entry.objects.filter(event="file_opened").exists()
    packed = b"".join(dossier.stream(Case.objects.get(pk=case.pk), made_by=officer, with_notes=False))
    assert sum(name.startswith("评审意见/") for name in zipfile.ZipFile(BytesIO(packed)).namelist()) == 2
    client.force_login(make.make_officer(StaffGroup.BOOKING_OFFICERS))
    assert client.get(f"/admin/declarations/opinions/{opinion.pk}/").status_code == 404
    client.force_login(case.applicant)
    assert opinion.name not in client.get(f"/my/{case.number}/").content.decode()


def test_who_looked_does_not_decide(officer):
    both = make.make_officer(StaffGroup.DECLARATION_OFFICERS, StaffGroup.DECLARATION_APPROVERS)
    case = make.submit(make.bare(REWARD_FUND))
    make.settle(case)
    case = make.step(case, "accept", both)
    case = walk(case, "examine", "review", officer=officer, approver=officer)
    for action in ("approve", "disapprove"):
        with pytest.raises(errors.SamePerson):
            make.step(case, action, both, data={"approved_amount": Decimal(1)})


# --- batches ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def batch() -> Batch:
    return Batch.objects.create(kind=REWARD_FUND, year=2026, name="第一批")


def test_the_forwarding_table_counts_aa_and_aaa_apart_on_screen_and_in_xlsx(client, officer, approver, batch):
    for number, grade in enumerate(("AA", "AAA", "AA", "A"), start=1):
        case = approved(
            officer=officer, approver=approver, grade=grade, reward_area=Decimal(10_000 * number),
            project_name=f"示例项目{number}", lead_name="=示例公司", project_type="housing",
        )  # fmt: skip
        batches.add(batch, [case.pk], user=officer)
    YearBudget.objects.create(year=2026, amount=Decimal(7_000_000))
    client.force_login(officer)
    page = client.get(f"/admin/declarations/batches/{batch.pk}/").content.decode()
    for words in ["示例项目3", "商品住房", "AAA级", "超出预算 200,000.00 元", "总计"]:
        assert words in page, words
    table = batches.table_of(batch)
    assert [(each.label, each.count, each.area, each.amount) for each in table.subtotals] == [
        ("AAA级", 1, Decimal(20_000), Decimal(1_800_000)),
        ("AA级", 2, Decimal(40_000), Decimal(3_600_000)),
        ("其他", 1, Decimal(40_000), Decimal(1_800_000)),
        ("总计", 4, Decimal(100_000), Decimal(7_200_000)),
    ]
    answer = client.get(f"/admin/declarations/batches/{batch.pk}/table.xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[1]) == batches.HEADINGS
    assert rows[2][:6] == (1, "装配式建筑", "示例项目1", "AA级", "商品住房", "'=示例公司")
    assert rows[-1][0] == "总计"
    assert rows[-1][7] == 7_200_000
    assert Entry.objects.filter(event="exported", data__batch=batch.pk).exists()
    with CaptureQueriesContext(connection) as queries:
        batches.table_of(batch)
        batches.totals([2025, 2026])
    assert len(queries) == 3


def test_a_declaration_stands_in_one_batch_and_only_once_approved(officer, approver, batch):
    other = Batch.objects.create(kind=REWARD_FUND, year=2026, name="第二批")
    case = approved(officer=officer, approver=approver)
    waiting = make.submit(make.bare(REWARD_FUND))
    technology = approved(TECHNOLOGY, officer=officer, approver=approver)
    for refused in ([waiting.pk], [technology.pk], [case.pk, 999_999]):
        with pytest.raises(errors.NotNow):
            batches.add(batch, refused, user=officer)
    assert batches.add(batch, [case.pk], user=officer) == 1
    with pytest.raises(errors.NotNow, match="别的批次"):
        batches.add(other, [case.pk], user=officer)
    assert BatchEntry.objects.count() == 1
    batches.take_out(batch, BatchEntry.objects.get().pk, user=officer)
    assert batches.add(other, [case.pk], user=officer) == 1


def test_batches_are_kept_by_officers_and_looked_at_by_approvers(client, officer, approver, batch):
    client.force_login(approver)
    assert client.get("/admin/declarations/batches/").status_code == 200
    url = f"/admin/declarations/batches/{batch.pk}/"
    assert "可以列入的申报" not in client.get(url).content.decode()
    assert (
        client.post("/admin/declarations/batches/", {"kind": REWARD_FUND, "year": 2026, "name": "第三批"}).status_code
        != 200
    )
    case = approved(officer=officer, approver=approver)
    client.post(f"{url}fill/", {"case": [case.pk]})
    client.post(f"{url}publish/", {"days": 5})
    assert (Batch.objects.count(), BatchEntry.objects.count(), PublicityPage.objects.count()) == (1, 0, 0)
    client.force_login(officer)
    again = client.post("/admin/declarations/batches/", {"kind": REWARD_FUND, "year": 2026, "name": "第一批"})
    assert again.status_code == 422
    assert "同名的批次" in again.content.decode()
    client.post(f"{url}fill/", {"case": [case.pk]})
    assert BatchEntry.objects.get().case_id == case.pk


# --- 公示 -------------------------------------------------------------------------------------------------------------


def test_a_batch_is_shown_to_everybody_and_ends_by_itself(client, officer, approver, batch):
    cases = [
        approved(officer=officer, approver=approver, project_name=f"示例项目{n}", lead_name="示例建设有限公司")
        for n in (1, 2)
    ]
    batches.add(batch, [case.pk for case in cases], user=officer)
    client.force_login(officer)
    client.post(f"/admin/declarations/batches/{batch.pk}/publish/", {"days": 5})
    page = PublicityPage.objects.get()
    assert page.title == "2026 年奖励资金申报结果公示（第一批）"
    assert {case.status for case in Case.objects.all()} == {"publicity"}
    client.logout()
    shown = client.get(page.url).content.decode()
    for words in [
        "示例项目1",
        "示例项目2",
        "示例建设有限公司",
        "1,800,000",
        "提出异议",
        f"?page={quote(page.url, safe='')}",
    ]:
        assert words in shown, words
    assert page.title in client.get("/notices/").content.decode()
    end = timezone.make_aware(datetime.combine(page.ends_on, datetime.min.time()))
    last_moment, over = end + timedelta(hours=23, minutes=59), end + timedelta(days=1)
    assert publicity.take_down(last_moment) == 0
    assert not publicity.over(Case.objects.all(), last_moment).exists()
    upheld = make.step(cases[0], "uphold", officer)
    assert "正在复核" in client.get(page.url).content.decode()
    assert list(publicity.over(Case.objects.all(), over)) == [Case.objects.get(pk=cases[1].pk)]
    timed.run_timed(now=over)
    assert publicity.take_down(over) == 1
    assert publicity.take_down(over) == 0
    assert client.get(page.url).status_code == 404
    assert [Case.objects.get(pk=case.pk).status for case in cases] == ["rechecking", "closed"]
    client.force_login(officer)
    archive = client.get("/admin/declarations/publicity/").content.decode()
    assert "期满撤下" in archive
    assert "示例项目2" in archive
    confirmed = walk(upheld, "confirm", "publish", officer=officer, approver=approver)
    assert confirmed.status == "publicity"
    assert PublicityEntry.objects.filter(case=confirmed.pk).count() == 2


def test_a_publicity_lasts_working_days(officer, approver):
    case = approved(TECHNOLOGY, officer=officer, approver=approver, technology_name="示例技术")
    friday = timezone.make_aware(datetime(2026, 3, 6, 10))
    page = publicity.make([Case.objects.get(pk=case.pk)], actor=officer, days=3, now=friday)
    assert (page.starts_on, page.ends_on) == (date(2026, 3, 6), date(2026, 3, 10))
    assert PublicityEntry.objects.get().row[0] == ["技术名称", "示例技术"]


def test_nothing_is_shown_when_one_cannot_be(officer, approver):
    good = approved(officer=officer, approver=approver)
    bad = make.submit(make.bare(REWARD_FUND))
    make.settle(bad)
    with pytest.raises(errors.WrongStatus):
        publicity.make([Case.objects.get(pk=case.pk) for case in (good, bad)], actor=officer)
    assert not PublicityPage.objects.exists()
    assert Case.objects.get(pk=good.pk).status == "approved"
    with pytest.raises(errors.NotNow, match="没有可以公示的申报"):
        publicity.make([], actor=officer)


def test_signed_opinions_are_written_once(officer, approver):
    approved(DEMONSTRATION, officer=officer, approver=approver)
    opinion = SignedOpinion.objects.get()
    with pytest.raises(Exception, match="written once"):
        opinion.save()
