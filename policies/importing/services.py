"""Importing rows: each wholly or not at all, none twice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from accounts.models import User
from catalogue.models import Issuer
from content.pages import today
from content.slugs import free_slug
from editorial.errors import Refused
from policies import numbers
from policies.importing.columns import RELATIONS
from policies.importing.files import Files, Problem, text_to_blocks
from policies.importing.sheet import Row
from policies.models import PolicyIndexPage, PolicyPage, PolicyRelation

PLAIN_FIELDS = (
    "title",
    "number",
    "index_number",
    "topic",
    "document_type",
    "issued_on",
    "published_on",
    "effective_on",
    "ended_on",
    "stated_validity",
    "disclosure",
    "responsible_authority",
    "source",
    "summary",
)


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "新建"
    PUBLISHED = "新建并发布"
    KNOWN = "已存在"
    FAILED = "错误"


@dataclass
class Result:
    """One row's outcome and what is to be said about it."""

    row: Row
    outcome: Outcome
    remarks: list[str] = field(default_factory=list)
    page: PolicyPage | None = None


class _DryRun(Exception):
    """Takes back what a dry run has done."""


@dataclass(frozen=True)
class Import:
    """How rows are imported: with files from where, in whose name, published or as drafts, or only to try."""

    folder: Path | None = None
    user: User | None = None
    publish: bool = False
    dry_run: bool = False

    def run(self, rows: Iterable[Row]) -> Iterator[Result]:
        """Imports one row at each step and yields its result."""
        seen: dict[str, int] = {}
        for row in rows:
            yield self._row(row, seen)

    def _row(self, row: Row, seen: dict[str, int]) -> Result:
        errors = [*row.errors, *_repeated(row, seen)]
        if errors:
            return Result(row, Outcome.FAILED, errors)
        files = Files(self.folder, self.user)
        try:
            with transaction.atomic():
                result = self._import(row, files)
                if self.dry_run:
                    raise _DryRun
        except _DryRun:
            files.take_back()
        except (Problem, ValidationError) as error:
            files.take_back()
            return Result(row, Outcome.FAILED, _sentences(error))
        except BaseException:
            files.take_back()
            raise
        return result

    def _import(self, row: Row, files: Files) -> Result:
        if known := find_known(row):
            remarks = _redirect(row, known)
            return Result(row, Outcome.KNOWN, remarks, known)
        page = self._make(row, files)
        remarks = [*files.remarks, *_redirect(row, page)]
        outcome = Outcome.CREATED
        if self.publish:
            try:
                with transaction.atomic():
                    page.get_latest_revision().publish(user=self.user, skip_permission_checks=True)
                outcome = Outcome.PUBLISHED
            except Refused as refusal:
                remarks.append(f"保存为草稿，没有发布：{refusal.sentence}")
        return Result(row, outcome, remarks, page)

    def _make(self, row: Row, files: Files) -> PolicyPage:
        values = row.values
        page = PolicyPage(
            live=False, owner=self.user, **{name: values[name] for name in PLAIN_FIELDS if name in values}
        )
        page.published_on = values.get("published_on") or page.issued_on or today()
        page.issuers = [Issuer.objects.get_or_create(name=name)[0] for name in values.get("issuers", [])]
        if name := values.get("body_file"):
            page.body = files.body(str(name))
        else:
            page.body = text_to_blocks(str(values.get("body_text", "")))
        page.attachments = files.attachments(values.get("attachments", []))
        parent = PolicyIndexPage.objects.get()
        page.slug = free_slug(_words_of_slug(page), parent)
        parent.add_child(instance=page)
        page.full_clean()  # a draft is not cleaned by itself; here it brings the number to its normal spelling
        page.save()
        page.save_revision(user=self.user, log_action=True)
        return page

    def relate(self, results: list[Result]) -> Iterator[tuple[Result, str]]:
        """When all rows are in: adds the relations that they name, each once. Yields what could not be done."""
        coming = {_key(result.row) for result in results} if self.dry_run else set()
        for result in results:
            wanted = {(kind, number) for kind in RELATIONS for number in result.row.values.get(kind, [])}
            if result.outcome == Outcome.FAILED or not wanted:
                continue
            targets = {(kind, number): _by_number(number) for kind, number in sorted(wanted)}
            for (_, number), target in targets.items():
                if target is None and numbers.number_key(number) not in coming:
                    remark = f"没有字号为“{number}”的文件，关系没有建立。"
                    result.remarks.append(remark)
                    yield result, remark
            if not self.dry_run:
                self._add_relations(result, {(kind, target) for (kind, _), target in targets.items() if target})

    @transaction.atomic
    def _add_relations(self, result: Result, wanted: set[tuple[str, PolicyPage]]) -> None:
        page = PolicyPage.objects.get(pk=result.page.pk).get_latest_revision_as_object()
        known = {(each.kind, each.target_id) for each in page.relations.all()}
        new = [(kind, target) for kind, target in wanted if (kind, target.pk) not in known and target.pk != page.pk]
        if not new:
            return
        for kind, target in new:
            page.relations.add(PolicyRelation(kind=kind, target=target))
        revision = page.save_revision(user=self.user, log_action=True)
        if result.outcome == Outcome.PUBLISHED:
            revision.publish(user=self.user, skip_permission_checks=True)


