"""Reading-room booking over HTTP: refused and successful attempts of 64 readers at once, and the list of places.

Every reader has a session and an approved booking of their own, made beforehand, fetches the form and sends it with its
token and version. Only sending is timed. Successful bookings are compared with a bare view that writes the same rows
(bench.bare) into the same database in the same run, in turns; that they are the same is checked by counting the rows.
All is measured with a short and with a long history.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from bench.clients import Answer, Result, ask, request
from bench.common import ROOT, Database, Row, Server, Site, at_least, at_most, serve

SMALL, LARGE = 1_000, 100_000
ROUNDS, BOOKINGS, ATTEMPTS, READERS = 3, 320, 960, 192
DAYS, SEATS = 30, 3
"""What successful bookings are made in: more days than usual, for all bookings of the rounds are to have a place."""
BARE_SEAT = 100
"""Where the bare view's seats begin, which knows no capacity."""
REFUSED_LIMIT, BOOKED_LIMIT, RATIO_LIMIT, P99_LIMIT = 300, 150, 0.4, 1000
LIST_QUERIES, LIST_LIMIT, FLAT = 6, 15, 1.5
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SEEN = re.compile(r'name="seen_version" value="(\d+)"')
TAKEN = "刚刚被别人预约了".encode()

PREPARE = """
import sys
from django.db import connection
from django.utils import timezone
from accounts.models import PrivacyNotice
from bookings import bulk
from bookings.models import BookingSettings
from home.models import ServiceIndexPage, ServicePage
for made in bulk.past(int(sys.stdin.read())):
    pass
notice = PrivacyNotice.objects.order_by("-version").first() or PrivacyNotice(version=1, body="<p>示例</p>")
notice.published_at = timezone.now()
notice.save()
index = ServiceIndexPage.objects.get()
index.add_child(instance=ServicePage(title="到馆查档预约", slug="bench-booking", kind="booking"))
rules = BookingSettings.load()
rules.include_today = False
rules.save()
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
"""
RULES = """
import json, sys
from datetime import timedelta
from django.utils import timezone
from bookings.models import BookingSettings, ReadingDay, SlotTemplate
import page_cache
days, seats = json.loads(sys.stdin.read())
SlotTemplate.objects.update(capacity=seats)
rules = BookingSettings.load()
rules.window_days = days
rules.save()
ReadingDay.objects.bulk_create(
    [ReadingDay(date=timezone.localdate() + timedelta(days=number)) for number in range(100)], ignore_conflicts=True
)
page_cache.changed()
"""
CASES = """
import json, sys
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string
from accounts import notices
from accounts.models import Consent
from bookings import bulk
count, prefix = json.loads(sys.stdin.read())
people = bulk.readers(count, prefix)
Consent.objects.bulk_create([Consent(user=person, notice=notices.current()) for person in people])
cases = bulk.choosing(people)
store, end, sessions = SessionStore(), timezone.now() + timedelta(hours=2), []
for person in people:
    data = {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: person.get_session_auth_hash(),
    }
    sessions.append(Session(session_key=get_random_string(32).lower(), session_data=store.encode(data), expire_date=end))
Session.objects.bulk_create(sessions)
print(json.dumps([[case.number, session.session_key] for case, session in zip(cases, sessions)]))
"""
FILL = """
import json, sys
from bookings import bulk, queries
share, prefix = json.loads(sys.stdin.read())
free = [(each.place, 1) for day in queries.free_days() for each in day.places if each.free]
seats = free[:round(len(free) * share)]
bulk.booked(bulk.readers(len(seats), prefix), seats)
"""
MEASURE = """
import json, sys, time
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
number, session = json.loads(sys.stdin.read())
client = Client(headers={"host": "localhost"})
client.cookies["sessionid"] = session
path = f"/my/{number}/place/"
times = []
for turn in range(40):
    began = time.perf_counter()
    answer = client.get(path, secure=True)
    times.append(1000 * (time.perf_counter() - began))
    assert answer.status_code == 200, answer.status_code
with CaptureQueriesContext(connection) as queries:
    client.get(path, secure=True)
print(json.dumps([min(times), len(queries)]))
"""
FREE = """
import json
from bookings import queries
print(json.dumps([each.place.key for day in queries.free_days() for each in day.places if each.free]))
"""
ROWS = """
import json
from django.apps import apps
models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
print(json.dumps({model._meta.db_table: model._base_manager.count() for model in models}))
"""


