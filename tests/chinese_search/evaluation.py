"""The judged documents and queries: pages made of them, and the figures by which search is measured."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from catalogue import services
from chinese_search import text
from home.models import GuideIndexPage, GuidePage
from home.search import finding

DATA = Path(__file__).parent / "data"
QUERIES = json.loads((DATA / "queries.json").read_text(encoding="utf-8"))
DOCUMENTS = json.loads((DATA / "documents.json").read_text(encoding="utf-8"))


@dataclass
class Figures:
    """What is averaged over the queries; one list entry a query."""

    recall: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)
    recall_with_partial: list[float] = field(default_factory=list)
    title_above_body: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        names = ("recall", "precision", "recall_with_partial", "title_above_body")
        return "  ".join(f"{name} {mean(getattr(self, name)):.3f}" for name in names)


def make_pages() -> dict[int, dict]:
    """A public page for each document; the documents by the id of their page."""
    parent, found = GuideIndexPage.objects.get(), {}
    for document in DOCUMENTS:
        body = [{"type": "quote", "value": {"text": document["body"], "source": ""}}]
        page = parent.add_child(
            instance=GuidePage(title=document["title"][:255], slug=f"document-{document['id']}", body=json.dumps(body))
        )
        services.record(page)
        found[page.pk] = document
    return found


def relevance(query: dict, document: dict) -> int:
    """2 when the title has all that the query means, 1 when title and body together have it, else 0."""

    def has_all(where: str) -> bool:
        ignored = query["ignore_contexts"]
        where = re.sub(ignored, "", where) if ignored else where
        return all(re.search(pattern, where) for pattern in query["relevant_if_all_match"])

    title = text.fold(document["title"])
    if has_all(title):
        return 2
    return 1 if has_all(f"{title}\n{text.fold(document['body'])}") else 0


def measure(pages: dict[int, dict], find=None) -> Figures:
    """The figures of finding (full and partial matches), or of another way to find pages, over every query."""
    figures = Figures()
    for query in QUERIES:
        judged = {pk: relevance(query, document) for pk, document in pages.items()}
        relevant = {pk for pk, worth in judged.items() if worth}
        full, partial = (find or _find)(query["query"])
        found = set(full)
        figures.recall.append(len(found & relevant) / len(relevant))
        figures.precision.append(len(found & relevant) / len(found) if found else 0.0)
        figures.recall_with_partial.append(len((found | set(partial)) & relevant) / len(relevant))
        worth = [judged[pk] for pk in full if judged[pk]]
        orders = [a > b for at, a in enumerate(worth) for b in worth[at + 1 :] if a != b]
        figures.title_above_body += [float(good) for good in orders]
        figures.misses.append(
            f"{query['query']} R {figures.recall[-1]:.2f} P {figures.precision[-1]:.2f}"
            f" +partial {figures.recall_with_partial[-1]:.2f}"
        )
    return figures


def _find(query: str) -> tuple[list[int], list[int]]:
    wish = finding.Wish(query)
    full = finding.full_matches(wish)
    return [hit.page_id for hit in finding.ordered(full)], [hit.page_id for hit in finding.partial_matches(wish, full)]
