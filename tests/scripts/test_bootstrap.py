import importlib.util
import sys

import pytest

from portal.environment import ROOT

spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
bootstrap = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bootstrap)


@pytest.fixture
def installs(monkeypatch, tmp_path):
    """The commands that would have been run, without running the network."""
    commands = []

    def must(command, sentence):
        commands.append(command)
        if "venv" in command:
            (tmp_path / "venv").mkdir(exist_ok=True)

    monkeypatch.setattr(bootstrap, "_must", must)
    monkeypatch.setattr(bootstrap, "_works", lambda python: python.parent.parent.exists())
    return commands


def requirements(tmp_path, text):
    (tmp_path / "requirements.txt").write_text("Django==5.2.19 # the frame\nwagtail==7.4.4\n")
    path = tmp_path / "requirements-dev.txt"
    path.write_text(text)
    return path


def test_an_old_python_is_told_in_one_sentence():
    with pytest.raises(bootstrap.Trouble, match=r"需要 Python 3\.11 或更新的版本，现在用的是 3\.9"):
        bootstrap.check_python((3, 9, 2))
    bootstrap.check_python((3, 11, 0))


def test_installs_once_and_again_only_when_a_pin_changes(installs, tmp_path):
    path = requirements(tmp_path, "-r requirements.txt\npytest==9.2.0\n")
    folder = tmp_path / "venv"
    assert bootstrap.environment(folder, path) == folder / "bin" / "python"
    assert [command[2] for command in installs] == ["venv", "pip"]
    bootstrap.environment(folder, path)
    assert len(installs) == 2
    requirements(tmp_path, "-r requirements.txt\npytest==9.2.1\n")
    bootstrap.environment(folder, path)
    assert [command[2] for command in installs] == ["venv", "pip", "pip"]


def test_included_files_are_put_in_place_and_single_pins_replaced(installs, tmp_path):
    path = requirements(tmp_path, "-r requirements.txt\n# a comment\npytest==9.2.0\n")
    bootstrap.environment(tmp_path / "venv", path, {"wagtail": "8.0.1"})
    listed = (tmp_path / "venv" / "requirements-dev.resolved.txt").read_text()
    assert listed.splitlines() == ["Django==5.2.19", "wagtail==8.0.1", "pytest==9.2.0"]


def test_a_failed_installation_says_what_to_look_at(tmp_path):
    with pytest.raises(bootstrap.Trouble, match="没有装好"):
        bootstrap._must([sys.executable, "-c", "raise SystemExit(1)"], "依赖没有装好")
