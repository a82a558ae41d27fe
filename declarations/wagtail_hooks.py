"""What declarations add to the admin."""

from wagtail import hooks

from declarations.admin import CallViewSet
from declarations.ratings.admin import RulesGroup


@hooks.register("register_admin_viewset")
def register_rules() -> RulesGroup:
    """Scoring schemes, reward rules, area conditions."""
    return RulesGroup()


@hooks.register("register_admin_viewset")
def register_calls() -> CallViewSet:
    """When each kind is taken."""
    return CallViewSet()
