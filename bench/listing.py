"""Lists at 500 and at 50,000 documents, and how many queries a page takes.

Both libraries are measured in turns in the same run, without the page cache: what a list costs when nobody has asked
for it before. Time includes the database; of many requests the fastest counts, which neighbours on the machine have
disturbed least.
"""

import json
from pathlib import Path

from bench.common import Database, Row, Site, at_most

SMALL, LARGE = 500, 50_000
ROUNDS = 5
LIMIT = 1.5
ARTICLE_QUERIES = 12
LISTS = {
    "政策文件": "/policies/",
    "政策文件，选一项": "/policies/?year=2020",
    "政策文件，选机关": "/policies/?issuer={issuer}",
    "政策文件，按字号": "/policies/?sort=number",
    "政策文件，中间一页": "/policies/?page={middle}",
    "政策文件，末页": "/policies/?page=1000000",
    "政策文件，选两项": "/policies/?year=2020&type=notice",
    "订阅": "/feeds/policies.xml",
    "开放数据": "/open/policies.json",
}
RATIOED = [
    "政策文件",
    "政策文件，选一项",
    "政策文件，选机关",
    "政策文件，按字号",
    "政策文件，末页",
]
MEASURE = """
import json, sys, time
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from catalogue.models import CatalogueEntry, Issuer
client = Client(headers={"host": "localhost"})
paths = json.loads(sys.stdin.read())
issuer = Issuer.objects.order_by("pk").first().pk
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
found = {}
for name, path in paths.items():
    policies = CatalogueEntry.objects.filter(kind="policy")
    path = path.format(issuer=issuer, article=policies.first().path, middle=policies.count() // 40)
    for _ in range(5):
        assert client.get(path).status_code == 200, path
    times = []
    for _ in range(40):
        began = time.perf_counter()
        client.get(path)
        times.append(1000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    found[name] = [min(times), len(queries)]
print(json.dumps(found))
"""


def run(database: Database, folder: Path) -> list[Row]:
    """Milliseconds of each list in both libraries, their ratios, and the queries of article, lists and feed."""
    small = Site(folder / "small", database.fresh("bench_small")).prepare()
    large = Site(folder / "large", database.fresh("bench_large")).prepare()
    for site, pages in ((small, SMALL), (large, LARGE)):
        site.manage("make_bulk_site", f"--pages={pages}")
    paths = {**LISTS, "文件页": "{article}"}
    rounds = [(_measure(small, paths), _measure(large, paths)) for _ in range(ROUNDS)]
    rows = []
    for name in LISTS:
        few, many = (min(each[which][name][0] for each in rounds) for which in (0, 1))
        rows += [Row(f"{name}，{SMALL} 份", few, "毫秒"), Row(f"{name}，{LARGE:,} 份", many, "毫秒")]
        ratio = f"{name}，之比", many / few
        rows.append(at_most(*ratio, LIMIT, "倍") if name in RATIOED else Row(*ratio, "倍"))
    few, many = rounds[-1]
    rows.append(at_most("文件页，查询", many["文件页"][1], ARTICLE_QUERIES, "次"))
    for name in LISTS:
        more = many[name][1] - few[name][1]
        rows.append(Row(f"{name}，查询", many[name][1], "次", f"与 {SMALL} 份相同", more == 0))
    return rows


def _measure(site: Site, paths: dict[str, str]) -> dict[str, list[float]]:
    return json.loads(site.manage("shell", "-v0", "-c", MEASURE, text=json.dumps(paths)).splitlines()[-1])