@dataclass
class House:
    """A site with a history of some length, and its server."""

    site: Site
    server: Server | None = None

    def shell(self, code: str, value: object = None) -> object:
        """Runs code inside the site with a value as JSON on its standard input; what it printed last."""
        lines = self.site.manage("shell", "-v0", "-c", code, text=json.dumps(value)).splitlines()
        return json.loads(lines[-1]) if lines else None

    def cases(self, count: int, prefix: str) -> list[tuple[str, str]]:
        """(number, session) of new bookings for which a place is to be chosen, each of a reader of its own."""
        return [tuple(each) for each in self.shell(CASES, [count, prefix])]

    def forms(self, cases: list[tuple[str, str]], places: list[str]) -> list[dict[str, str]]:
        """The form of each case as the page shows it for the day of the place: token, version and the place, chosen."""
        paths = [f"{_path(number)}?day={place[:10]}" for (number, _), place in zip(cases, places, strict=True)]
        pages = ask(
            self.server, [request(self.server, path, session=key) for path, (_, key) in zip(paths, cases, strict=True)]
        )
        return [_form(answer, place) for answer, place in zip(pages.answers, places, strict=True)]


@dataclass(frozen=True)
class Measured:
    """Requests of one sort: how many a second, the hundredth slowest, and milliseconds of processor time for each."""

    per_second: float
    p99: float
    cpu: float
    client: float


