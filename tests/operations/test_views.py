import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.groups import StaffGroup
from operations import background, registry
from operations.jobs import job, run_due
from operations.models import JobRun, SafetyAct, SafetyRun
from portal.jobs import revive_tasks

NOW = timezone.now


@pytest.fixture
def administrator(db):
    user = get_user_model().objects.create_user("boss", last_name="示", first_name="例")
    user.groups.add(Group.objects.get(name=StaffGroup.ADMINISTRATORS))
    return user


@pytest.fixture
def only_job(monkeypatch):
    monkeypatch.setattr(registry, "jobs", {})
    job("count", label="数一数", every=timedelta(hours=1))(lambda: None)


def safe(act, age, ok=True, report=""):
    return SafetyRun.objects.create(
        act=act, name="b1", started_at=NOW() - age, finished_at=NOW() - age, ok=ok, report=report
    )


def task(**fields):
    fields = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "a.b",
        "backend_name": "jobs",
        "run_after": NOW(),
    } | fields
    return DBTaskResult.objects.create(**fields)


def read(client, settings):
    settings.STATUS_TOKEN = "right-token"
    response = client.get("/status", headers={"authorization": "Bearer right-token"})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.json()


def test_all_well(client, settings, db, only_job):
    list(run_due())
    safe(SafetyAct.BACKUP, timedelta(hours=2))
    safe(SafetyAct.RESTORE_CHECK, timedelta(days=2))
    status = read(client, settings)
    assert status["warnings"] == [each for each in status["warnings"] if each.startswith("磁盘")]
    assert status["jobs"][0]["name"] == "count"
    assert status["jobs"][0]["last_success"]
    assert [each["act"] for each in status["safety"]] == ["backup", "restore_check"]
    assert {disk["path"] for disk in status["disks"]} == {str(settings.DATA_DIR), str(settings.BACKUP_DIR)}


def test_says_what_is_wrong(client, settings, db, only_job):
    safe(SafetyAct.BACKUP, timedelta(hours=40))
    safe(SafetyAct.RESTORE_CHECK, timedelta(days=2))
    safe(SafetyAct.RESTORE_CHECK, timedelta(hours=1), ok=False, report="文件损坏\nmedia/a.pdf")
    waiting = task()
    DBTaskResult.objects.filter(pk=waiting.pk).update(enqueued_at=NOW() - timedelta(hours=2))
    task(status=TaskResultStatus.FAILED, finished_at=NOW())
    task(status=TaskResultStatus.RUNNING, started_at=NOW() - timedelta(hours=1))
    status = read(client, settings)
    words = "\n".join(status["warnings"])
    assert status["ok"] is False
    assert "定时任务“数一数”从来没有运行过" in words
    assert "备份太旧" in words
    assert "上次恢复检查失败：文件损坏" in words
    assert "后台任务从" in words
    assert "一天内失败 1 个" in words
    assert "卡住 1 个" in words
    assert (status["tasks"]["waiting"], status["tasks"]["failed"], status["tasks"]["stuck"]) == (1, 1, 1)


def test_a_silent_job_is_named(client, settings, db, only_job):
    list(run_due())
    JobRun.objects.update(next_due_at=NOW() - timedelta(minutes=16))
    assert "定时任务“数一数”到时间没有运行" in read(client, settings)["warnings"]
    JobRun.objects.update(held_until=NOW() + timedelta(minutes=1))  # it is running
    assert "定时任务“数一数”到时间没有运行" not in read(client, settings)["warnings"]


def test_who_may_see_it(client, settings, administrator):
    assert client.get("/status").status_code == 302
    assert client.get("/status", headers={"authorization": "Bearer "}).status_code == 401  # no token is set
    settings.STATUS_TOKEN = "right-token"
    assert client.get("/status", headers={"authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/status", headers={"authorization": "Basic right-token"}).status_code == 401
    client.force_login(get_user_model().objects.create_user("editor"))
    assert client.get("/status").status_code == 403
    client.force_login(administrator)
    page = client.get("/status")
    assert page.status_code == 200
    assert "运行状态" in page.content.decode()
    assert json.loads(client.get("/status?format=json").content)["ok"] is False
    assert client.post("/status").status_code == 405


@pytest.mark.django_db
def test_a_stuck_task_goes_back_into_the_queue_and_is_given_up_after_three_starts():
    long_ago = NOW() - background.STUCK_AFTER - timedelta(minutes=1)
    stuck = task(status=TaskResultStatus.RUNNING, started_at=long_ago, worker_ids=["a"])
    hopeless = task(status=TaskResultStatus.RUNNING, started_at=long_ago, worker_ids=["a", "b", "c"])
    busy = task(status=TaskResultStatus.RUNNING, started_at=NOW(), worker_ids=["a"])
    revive_tasks()
    for each in (stuck, hopeless, busy):
        each.refresh_from_db()
    assert (stuck.status, stuck.started_at) == (TaskResultStatus.READY, None)
    assert hopeless.status == TaskResultStatus.FAILED
    assert hopeless.exception_class_path == "operations.background.WorkerDied"
    assert busy.status == TaskResultStatus.RUNNING


@pytest.mark.django_db
def test_the_sites_own_housekeeping_runs():
    for name in ("clear_sessions", "clean_captchas", "prune_tasks", "revive_tasks", "forget_searches"):
        [run] = run_due(name)
        assert run.last_error == ""


def test_the_first_page_of_the_admin_shows_the_heartbeat_to_who_runs_the_site(admin_client, client, django_user_model):
    shown = admin_client.get("/admin/").content.decode()
    assert "核对中断的消息" in shown
    assert "从来没有运行过" in shown
    editor = django_user_model.objects.create_user("editor")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    assert "核对中断的消息" not in client.get("/admin/").content.decode()
