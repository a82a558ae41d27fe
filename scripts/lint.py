#!/usr/bin/env python3
"""Everything that can be judged without running the suite; every check runs, and each failure is named at the end."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
CHECKS = {
    "代码检查（ruff check）": [str(BIN / "ruff"), "check", "--quiet", "."],
    "代码格式（ruff format）": [str(BIN / "ruff"), "format", "--check", "--output-format", "concise", "."],
    "迁移与模型一致（makemigrations --check）": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "迁移有名字、能退回": [sys.executable, "-m", "pytest", "-q", "tests/portal/test_migrations.py"],
    "系统检查（manage.py check）": [*MANAGE, "check", "--fail-level", "WARNING"],
}
# These find hashes, the passwords of tests and examples of addresses, not secrets.
BLIND = ("BasicAuthDetector", "Base64HighEntropyString", "HexHighEntropyString", "KeywordDetector")


def secret_scan() -> list[str]:
    """The command that looks for private keys and access tokens in every file under version control."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    without = [part for name in BLIND for part in ("--disable-plugin", name)]
    return [str(BIN / "detect-secrets-hook"), *without, *listed.stdout.rstrip("\0").split("\0")]


def main() -> int:
    """Runs the checks in a folder of their own for data, so that nobody's database is touched."""
    failed = []
    checks = CHECKS | {"没有误提交的密钥（detect-secrets）": secret_scan()}
    with tempfile.TemporaryDirectory(prefix="portal-lint-") as data:
        environment = {**os.environ, "DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
        environment.pop("DATABASE_URL", None)
        for name, command in checks.items():
            done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
            print(f"{'通过' if done.returncode == 0 else '失败'}  {name}", flush=True)
            if done.returncode:
                failed.append(name)
    if failed:
        print(f"没有通过：{'；'.join(failed)}。格式问题可用 make fmt 整理。", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
