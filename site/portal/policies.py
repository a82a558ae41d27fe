"""Permission policies of viewsets, for this Wagtail and the next."""

from collections.abc import Callable

from wagtail import permissions
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy, ModelPermissionPolicy


class NeverDeleted(ModelPermissionPolicy):
    """Rows on which what people did hangs: nobody deletes one, not even a superuser."""

    def user_has_permission(self, user, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


def under(policy: BasePermissionPolicy) -> Callable[[type[ModelViewSet]], type[ModelViewSet]]:
    """Puts a viewset under a policy. Wagtail 7.4 finds it on the viewset; 8.0 wants it in its registry, and warns."""

    def put(viewset: type[ModelViewSet]) -> type[ModelViewSet]:
        if hasattr(permissions, "register_permission_policy"):
            permissions.register_permission_policy(policy.model, policy)
        else:
            viewset.permission_policy = policy
        return viewset

    return put
