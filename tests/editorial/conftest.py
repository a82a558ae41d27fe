"""The people of a small office, and a draft on its way through review."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, WorkflowState

from accounts.models import User


class Office:
    """Everybody by name: the group is what stands before the digit, except for root, who is a superuser."""

    def __getattr__(self, name: str) -> User:
        if user := User.objects.filter(username=name).first():
            return user
        user = User.objects.create_user(name, password="sample-password", last_name="示例", is_superuser=name == "root")
        if name != "root":
            user.groups.add(Group.objects.get(name=name.rstrip("0123456789")))
        return user


@pytest.fixture
def office(db) -> Office:
    return Office()


@pytest.fixture
def act():
    """act(page, user, "approve"): takes the current step of review as the admin does; raises Refused."""

    def take(page: Page, user: User, action: str = "approve", **data) -> None:
        page = Page.objects.get(pk=page.pk).specific
        state = page.current_workflow_task_state
        state.task.specific.on_action(state, User.objects.get(pk=user.pk), action, **data)

    return take


@pytest.fixture
def submit():
    """submit(page, user): saves one more revision in this person's name and hands it in."""

    def hand_in(page: Page, user: User) -> Page:
        page = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
        page.save_revision(user=user, log_action=True)
        state = page.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.resume(user)
        else:
            page.get_workflow().start(page, user)
        return Page.objects.get(pk=page.pk).specific

    return hand_in


@pytest.fixture
def edit():
    """edit(page, user): changes the text of the draft in this person's name."""

    def change(page: Page, user: User) -> Page:
        page = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
        page.summary += "又改了一处。"
        page.save_revision(user=user, log_action=True)
        return page

    return change
