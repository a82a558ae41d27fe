"""Runs the benchmarks and writes bench/RESULTS.md: `make bench`, or `make bench ARGS="pages search"` for some of them."""

import importlib
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
}
SHANGHAI = timezone(timedelta(hours=8))


def main(arguments: list[str]) -> int:
    """Measures the subjects named, or all; 1 when a figure misses its limit or a subject could not be measured."""
    chosen = arguments or [name for name in SUBJECTS if (HERE / f"{name}.py").exists()]
    if unknown := set(chosen) - set(SUBJECTS):
        print(f"没有这些项目：{'、'.join(sorted(unknown))}。可选：{'、'.join(SUBJECTS)}。", file=sys.stderr)
        return 2
    facts = machine()
    parts, failed = [], False
    with databases() as found:
        for name in chosen:
            for database in found:
                print(f"{SUBJECTS[name]}（{database.label}）…", flush=True)
                part, ok = _measure(name, database)
                print(part, flush=True)
                parts.append(part)
                failed = failed or not ok
    if not arguments:
        (HERE / "RESULTS.md").write_text(_document(facts, parts), encoding="utf-8")
        print("已写入 bench/RESULTS.md")
    return int(failed)


def _measure(name: str, database: Database) -> tuple[str, bool]:
    module = importlib.import_module(f"bench.{name}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        try:
            rows = module.run(database, Path(folder))
        except RuntimeError as problem:
            return f"### {SUBJECTS[name]}（{database.label}）\n\n没有测成：\n\n```\n{problem}\n```\n", False
    seconds = time.monotonic() - began
    return _table(name, database, rows, seconds), all(row.ok is not False for row in rows)


def _table(name: str, database: Database, rows: list[Row], seconds: float) -> str:
    lines = [f"### {SUBJECTS[name]}（{database.label}，用时 {seconds:.0f} 秒）", ""]
    lines += ["| 项目 | 值 | 单位 | 要求 | |", "|---|---:|---|---|---|"]
    for row in rows:
        verdict = {True: "达到", False: "**未达到**", None: ""}[row.ok]
        lines.append(f"| {row.name} | {row.value:.4g} | {row.unit} | {row.limit} | {verdict} |")
    return "\n".join(lines) + "\n"


def _document(facts: dict[str, str], parts: list[str]) -> str:
    when = datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    head = ["# 性能测试结果", "", f"`make bench`，{when}（北京时间）。每个比值都在同一次运行中测得。", ""]
    head += [f"- {name}：{value}" for name, value in facts.items()]
    return "\n".join([*head, "", *parts])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
