"""Many processes that act at one moment on the test's own database.

Django is started once, in a process without threads; each actor is a fork of it with a connection of its own.
"""

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module

from portal.environment import ROOT

LONGEST = 120  # seconds


def database_url(connection) -> str:
    """The address of the database that a test uses."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    password = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    return f"postgres://{facts['USER']}{password}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def at_once(connection, act: str, jobs: list[dict]) -> list:
    """Calls tests.concurrency.<act>(**job) for all jobs together, each in its own process; results in order.

    act: "acts.submit", or "submit" for short. A refusal is a result: its sentence.
    """
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": database_url(connection),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.crowd"],
        input=json.dumps({"act": act, "jobs": jobs}),
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def _begin(barrier) -> None:
    from tests.concurrency import acts  # noqa: PLC0415  Django is not ready when this module is loaded

    acts.everybody = barrier


def _do(job: tuple[str, dict]):
    from django.db import connection  # noqa: PLC0415

    from casework.errors import StepRefused  # noqa: PLC0415
    from tests.concurrency import acts  # noqa: PLC0415

    name, arguments = job
    try:
        connection.ensure_connection()
        acts.meet()
        return _act(name)(**arguments)
    except StepRefused as refusal:
        return str(refusal)
    finally:
        connection.close()


def _act(name: str) -> Callable:
    module, _, function = name.rpartition(".")
    return getattr(import_module(f"tests.concurrency.{module or 'acts'}"), function)


def main() -> None:
    """Reads what to do from standard input and prints the results as JSON."""
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connections  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415
    from wagtail.log_actions import registry  # noqa: PLC0415

    from workdays.calendar import statutory_days  # noqa: PLC0415

    # What a server has done long before its first request: else each fork does it, some while they hold the lock.
    registry.scan_for_actions()
    for year in (timezone.localdate().year, timezone.localdate().year + 1):
        statutory_days(year)
    order = json.load(sys.stdin)
    _act(order["act"])  # loaded once, before the forks
    connections.close_all()
    context = multiprocessing.get_context("fork")
    jobs = [(order["act"], job) for job in order["jobs"]]
    barrier = context.Barrier(len(jobs))  # nobody takes a second job: everybody waits for everybody with the first
    with context.Pool(len(jobs), _begin, (barrier,)) as pool:
        print(json.dumps(pool.map(_do, jobs, chunksize=1)))


if __name__ == "__main__":
    main()
