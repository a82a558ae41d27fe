"""Many made-up policies at once, for benchmarks: written straight into the tables, then catalogued and indexed.

Half of them speak of 档案, and the first FEW of 海绵城市, so that a search can be measured with hits that grow with the
library and with hits that do not.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from modelsearch.backends import get_search_backends
from wagtail.models import Locale, Page

from catalogue import services as catalogue
from catalogue.models import CatalogueEntry, Issuer, Topic
from content.pages import today
from policies import bulk_texts as texts
from policies.enums import Disclosure, StatedValidity
from policies.models import PolicyIndexPage, PolicyPage

SLUG = "bulk-"
CHUNK = 1_000
LENGTH = 450  # characters of a body, about
FEW = 300
YEARS = range(2001, 2027)
VALIDITIES = {
    StatedValidity.IN_FORCE: 70,
    StatedValidity.EXPIRED: 10,
    StatedValidity.REPEALED: 8,
    StatedValidity.UNVERIFIED: 10,
    StatedValidity.DRAFT: 2,
}


def real_pages() -> int:
    """How many public pages there are that were not made here."""
    empty_columns = {"downloads", "contact"}
    return CatalogueEntry.objects.exclude(page__slug__startswith=SLUG).exclude(page__slug__in=empty_columns).count()


def make(count: int, seed: int = 0) -> Iterator[int]:
    """Makes count policies and yields after every thousand how many there are; one transaction for each thousand.

    The same seed gives the same policies. Search index and catalogue are right after every step.
    """
    column = PolicyIndexPage.objects.get()
    already = PolicyPage.objects.filter(slug__startswith=SLUG).count()
    writer = _Writer(seed, already)
    for start in range(already, already + count, CHUNK):
        stop = min(start + CHUNK, already + count)
        with transaction.atomic():
            pages = [writer.write(number) for number in range(start, stop)]
            _insert(column, pages)
            catalogue.record_all(pages)
            for backend in get_search_backends(with_auto_update=True):
                backend.get_index_for_model(PolicyPage).add_items(PolicyPage, pages)
        yield stop - already


class _Writer:
    """Thinks policies up; documents follow one another in time and in the serial numbers of their agencies."""

    def __init__(self, seed: int, already: int):
        self.chance = random.Random(f"{seed}-{already}")  # noqa: S311  made-up documents, no secret
        self.serials: Counter = Counter()
        self.issuers = [Issuer.objects.get_or_create(name=name)[0] for name, _, _ in texts.ISSUERS]
        self.topics = list(Topic.objects.filter(parent=None).order_by("position"))
        taken = PolicyPage.objects.filter(slug__startswith=SLUG).values_list("number_agency", "number_year")
        self.serials.update(taken)
        self.content_type = ContentType.objects.get_for_model(PolicyPage)
        self.locale = Locale.get_default()
        self.now = timezone.now()

    def write(self, number: int) -> PolicyPage:
        chance = self.chance
        lead = chance.choices(range(len(self.issuers)), [weight for *_, weight in texts.ISSUERS])[0]
        issuers = {lead, *chance.sample(range(len(self.issuers)), chance.choice([0, 0, 0, 1, 2]))}
        issued = self._day()
        archives = chance.random() < 0.5
        kind, pattern = chance.choice(list(texts.ACTIONS.items()))
        subject = chance.choice(texts.ARCHIVE_SUBJECTS if archives and chance.random() < 0.3 else texts.SUBJECTS)
        title = pattern.format(subject=subject, rank=chance.choice(texts.RANKS), year=issued.year)
        validity = chance.choices(list(VALIDITIES), list(VALIDITIES.values()))[0]
        agency = texts.ISSUERS[lead][1]
        self.serials[agency, issued.year] += 1
        published = min(issued + timedelta(days=chance.randint(0, 20)), today())
        moment = timezone.make_aware(datetime.combine(published, time(9)))
        page = PolicyPage(
            title=title,
            slug=f"{SLUG}{number + 1}",
            content_type=self.content_type,
            locale=self.locale,
            live=True,
            first_published_at=moment,
            last_published_at=min(moment, self.now),
            topic=chance.choices(self.topics, [20 if "城乡建设" in each.name else 1 for each in self.topics])[0],
            issuers=[self.issuers[each] for each in sorted(issuers)],
            number=f"{agency}〔{issued.year}〕{self.serials[agency, issued.year]}号",
            document_type=kind,
            issued_on=issued,
            published_on=published,
            effective_on=issued if validity != StatedValidity.DRAFT else None,
            stated_validity=validity,
            validity=validity,
            disclosure=Disclosure.PROACTIVE,
            responsible_authority=texts.ISSUERS[lead][0],
            summary=f"{texts.ISSUERS[lead][0]}就{subject}作出规定。",
            body=[("paragraph", paragraph) for paragraph in self._paragraphs(archives, number, issued.year)],
            attachments=[],
        )
        page.draft_title = page.title
        page.read_number()
        return page

    def _day(self) -> date:
        year = self.chance.choice(YEARS)
        return min(date(year, 1, 1) + timedelta(days=self.chance.randrange(365)), today())

    def _paragraphs(self, archives: bool, number: int, year: int) -> list[str]:
        chance, sentences = self.chance, []
        if archives:
            sentences += chance.sample(texts.ARCHIVE_SENTENCES, chance.randint(1, 3))
        if number < FEW:
            sentences.append(texts.FEW_SENTENCE)
        for sentence in chance.sample(texts.SENTENCES, len(texts.SENTENCES)):
            if sum(map(len, sentences)) >= LENGTH:
                break
            sentences.append(sentence)
        chance.shuffle(sentences)
        filled = [each.format(n=chance.randint(2, 30), m=chance.randint(1, 12), year=year) for each in sentences]
        return [f"<p>{''.join(filled[start : start + 4])}</p>" for start in range(0, len(filled), 4)]


def _insert(column: PolicyIndexPage, pages: list[PolicyPage]) -> None:
    """Writes the pages below the column, each table at once; Django itself cannot insert child tables in bulk."""
    last = column.get_last_child()
    step = Page._str2int(last.path[-Page.steplen :]) if last else 0
    for position, page in enumerate(pages, start=step + 1):
        page.depth = column.depth + 1
        page.path = Page._get_path(column.path, page.depth, position)
        page.url_path = f"{column.url_path}{page.slug}/"
    names = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create([Page(**{name: getattr(page, name) for name in names}) for page in pages])
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = page.page_ptr_id = row.pk
        page._state.adding = False
    _insert_own_columns(pages)
    through = PolicyPage.issuers.through
    links = [through(policypage_id=page.pk, issuer_id=issuer.pk) for page in pages for issuer in page.issuers.all()]
    through.objects.bulk_create(links)
    column.numchild += len(pages)
    Page.objects.filter(pk=column.pk).update(numchild=column.numchild)


def _insert_own_columns(pages: Iterable[PolicyPage]) -> None:
    fields = PolicyPage._meta.local_concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(PolicyPage._meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608  no outside text
            [[field.get_db_prep_save(field.pre_save(page, True), connection) for field in fields] for page in pages],
        )
