"""Loads bookings.toml: each booking goes its way through the services, at the moments at which it would have."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from accounts.groups import StaffGroup
from accounts.models import User
from bookings import workflow
from bookings.forms import typed_of
from bookings.kind import KIND
from bookings.models import Booking, BookingSettings
from bookings.queries import aware, free_days, local, place_of, standing_claim
from bookings.rules import Place
from bookings.services import places
from casework import drafts, notices, services
from casework.models import Case
from casework.sampling import Diary, at, loads_sample
from casework.sections import as_query
from content.sample import SAMPLE_SETTINGS
from workdays.services import work_calendar

STORY = Path(__file__).with_name("bookings.toml")
CITY = SAMPLE_SETTINGS["name"].partition("市")[0] + "市"
NOTICE = "<p>示例须知：请如实填写，按预约的时段到馆。</p>"
READING = timedelta(seconds=40)
SOON = timedelta(minutes=5)
OFFICERS = {
    workflow.REVIEW: StaffGroup.BOOKING_OFFICERS,
    workflow.DESK: StaffGroup.FRONT_DESK,
    workflow.COPIES: StaffGroup.COPY_DESK,
}


@loads_sample
def load(users: list[User], seed: int) -> None:
    """Every booking of the story that is not there yet; and the name of the sample's city."""
    settings = BookingSettings.load()
    if not settings.city:
        settings.city = CITY
        settings.save()
    if notices.current(KIND.name) is None:
        notices.publish(KIND.name, NOTICE)
    people, diary = {user.username: user for user in users}, Diary(seed, work_calendar())
    for entry in tomllib.loads(STORY.read_text(encoding="utf-8"))["booking"]:
        reader = people[entry["who"]]
        if not Booking.objects.filter(applicant=reader, project_name=entry["project"]).exists():
            _Way(entry, reader, users, diary).go()


class _Way:
    """One booking on its way; moment is that of its last step."""

    def __init__(self, entry: dict, reader: User, users: list[User], diary: Diary):
        self.entry, self.reader, self.users, self.diary = entry, reader, users, diary
        ago = entry.get("workdays_ago")
        self.moment = diary.ago(entry["days_ago"]) if ago is None else diary.workdays_ago(ago)

    def go(self) -> None:
        """Applies, and takes the steps of the story as far as their time has come."""
        self.case = self._apply()
        for step in self.entry["steps"]:
            moment = self._moment_of(step["action"])
            if moment > self.diary.latest:
                return
            self.moment = moment
            with at(moment):
                self._take(step)

    def _apply(self) -> Case:
        with at(self.moment - READING):
            reading = notices.start(self.reader, KIND)
        with at(self.moment):
            draft = notices.agree(reading.pk, user=self.reader)
            typed = typed_of(
                purpose=self.entry["purpose"],
                category=self.entry["category"],
                project_name=self.entry["project"],
                developer=self.entry.get("developer", "无"),
                permit_number=self.entry.get("permit", "无"),
                query=self.entry["query"],
            )
            for name, values in typed.items():
                drafts.save_section(draft, name, as_query(values), user=self.reader, seen_version=0)
            return drafts.submit_draft(draft, user=self.reader, seen_version=Case.objects.get(pk=draft.pk).version)

    def _moment_of(self, action: str) -> datetime:
        """When a step would be taken: on the day of the visit what happens there, else the next morning."""
        booking = Booking.objects.get(pk=self.case.pk)
        if action == "book" and self.entry["visit"] == "next":
            return self.diary.latest
        if action in ("book", "cancel"):
            return min(self.moment + SOON, self.diary.latest)
        if action == "lapse":
            return booking.choose_by + SOON
        if action == "expire":
            return aware(datetime.combine(booking.copies.keep_until + timedelta(days=1), time(0, 5)))
        if action in ("order_copies", "finish"):
            return self.moment + 8 * SOON
        if action in ("arrive", "missed"):
            place = place_of(standing_claim(booking))
            return aware(place.begins_at if action == "arrive" else place.ends_at) + SOON
        return self.diary.next_day(self.moment)

    def _take(self, step: dict) -> None:
        action, case = step["action"], Case.objects.get(pk=self.case.pk)
        if action == "book":
            actor = self.reader
            self.case = places.book(case, self._place(), action, actor=actor, seen_version=case.version)
            return
        transition = KIND.workflow.transitions[action]
        data = {"sections": step["sections"]} if "sections" in step else {}
        if action == "order_copies":
            today = local(timezone.now()).date()
            data = {"pages": step["pages"], "promised_on": work_calendar().add_workdays(today, step["days"])}
        self.case = services.apply_transition(
            case,
            action,
            actor=self._actor(transition),
            seen_version=case.version,
            opinion=step.get("opinion", ""),
            data=data,
        )

    def _actor(self, transition) -> services.Actor:
        if transition.permission:
            group = OFFICERS[transition.permission]
            return next(user for user in self.users if user.groups.filter(name=group).exists())
        return services.SYSTEM if transition.by == "system" else self.reader

    def _place(self) -> Place:
        """The first free place of the day after the step, as it was free then."""
        today = local(timezone.now()).date()
        later = [day for day in free_days() if day.day > today and day.left]
        return next(each.place for each in later[0].places if each.free)
