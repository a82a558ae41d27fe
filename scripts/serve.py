#!/usr/bin/env python3
"""The one way the web server is started: by `make run`, by deploy/ and by the benchmarks. Standard library only.

scripts/serve.py replaces itself by the server. HOST, PORT, WEB_WORKERS and WEB_THREADS come from the environment.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKERS, THREADS = max(os.cpu_count() or 1, 2), 1
"""A process for each processor, of one thread: threads wait for the interpreter's lock, and under load a third of the
processor was lost so; twice as many processes lost a fifth."""


def command(python: str | Path = sys.executable, application: str = "portal.wsgi:application") -> list[str]:
    """The command line of the server, for the environment that `environment` makes.

    granian, because it took a third of gunicorn's time for a kept page; the figures stand in bench/RESULTS.md. Its
    workers are started anew when one dies, which granian does not do of itself.
    """
    return [
        str(python),
        "-m",
        "granian",
        *("--interface", "wsgi"),
        *("--host", os.environ.get("HOST") or "127.0.0.1"),
        *("--port", os.environ.get("PORT") or "8000"),
        *("--workers", os.environ.get("WEB_WORKERS") or str(WORKERS)),
        *("--blocking-threads", os.environ.get("WEB_THREADS") or str(THREADS)),
        *("--backlog", "1024"),
        *("--http", "1"),
        "--no-ws",
        "--respawn-failed-workers",
        *("--respawn-interval", "0.5"),
        *("--workers-kill-timeout", "10"),
        *("--log-level", "warning"),
        application,
    ]


def environment() -> dict[str, str]:
    """The present environment with the import root that the server itself needs to find the application.

    Its own lines are JSON as the site's are, unless LOG_FORMAT says otherwise.
    """
    words = (
        {}
        if os.environ.get("LOG_FORMAT") == "plain"
        else {"GRANIAN_LOG_CONFIG": str(ROOT / "scripts" / "granian-log.json")}
    )
    return {**os.environ, "PYTHONPATH": str(ROOT / "site"), "PYTHONUTF8": "1", **words}


if __name__ == "__main__":
    arguments = command()
    os.execve(arguments[0], arguments, environment())  # noqa: S606  replaces this process by the server, without a shell
