"""Every command that units and containers start is one that the project has, with options it knows."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from portal.environment import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*"))
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
HOME = Path("/opt/portal")


def values(unit, key):
    lines = unit.read_text().splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{key}=")]


def started():
    """(where it stands, the words after the interpreter) of each command."""
    for unit in UNITS:
        for line in values(unit, "ExecStart"):
            yield pytest.param(shlex.split(line)[1:], id=unit.name)
    for name, service in COMPOSE["services"].items():
        if "build" in service and "command" in service:
            words = service["command"]
            lines = words[2].split("&&") if words[0] == "sh" else [shlex.join(words)]
            for line in lines:
                yield pytest.param(shlex.split(line)[1:], id=f"compose {name}")
    yield pytest.param(["scripts/serve.py"], id="Dockerfile")


@pytest.mark.parametrize("words", list(started()))
def test_the_command_exists_and_takes_these_options(words):
    script = Path(words[0])
    script = script.relative_to(HOME) if script.is_absolute() else script
    assert (ROOT / script).is_file()
    if script.name == "manage.py":
        name, *options = words[1:]
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(options)


def test_every_timer_has_its_service_and_every_oneshot_its_timer():
    timers = {unit.stem for unit in UNITS if unit.suffix == ".timer"}
    oneshots = {unit.stem for unit in UNITS if unit.suffix == ".service" and values(unit, "Type") == ["oneshot"]}
    assert timers == oneshots == {"portal-jobs", "portal-backup", "portal-restore-check"}


@pytest.mark.skipif(not Path("/usr/bin/systemd-analyze").exists(), reason="no systemd on this machine")
def test_systemd_finds_nothing_wrong(tmp_path):
    """The units with this machine's interpreter in the place of the server's."""
    for unit in UNITS:
        text = unit.read_text().replace(f"{HOME}/.venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text)
    files = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if "portal-" in line and "Failed to create" not in line]
    assert complaints == []


def test_services_run_without_rights_they_do_not_need():
    for unit in UNITS:
        if unit.suffix == ".service":
            assert values(unit, "User") == ["portal"]
            assert values(unit, "ProtectSystem") == ["strict"]
            assert values(unit, "NoNewPrivileges") == ["yes"]


def test_compose_has_all_parts_and_no_secret_of_its_own():
    assert set(COMPOSE["services"]) == {"postgres", "redis", "setup", "web", "worker", "scheduler"}
    assert COMPOSE["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]  # only the proxy of the host reaches it
    assert COMPOSE["services"]["scheduler"]["environment"]["BACKUP_BY_SCHEDULER"] == "1"
    password = COMPOSE["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert password.startswith("${POSTGRES_PASSWORD:?")
    volumes = {volume for service in COMPOSE["services"].values() for volume in service.get("volumes", [])}
    seal = {volume for volume in volumes if volume.startswith("${SEAL_P12_FILE:?")}
    assert {volume.rpartition(":")[2] for volume in seal} == {"ro"}
    assert {volume.split(":")[0] for volume in volumes - seal} == set(COMPOSE["volumes"])


def test_the_image_has_tools_for_the_server_it_meets():
    image = (ROOT / "deploy" / "Dockerfile").read_text()
    assert "FROM python:3.11-slim-bookworm" in image  # Debian 12: its postgresql-client is 15
    assert COMPOSE["services"]["postgres"]["image"].startswith("postgres:15")


def test_the_image_copies_files_that_are_there():
    lines = (ROOT / "deploy" / "Dockerfile").read_text().splitlines()
    copied = [
        name for line in lines if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]
    ]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert "requirements.txt" in copied