def find_known(row: Row) -> PolicyPage | None:
    """The document that this row brought before: found by its number, or by an old address, or by title and day."""
    if number := row.values.get("number"):
        return _by_number(str(number))
    for address in row.values.get("old_addresses", []):
        redirect = Redirect.objects.filter(old_path=old_path(address)).select_related("redirect_page").first()
        if redirect and redirect.redirect_page and isinstance(redirect.redirect_page.specific, PolicyPage):
            return redirect.redirect_page.specific
    return PolicyPage.objects.filter(title=row.title, number="", issued_on=row.values.get("issued_on")).first()


def old_path(address: str) -> str:
    """An address of the old site as redirects keep it: without host, with its query."""
    parts = urlsplit(address if "://" in address else f"//old{'' if address.startswith('/') else '/'}{address}")
    return Redirect.normalise_path(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")


def _key(row: Row) -> str:
    return numbers.number_key(str(row.values.get("number", "")))


def _by_number(number: str) -> PolicyPage | None:
    return PolicyPage.objects.filter(number_key=numbers.number_key(number)).order_by("pk").first()


def _redirect(row: Row, page: Page) -> list[str]:
    """Lets the old addresses lead to the page. Raises Problem when one leads elsewhere already."""
    remarks = []
    for address in row.values.get("old_addresses", []):
        path = old_path(address)
        if len(path) > 255:
            raise Problem(f"旧地址“{address[:60]}…”太长，最多 255 个字符。")
        if _is_taken(path):
            remarks.append(f"旧地址“{address}”在本站是另一个页面，不能跳转。")
            continue
        redirect, _ = Redirect.objects.get_or_create(old_path=path, site=None, defaults={"redirect_page": page})
        if redirect.redirect_page_id != page.pk:
            raise Problem(f"旧地址“{address}”已经指向《{redirect.redirect_page or redirect.redirect_link}》。")
    return remarks


def _is_taken(path: str) -> bool:
    """Whether the site has a page at the path itself: then nobody is ever redirected from it."""
    root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    own = urlsplit(path).path.strip("/")
    return Page.objects.filter(url_path=f"{root.url_path}{own}/" if own else root.url_path).exists()


def _repeated(row: Row, seen: dict[str, int]) -> list[str]:
    key = _key(row)
    if not key:
        return []
    first = seen.setdefault(key, row.line)
    return [] if first == row.line else [f"发文字号：与第 {first} 行重复。"]


def _words_of_slug(page: PolicyPage) -> str:
    parsed = numbers.parse(page.number)
    if parsed and parsed.form is numbers.Form.LETTER:
        return f"{parsed.agency}-{parsed.year}-{parsed.serial}"
    return page.number or page.title


def _sentences(error: Problem | ValidationError) -> list[str]:
    if isinstance(error, Problem):
        return [str(error)]
    if not hasattr(error, "error_dict"):
        return error.messages
    fields = {
        field.name: field.verbose_name for field in PolicyPage._meta.get_fields() if hasattr(field, "verbose_name")
    }
    return [f"{fields.get(name, name)}：{''.join(messages)}" for name, messages in error.message_dict.items()]
