#!/usr/bin/env python3
"""`make run`: installs what is needed, prepares the site and runs web server, worker and scheduler under one parent.

Starts under any Python 3 and says in one sentence what is wrong. Standard library only.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  whatever python3 the machine has starts this file
    sys.exit(
        "需要 Python 3.11 或更新的版本，现在用的是 %d.%d。请安装新版本，再用 make run PYTHON=python3.11 运行。"  # noqa: UP031
        % sys.version_info[:2]
    )

import contextlib
import os
import socket
import subprocess
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bootstrap
import node_packages
import serve
from bootstrap import ROOT, Trouble
from family import Family, Member


def main() -> None:
    """Everything from an empty clone to a running site; ends on Ctrl-C or SIGTERM."""
    try:
        host, port = address()
        check_free(host, port)
        python = install()
        environment = site_environment(host, port)
        prepare(python, environment)
        family(python, environment, host, port)
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)


def install() -> Path:
    """The Python packages and the npm packages, side by side where the machine has an npm; returns the Python."""
    if not node_packages.machine_npm():
        python = bootstrap.environment()
        node_packages.install(node_packages.npm_from_pypi(python))
        return python
    with ThreadPoolExecutor(1) as pool:
        packages = pool.submit(node_packages.install, node_packages.machine_npm())
        python = bootstrap.environment()
        packages.result()
    return python


def address() -> tuple[str, int]:
    """HOST and PORT of the environment, 127.0.0.1:8000 without them; Trouble when the port is none."""
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Trouble(f"PORT 应当是 1 到 65535 之间的整数，现在是“{text}”。")
    return os.environ.get("HOST", "").strip() or "127.0.0.1", int(text)


def check_free(host: str, port: int) -> None:
    """Trouble when somebody else already listens there or we may not."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except PermissionError:
            raise Trouble(f"没有权限使用端口 {port}。请换一个 1024 以上的端口，例如 make run PORT=8000。") from None
        except OSError as error:
            raise Trouble(
                f"端口 {port} 不能用（{error.strerror}），多半是已经有程序在用。"
                f"请停止它，或换一个端口，例如 make run PORT={port + 1 if port < 65535 else 8000}。"
            ) from None


def site_environment(host: str, port: int) -> dict[str, str]:
    """The environment of all programs of the site: development settings without debugging, as readers would see it."""
    chosen = {"HOST": host, "PORT": str(port), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    settings = {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "DEBUG": "0"}
    return {**settings, **serve.environment(), **chosen}


def prepare(python: Path, environment: dict[str, str]) -> None:
    """Tables, static files, sample site, search index."""
    command = [str(python), str(ROOT / "scripts" / "prepare.py")]
    if subprocess.run(command, env=environment, cwd="/", check=False).returncode:
        raise Trouble("网站没有准备好，原因见上面几行。改正后再运行 make run 即可，已做好的步骤不会重做。")


def family(python: Path, environment: dict[str, str], host: str, port: int) -> None:
    """Runs the three programs until somebody ends them."""
    data = Path(environment.get("DATA_DIR") or ROOT / "var").resolve()
    os.environ.update({"HOST": host, "PORT": str(port)})
    manage = [str(python), str(ROOT / "manage.py")]
    worker = ["db_worker", "--backend", "jobs", "--queue-name", "*", "--interval", "1", "--no-reload"]
    members = [
        Member("网站", serve.command(python), data / "logs" / "web.log"),
        Member("后台任务", [*manage, *worker], data / "logs" / "worker.log"),
        Member("定时任务", [*manage, "run_due", "--loop"], data / "logs" / "scheduler.log"),
    ]
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  compared, not bound
    url = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    print("启动 …", flush=True)

    def announce() -> None:
        print(f"\n网站已启动：{url}/\n管理后台：{url}/admin/\n记录在 {data / 'logs'}\n按 Ctrl-C 停止。", flush=True)

    Family(members, environment, lambda words: print(words, flush=True)).run(lambda: answers(url), announce)
    print("已停止。")


def answers(url: str) -> bool:
    """Whether the web server answers."""
    with contextlib.suppress(OSError, urllib.error.URLError):
        urllib.request.urlopen(f"{url}/healthz", timeout=2).close()  # noqa: S310  our own address
        return True
    return False


if __name__ == "__main__":
    main()
