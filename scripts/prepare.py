"""What a site needs before it is served: tables, static files, on the first run the sample site and the search index.

Run by scripts/run.py with the environment's Python, all steps in one process, for each start of Django takes seconds.
Safe to run again at any time.
"""

import hashlib
import logging
import os
import sys
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
COLUMNS_DEPTH = 3  # in the page tree: what stands deeper has been written by somebody


def main() -> None:
    """Prepares the site that the environment describes and prints the sample's accounts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django  # noqa: PLC0415  there only in the environment

    django.setup()
    logging.disable(logging.INFO)  # hundreds of lines about indexing would hide what matters
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    print("更新数据库 …", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    make_test_seal()
    if not settings.DEBUG:
        collect_static(Path(settings.STATIC_ROOT), call_command)
    print(load_sample(settings.DATA_DIR / "sample-site.txt", call_command), flush=True)


def make_test_seal() -> None:
    """The key for trying the office's seal, whose certificate says 测试; real sites have their own (SEAL_P12)."""
    from paperwork.sealing import keys  # noqa: PLC0415

    try:
        keys.key()
    except keys.SealFailed as problem:
        print(f"电子印章现在不能用：{problem}", flush=True)


def collect_static(target: Path, call_command) -> None:
    """Collects the static files anew when one of them has changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415

    facts = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            state = os.stat(storage.path(name))
            facts.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    stamp = target / ".collected"
    if stamp.is_file() and stamp.read_text() == facts.hexdigest():
        return
    print("收集静态文件 …", flush=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(facts.hexdigest())


def load_sample(report: Path, call_command) -> str:
    """Loads the sample site where nobody has written anything yet; returns who can sign in, also on later runs."""
    from wagtail.models import Page  # noqa: PLC0415

    if Page.objects.filter(depth__gt=COLUMNS_DEPTH).exists():
        return report.read_text(encoding="utf-8").strip() if report.is_file() else ""
    print("装入示例网站 …", flush=True)
    said = StringIO()
    call_command("load_sample_site", stdout=said)
    print("建立检索索引 …", flush=True)
    call_command("update_index", verbosity=0)
    report.write_text(said.getvalue(), encoding="utf-8")
    return said.getvalue().strip()


if __name__ == "__main__":
    main()