def run(database: Database, folder: Path) -> list[Row]:
    """The figures of the booking issue, section 4."""
    houses = []
    for name, past in (("small", SMALL), ("large", LARGE)):
        site = Site(folder / name, database.fresh(f"bench_booking_{name}")).prepare()
        houses.append(House(site))
        houses[-1].shell(PREPARE, past)
    small, large = houses
    bare = House(large.site)
    settings = {"DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
    with (
        serve(small.site.environment(), "portal.wsgi:application", ROOT / "site") as small.server,
        serve(large.site.environment(), "portal.wsgi:application", ROOT / "site") as large.server,
        serve(large.site.environment() | settings, "bench.bare.wsgi:application", ROOT, "/healthz") as bare.server,
    ):
        lists = [_list(house) for house in houses]
        refused = _refused(small, large)
        booked = _booked(small, large, bare)
    small.site.manage("verify_bookings")
    return [*_list_rows(lists), *_refused_rows(refused), *_booked_rows(booked)]


def _list(house: House) -> tuple[float, int]:
    """Milliseconds and queries of the list with half of the places taken."""
    house.shell(RULES, [5, 1])
    (case,) = house.cases(1, "list")
    house.shell(FILL, [0.5, "half"])
    return tuple(house.shell(MEASURE, case))


def _refused(small: House, large: House) -> dict[str, list[Measured]]:
    """Attempts at places that were free when the form was fetched and are all taken now."""
    attempts = {}
    for name, house in (("small", small), ("large", large)):
        cases = house.cases(READERS, "late")
        free = house.shell(FREE)
        forms = house.forms(cases, [free[number % len(free)] for number in range(READERS)])
        house.shell(FILL, [1, "full"])
        attempts[name] = [_post(house, case, form) for case, form in zip(cases, forms, strict=True)]
        attempts[name] *= ATTEMPTS // READERS
    found = {"small": [], "large": []}
    for _ in range(ROUNDS):
        for name, house in (("small", small), ("large", large)):
            found[name].append(_timed(house, attempts[name], 409, TAKEN))
    return found


def _booked(small: House, large: House, bare: House) -> dict[str, list[Measured]]:
    """Bookings that succeed, and the bare view's, in turns; RuntimeError when the two do not write the same rows."""
    houses = {"small": small, "large": large, "bare": bare}
    for house in (small, large):
        house.shell(RULES, [DAYS, 2 * SEATS + 1])  # as many again for the bare view, and one that is taken
    wishes = {name: _wishes(large if house is bare else house, name) for name, house in houses.items()}
    cases = {name: house.cases(ROUNDS * BOOKINGS, name) for name, house in houses.items()}
    found, written = {name: [] for name in houses}, {}
    for turn in range(ROUNDS):
        for name, house in houses.items():
            page = large if house is bare else house
            readers = cases[name][turn * BOOKINGS :][:BOOKINGS]
            seats = list(islice(wishes[name], BOOKINGS))
            forms = page.forms(readers, [place for place, _ in seats])
            posts = [
                _post(house, case, form | {"seat": seat})
                for case, form, (_, seat) in zip(readers, forms, seats, strict=True)
            ]
            before = house.shell(ROWS) if turn == 0 else {}
            found[name].append(_timed(house, posts, 302, b""))
            if turn == 0:
                after = house.shell(ROWS)
                written[name] = {
                    table: after[table] - before[table] for table in after if after[table] != before[table]
                }
    if not written["small"] == written["large"] == written["bare"]:
        raise RuntimeError(f"裸视图写的不是同样各行：{written['large']}，{written['bare']}")
    return found


def _wishes(house: House, name: str) -> Iterator[tuple[str, str]]:
    """(place, seat) for each booking, in a random order; the seat is for the bare view, which looks for none."""
    seats = [(place, BARE_SEAT + number) for place in house.shell(FREE) for number in range(SEATS)]
    random.Random(name).shuffle(seats)
    yield from ((place, str(seat)) for place, seat in seats)


def _path(number: str) -> str:
    return f"/my/{number}/place/"


def _form(answer: Answer, place: str) -> dict[str, str]:
    page = answer.body.decode()
    if answer.status != 200 or f'name="place" value="{place}"' not in page:
        raise RuntimeError(f"时段列表回答 {answer.status}，没有 {place}")
    return {"csrfmiddlewaretoken": TOKEN.search(page)[1], "seen_version": SEEN.search(page)[1], "place": place}


def _post(house: House, case: tuple[str, str], form: dict[str, str]) -> bytes:
    number, session = case
    return request(house.server, _path(number), session=session, form=form)


def _timed(house: House, posts: list[bytes], status: int, words: bytes) -> Measured:
    """Sends all; RuntimeError when one is answered otherwise than expected."""
    cpu = house.server.cpu()
    result: Result = ask(house.server, posts)
    cpu = house.server.cpu() - cpu
    for answer in result.answers:
        if answer.status != status or words not in answer.body:
            alert = answer.body.decode(errors="replace").partition('role="alert"')[2][:300]
            raise RuntimeError(f"回答 {answer.status} {answer.location}，应为 {status}：{alert}")
    return Measured(
        result.per_second,
        1000 * result.percentile(0.99),
        1000 * cpu / len(posts),
        1000 * result.client_cpu / len(posts),
    )


def _middle(found: list[Measured], name: str) -> float:
    return median(getattr(each, name) for each in found)


def _list_rows(lists: list[tuple[float, int]]) -> list[Row]:
    (few, few_queries), (many, queries) = lists
    return [
        Row(f"时段列表，{SMALL:,} 件历史", few, "毫秒"),
        at_most(f"时段列表，{LARGE:,} 件历史", many, LIST_LIMIT, "毫秒"),
        at_most("时段列表，之比", many / few, FLAT, "倍"),
        at_most("时段列表，查询", queries, LIST_QUERIES, "次"),
        Row("时段列表，查询随历史", queries - few_queries, "次", "0", queries == few_queries),
    ]


def _refused_rows(found: dict[str, list[Measured]]) -> list[Row]:
    rows = [at_least(f"被拒的预约，{LARGE:,} 件历史", _middle(found["large"], "per_second"), REFUSED_LIMIT, "次/秒")]
    return rows + _rows("被拒的预约", found)


def _booked_rows(found: dict[str, list[Measured]]) -> list[Row]:
    rate, bare = (_middle(found[name], "per_second") for name in ("large", "bare"))
    return [
        at_least(f"成功的预约，{LARGE:,} 件历史", rate, BOOKED_LIMIT, "次/秒"),
        Row("写同样各行的裸视图", bare, "次/秒"),
        Row("写同样各行的裸视图", _middle(found["bare"], "cpu"), "毫秒 CPU/次"),
        at_least("成功的预约与裸视图之比", rate / bare, RATIO_LIMIT, "倍"),
        *_rows("成功的预约", found),
    ]


def _rows(name: str, found: dict[str, list[Measured]]) -> list[Row]:
    few, many = (_middle(found[which], "cpu") for which in ("small", "large"))
    return [
        Row(f"{name}，{SMALL:,} 件历史", _middle(found["small"], "per_second"), "次/秒"),
        at_most(f"{name}，第 99 百分位", max(each.p99 for each in found["large"]), P99_LIMIT, "毫秒"),
        Row(f"{name}，{LARGE:,} 件历史", many, "毫秒 CPU/次"),
        at_most(f"{name}，CPU 随历史之比", many / few, FLAT, "倍"),
        Row(f"{name}，客户端自己", _middle(found["large"], "client"), "毫秒 CPU/次"),
    ]
