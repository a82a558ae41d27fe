"""A project is declared once in its kind and year as long as the declaration is open."""

import pytest

from casework.errors import NotComplete
from casework.models import Case
from declarations.errors import AlreadyDeclared
from declarations.models import OpenDeclaration, RewardFund, Technology
from projects.errors import ProjectRefused
from projects.models import Project
from projects.services import merging
from tests.factories import declarations as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return Project.objects.create(name="示例家园", code=make.PROJECT_CODE, district="chaoyang", address="示例路")


def sent(project: Project | None, kind: str = "reward_fund", **columns):
    case = make.submit(make.bare(kind, project=project, **columns))
    make.settle(case)
    return case


def test_the_second_open_declaration_of_a_project_is_refused(project):
    first = sent(project)
    second = make.bare("reward_fund", project=project)
    with pytest.raises(AlreadyDeclared, match="示例家园"):
        make.submit(second)
    assert Case.objects.get(pk=second.pk).status == "draft"
    assert OpenDeclaration.objects.standing().get().case_id == first.pk


def test_other_kinds_other_years_and_other_projects_are_free(project):
    first = sent(project)
    assert sent(project, "demonstration").status == "waiting"
    OpenDeclaration.objects.filter(case=first.pk).update(year=2020)
    assert sent(project).status == "waiting"
    assert sent(None, "technology").status == "waiting"
    assert sent(None, "technology").status == "waiting"


ENDS = {
    "refuse": ["refuse"],
    "cancel": ["return", "cancel"],
    "disapprove": ["accept", "examine", "review", "disapprove"],
}


@pytest.mark.parametrize("way", ENDS.values(), ids=ENDS)
def test_it_is_free_again_when_the_declaration_ends_and_not_before(project, way):
    case, officer, approver = sent(project), make.make_officer(), make.make_approver()
    for action in way:
        assert OpenDeclaration.objects.standing().filter(project=project).exists()
        actor = {"cancel": case.applicant, "disapprove": approver}.get(action, officer)
        case = make.step(case, action, actor)
    assert not OpenDeclaration.objects.standing().exists()
    assert sent(project).status == "waiting"


def test_what_was_taken_back_keeps_its_claim(project):
    case = make.submit(make.bare("reward_fund", project=project))
    case = make.step(case, "withdraw", case.applicant)
    with pytest.raises(AlreadyDeclared):
        make.submit(make.bare("reward_fund", project=project))
    assert make.submit(case).status == "waiting"


def test_the_draft_of_a_project_that_is_declared_says_so_before_submission():
    make.sent("demonstration")
    case = make.complete("demonstration")
    with pytest.raises(NotComplete, match="已经有一份在办的同类申报"):
        make.hand_in(case)


def test_the_project_is_entered_once_and_the_firm_becomes_a_party():
    first = make.sent("reward_fund")
    second = make.sent("technology")
    assert RewardFund.objects.get(pk=first.pk).project == Technology.objects.get(pk=second.pk).project
    project = Project.objects.get()
    assert {permit.number for permit in project.permits.all()} == {make.PLANNING, make.PERMIT}
    assert [party.organisation for party in project.parties.all()] == [first.organisation]


def test_merging_doubles_takes_declarations_along_unless_both_are_open(project):
    double = Project.objects.create(name="示例家园（重复）", district="chaoyang", address="示例路")
    staff = make.User.objects.create(username="merger", is_superuser=True)
    first, second = sent(project), sent(double)
    with pytest.raises(ProjectRefused, match="各有一份在办"):
        merging.merge(double, project, user=staff, seen=merging.plan(double, project).mark)
    make.step(second, "refuse", make.make_officer())
    merging.merge(double, project, user=staff, seen=merging.plan(double, project).mark)
    assert set(RewardFund.objects.values_list("project", flat=True)) == {project.pk}
    assert OpenDeclaration.objects.standing().get().case_id == first.pk
