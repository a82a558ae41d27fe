"""What stands on a case's page in the admin, and how a room above casework adds a part of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from wagtail.log_actions import registry as logs

from casework import checklists, dossier, personal, queue, returns, services
from casework.attachments.queries import listing
from casework.models import Case

Read = Callable[[Case, AbstractBaseUser], dict | None]


@dataclass(frozen=True)
class Panel:
    """A part of the page: its title, its template, and what the template is given."""

    name: str
    title: str
    template: str
    context: dict


_panels: dict[str, tuple[str, str, Read]] = {}


def panel(name: str, *, title: str, template: str) -> Callable[[Read], Read]:
    """Registers a part of the page: the decorated function reads what its template needs, None for no such part."""

    def register(read: Read) -> Read:
        if name in _panels:
            raise ValueError(f"case panel {name!r} is registered twice")
        _panels[name] = (title, template, read)
        return read

    return register


def context(case: Case, user: AbstractBaseUser) -> dict:
    """Everything that the page shows to a member of staff who works on the case; constant in queries."""
    names = case.case_kind.personal
    newest = case.snapshots.order_by("position").last()
    return {
        "case": case,
        "applicant": queue.applicant(case),
        "due": queue.due(case),
        "holder": case.case_kind.workflow.statuses[case.status].holder.value,
        "snapshot": personal.masked_snapshot(newest, names) if newest else None,
        "since": returns.since_last_return(case),
        "files": [(item, files) for item, files in listing(case) if files],
        "history": case.history.select_related("actor", "case"),
        "hands": hands(case),
        "choices": services.choices(case, user),
        "checklists": checklists.of_case(case),
        "may_take_dossier": dossier.may_take(user, case),
        "panels": list(_panels_of(case, user)),
    }


def hands(case: Case) -> list:
    """Through whose hands the case went, the newest first, with the notes of those who handed it over."""
    entries = logs.get_logs_for_instance(case.specific).filter(action="casework.assign")
    return list(entries.select_related("user").order_by("-timestamp")[:20])


def _panels_of(case: Case, user: AbstractBaseUser):
    for name, (title, template, read) in _panels.items():
        found = read(case, user)
        if found is not None:
            yield Panel(name, title, template, found)
