"""The groups of the house: fixed ASCII names for code and database, Chinese labels for people."""

from django.db.models import TextChoices


class StaffGroup(TextChoices):
    """Every group that the site itself makes and relies on. Values are Group.name and never change."""

    EDITORS = "editors", "编辑"
    REVIEWERS = "reviewers", "审核"
    PUBLISHERS = "publishers", "签发"
    AUDITORS = "auditors", "审计"
    ADMINISTRATORS = "administrators", "管理"


def label(group) -> str:
    """The Chinese label of one of the site's own groups; of any other group its name."""
    return dict(StaffGroup.choices).get(group.name, group.name)
