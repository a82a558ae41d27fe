"""What a run says at its end: on which database it ran, and whether a real browser took part."""

import json
from pathlib import Path

import django
import pytest
import wagtail
from django.db import connection


def pytest_addoption(parser) -> None:
    parser.addoption("--report-to", help="add one JSON line about the run to this file")


def pytest_terminal_summary(terminalreporter, exitstatus, config) -> None:
    if hasattr(config, "workerinput"):
        return
    report = _report(terminalreporter.stats, exitstatus)
    terminalreporter.section("本次测试")
    terminalreporter.write_line(told(report))
    if name := config.getoption("--report-to"):
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(report, ensure_ascii=False) + "\n")


def told(report: dict) -> str:
    """The report as one line for a person."""
    outcome = "通过" if report["ok"] else "失败"
    browser = f"浏览器测试 {report['browser_run']} 项"
    if report["browser_skipped"]:
        browser += f"，另有 {report['browser_skipped']} 项没有运行"
    versions = f"Django {report['django']}，Wagtail {report['wagtail']}"
    return f"{report['database']}：{outcome}，{report['tests']} 项测试，{browser}（{versions}）"


def _report(stats: dict, exitstatus: int) -> dict:
    ran = [each for outcome in ("passed", "failed", "xfailed", "xpassed") for each in stats.get(outcome, [])]
    ran = [each for each in ran if each.when == "call"]
    skipped = stats.get("skipped", [])
    return {
        "database": connection.display_name,
        "django": django.get_version(),
        "wagtail": wagtail.__version__,
        "ok": int(exitstatus) == pytest.ExitCode.OK,
        "tests": len(ran),
        "skipped": len(skipped),
        "browser_run": sum("browser" in each.keywords for each in ran),
        "browser_skipped": sum("browser" in each.keywords for each in skipped),
    }
