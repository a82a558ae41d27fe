"""A page from the cache, a page's first hit and an unknown address, compared with a stock Wagtail site.

Both sites run the same server program with the same workers and the same kind of database, and serve the same article.
Ours sends its security headers and follows changes across processes; the stock site is as `wagtail start` makes it.
"""

import json
from pathlib import Path
from statistics import median

from bench.common import ROOT, Database, Row, Server, Site, at_most, serve
from bench.load import Cost, again_and_again, each_once
from bench.stock import StockSite

ARTICLES = 200
ROUNDS = 4
SECONDS = 3.0

SENTENCE = "加快推进智能建造与建筑工业化协同发展，完善城市建设档案归集、管理和利用的工作机制。"
MAKE_ARTICLES = """
import json, sys
from policies.models import PolicyIndexPage, PolicyPage
from catalogue.models import Issuer, Topic
body, count = json.loads(sys.stdin.read())
issuer = Issuer.objects.create(name="示例市住房和城乡建设局")
topic = Topic.objects.get(name="城乡建设、环境保护")
index = PolicyIndexPage.objects.get()
for number in range(count):
    page = PolicyPage(
        title=f"关于城市建设档案的通知 {number}", slug=f"article-{number}", summary="摘要", topic=topic, issuers=[issuer],
        number=f"示建档〔2020〕{number + 1}号", published_on="2020-01-02", body=json.dumps(body),
    )
    index.add_child(instance=page)
    page.save_revision().publish()
"""
CHANGE = "import page_cache; page_cache.changed()"


def article() -> list[dict]:
    """The body of the article for the stock site: five parts of four paragraphs, some 4,000 characters."""
    blocks = []
    for part in "一二三四五":
        blocks.append({"type": "heading", "value": f"{part}、工作任务"})
        for item in "一二三四":
            blocks.append({"type": "paragraph", "value": f"<p>（{item}）{SENTENCE * 5}</p>"})
    return blocks


def _ours(blocks: list[dict]) -> list[dict]:
    return [
        {"type": "heading", "value": {"level": "2", "text": each["value"]}} if each["type"] == "heading" else each
        for each in blocks
    ]


def run(database: Database, folder: Path) -> list[Row]:
    """Cost of each kind of request on both sites, and the three ratios of the issue."""
    stock = StockSite(folder / "stock", database.fresh("bench_stock")).prepare(article(), ARTICLES)
    ours = Site(folder / "ours", database.fresh("bench_ours")).prepare()
    ours.manage("shell", "-v0", "-c", MAKE_ARTICLES, text=json.dumps([_ours(article()), ARTICLES]))
    with (
        serve(stock.environment(), "mysite.wsgi:application", stock.folder) as theirs,
        serve(ours.environment(), "portal.wsgi:application", ROOT / "site") as own,
    ):
        stock_pages = [f"/article-{number}/" for number in range(ARTICLES)]
        own_pages = [f"/policies/article-{number}/" for number in range(ARTICLES)]
        for server, pages in ((theirs, stock_pages), (own, own_pages)):
            each_once(server, pages[:40])
        # In turns, so that what else the machine does falls on both.
        turns = [(each_once(theirs, stock_pages), _first_hits(ours, own, own_pages)) for _ in range(ROUNDS)]
        unknown = [_unknown(theirs, own, turn) for turn in range(ROUNDS)]
        kept_stock = again_and_again(theirs, stock_pages[0], SECONDS)
        kept = again_and_again(own, own_pages[0], SECONDS)
    return [
        *_rows("缓存的页面", [kept_stock], [kept], 1 / 30),
        *_rows("未缓存的第一次", [each[0] for each in turns], [each[1] for each in turns], 1 / 2),
        *_rows("不存在的地址", [each[0] for each in unknown], [each[1] for each in unknown], 1 / 3),
    ]


def _first_hits(site: Site, server: Server, pages: list[str]) -> Cost:
    site.python(CHANGE)
    return each_once(server, pages)


def _unknown(theirs: Server, own: Server, turn: int) -> tuple[Cost, Cost]:
    paths = [f"/nothing-{turn}-{number}/" for number in range(ARTICLES)]
    return each_once(theirs, paths, 404), each_once(own, paths, 404)


def _rows(name: str, theirs: list[Cost], own: list[Cost], limit: float) -> list[Row]:
    stock_cost, own_cost = (median(each.milliseconds for each in costs) for costs in (theirs, own))
    stock_rate, own_rate = (median(each.per_second for each in costs) for costs in (theirs, own))
    return [
        Row(f"{name}，对照站", stock_cost, "毫秒 CPU/次"),
        Row(f"{name}，本站", own_cost, "毫秒 CPU/次"),
        at_most(f"{name}，CPU 之比", own_cost / stock_cost, limit, "倍"),
        Row(f"{name}，对照站", stock_rate, "次/秒"),
        Row(f"{name}，本站", own_rate, "次/秒"),
    ]
