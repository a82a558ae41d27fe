"""Short forms for pages whose body matters to a test: paragraphs in, page out."""

from home.models import GuidePage, ServicePage
from policies.models import InterpretationPage, NoticePage, PolicyPage, PolicyRelation
from tests.factories import pages

FACTORIES = {
    PolicyPage: pages.PolicyPageFactory,
    InterpretationPage: pages.InterpretationPageFactory,
    NoticePage: pages.NoticePageFactory,
    GuidePage: pages.GuidePageFactory,
    ServicePage: pages.ServicePageFactory,
}


def body(*paragraphs: str) -> list:
    """A body of rich-text paragraphs; each is HTML, wrapped in <p> unless it begins with a tag."""
    return [("paragraph", text if text.startswith("<") else f"<p>{text}</p>") for text in paragraphs]


def draft(model, *paragraphs: str, **fields):
    """A draft below its column, saved with one revision by nobody."""
    return FACTORIES[model](live=False, body=body(*paragraphs), **fields)


def live(model, *paragraphs: str, **fields):
    """The same, published by the system."""
    return FACTORIES[model](body=body(*paragraphs), **fields)


def relate(page: PolicyPage, kind: str, target: PolicyPage) -> PolicyPage:
    """Publishes page anew with one more relation."""
    page = PolicyPage.objects.get(pk=page.pk)
    page.relations.add(PolicyRelation(kind=kind, target=target))
    page.save_revision().publish()
    return PolicyPage.objects.get(pk=page.pk)
