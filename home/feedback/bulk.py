"""Many made-up messages of readers at once, for benchmarks of the queue."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.groups import StaffGroup
from accounts.models import Organisation, User
from casework import many
from home.feedback.services import KIND
from home.models import Feedback
from home.models.feedback import Subject

CHUNK = 5_000
CASES_A_DAY = 60
NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ["示一", "示二", "示三", "例一", "例二", "例三", "样一", "样二", "样三", "本一", "本二", "本三"]
TEXTS = [
    "第二段有一个错字。",
    "请问查档要带什么材料？",
    "附件下载后打不开。",
    "通知里的电话打不通。",
    "首页的链接没有反应。",
]
OPEN = 400
"""Cases that wait, whatever the length of the history: an office works off what comes in."""
OFFICERS = 8


def make(count: int, seed: int = 0) -> Iterator[int]:
    """Makes count messages, the newest OPEN of which still wait, and yields after every CHUNK how many there are."""
    writer = _Writer(count, seed)
    for start in range(0, count, CHUNK):
        stop = min(start + CHUNK, count)
        many.insert([writer.write(number) for number in range(start, stop)])
        yield stop


class _Writer:
    """Thinks cases up, the oldest first; people and firms grow with their number."""

    def __init__(self, count: int, seed: int):
        self.chance = random.Random(seed)  # noqa: S311  made-up cases, no secret
        self.count = count
        self.now = timezone.now()
        self.officers = self._people("bulk-officer", OFFICERS)
        Group.objects.get(name=StaffGroup.FRONT_DESK).user_set.add(*self.officers)
        self.readers = self._people("bulk-reader", max(count // 8, 20))
        self.firms = Organisation.objects.bulk_create(
            Organisation(name=f"示例建设公司第{number}号", code=f"BULK{number:014d}")
            for number in range(max(count // 40, 10))
        )

    def _people(self, prefix: str, count: int) -> list[User]:
        unusable, people = make_password(None), []
        for number in range(count):
            person = User(
                username=f"{prefix}-{number}",
                password=unusable,
                last_name=NAMES[number % len(NAMES)],
                first_name=f"{GIVEN[number // len(NAMES) % len(GIVEN)]}{number}",
            )
            if number < 2000:  # encrypting is slow; the tail is what the list is searched by
                person.phone = f"138{number:08d}"
            else:
                person.phone_tail = f"{number % 10_000:04d}"
            people.append(person)
        return User.objects.bulk_create(people)

    def write(self, number: int) -> Feedback:
        chance, is_open = self.chance, number >= self.count - OPEN
        submitted = self.now - timedelta(minutes=(self.count - number) * 24 * 60 / CASES_A_DAY)
        late = timedelta(hours=chance.randint(-200, 100))
        return Feedback(
            kind=KIND,
            number=f"FK{submitted:%Y%m%d}{number:06d}",
            status="new" if is_open else chance.choice(["answered", "answered", "answered", "closed"]),
            title=chance.choice(TEXTS),
            applicant=chance.choice(self.readers) if chance.random() < 0.7 else None,
            organisation=chance.choice(self.firms) if chance.random() < 0.3 else None,
            created_at=submitted,
            touched_at=submitted,
            submitted_at=submitted,
            due_at=self._due(late) if is_open else None,
            closed_at=None if is_open else min(submitted + timedelta(hours=chance.randint(1, 60)), self.now),
            assignee=chance.choice(self.officers) if not is_open or chance.random() < 0.6 else None,
            version=1 if is_open else 2,
            subject=chance.choice(Subject.values),
            text=chance.choice(TEXTS),
            code=f"B{number:09d}",
        )

    def _due(self, late: timedelta) -> datetime:
        return self.now - late
