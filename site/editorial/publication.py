"""The acts by which a page becomes public or is kept from it, outside the steps of review themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, PageLogEntry, Revision

import page_cache
from accounts.models import User
from editorial import checks, review
from editorial.checks.finding import Finding
from editorial.errors import Refused
from editorial.models import Exemption

EMERGENCY, EXCUSED, HELD = "editorial.emergency", "editorial.excuse", "editorial.held"
LOG_LABELS = {EMERGENCY: "紧急发布", EXCUSED: "豁免发布检查", HELD: "定时发布被挂起"}
MAY_PUBLISH_EMERGENCY = "editorial.publish_emergency"
MAY_EXCUSE = "editorial.excuse_finding"


def require_signature(page: Page, revision: Revision, user: User) -> None:
    """Raises Refused unless this person has just signed exactly this revision (签发)."""
    if not review.is_signed(page, revision, user):
        raise Refused(
            f"《{page.title}》没有走完审稿流程，不能直接发布。请送审；确有紧急情况的，由有权限的人使用“紧急发布”。"
        )


def require_clear(page: Page) -> None:
    """Raises Refused when something holds the publication of the page in hand (personal data, unread attachments)."""
    if held := holding(page):
        reasons = "；".join(each.message for each in held[:5])
        raise Refused(f"《{page.title}》暂时不能发布：{reasons}。请修改，或由有权限的人在“发布检查”页面豁免。")


def holding(page: Page) -> list[Finding]:
    """The findings that hold the page in hand now: blocking ones that nobody has excused."""
    return unexcused(page, checks.examine(page, checks.BLOCKING))


def unexcused(page: Page, findings: list[Finding]) -> list[Finding]:
    """Of these findings, the blocking ones that nobody answers for."""
    blocking = [each for each in findings if each.blocking]
    if not blocking:
        return []
    excused = set(Exemption.objects.filter(page_id=page.pk).values_list("fingerprint", flat=True))
    return [each for each in blocking if each.fingerprint not in excused]


@transaction.atomic
def excuse(page: Page, findings: list[Finding], *, user: User, reason: str) -> None:
    """Records that this person answers for these findings of the page (豁免). Raises Refused without the permission."""
    if not user.has_perm(MAY_EXCUSE):
        raise Refused("您没有豁免发布检查的权限，请联系签发人员或系统管理员。")
    for each in findings:
        _, created = Exemption.objects.get_or_create(
            page_id=page.pk,
            fingerprint=each.fingerprint,
            defaults={"finding": each.message, "reason": reason, "by": user},
        )
        if created:
            log(page, EXCUSED, user=user, data={"reason": reason, "finding": each.message})
    page_cache.changed()  # a file may be public now


@transaction.atomic
def publish_emergency(page: Page, *, user: User, reason: str) -> None:
    """Publishes the page's latest revision at once, without review, on this person's word (紧急发布).

    Logged with the reason and listed in a report; a review under way ends. Raises Refused without the permission, when
    there is nothing new to publish, or when a finding holds the page.
    """
    if not user.has_perm(MAY_PUBLISH_EMERGENCY):
        raise Refused("您没有紧急发布的权限，请联系签发人员或系统管理员。")
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    if page.live and not page.has_unpublished_changes:
        raise Refused(f"《{page.title}》没有尚未发布的修改。")
    draft = page.get_latest_revision_as_object()
    require_clear(draft)
    revision = page.get_latest_revision()
    if revision is None or (draft.go_live_at and draft.go_live_at > timezone.now()):
        draft.go_live_at = None  # an emergency is now, whatever date was set
        revision = draft.save_revision(user=user, changed=False)
    log(page, EMERGENCY, user=user, data={"reason": reason}, revision=revision)
    PublishPageRevisionAction(revision, user=user).execute(skip_permission_checks=True)


@dataclass(frozen=True)
class Timed:
    """What a run of the clock did to one page. problem is empty when it was done."""

    title: str
    act: str
    problem: str = ""


def run_clock() -> Iterator[Timed]:
    """Takes down what has expired and publishes what was signed for now, one page at each step.

    What holds publication holds it here too: such a page waits, is logged once for each revision, and goes out by
    itself as soon as the obstacle is gone. One page that fails keeps no other waiting.
    """
    for model in _timed_models():
        for each in list(model.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at")):
            each.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            yield Timed(str(each), "下线")
    for revision in due_revisions():
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except Refused as refusal:
            _log_held(revision, refusal.sentence)
            yield Timed(revision.object_str, "发布", refusal.sentence)
        else:
            yield Timed(revision.object_str, "发布")


def due_revisions() -> QuerySet[Revision]:
    """The revisions whose time has come; after a run of the clock, those that something holds back."""
    return Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")


def _timed_models() -> list[type[Model]]:
    """Page, and every other model with drafts."""
    others = (each for each in apps.get_models() if issubclass(each, DraftStateMixin) and not issubclass(each, Page))
    return [Page, *others]


def _log_held(revision: Revision, sentence: str) -> None:
    page = revision.content_object
    if not PageLogEntry.objects.filter(page_id=page.pk, action=HELD, revision=revision).exists():
        log(page, HELD, data={"reason": sentence}, revision=revision)
