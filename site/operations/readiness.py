"""What is missing before the site may go live: how an app adds a check, and the list of what all checks found.

An app writes them in its `readiness.py`, which is found by itself:

    @check("网站设置")
    def site_settings():
        yield Finding(Level.BLOCKER, "没有网站标识码", "在“设置 → 网站设置”填写网站标识码。", reverse(...))
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from operations import registry
from operations.registry import Check, Finding, Level

__all__ = ["Finding", "Level", "Section", "blocked", "check", "run"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Section:
    """One check and what it found; nothing found means all is well."""

    name: str
    findings: list[Finding]


def check(name: str) -> Callable[[Check], Check]:
    """Registers the decorated generator of findings under its Chinese name."""

    def register(function: Check) -> Check:
        registry.add(registry.checks, name, function)
        return function

    return register


def run() -> list[Section]:
    """Every check with its findings. A check that breaks becomes a blocking finding: unknown is not ready."""
    return [Section(name, _findings(name, function)) for name, function in registry.checks.items()]


def blocked(sections: list[Section]) -> bool:
    """Whether something forbids going live."""
    return any(finding.level == Level.BLOCKER for section in sections for finding in section.findings)


def _findings(name: str, function: Check) -> list[Finding]:
    try:
        return list(function())
    except Exception as problem:
        logger.exception("readiness check failed", extra={"check": name})
        return [
            Finding(
                Level.BLOCKER,
                f"检查“{name}”没有完成：{type(problem).__name__}",
                "查看服务日志中的错误，处理后再检查一次。",
            )
        ]
