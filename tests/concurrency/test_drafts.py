"""Races over drafts and claims, really raced: first the race, then that it is gone."""

import threading

import pytest

from accounts.models import Membership, Organisation
from casework import drafts, errors, kinds, services
from casework.models import Case, DraftSection, OpenDraft
from casework.sections import as_query
from membership.models import OrganisationClaim
from notifications.models import Message
from tests.concurrency.test_casework import at_once
from tests.factories import claims
from tests.membership.conftest import make_people, private_files  # noqa: F401  a fixture

TABS = 8


@pytest.fixture
def people(initial_data):
    return make_people()


def test_saving_without_the_lock_loses_what_somebody_typed(people):
    """The race itself: what save_section would do if it only read the version and wrote."""
    row = DraftSection.objects.create(case=claims.begin(people["wang"]), name="organisation")
    both_have_read = threading.Barrier(2)

    def careless(name: str) -> str:
        seen = DraftSection.objects.get(pk=row.pk)
        both_have_read.wait(30)
        DraftSection.objects.filter(pk=row.pk).update(typed={"organisation-name": [name]}, version=seen.version + 1)
        return name

    assert at_once([lambda: careless("甲"), lambda: careless("乙")]) == ["甲", "乙"]
    row.refresh_from_db()
    assert row.version == 1  # two savings, one of them lost without a word


def test_of_many_who_save_at_once_one_wins_and_the_others_are_shown_his_words(people):
    case = claims.begin(people["wang"])

    def save(number: int):
        posted = as_query({"organisation-name": [f"名称{number}"]})
        return lambda: drafts.save_section(case, "organisation", posted, user=people["wang"], seen_version=0)

    results = at_once([save(number) for number in range(TABS)])
    winners = [each for each in results if isinstance(each, DraftSection)]
    losers = [each for each in results if isinstance(each, errors.SectionConflict)]
    assert (len(winners), len(losers)) == (1, TABS - 1), results
    assert {str(each.row.typed) for each in losers} == {str(winners[0].typed)}
    assert DraftSection.objects.get().version == 1


def test_beginning_in_many_tabs_opens_one_draft(people):
    kind = kinds.case_kind("org_claim")
    results = at_once([lambda: drafts.open_draft(kind, user=people["wang"]).pk] * TABS)
    assert len(set(results)) == 1, results
    assert (OrganisationClaim.objects.count(), OpenDraft.objects.count()) == (1, 1)


def test_handing_in_twice_at_once_makes_one_submission(people):
    case = claims.filled(people["wang"])
    results = at_once([lambda: drafts.submit_draft(case, user=people["wang"], seen_version=case.version)] * 2)
    assert sorted(isinstance(each, errors.StepRefused) for each in results) == [False, True], results
    assert Case.objects.get().snapshots.count() == 1


def test_handing_in_and_saving_at_once_never_freezes_what_was_not_checked(people):
    case = claims.filled(people["wang"])
    posted = as_query(claims.typed(name="改过的名称")["organisation"])
    at_once([
        lambda: drafts.submit_draft(case, user=people["wang"], seen_version=case.version),
        lambda: drafts.save_section(case, "organisation", posted, user=people["wang"], seen_version=1),
    ])  # fmt: skip
    case = Case.objects.get()
    saved = case.draft_sections.get(name="organisation").typed["organisation-name"]
    if case.number:  # handing in was first: saving came too late
        assert saved == [claims.NAME]
        assert case.snapshots.get().content["sections"][0]["fields"][0]["text"] == claims.NAME
    else:  # saving was first: what was checked is no longer what would be handed in
        assert saved == ["改过的名称"]


def test_two_claims_of_one_code_are_accepted_at_once(people):
    """One organisation comes of it, both people are in it, and who came first is told of the second."""
    sent = [claims.sent(people[key]) for key in ("wang", "li")]

    def accept(case: Case):
        return lambda: services.apply_transition(case, "accept", actor=people["zhao"], seen_version=case.version)

    results = at_once([accept(case) for case in sent])
    assert [each.status for each in results] == ["accepted", "accepted"], results
    firm = Organisation.objects.get(code=claims.CODE)
    assert {each.user for each in Membership.objects.filter(organisation=firm)} == {people["wang"], people["li"]}
    assert Message.objects.filter(key="organisation_joined", channel="site").count() == 1
