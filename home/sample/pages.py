"""Making the sample's pages as an editor's work makes them: created, saved as a revision, published, logged."""

from dataclasses import dataclass
from datetime import timedelta

from wagtail.models import Page

from accounts.models import User
from catalogue.models import Issuer, Topic
from content.convert import html_to_blocks
from content.pages import today
from home.models import CaseIndexPage, CasePage, GuideIndexPage, GuidePage, ServiceBasis, ServiceIndexPage, ServicePage
from home.sample import texts
from policies.models import (
    InterpretationPage,
    InterpretedPolicy,
    NoticeIndexPage,
    NoticePage,
    PolicyIndexPage,
    PolicyPage,
    PolicyRelation,
)

COPIED = (
    "slug",
    "title",
    "summary",
    "source",
    "published_on",
    "recommended_by",
    "kind",
    "icon",
    "who",
    "duration",
    "fee",
    "notice",
)
POLICY_FACTS = ("number", "index_number", "issued_on", "effective_on", "document_type", "stated_validity")
NOT_THE_ORIGINAL = "以上摘要由本站整理，不是原文。本站尚未收录原文，以发布机关公布的文本为准。"


@dataclass(frozen=True)
class Desk:
    """In whose name the sample is written and signed; nobody's where there are no sample accounts."""

    writer: User | None = None
    signer: User | None = None


def publish(page: Page, desk: Desk) -> None:
    """Saves the page's present state as a revision and publishes it, as the last step of a review does."""
    page.save_revision(user=desk.writer, log_action=True).publish(user=desk.signer, skip_permission_checks=True)


def load_pages(desk: Desk) -> None:
    """Every page below the columns. A page whose address is taken already is left as it is."""
    articles = texts.facts("articles")
    load_policies(desk)
    for entry in articles["interpretation"]:
        interpreted = [InterpretedPolicy(policy=_policy(slug)) for slug in entry["policies"]]
        _add(PolicyIndexPage, InterpretationPage, entry, desk, interpreted=interpreted)
    for entry in articles["guide"]:
        _add(GuideIndexPage, GuidePage, entry, desk)
    for entry in articles["case"]:
        _add(CaseIndexPage, CasePage, entry, desk)
    for entry in articles["notice"]:
        _add(NoticeIndexPage, NoticePage, entry, desk, **_notice_facts(entry))
    for entry in articles["service"]:
        basis = [ServiceBasis(policy=_policy(slug)) for slug in entry.get("basis", [])]
        _add(ServiceIndexPage, ServicePage, entry, desk, materials="\n".join(entry["materials"]), basis=basis)


def load_policies(desk: Desk) -> None:
    """The policy documents, older ones first, so that a relation finds the document it points to."""
    for entry in texts.facts("policies")["policy"]:
        facts = {name: entry[name] for name in POLICY_FACTS if name in entry}
        # The day on which a document was made stands for the day of its publication where that is not known.
        entry.setdefault("published_on", entry.get("issued_on", today()))
        if "body" not in entry:
            entry["text"] = "".join(f"<p>{words}</p>" for words in _words_about(entry))
        _add(
            PolicyIndexPage,
            PolicyPage,
            entry,
            desk,
            topic=Topic.objects.get(name=entry["topic"], parent=None),
            issuers=[Issuer.objects.get_or_create(name=name)[0] for name in entry["issuers"]],
            relations=[
                PolicyRelation(kind=each["kind"], target=_policy(each["target"]), note=each.get("note", ""))
                for each in entry.get("relations", [])
            ],
            **facts,
        )


def _words_about(entry: dict) -> list[str]:
    return [*([entry["note"]] if "note" in entry else []), NOT_THE_ORIGINAL]


def _notice_facts(entry: dict) -> dict:
    starts = today() + timedelta(days=entry["starts"])
    ends = today() + timedelta(days=entry["ends"]) if "ends" in entry else None
    return {"published_on": starts, "valid_from": starts, "valid_until": ends, "pinned": entry.get("pinned", False)}


def _policy(slug: str) -> PolicyPage:
    return PolicyPage.objects.get(slug=slug)


def _add(index: type[Page], page_class: type[Page], entry: dict, desk: Desk, **facts) -> None:
    parent = index.objects.get()
    if parent.get_children().filter(slug=entry["slug"]).exists():
        return
    fields = {name: entry[name] for name in COPIED if name in entry} | facts
    page = page_class(live=False, owner=desk.writer, body=html_to_blocks(texts.body(entry)), **fields)
    parent.add_child(instance=page)
    publish(page, desk)
