"""The groups of the house: fixed ASCII names for code and database, Chinese labels for people."""

from django.db.models import TextChoices


class StaffGroup(TextChoices):
    """Every group that the site itself makes and relies on. Values are Group.name and never change."""

    EDITORS = "editors", "编辑"
    REVIEWERS = "reviewers", "审核"
    PUBLISHERS = "publishers", "签发"
    BOOKING_OFFICERS = "booking_officers", "预约办理"
    COPY_DESK = "copy_desk", "复制"
    FRONT_DESK = "front_desk", "窗口"
    DECLARATION_OFFICERS = "declaration_officers", "申报审核"
    DECLARATION_APPROVERS = "declaration_approvers", "申报批准"
    AUDITORS = "auditors", "审计"
    ADMINISTRATORS = "administrators", "管理"


CASE_GROUPS = (
    StaffGroup.BOOKING_OFFICERS,
    StaffGroup.COPY_DESK,
    StaffGroup.FRONT_DESK,
    StaffGroup.DECLARATION_OFFICERS,
    StaffGroup.DECLARATION_APPROVERS,
)
"""Those who work on cases and have nothing to do with what is published."""


def label(group) -> str:
    """The Chinese label of one of the site's own groups; of any other group its name."""
    return dict(StaffGroup.choices).get(group.name, group.name)
