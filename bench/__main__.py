"""Runs the benchmarks and writes bench/RESULTS.md: `make bench`, or `make bench ARGS="pages search"` for some of them.

Each part of RESULTS.md says when and under which load it was measured; a run replaces the parts it has measured.
"""

import importlib
import os
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bench.common import Database, Row, databases, machine

HERE = Path(__file__).resolve().parent
SUBJECTS = {
    "pages": "页面与缓存，与 `wagtail start` 的站点相比",
    "listing": "列表，随文件数",
    "search": "检索，随命中数",
    "startup": "启动",
    "casework": "办件队列，随办件数",
    "booking": "查档预约，64 个读者同时",
    "papers": "文书，一批一百份",
    "pdf": "申报书排版，与 WeasyPrint、xhtml2pdf 相比",
}
SHANGHAI = timezone(timedelta(hours=8))


def main(arguments: list[str]) -> int:
    """Measures the subjects named, or all; 1 when a figure misses its limit or a subject could not be measured."""
    chosen = arguments or [name for name in SUBJECTS if (HERE / f"{name}.py").exists()]
    if unknown := set(chosen) - set(SUBJECTS):
        print(f"没有这些项目：{'、'.join(sorted(unknown))}。可选：{'、'.join(SUBJECTS)}。", file=sys.stderr)
        return 2
    failed = False
    with databases() as found:
        for name in chosen:
            for database in found:
                print(f"{SUBJECTS[name]}（{database.label}）…", flush=True)
                part, ok = _measure(name, database)
                print(part, flush=True)
                _write(f"{SUBJECTS[name]}（{database.label}）", part)
                failed = failed or not ok
    print("已写入 bench/RESULTS.md")
    return int(failed)


def _measure(name: str, database: Database) -> tuple[str, bool]:
    module = importlib.import_module(f"bench.{name}")
    began, load = time.monotonic(), os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        try:
            rows = module.run(database, Path(folder))
        except RuntimeError as problem:
            return f"没有测成：\n\n```\n{problem}\n```\n", False
    if not rows:
        return "", True
    when = datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    loads = "、".join(f"{each:.1f}" for each in (load[0], os.getloadavg()[0]))
    circumstances = f"{when}（北京时间），用时 {time.monotonic() - began:.0f} 秒，开始和结束时的机器负载 {loads}。"
    return f"{circumstances}\n\n{_table(rows)}", all(row.ok is not False for row in rows)


def _table(rows: list[Row]) -> str:
    lines = ["| 项目 | 值 | 单位 | 要求 | |", "|---|---:|---|---|---|"]
    for row in rows:
        verdict = {True: "达到", False: "**未达到**", None: ""}[row.ok]
        value = f"{row.value:.0f}" if row.value >= 1000 else f"{row.value:.3g}"
        lines.append(f"| {row.name} | {value} | {row.unit} | {row.limit} | {verdict} |")
    return "\n".join(lines) + "\n"


def _write(title: str, part: str) -> None:
    """Puts one part into RESULTS.md, in the place of an older one of the same title."""
    path = HERE / "RESULTS.md"
    old = path.read_text(encoding="utf-8").split("\n## ")[1:] if path.exists() else []
    parts = {each.partition("\n")[0]: each.partition("\n")[2].strip("\n") for each in old}
    parts[title] = part.strip("\n")
    head = [
        "# 性能测试结果",
        "",
        "由 `make bench` 写入。每个比值都在同一次运行中测得；机器由别人同时使用时看比值，不看绝对值。",
        "",
    ]
    head += [f"- {name}：{value}" for name, value in machine().items()]
    body = [f"## {name}\n\n{text}\n" for name, text in parts.items() if text]
    path.write_text("\n".join([*head, "", *body]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
