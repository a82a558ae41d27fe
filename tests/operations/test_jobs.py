import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from operations import registry
from operations.jobs import job, run_due
from operations.models import JobRun
from portal.environment import ROOT


@pytest.fixture
def no_jobs(monkeypatch):
    """An empty registry, so that a test sees its own jobs only."""
    monkeypatch.setattr(registry, "jobs", {})


@pytest.fixture
def calls(no_jobs):
    """A job that notes each call."""
    noted = []
    job("note", label="记一笔", every=timedelta(hours=1))(lambda: noted.append(1))
    return noted


def ran(only=""):
    return [run.name for run in run_due(only)]


@pytest.mark.django_db
def test_a_due_job_runs_once_and_its_heartbeat_is_kept(calls):
    assert ran() == ["note"]
    assert ran() == []
    run = JobRun.objects.get(name="note")
    assert calls == [1]
    assert run.last_error == ""
    assert run.holder == ""
    assert run.held_until is None
    assert run.last_started_at <= run.last_success_at == run.last_finished_at
    assert timedelta(minutes=59) < run.next_due_at - timezone.now() <= timedelta(hours=1)


@pytest.mark.django_db
def test_a_job_runs_again_when_its_time_has_come(calls):
    ran()
    JobRun.objects.update(next_due_at=timezone.now() - timedelta(days=3))
    assert ran() == ["note"]
    assert calls == [1, 1]  # three days late is caught up with one run, not with seventy


@pytest.mark.django_db
def test_one_failing_job_is_recorded_and_the_others_run(no_jobs, caplog):
    noted = []

    @job("breaks", label="会失败", every=timedelta(days=1))
    def breaks():
        raise ValueError("没有磁盘空间，请告知 13812345678")

    job("works", label="不受影响", every=timedelta(days=1))(lambda: noted.append(1))
    assert ran() == ["breaks", "works"]
    run = JobRun.objects.get(name="breaks")
    assert run.last_error == "ValueError: 没有磁盘空间，请告知 [手机号]"
    assert run.last_success_at is None
    assert run.next_due_at - timezone.now() <= timedelta(minutes=15)  # tried again soon, not tomorrow
    assert noted == [1]
    assert "job failed" in caplog.text


@pytest.mark.django_db
def test_a_held_job_is_left_alone_until_its_holder_counts_as_dead(calls):
    JobRun.objects.create(name="note", holder="other:1", held_until=timezone.now() + timedelta(minutes=1))
    assert ran() == []
    assert ran("note") == []  # not even when it is named
    JobRun.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert ran() == ["note"]


@pytest.mark.django_db
def test_a_run_that_lost_its_lock_does_not_write_over_its_successor(no_jobs):
    @job("slow", label="太慢", every=timedelta(hours=1))
    def slow():
        JobRun.objects.filter(name="slow").update(holder="successor", held_until=timezone.now() + timedelta(minutes=5))

    ran()
    run = JobRun.objects.get(name="slow")
    assert run.holder == "successor"
    assert run.held_until is not None
    assert run.last_success_at is None


@pytest.mark.django_db(transaction=True)
def test_processes_that_look_at_the_same_moment_run_a_job_once(no_jobs):
    noted, start = [], threading.Barrier(6)
    job("once", label="只跑一次", every=timedelta(hours=1))(lambda: (noted.append(1), time.sleep(0.05)))

    def look():
        start.wait()
        try:
            list(run_due())
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert noted == [1]


def test_a_name_is_taken_once(no_jobs):
    job("same", label="甲", every=timedelta(hours=1))(lambda: None)
    with pytest.raises(ImproperlyConfigured, match="登记了两次"):
        job("same", label="乙", every=timedelta(hours=1))(lambda: None)


@pytest.mark.django_db
def test_command_tells_what_ran_and_fails_with_the_jobs_that_failed(calls, capsys):
    call_command("run_due")
    assert "记一笔（note）：完成" in capsys.readouterr().out
    job("breaks", label="会失败", every=timedelta(days=1))(lambda: 1 / 0)
    with pytest.raises(CommandError, match="任务失败：breaks"):
        call_command("run_due")
    with pytest.raises(CommandError, match="没有名为“nothing”的任务"):
        call_command("run_due", only="nothing")


def test_loop_runs_what_is_due_and_stops_cleanly_on_sigterm(tmp_path):
    file = tmp_path / "loop.sqlite3"
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{file}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DEBUG": "0",
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "operations", "-v0"], env=environment, check=True, cwd="/")
    loop = subprocess.Popen([*manage, "run_due", "--loop"], env=environment, cwd="/", stderr=subprocess.PIPE)
    try:
        wait_for_a_finished_job(file, loop)
        loop.send_signal(signal.SIGTERM)
        _, errors = loop.communicate(timeout=30)
        assert loop.returncode == 0, errors
    finally:
        loop.kill()


def wait_for_a_finished_job(file, loop):
    for _ in range(300):
        assert loop.poll() is None, loop.stderr.read()
        with closing(sqlite3.connect(file)) as database:
            query = "SELECT count(*) FROM operations_jobrun WHERE last_finished_at IS NOT NULL"
            if database.execute(query).fetchone()[0]:
                return
        time.sleep(0.2)
    pytest.fail("no job was run within a minute")
