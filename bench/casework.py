"""The staff's queue at 1,000 and at 100,000 cases, and how many queries a page takes.

Both histories are measured in turns in the same run. An office works off what comes in, so as many cases wait in both;
what grows is the history. Time includes the database; of many requests the fastest counts.
"""

import json
from pathlib import Path

from bench.common import Database, Row, Site, at_most

SMALL, LARGE = 1_000, 100_000
ROUNDS = 5
LIMIT = 1.5
LISTS = {
    "全部办件": "/admin/cases/",
    "一项业务": "/admin/cases/feedback/",
    "按状态，待处理": "/admin/cases/?status=new",
    "按状态，已答复": "/admin/cases/?status=answered",
    "已超时": "/admin/cases/?due=overdue",
    "今天到期": "/admin/cases/?due=today",
    "七天内到期": "/admin/cases/?due=week",
    "未办结": "/admin/cases/?due=open",
    "我的待办": "/admin/cases/?assignee=mine&due=open",
    "无人领取": "/admin/cases/?assignee=nobody",
    "按经办人": "/admin/cases/?assignee={officer}",
    "按单位": "/admin/cases/?organisation={firm}",
    "按日期": "/admin/cases/?since={day}&until={day}",
    "状态和经办人": "/admin/cases/?status=answered&assignee={officer}",
    "按编号": "/admin/cases/?q={number}",
    "按编号开头": "/admin/cases/?q=FK20",
    "按手机尾号": "/admin/cases/?q={tail}",
    "按姓名": "/admin/cases/?q={name}",
    "第二页": "/admin/cases/?p=2",
    "末页": "/admin/cases/?p=100000",
    "后台首页": "/admin/",
}
MEASURE = """
import json, sys, time
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from accounts.models import User
from casework.models import Case
paths = json.loads(sys.stdin.read())
client = Client(headers={"host": "localhost"})
officer = User.objects.get(username="bulk-officer-0")
client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")  # as autovacuum and the job refresh_statistics do
case = Case.objects.exclude(applicant=None).exclude(organisation=None).order_by("-pk").first()
words = {
    "officer": User.objects.get(username="bulk-officer-1").pk, "firm": case.organisation.name, "number": case.number,
    "tail": case.applicant.phone_tail, "name": case.applicant.get_full_name(),
    "day": timezone.localdate(case.submitted_at).isoformat(),
}
found = {}
for name, path in paths.items():
    path = path.format(**words)
    for _ in range(3):
        answer = client.get(path, secure=True)
        assert answer.status_code == 200, (path, answer.status_code)
    times = []
    for _ in range(15):
        began = time.perf_counter()
        client.get(path, secure=True)
        times.append(1000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as queries:
        client.get(path, secure=True)
    found[name] = [min(times), len(queries)]
print(json.dumps(found))
"""


def run(database: Database, folder: Path) -> list[Row]:
    """Milliseconds of each list in both histories, their ratios, and the queries."""
    no_codes = {"STAFF_SECOND_FACTOR": "0"}  # the officer has no telephone
    small = Site(folder / "small", database.fresh("bench_small"), no_codes).prepare()
    large = Site(folder / "large", database.fresh("bench_large"), no_codes).prepare()
    for site, cases in ((small, SMALL), (large, LARGE)):
        site.manage("make_bulk_cases", f"--cases={cases}")
    rounds = [(_measure(small), _measure(large)) for _ in range(ROUNDS)]
    rows = []
    for name in LISTS:
        few, many = (min(each[which][name][0] for each in rounds) for which in (0, 1))
        rows += [Row(f"{name}，{SMALL:,} 件", few, "毫秒"), Row(f"{name}，{LARGE:,} 件", many, "毫秒")]
        rows.append(at_most(f"{name}，之比", many / few, LIMIT, "倍"))
    few, many = rounds[-1]
    for name in LISTS:
        same = many[name][1] == few[name][1]
        rows.append(Row(f"{name}，查询", many[name][1], "次", f"与 {SMALL:,} 件相同", same))
    return rows


def _measure(site: Site) -> dict[str, list[float]]:
    return json.loads(site.manage("shell", "-v0", "-c", MEASURE, text=json.dumps(LISTS)).splitlines()[-1])
