"""What makes a page type of this site one that nobody simply publishes.

There are three ways to the public: the last step of review, an emergency publication, and the site's own commands. All
of them, and whatever else Wagtail may call, end in `publish` of the page; so the rules are asked there.
"""

from wagtail.models import PagePermissionTester, TaskState
from wagtail.utils.decorators import cached_classmethod

from editorial import publication
from editorial.panels import ChecksPanel

WITHDRAW = "editorial.withdraw_page"


class GuardedPermissions(PagePermissionTester):
    """Wagtail's rules of who may do what with a page, without plain publishing, for superusers too."""

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        """Withdrawing takes something from the public: its own permission; never a page with a fixed address."""
        if self.page_is_root or not self.page.live or self.page_locked() or self._is_fixed():
            return False
        return self._may_withdraw()

    def can_unschedule(self) -> bool:
        return self._may_withdraw()

    def can_set_view_restrictions(self) -> bool:
        return self._may_withdraw()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self._is_fixed() and super().can_delete(ignore_bulk=ignore_bulk)

    def _may_withdraw(self) -> bool:
        return self.user.is_active and self.user.has_perm(WITHDRAW)

    def _is_fixed(self) -> bool:
        """Whether other systems rely on the page's address, or the whole site hangs on it."""
        return bool(getattr(self.page, "fixed_slug", "")) or self.page.is_site_root()


class GuardedPageMixin:
    """For every page type of the site, before Page among its bases."""

    def permissions_for_user(self, user) -> GuardedPermissions:
        return GuardedPermissions(user, self)

    def publish(
        self,
        revision,
        user=None,
        changed=True,
        log_action=True,
        previous_revision=None,
        skip_permission_checks=False,
    ):
        """Publishes what review has passed, or what a command of the site publishes on its own authority.

        user None or skip_permission_checks says that a command does it: then no signature is asked, but what holds
        publication (see `editorial.checks`) holds it all the same. Raises Refused.
        """
        if user is not None and not skip_permission_checks:
            publication.require_signature(self, revision, user)
        publication.require_clear(revision.as_object())
        return super().publish(
            revision,
            user=user,
            changed=changed,
            log_action=log_action,
            previous_revision=previous_revision,
            skip_permission_checks=True,
        )

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        """As Wagtail's; but a revision that review stands on is never written over by the editor's autosave."""
        if overwrite_revision and TaskState.objects.filter(revision=overwrite_revision).exists():
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    @cached_classmethod
    def get_edit_handler(cls):
        """Wagtail's, with what the checks found above the first tab."""
        handler = super().get_edit_handler()
        handler.children[0].children.insert(0, ChecksPanel().bind_to_model(cls))
        return handler
