"""200 readers fight for 60 places over HTTP while web workers are killed: nobody shares a place, no confirmation is lost."""

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from bookings import bulk, queries
from bookings.models import Booking, BookingSettings, SeatClaim
from bookings.words import date_shown
from casework import history
from casework.models import Case
from notifications.enums import Channel
from notifications.models import Message
from tests.load.site import Site
from tests.load.test_kill import signed_in, until

pytestmark = [
    pytest.mark.load,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the programs in /proc"),
]
READERS, PLACES = 200, 60
KILLED_AFTER = (8, 22, 40)  # confirmations
FREE = re.compile(r'name="place" value="([^"]+)"')
SEEN = re.compile(r'name="seen_version" value="(\d+)"')
TAKEN = re.compile(r"\d+月\d+日 [\d:-]+\s*刚刚被别人预约了，您的预约没有改变。请另选一个时段。")
WHEN = re.compile(r"<dt>进馆日期</dt><dd>([^<]+)</dd></div>\s*<div><dt>进馆时段</dt><dd>([^<]+)</dd>")


@dataclass
class Reader:
    """One person with a browser, and what it was shown."""

    site: Site
    number: str
    session: str
    address: str
    chance: random.Random
    confirmed: str = ""
    refused: int = 0
    cut_off: int = 0
    shown_after_cut: list[tuple[str, str]] = field(default_factory=list)
    strange: list[tuple] = field(default_factory=list)

    def run(self) -> None:
        """Chooses among the places the page shows until one is confirmed or none is left."""
        page = self._see(self._place_page)
        while page and not self.confirmed:
            free = sorted(set(FREE.findall(page)))
            if not free:
                return
            page = self._try(self.chance.choice(free), SEEN.search(page)[1])

    @property
    def _place_page(self) -> str:
        return f"/my/{self.number}/place/"

    def _try(self, place: str, seen: str) -> str:
        """The page from which the reader goes on; "" at the end."""
        fields = {"place": place, "seen_version": seen}
        try:
            status, location, text = self._fetch("POST", self._place_page, fields)
        except OSError:
            self.cut_off += 1
            time.sleep(0.1)
            return self._after_cut(place, seen)
        if status == 302 and location == f"/my/{self.number}/":
            self.confirmed = place
        elif status == 409 and TAKEN.search(text):
            self.refused += 1
            return text
        else:
            self.strange.append((status, location, text[:2000]))
        return ""

    def _after_cut(self, place: str, seen: str) -> str:
        """Nobody answered: one reader in two sends the form again as it was; all look at the booking and go on from it."""
        if self.chance.random() < 0.5:
            try:
                status, location, text = self._fetch("POST", self._place_page, {"place": place, "seen_version": seen})
            except OSError:
                self.cut_off += 1
                return self._after_cut(place, seen)
            if status == 409 and TAKEN.search(text):
                self.refused += 1
                return text
            if (status, location) != (302, f"/my/{self.number}/"):
                self.strange.append((status, location, text[:2000]))
        text = self._see(f"/my/{self.number}/")
        self.shown_after_cut.append((place, _place_shown(text)))
        if _place_shown(text):
            self.confirmed = place
            return ""
        return self._see(self._place_page)

    def _see(self, path: str) -> str:
        """The page, asked for again while the server is away."""
        for _ in range(100):
            try:
                status, location, text = self._fetch("GET", path)
            except OSError:
                time.sleep(0.1)
                continue
            if status != 200:
                self.strange.append((status, location, text[:2000]))
            return text if status == 200 else ""
        self.strange.append(("nobody answers", path))
        return ""

    def _fetch(self, method: str, path: str, fields: dict | None = None) -> tuple[int, str, str]:
        return self.site.fetch(method, path, fields, session=self.session, address=self.address)


def _place_shown(page: str) -> str:
    """Date and time on the page of a booking, "" when it shows none."""
    found = WHEN.search(page)
    return "" if found is None or "—" in found.groups() else " ".join(found.groups())


@pytest.fixture
def site(initial_data, tmp_path):
    rules = BookingSettings.load()
    rules.include_today = False  # the same sixty places at every hour of the day
    rules.save()
    return Site(connection, tmp_path)


@pytest.fixture
def readers(site) -> list[Reader]:
    people = bulk.readers(READERS)
    cases = bulk.choosing(people)
    return [
        Reader(site, case.number, signed_in(person), f"10.2.0.{number + 1}", random.Random(number))
        for number, (case, person) in enumerate(zip(cases, people, strict=True))
    ]


def test_nobody_shares_a_place_and_no_confirmation_is_lost_when_workers_are_killed(site, readers):
    with site:
        threads = [threading.Thread(target=reader.run) for reader in readers]
        for thread in threads:
            thread.start()
        for count in KILLED_AFTER:
            until(lambda count=count: _confirmations(readers) >= count or not _running(threads), 60, "nobody is served")
            assert _running(threads), "the fight was over before the kill"
            site.kill_web_workers()
        for thread in threads:
            thread.join(60)
        assert not _running(threads)
        site.manage("verify_bookings")

    assert [reader.strange for reader in readers if reader.strange] == []
    assert "database is locked" not in site.log.read_text()
    assert sum(reader.cut_off for reader in readers) > 0, "the kills came in the middle"
    _places_are_given_once(readers)
    _losers_were_told(readers)
    _cut_connections_were_shown_the_truth(readers)
    _cases_are_whole()


def _confirmations(readers: list[Reader]) -> int:
    return sum(bool(reader.confirmed) for reader in readers)


def _running(threads: list[threading.Thread]) -> bool:
    return any(thread.is_alive() for thread in threads)


def _standing() -> dict[str, SeatClaim]:
    return {each.case.number: each for each in SeatClaim.objects.standing().select_related("case", "day")}


def _places_are_given_once(readers: list[Reader]) -> None:
    claims = list(SeatClaim.objects.standing())
    assert len({(each.day_id, each.slot, each.seat) for each in claims}) == len(claims) == PLACES
    has = {number: queries.place_of(each).key for number, each in _standing().items()}
    assert {reader.number: reader.confirmed for reader in readers if reader.confirmed} == has


def _losers_were_told(readers: list[Reader]) -> None:
    losers = [reader for reader in readers if not reader.confirmed]
    assert len(losers) == READERS - PLACES
    assert sum(reader.refused for reader in readers) > READERS / 4, "they did fight"


def _cut_connections_were_shown_the_truth(readers: list[Reader]) -> None:
    """Who was cut off and then shown a place has it; who was shown none went on choosing."""
    claims = _standing()
    for reader in readers:
        for wanted, shown in reader.shown_after_cut:
            if shown:
                place = queries.place_of(claims[reader.number])
                assert (place.key, shown) == (wanted, f"{date_shown(place.day)} {place.hours}")


def _cases_are_whole() -> None:
    cases = list(Booking.objects.all())
    assert Counter(case.status for case in cases) == {"booked": PLACES, "choosing": READERS - PLACES}
    assert {proof.verdict for proof in history.prove([case.pk for case in cases])} == {history.Verdict.SOUND}
    booked = set(Case.objects.filter(status="booked").values_list("pk", flat=True))
    for channel in (Channel.SITE, Channel.SMS):
        told = Message.objects.filter(key="booking_confirmed", channel=channel).values_list("case_id", flat=True)
        assert Counter(told) == Counter(booked), "each told once"
