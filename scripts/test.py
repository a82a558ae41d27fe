#!/usr/bin/env python3
"""The whole suite on SQLite and again on PostgreSQL, with everything it needs installed first. Standard library only.

scripts/test.py          on the pinned versions, in .venv
scripts/test.py --next   on the next Wagtail, in .venv-next
Further arguments go to pytest. TEST_DATABASE_URL names a PostgreSQL to use instead of one of our own.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import bootstrap
import node_packages
import postgres

NEXT = {"wagtail": "8.0.1"}
ROOT = bootstrap.ROOT
WORKERS = min(4, max(2, os.cpu_count() or 2))  # each has a database of its own; two pay on two processors


@contextlib.contextmanager
def postgres_url() -> Iterator[str]:
    """The address of the PostgreSQL to test on: the one that is named, or one started for this run."""
    if named := os.environ.get("TEST_DATABASE_URL", "").strip():
        yield named
    else:
        with postgres.server() as url:
            yield url


def find_browser() -> str:
    """The path of a browser, installed when it may be; "" when there is none."""
    script = [str(ROOT / "scripts" / "setup-browser.sh")]
    done = subprocess.run(script, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, check=False)
    return done.stdout.strip().splitlines()[-1] if done.returncode == 0 else ""


def run_suite(python: Path, arguments: list[str], environment: dict[str, str]) -> int:
    """One run of pytest; returns its exit code."""
    workers = [] if any(each.startswith("-n") for each in arguments) else ["-n", str(WORKERS)]
    command = [str(python), "-m", "pytest", "-q", "--durations=10", *workers, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode


def main(arguments: list[str]) -> int:
    """Runs everything, prints what ran, and returns 0 only when the suite passed on both databases."""
    following = "--next" in arguments
    arguments = [each for each in arguments if each != "--next"]
    folder = ROOT / (".venv-next" if following else ".venv")
    python = bootstrap.environment(folder, ROOT / "requirements-dev.txt", NEXT if following else None)
    node_packages.install(node_packages.machine_npm() or node_packages.npm_from_pypi(python))
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    if browser := find_browser():
        environment["CHROME"] = browser
    with tempfile.TemporaryDirectory(prefix="portal-report-") as reports:
        report = Path(reports) / "runs.jsonl"
        arguments = [f"--report-to={report}", *arguments]
        print("\n=== SQLite ===", flush=True)
        codes = [run_suite(python, arguments, environment)]
        print("\n=== PostgreSQL ===", flush=True)
        try:
            with postgres_url() as url:
                codes.append(run_suite(python, arguments, {**environment, "DATABASE_URL": url}))
        except postgres.Unavailable as problem:
            print(problem, file=sys.stderr)
            codes.append(75)
        runs = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()] if report.exists() else []
    conclude(runs, browser, codes)
    return max(codes)


def conclude(runs: list[dict], browser: str, codes: list[int]) -> None:
    """Prints on which databases the suite ran and whether the browser tests did."""
    print("\n=== 结果 ===")
    for run in runs:
        outcome = "通过" if run["ok"] else "失败"
        versions = f"Wagtail {run['wagtail']}，Django {run['django']}"
        counts = f"{run['tests']} 项测试，其中浏览器 {run['browser_run']} 项；跳过 {run['skipped']} 项"
        print(f"{run['database']}：{outcome}（{counts}；{versions}）")
    print(f"运行过的数据库：{'、'.join(run['database'] for run in runs) or '没有'}")
    if len(runs) < len(codes):
        print("有一次测试没有跑完，原因见上文。")
    if not browser:
        print("BROWSER TESTS WERE NOT RUN: NO CHROMIUM ON THIS MACHINE. 浏览器测试没有运行：本机没有 CHROMIUM。")
    elif any(run["browser_skipped"] for run in runs):
        print("SOME BROWSER TESTS WERE NOT RUN. 有浏览器测试被跳过，原因见上文。")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        sys.exit(main(sys.argv[1:]))
    except bootstrap.Trouble as trouble:
        sys.exit(str(trouble))
