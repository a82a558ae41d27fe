"""Reading cases: every view starts from one of these."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone

from casework.enums import DRAFT


class CaseQuerySet(models.QuerySet):
    """Cases as the parts of the site ask for them."""

    def visible_to(self, user: AbstractBaseUser) -> "CaseQuerySet":
        """The cases of a person and of the organisations the person acts for now."""
        if not user.is_authenticated:
            return self.none()
        acting = user.memberships.active().values("organisation")
        return self.filter(models.Q(applicant=user) | models.Q(organisation__in=acting))

    def submitted(self) -> "CaseQuerySet":
        """Everything but drafts."""
        return self.exclude(status=DRAFT)

    def drafts(self) -> "CaseQuerySet":
        """What is still being filled in."""
        return self.filter(status=DRAFT)

    def overdue(self) -> "CaseQuerySet":
        """Cases whose clock has run out while staff had them."""
        return self.filter(due_at__lt=timezone.now())

    def for_queue(self) -> "CaseQuerySet":
        """Submitted cases with what a row of the queue shows, in a constant number of queries."""
        return self.submitted().select_related("applicant", "organisation", "assignee")
