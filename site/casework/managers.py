"""Reading cases: every view starts from one of these."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone

from accounts.identifiers import normal_uscc
from accounts.models import Organisation
from casework import lookups  # noqa: F401  registers field__begins
from casework.enums import DRAFT

COUNTED = 5_000
"""Lists count no further: a queue of a hundred thousand cases pages as fast as one of a thousand."""


class CaseQuerySet(models.QuerySet):
    """Cases as the parts of the site ask for them."""

    _bounded = False

    def _clone(self):
        clone = super()._clone()
        clone._bounded = self._bounded
        return clone

    def bounded(self) -> "CaseQuerySet":
        """The same cases, of which `count` counts at most COUNTED."""
        clone = self._chain()
        clone._bounded = True
        return clone

    def count(self) -> int:
        if self._bounded and self._result_cache is None and not self.query.is_sliced:
            return models.QuerySet.count(self.order_by().values("pk")[:COUNTED])
        return super().count()

    def visible_to(self, user: AbstractBaseUser) -> "CaseQuerySet":
        """The cases of a person and of the organisations the person acts for now, without deleted drafts."""
        return self.of(user).filter(deleted_at=None)

    def of(self, user: AbstractBaseUser) -> "CaseQuerySet":
        """The same with deleted drafts, which can be restored for a while (casework.deleted)."""
        if not user.is_authenticated:
            return self.none()
        acting = user.memberships.active().values("organisation")
        return self.filter(models.Q(applicant=user) | models.Q(organisation__in=acting))

    def submitted(self) -> "CaseQuerySet":
        """Everything but drafts."""
        return self.exclude(status=DRAFT)

    def drafts(self) -> "CaseQuerySet":
        """What is still being filled in."""
        return self.filter(status=DRAFT, deleted_at=None)

    def overdue(self) -> "CaseQuerySet":
        """Cases whose clock has run out while staff had them."""
        return self.filter(due_at__lt=timezone.now())

    def idle_since(self, moment: datetime) -> "CaseQuerySet":
        """Cases in which nobody has taken a step or filled anything in since then."""
        return self.filter(touched_at__lt=moment).exclude(history__at__gte=moment)

    def for_queue(self) -> "CaseQuerySet":
        """Submitted cases with what a row of the queue shows, in a constant number of queries."""
        return self.submitted().select_related("applicant", "organisation", "assignee")

    def found_by(self, text: str) -> "CaseQuerySet":
        """Cases by the beginning of their number, the last four digits of a telephone, or the beginning of a name.

        Every way is answered from an index, so that a long history costs nothing; people and firms are looked for apart
        from cases, for no index reaches across tables.
        """
        text = text.replace("\x00", "").strip()  # PostgreSQL takes no NUL in a text
        if not text:
            return self
        if text.isdecimal() and len(text) == 4:
            return self._of(
                applicant__in=get_user_model().objects.filter(phone_tail=text).values("pk"), phone_tail=text
            )
        if text.isascii():
            return self.filter(number__begins=text.upper()).order_by("-number")  # in the order of the index
        named = models.Q(last_name=text[:1], first_name__startswith=text[1:])
        named |= models.Q(last_name=text[:2], first_name__startswith=text[2:])
        people = get_user_model().objects.filter(named).values("pk")
        return self._of(applicant__in=people, organisation__in=_firms(text), caller_name__begins=text)

    def of_organisation(self, text: str) -> "CaseQuerySet":
        """Cases of the organisations whose name begins with the text, or whose code it is."""
        return self._of(organisation__in=_firms(text.replace("\x00", "").strip()))

    def _of(self, **owners: models.QuerySet | str) -> "CaseQuerySet":
        """Cases that belong to any of these. Their ids are found first, in a query of their own: beside other conditions
        a database might rather walk through the whole history in the order of the list.
        """
        ids = [self.model.objects.filter(**{name: found}).order_by().values("pk") for name, found in owners.items()]
        return self.filter(pk__in=ids[0].union(*ids[1:]) if len(ids) > 1 else ids[0])


def _firms(text: str) -> models.QuerySet:
    """The ids of the organisations that a text may mean."""
    meant = models.Q(name__begins=text) | models.Q(code=normal_uscc(text)[:18])
    return Organisation.objects.filter(meant).values("pk")
