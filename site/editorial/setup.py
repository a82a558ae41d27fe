"""What the editorial migrations make, as functions that test fixtures call again: rights over pages, and review."""

from accounts.groups import StaffGroup
from accounts.setup import content_type, permission

E, R, P, M = StaffGroup.EDITORS, StaffGroup.REVIEWERS, StaffGroup.PUBLISHERS, StaffGroup.ADMINISTRATORS
A = StaffGroup.AUDITORS

# Rights over the home page and everything below it. Nobody has Wagtail's plain publish permission.
PAGE_RIGHTS = {
    E: ("add", "change"),
    R: ("change", "lock", "unlock"),
    P: ("change", "lock", "unlock"),
    M: ("add", "change", "lock", "unlock"),
    # Alone it deletes nothing, but shows the tree and its history: Wagtail has no right only to look.
    A: ("bulk_delete",),
}
# Rights of this app (see `editorial.models.Exemption`).
RIGHTS = {
    "publish_emergency": (P, M),
    "excuse_finding": (P, M),
    "withdraw_page": (P, M),
    "view_reports": (E, R, P, A, M),
}
THREE_STEPS, ONE_STEP = "三审发布", "签发发布"
# name of the step: who takes it, whether the author may
TASKS = {
    "初审": ((E, R), True),
    "复审": ((R,), False),
    "签发": ((P,), False),
}
WORKFLOWS = {
    THREE_STEPS: ("初审", "复审", "签发"),  # policies, interpretations, notices
    ONE_STEP: ("签发",),  # everything else: one writes, another signs
}
THREE_STEP_COLUMNS = ("policies", "notices")


# What Wagtail makes for every new site; its groups are gone (accounts 0002).
STOCK_WORKFLOW, STOCK_TASK = "Moderators approval", "Moderators approval"


def remove_stock_workflow(apps) -> None:
    """Takes away the workflow that Wagtail gives the root page: nothing stands below it but the home page's branch."""
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=STOCK_WORKFLOW).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name=STOCK_TASK).delete()


def restore_stock_workflow(apps) -> None:
    """Makes it again as Wagtail does, without the groups that are no more."""
    task, _ = apps.get_model("wagtailcore", "GroupApprovalTask").objects.get_or_create(
        name=STOCK_TASK,
        defaults={"active": True, "content_type": content_type(apps, "wagtailcore", "groupapprovaltask")},
    )
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    _assign(apps, root, _workflow(apps, STOCK_WORKFLOW, [task]))


def make_review(apps) -> None:
    """Rights over pages and the two workflows with their steps. Safe to run again; works on historical models."""
    groups = {group.name: group for group in apps.get_model("auth", "Group").objects.filter(name__in=StaffGroup.values)}
    home = apps.get_model("wagtailcore", "Page").objects.get(depth=2, content_type__model="homepage")
    for name, actions in PAGE_RIGHTS.items():
        for action in actions:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=groups[name], page=home, permission=permission(apps, "wagtailcore", "page", f"{action}_page")
            )
    for codename, names in RIGHTS.items():
        for name in names:
            groups[name].permissions.add(permission(apps, "editorial", "exemption", codename))
    tasks = {
        name: _task(apps, name, [groups[each] for each in names], open_to_author=is_open)
        for name, (names, is_open) in TASKS.items()
    }
    made = {name: _workflow(apps, name, [tasks[step] for step in steps]) for name, steps in WORKFLOWS.items()}
    _assign(apps, home, made[ONE_STEP])
    columns = apps.get_model("wagtailcore", "Page").objects.filter(
        path__startswith=home.path, depth=3, slug__in=THREE_STEP_COLUMNS
    )
    for column in columns:
        _assign(apps, column, made[THREE_STEPS])


def remove_review(apps) -> None:
    """Takes all of it away again; what was logged stays."""
    groups = apps.get_model("auth", "Group").objects.filter(name__in=StaffGroup.values)
    apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group__in=groups).delete()
    for codename, names in RIGHTS.items():
        right = permission(apps, "editorial", "exemption", codename)
        for group in groups.filter(name__in=names):
            group.permissions.remove(right)
    apps.get_model("wagtailcore", "Workflow").objects.filter(name__in=WORKFLOWS).delete()
    task_type = content_type(apps, "editorial", "reviewtask")
    apps.get_model("wagtailcore", "Task").objects.filter(name__in=TASKS, content_type=task_type).delete()


def _task(apps, name: str, groups: list, *, open_to_author: bool):
    model = apps.get_model("editorial", "ReviewTask")
    task, _ = model.objects.get_or_create(
        name=name,
        defaults={
            "open_to_author": open_to_author,
            "active": True,
            "content_type": content_type(apps, "editorial", "reviewtask"),
        },
    )
    task.groups.set(groups)
    return task


def _workflow(apps, name: str, tasks: list):
    workflow, _ = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(name=name, defaults={"active": True})
    for position, task in enumerate(tasks):
        apps.get_model("wagtailcore", "WorkflowTask").objects.get_or_create(
            workflow=workflow, task_id=task.pk, defaults={"sort_order": position}
        )
    return workflow


def _assign(apps, page, workflow) -> None:
    apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(page=page, defaults={"workflow": workflow})
