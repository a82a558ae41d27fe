"""Everything encrypted at rest comes under the newest key, a batch at a time, however often it is begun."""

from collections.abc import Callable, Iterator

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models

from accounts.encryption import is_newest, renew

BATCH = 500
SECRETS = ("secret", "seed")  # what allauth keeps of an authenticator
Renewal = Callable[[], Iterator[int]]
_renewals: dict[str, Renewal] = {}


def also_renew(label: str) -> Callable[[Renewal], Renewal]:
    """Registers what else is encrypted: a generator that yields how many values it has renewed, a batch at a time."""

    def register(renewal: Renewal) -> Renewal:
        _renewals[label] = renewal
        return renewal

    return register


def rotate() -> Iterator[tuple[str, int]]:
    """(what, how many values were renewed) batch by batch. Values under the newest key are left as they are."""
    for model in apps.get_models():
        if any(field.name == "phone_token" for field in model._meta.local_fields):
            for count in renew_column(model, "phone_token"):
                yield str(model._meta.verbose_name), count
    for label, renewal in _renewals.items():
        for count in renewal():
            yield label, count


def renew_column(model: type[models.Model], column: str, rows: models.QuerySet | None = None) -> Iterator[int]:
    """Renews one column of tokens. A row that changes meanwhile is left alone: it has the newest key by that."""
    rows = (model._base_manager.all() if rows is None else rows).exclude(**{column: ""})
    for batch in batches(rows.values_list("pk", column)):
        old = [(pk, token) for pk, token in batch if not is_newest(token)]
        yield sum(rows.filter(pk=pk, **{column: token}).update(**{column: renew(token)}) for pk, token in old)


def batches(rows: models.QuerySet) -> Iterator[list[tuple]]:
    """Rows of (pk, …) in steps of BATCH, by their keys."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1][0]


@also_renew("两步验证")
def renew_second_factors() -> Iterator[int]:
    """The secrets of authenticators and of recovery codes."""
    for batch in batches(Authenticator.objects.values_list("pk", "data")):
        count = 0
        for pk, data in batch:
            old = {name: value for name, value in data.items() if name in SECRETS and value and not is_newest(value)}
            if old:
                fresh = data | {name: renew(value) for name, value in old.items()}
                count += Authenticator.objects.filter(pk=pk, data=data).update(data=fresh)
        yield count
