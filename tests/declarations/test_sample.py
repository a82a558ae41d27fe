"""The sample's declarations: every state is there, and loading again changes nothing."""

import pytest

from accounts.groups import StaffGroup
from accounts.models import Membership, Organisation, Role, User
from casework.history import Verdict, prove
from casework.models import Case
from declarations.enums import KINDS
from declarations.sample import loading
from tests.factories import declarations as make

EVERY = {
    "draft", "waiting", "withdrawn", "returned", "accepted", "reviewing", "deciding", "approved", "publicity",
    "rechecking", "closed", "refused", "experts_failed", "disapproved", "cancelled",
}  # fmt: skip


@pytest.mark.django_db
def test_every_state_has_a_sample_and_a_second_run_adds_none(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    firm = Organisation.objects.create(name=loading.FIRM, code=make.CODE)
    user = User.objects.create(username="applicant", last_name="示", first_name="例")
    Membership.objects.create(user=user, organisation=firm, role=Role.ADMINISTRATOR)
    staff = [make.make_officer(group) for group in (StaffGroup.DECLARATION_OFFICERS, StaffGroup.DECLARATION_APPROVERS)]
    loading.load([user, *staff], 1)
    cases = Case.objects.filter(kind__in=KINDS)
    assert set(cases.values_list("status", flat=True)) == EVERY
    numbers = list(cases.values_list("pk", flat=True))
    assert {proof.verdict for proof in prove(numbers)} == {Verdict.SOUND}
    loading.load([user, *staff], 1)
    assert cases.count() == len(numbers)
