"""Drafts: nothing typed is lost, nobody writes over anybody, and only what is whole is handed in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts import closing, persons
from accounts.models import Membership, Organisation
from casework import drafts, errors, kinds, services, timed
from casework.enums import ForWhom
from casework.models import Attachment, Case, DraftSection, OpenDraft, StatusChange
from casework.sections import Section, SectionState, as_query
from membership.models import OrganisationClaim
from notifications.models import Message
from operations import jobs
from tests.casework.test_sections import BuildingForm
from tests.factories import claims
from tests.membership.conftest import make_people, private_files  # noqa: F401  a fixture

DAY = timedelta(days=1)


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def wang(people):
    return people["wang"]


@pytest.fixture
def firm(people):
    firm = Organisation.objects.create(name="示例设计院", code=claims.OTHER_CODE)
    for key in ("wang", "li"):
        Membership.objects.create(user=people[key], organisation=firm)
    return firm


@pytest.fixture
def paper(monkeypatch):
    """A kind with rows, for oneself or for an organisation, several drafts at a time."""
    kind = replace(
        kinds.case_kind("org_claim"), name="paper", sections=(Section("buildings", "单体信息", BuildingForm, rows=True),),
        items=(), for_whom=ForWhom.EITHER, one_draft=False, fill=None, check=None, timed=(),
    )  # fmt: skip
    monkeypatch.setitem(kinds._kinds, "paper", kind)
    return kind


def save(case: Case, section: str, user, *, seen: int = 0, **answers) -> DraftSection:
    return drafts.save_section(case, section, as_query(claims.typed(**answers)[section]), user=user, seen_version=seen)


def states(case: Case) -> dict[str, str]:
    return {task.name: task.state.value for task in drafts.task_list(Case.objects.get(pk=case.pk))}


def test_a_kind_that_allows_one_draft_gives_the_same_again(wang, people, paper):
    first = claims.begin(wang)
    assert claims.begin(wang).pk == first.pk
    assert claims.begin(people["li"]).pk != first.pk
    assert drafts.open_draft(paper, user=wang).pk != drafts.open_draft(paper, user=wang).pk


def test_the_claim_is_free_again_when_the_draft_is_handed_in_or_deleted(wang):
    sent = claims.sent(wang)
    assert not OpenDraft.objects.filter(case_id=sent.pk).exists()
    second = claims.begin(wang)
    assert second.pk != sent.pk
    drafts.delete_draft(second, user=wang)
    assert claims.begin(wang).pk != second.pk


def test_one_applies_in_a_name_that_one_has(wang, people, firm, paper):
    assert drafts.open_draft(paper, user=wang, organisation=firm).organisation == firm
    with pytest.raises(errors.NotActing, match="不能代表它申请"):
        drafts.open_draft(paper, user=people["zhao"], organisation=firm)
    with pytest.raises(errors.NotActing, match="由本人申请"):
        drafts.open_draft(kinds.case_kind("org_claim"), user=wang, organisation=firm)
    with pytest.raises(errors.NotActing, match="以单位的名义"):
        drafts.open_draft(replace(paper, for_whom=ForWhom.ORGANISATION), user=wang)
    assert Case.objects.count() == 1


def test_what_is_typed_is_kept_complete_or_not(wang):
    case = claims.begin(wang)
    posted = QueryDict(mutable=True)
    posted.setlist("organisation-code", ["不是\x00代码"])
    posted.setlist("csrfmiddlewaretoken", ["x"])
    saved = drafts.save_section(case, "organisation", posted, user=wang, seen_version=0)
    saved.refresh_from_db()
    assert saved.typed == {"organisation-code": ["不是代码"]}
    assert (saved.version, saved.saved_by) == (1, wang)
    assert states(case) == {"organisation": "begun", "claimant": "empty", "files": "empty"}


def test_a_task_list_follows_what_is_filled_in(wang):
    case = claims.filled(wang)
    assert set(states(case).values()) == {"complete"}
    assert drafts.faults(case, drafts.task_list(case)) == []


def test_nobody_writes_over_what_he_has_not_seen(wang, people, firm, paper):
    case = drafts.open_draft(paper, user=wang, organisation=firm)
    section = paper.sections[0]

    def rows(number: str):
        counts = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "0-number": number}
        return as_query({f"buildings-{key}": [value] for key, value in counts.items()})

    drafts.save_section(case, "buildings", rows("1号楼"), user=wang, seen_version=0)
    with pytest.raises(errors.SectionConflict, match=r"示例王在 .* 保存了这一部分") as conflict:
        drafts.save_section(case, "buildings", rows("甲"), user=people["li"], seen_version=0)
    assert section.shown(conflict.value.row.typed)["rows"][0][0]["text"] == "1号楼"
    assert DraftSection.objects.get().typed["buildings-0-number"] == ["1号楼"]
    same = drafts.save_section(case, "buildings", rows("1号楼"), user=people["li"], seen_version=0)
    assert same.version == 1
    decided = drafts.save_section(case, "buildings", rows("甲"), user=people["li"], seen_version=1)
    assert (decided.version, decided.saved_by) == (2, people["li"])


def test_a_row_more_to_type_into(paper):
    section = paper.sections[0]
    typed = section.with_row(
        {"buildings-TOTAL_FORMS": ["1"], "buildings-INITIAL_FORMS": ["0"], "buildings-0-number": ["1"]}
    )
    assert len(section.bound(typed).forms) == 2
    assert section.is_complete(typed)
    assert section.with_row({"buildings-TOTAL_FORMS": ["200"]})["buildings-TOTAL_FORMS"] == ["200"]
    assert section.faults(
        {"buildings-TOTAL_FORMS": ["1"], "buildings-INITIAL_FORMS": ["0"], "buildings-0-number": [""]}
    )


def test_other_people_and_other_times_are_refused(wang, people):
    case = claims.filled(wang)
    with pytest.raises(errors.WrongPerson):
        save(case, "organisation", people["li"], seen=1)
    with pytest.raises(errors.WrongPerson):
        drafts.delete_draft(case, user=people["li"])
    sent = drafts.submit_draft(case, user=wang, seen_version=case.version)
    with pytest.raises(errors.WrongStatus, match="待审核"):
        save(case, "organisation", wang, seen=1)
    with pytest.raises(errors.WrongStatus):
        drafts.delete_draft(sent, user=wang)
    assert Case.objects.filter(pk=case.pk).exists()


def test_only_what_is_whole_is_handed_in_and_nothing_happens_before(wang):
    case = claims.begin(wang)
    save(case, "organisation", wang, code="123")
    case.refresh_from_db()
    with pytest.raises(errors.NotComplete) as refusal:
        drafts.submit_draft(case, user=wang, seen_version=case.version)
    assert [(fault.section, fault.field) for fault in refusal.value.faults] == [
        ("organisation", "code"), ("claimant", ""), ("files", ""), ("files", ""),
    ]  # fmt: skip
    assert "请上传“营业执照”" in str(refusal.value)
    case.refresh_from_db()
    assert (case.status, case.number, StatusChange.objects.count()) == ("draft", None, 0)


def test_handing_in_fills_the_kinds_own_columns_and_freezes_everything(wang):
    case = claims.filled(wang, code=" 9111 0000600037341l ")
    sent = drafts.submit_draft(case, user=wang, seen_version=case.version)
    claim = OrganisationClaim.objects.get(pk=sent.pk)
    assert (claim.organisation_name, claim.code, claim.role) == (claims.NAME, claims.CODE, "administrator")
    assert claim.title == f"认领单位：{claims.NAME}"
    assert claim.number.startswith("RZ")
    content = claim.snapshots.get().content
    assert content["form_version"] == "1"
    assert [section["title"] for section in content["sections"]] == ["单位信息", "申请人与身份"]
    assert [file["sha256"] for file in content["files"]] == list(
        Attachment.objects.order_by("item__position", "pk").values_list("sha256", flat=True)
    )
    assert claim.withdrawable_until > timezone.now()


def test_what_changed_after_checking_is_checked_again(wang):
    case = claims.filled(wang)
    save(case, "claimant", wang, seen=1, role="handler")
    with pytest.raises(errors.StaleDraft, match="又改了“申请人与身份”"):
        drafts.submit_draft(case, user=wang, seen_version=case.version)
    assert Case.objects.get(pk=case.pk).number is None


def test_after_a_return_everything_is_there_and_named_sections_must_be_changed(wang, people):
    case = claims.sent(wang)
    returned = services.apply_transition(
        case, "return", actor=people["zhao"], seen_version=case.version, opinion="代码不清楚",
        data={"sections": ["organisation", "files"]},
    )  # fmt: skip
    assert states(case) == {"organisation": "returned", "claimant": "complete", "files": "returned"}
    row = DraftSection.objects.get(case=case, name="organisation")
    assert row.typed == claims.typed()["organisation"]
    with pytest.raises(errors.NotComplete, match="退回时要求修改“单位信息”"):
        drafts.submit_draft(case, user=wang, seen_version=returned.version)
    save(case, "organisation", wang, seen=row.version, name="示例建设集团")
    drafts.settle_files(case, user=wang)
    assert set(states(case).values()) == {"complete"}
    case.refresh_from_db()
    again = drafts.submit_draft(case, user=wang, seen_version=case.version)
    assert again.number == case.number
    assert [each.content["sections"][0]["fields"][0]["text"] for each in again.snapshots.order_by("position")] == [
        claims.NAME, "示例建设集团",
    ]  # fmt: skip


def test_a_finished_case_keeps_its_snapshots_alone(wang, people):
    case = claims.sent(wang)
    assert DraftSection.objects.filter(case=case).exists()
    services.apply_transition(case, "refuse", actor=people["zhao"], seen_version=case.version, opinion="不符")
    assert not DraftSection.objects.filter(case=case).exists()
    assert case.snapshots.get().content["sections"]


def test_a_deleted_draft_takes_its_files_along(wang, settings, django_capture_on_commit_callbacks):
    case = claims.filled(wang)
    stored = list(settings.PRIVATE_ROOT.rglob("*"))
    assert [path for path in stored if path.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        drafts.delete_draft(case, user=wang)
    assert not [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()]
    assert (Case.objects.count(), OrganisationClaim.objects.count(), Attachment.objects.count()) == (0, 0, 0)


def left_alone(case: Case, days: int) -> None:
    Case.objects.filter(pk=case.pk).update(touched_at=timezone.now() - days * DAY)


@pytest.mark.parametrize(("days", "reminders"), [(44, 0), (45, 1), (80, 1)])
def test_an_untouched_draft_is_reminded_of_once(wang, days, reminders):
    left_alone(claims.begin(wang), days)
    assert [timed.remind_of_drafts(), timed.remind_of_drafts()] == [reminders, 0]
    told = Message.objects.filter(user=wang, key="draft_reminder", channel="site")
    assert told.count() == reminders
    if reminders:
        day = timezone.localdate(timezone.now() + 15 * DAY)
        assert f"{day.year}年{day.month}月{day.day}日" in told.get().body


def test_an_untouched_draft_is_deleted_fifteen_days_after_its_reminder(wang):
    case = claims.begin(wang)
    left_alone(case, 61)
    now = timezone.now()
    assert timed.delete_old_drafts(now) == 0  # nobody has been told yet
    timed.remind_of_drafts(now)
    assert timed.delete_old_drafts(now + 14 * DAY) == 0
    assert timed.delete_old_drafts(now + 15 * DAY) == 1
    assert not Case.objects.exists()


def test_a_draft_touched_after_its_reminder_is_reminded_of_anew(wang):
    case = claims.begin(wang)
    left_alone(case, 45)
    timed.remind_of_drafts()
    save(case, "organisation", wang)
    now = timezone.now()
    assert timed.delete_old_drafts(now + 16 * DAY) == 0
    assert timed.delete_old_drafts(now + 61 * DAY) == 0
    assert timed.remind_of_drafts(now + 46 * DAY) == 1
    assert timed.delete_old_drafts(now + 61 * DAY) == 1


def test_a_submitted_case_is_no_draft_however_old(wang):
    left_alone(claims.sent(wang), 400)
    assert (timed.remind_of_drafts(), timed.delete_old_drafts()) == (0, 0)
    assert Case.objects.count() == 1


def test_time_takes_its_steps_once_and_one_broken_case_stops_no_other(wang, people, monkeypatch):
    for key in ("wang", "li"):
        case = claims.sent(people[key])
        services.apply_transition(case, "return", actor=people["zhao"], seen_version=case.version, opinion="补")
    assert timed.run_timed() == 0
    later = timezone.now() + 61 * DAY
    take = services.apply_transition

    def broken_for_wang(case, *args, **kwargs):
        if case.applicant_id == wang.pk:
            raise RuntimeError("disk full")
        return take(case, *args, **kwargs)

    monkeypatch.setattr(services, "apply_transition", broken_for_wang)
    with pytest.raises(timed.SomeFailed, match=r"1 件没有完成.*disk full"):
        timed.run_timed(later)
    by_applicant = dict(Case.objects.values_list("applicant__username", "status"))
    assert by_applicant == {"wang": "returned", "li": "cancelled"}
    monkeypatch.undo()
    assert [timed.run_timed(later), timed.run_timed(later)] == [1, 0]
    assert set(Case.objects.values_list("status", flat=True)) == {"cancelled"}
    assert Message.objects.filter(key="organisation_claim_lapsed", channel="site").count() == 2


def test_a_case_that_the_applicant_works_on_does_not_lapse(wang, people):
    case = claims.sent(wang)
    services.apply_transition(case, "return", actor=people["zhao"], seen_version=case.version, opinion="补")
    later = timezone.now() + 61 * DAY
    Case.objects.filter(pk=case.pk).update(touched_at=later - DAY)
    assert timed.run_timed(later) == 0


def test_a_broken_case_stands_in_the_heartbeat_of_its_job(people, monkeypatch):
    case = claims.sent(people["wang"])
    services.apply_transition(case, "return", actor=people["zhao"], seen_version=case.version, opinion="补")
    now = timezone.now() + 61 * DAY
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(services, "apply_transition", lambda *args, **kwargs: 1 / 0)
    (run,) = jobs.run_due("take_timed_steps")
    assert "1 件没有完成" in run.last_error
    monkeypatch.undo()
    monkeypatch.setattr(timezone, "now", lambda: now)
    (run,) = jobs.run_due("take_timed_steps")
    assert run.last_error == ""
    assert Case.objects.get().status == "cancelled"


def test_a_suspended_person_begins_and_hands_in_nothing(wang, people):
    case = claims.filled(wang)
    until = timezone.now() + DAY
    suspension = persons.suspend(wang, "org_claim", until=until, reason="三次提供假材料", by=people["zhao"])
    for act in [
        lambda: claims.begin(wang),
        lambda: drafts.submit_draft(case, user=wang, seen_version=case.version),
    ]:
        with pytest.raises(errors.Suspended, match=r"三次提供假材料.*以后可以再申请"):
            act()
    persons.lift(suspension, by=people["zhao"], reason="误会")
    assert drafts.submit_draft(case, user=wang, seen_version=case.version).number


def test_states_have_chinese_names():
    assert [state.label for state in SectionState] == ["未开始", "填写中", "已完成", "需修改"]


def test_a_closed_account_leaves_no_drafts_of_its_own(wang, firm, paper):
    claims.begin(wang)
    kept = drafts.open_draft(paper, user=wang, organisation=firm)
    closing.close(wang)
    assert list(Case.objects.values_list("pk", flat=True)) == [kept.pk]
