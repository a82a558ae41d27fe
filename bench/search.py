"""Search over 2,000 and 20,000 documents: what is in half of them, what is in few, and what people ask for.

Time is that of the whole answer without its template: hits, counts of every facet, order, and the twenty that are
shown with their excerpts. Whole pages are measured too, without the page cache.
"""

import json
from pathlib import Path
from statistics import median

from bench.common import Database, Row, Site, at_most

SMALL, LARGE = 2_000, 20_000
ROUNDS = 3
EVERYWHERE, FEW = "档案", "海绵城市"  # in half of all documents of make_bulk_site; in 300 of them
LIMITS = {"SQLite": 60, "PostgreSQL": 200}  # milliseconds
GROWTH, MEDIAN, QUERIES = 1.5, 25, 20
QUESTIONS = [
    "竣工图",
    "地下管线",
    "城建档案移交",
    "怎么预约查档",
    "装配式建筑奖励资金",
    "施工许可证",
    "GB/T 50328",
    "〔2018〕6号",
    "市住建发〔2018〕6号",
    "声像档案归档要求",
    "电子签章",
    "竣工验收备案材料",
    "海绵城市建设",
    "房屋征收补偿标准",
    "檔案管理",
    "ＢＩＭ模型",
    "开发商",
    "燃气安全检查",
    "没有这样的词",
    "当案馆",
    "馆",
    "律师",
    "2024年3月",
    "老旧小区改造资金",
    "物业",
]
MEASURE = """
import json, sys, time
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from home.search.forms import SearchForm
from home.search.results import answer
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
def ask(words):
    params = QueryDict(mutable=True)
    params["q"] = words
    form = SearchForm(params)
    assert form.is_valid()
    return answer(form, params)
def milliseconds(call, times):
    # the least of several: whatever else the machine does only adds to it
    call()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - began))
    return min(taken)
wanted = json.loads(sys.stdin.read())
client = Client(headers={"host": "localhost"})
found = {"times": {}, "hits": {}}
for words in wanted["often"] + wanted["once"]:
    found["times"][words] = milliseconds(lambda: ask(words), 15 if words in wanted["often"] else 5)
    found["hits"][words] = ask(words).total
words = wanted["often"][0]
found["page"] = milliseconds(lambda: client.get("/search/", {"q": words}), 9)
with CaptureQueriesContext(connection) as queries:
    assert client.get("/search/", {"q": words}).status_code == 200
found["queries"] = len(queries)
print(json.dumps(found))
"""


def run(database: Database, folder: Path) -> list[Row]:
    """Milliseconds of the answers in both libraries, their growth, and the queries of a page of results."""
    small = Site(folder / "small", database.fresh("bench_search_small")).prepare()
    large = Site(folder / "large", database.fresh("bench_search_large")).prepare()
    for site, pages in ((small, SMALL), (large, LARGE)):
        site.manage("make_bulk_site", f"--pages={pages}")
    rounds = [(_measure(small), _measure(large)) for _ in range(ROUNDS)]

    def middle(which: int, words: str) -> float:
        return median(each[which]["times"][words] for each in rounds)

    few, many = rounds[-1]
    growth = median(many["times"][FEW] / few["times"][FEW] for few, many in rounds)
    asked = median(median(each[1]["times"][words] for each in rounds) for words in QUESTIONS)
    return [
        Row(f"“{EVERYWHERE}”，{LARGE:,} 份，命中", many["hits"][EVERYWHERE], "份"),
        at_most(
            f"“{EVERYWHERE}”，{LARGE:,} 份，含全部分面", middle(1, EVERYWHERE), LIMITS.get(database.label, 200), "毫秒"
        ),
        Row(f"“{EVERYWHERE}”，{LARGE:,} 份，整页", median(each[1]["page"] for each in rounds), "毫秒"),
        Row(f"“{FEW}”，{many['hits'][FEW]} 份命中，{SMALL:,} 份", middle(0, FEW), "毫秒"),
        Row(f"“{FEW}”，{many['hits'][FEW]} 份命中，{LARGE:,} 份", middle(1, FEW), "毫秒"),
        at_most(f"“{FEW}”，之比", growth, GROWTH, "倍"),
        at_most(f"{len(QUESTIONS)} 个常见问题，{LARGE:,} 份，中位数", asked, MEDIAN, "毫秒"),
        Row("最慢的常见问题", max(many["times"][words] for words in QUESTIONS), "毫秒"),
        at_most("结果页，查询", many["queries"], QUERIES, "次"),
        Row("结果页，查询随文件数", many["queries"] - few["queries"], "次", "0", many["queries"] == few["queries"]),
    ]


def _measure(site: Site) -> dict:
    wanted = {"often": [EVERYWHERE, FEW], "once": QUESTIONS}
    return json.loads(site.manage("shell", "-v0", "-c", MEASURE, text=json.dumps(wanted)).splitlines()[-1])
