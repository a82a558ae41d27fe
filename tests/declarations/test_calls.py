"""When a declaration is taken: the first submission within a call, later ones within a deadline of their own."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework import timed
from casework.models import Case, KindSettings
from declarations.errors import CallClosed, NoCall, NotOpenYet, TooLate
from declarations.models import Call, RewardRule
from declarations.queries import library_year, open_call
from tests.factories import declarations as make

pytestmark = pytest.mark.django_db
CLOSING = datetime(2026, 6, 30, 17, 0, tzinfo=timezone.get_default_timezone())
OPENING = CLOSING - timedelta(days=60)
TICK = timedelta(microseconds=1)


@pytest.fixture
def call():
    Call.objects.filter(kind="reward_fund").delete()
    return Call.objects.create(kind="reward_fund", title="2026年奖励资金申报", opens_at=OPENING, closes_at=CLOSING)


@pytest.mark.parametrize(
    ("moment", "refused"),
    [
        (OPENING - TICK, NotOpenYet),
        (OPENING, None),
        (CLOSING - timedelta(seconds=1), None),
        (CLOSING - TICK, None),
        (CLOSING, CallClosed),
        (CLOSING + timedelta(days=1), CallClosed),
    ],
)
def test_a_first_submission_is_taken_from_the_opening_up_to_the_closing_second(call, moment, refused):
    draft = make.bare("reward_fund")
    if refused is None:
        assert make.submit(draft, now=moment).call == call
        return
    with pytest.raises(refused, match="草稿"):
        make.submit(draft, now=moment)
    kept = Case.objects.get(pk=draft.pk)
    assert (kept.status, kept.number) == ("draft", None), "the draft is kept"


def test_without_a_call_nothing_is_taken_and_a_draft_can_be_begun(call):
    call.is_published = False
    call.save()
    draft = make.fill(make.begin("reward_fund"))
    with pytest.raises(NoCall):
        make.submit(draft, now=OPENING)


def test_a_standing_call_takes_everybody_and_a_dated_one_stands_before_it(call):
    standing = Call.objects.create(kind="reward_fund", title="常年受理", opens_at=OPENING - timedelta(days=400))
    assert open_call("reward_fund", CLOSING - TICK) == call
    assert open_call("reward_fund", CLOSING) == standing
    assert standing.period.endswith("起常年受理")


def test_what_was_returned_is_handed_in_again_after_the_closing_within_its_own_deadline(call):
    case = make.submit(make.bare("reward_fund"), now=CLOSING - timedelta(hours=1))
    make.settle(case)
    at = CLOSING + timedelta(days=2)
    case = make.step(case, "return", make.make_officer(), now=at)
    until = case.resubmit_by
    assert until.astimezone(timezone.get_default_timezone()).time() == datetime.min.time()
    assert timedelta(days=10) < until - at < timedelta(days=20), "ten working days, to the end of the last"
    with pytest.raises(TooLate, match="期限"):
        make.submit(case, now=until)
    again = make.submit(case, now=until - TICK)
    assert (again.status, again.resubmit_by, again.call) == ("waiting", None, call)


def test_what_was_taken_back_has_hours_and_never_less_than_the_call(call):
    late = make.submit(make.bare("reward_fund"), now=CLOSING - timedelta(minutes=5))
    back = make.step(late, "withdraw", late.applicant, now=CLOSING + timedelta(minutes=1))
    assert back.resubmit_by == CLOSING + timedelta(minutes=1, hours=24)
    assert make.submit(back, now=CLOSING + timedelta(hours=20)).status == "waiting"
    early = make.submit(make.bare("reward_fund", title="另一份"), now=OPENING)
    back = make.step(early, "withdraw", early.applicant, now=OPENING + timedelta(minutes=1))
    assert back.resubmit_by == CLOSING


def test_who_lets_the_deadline_pass_is_closed_by_the_system_and_told(call):
    case = make.submit(make.bare("reward_fund"), now=OPENING)
    case = make.step(case, "withdraw", case.applicant, now=OPENING + timedelta(minutes=1))
    assert timed.run_timed(CLOSING - TICK) == 0
    assert timed.run_timed(CLOSING) == 1
    case = Case.objects.get(pk=case.pk)
    assert case.status == "cancelled"
    assert case.messages.filter(key="declaration_lapsed").exists()


@pytest.mark.parametrize(
    ("kind", "day", "year"),
    [
        ("reward_fund", date(2026, 6, 30), 2026),
        ("reward_fund", date(2026, 7, 1), 2027),
        ("reward_fund", date(2026, 12, 31), 2027),
        ("reward_fund", date(2026, 1, 1), 2026),
        ("technology", date(2026, 12, 31), 2026),
        ("demonstration", date(2026, 7, 1), 2026),
    ],
)
def test_the_library_year_follows_the_day_of_declaration(kind, day, year):
    """《…示范项目管理实施细则（试行）》 2023: until 30 June this year's library, later the next year's."""
    assert library_year(kind, day) == year


def test_the_cut_off_is_data(call):
    RewardRule.objects.update(library_month=3, library_day=31)
    assert library_year("reward_fund", date(2026, 4, 1)) == 2027
    RewardRule.objects.update(library_month=None, library_day=None)
    assert library_year("reward_fund", date(2026, 12, 31)) == 2026


def test_the_library_year_stays_that_of_the_first_submission(call):
    case = make.submit(make.bare("reward_fund"), now=CLOSING - timedelta(hours=1))
    make.settle(case)
    case = make.step(case, "return", make.make_officer(), now=CLOSING)
    assert make.submit(case, now=CLOSING + timedelta(days=1)).library_year == 2026


def test_a_call_that_closes_before_it_opens_is_refused(call):
    call.closes_at = call.opens_at
    with pytest.raises(ValidationError, match="晚于"):
        call.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        call.save()


@pytest.mark.parametrize(("kind", "prefix"), [("reward_fund", "JL"), ("technology", "JS"), ("demonstration", "SF")])
def test_each_kind_has_its_series_and_staff_change_the_prefix(kind, prefix):
    now = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.get_default_timezone())
    assert make.submit(make.bare(kind), now=now).number == f"{prefix}2026030200001"
    assert make.submit(make.bare(kind), now=now).number == f"{prefix}2026030200002"
    KindSettings.objects.create(kind=kind, prefix="XX", promise=20)
    assert make.submit(make.bare(kind), now=now).number == "XX2026030200001"
