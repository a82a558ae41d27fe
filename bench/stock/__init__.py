"""A site as `wagtail start` makes it, with one page type for the same article: what ours is compared with."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import dj_database_url

from bench.common import run

HERE = Path(__file__).resolve().parent
DATABASE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-8000;",
}
ARTICLES = """
import json, sys
from home.models import ArticlePage, HomePage
body, count = json.loads(sys.stdin.read())
home = HomePage.objects.get()
blocks = json.dumps([{"type": each["type"], "value": each["value"]} for each in body])
for number in range(count):
    page = ArticlePage(title=f"关于城市建设档案的通知 {number}", slug=f"article-{number}", date="2020-01-02", intro="摘要", body=blocks)
    home.add_child(instance=page)
"""


@dataclass
class StockSite:
    """The generated site in a folder, with the same kind of database as ours."""

    folder: Path
    database_url: str = ""

    def environment(self) -> dict[str, str]:
        """What its commands and servers run with."""
        database = dj_database_url.parse(self.database_url or f"sqlite:///{self.folder / 'db.sqlite3'}")
        database.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
        if not self.database_url:
            database.update(OPTIONS=DATABASE_OPTIONS)
        return {
            "PATH": os.environ["PATH"],
            "PYTHONUTF8": "1",
            "DJANGO_SETTINGS_MODULE": "mysite.settings.bench",
            "BENCH_DATABASE": json.dumps(database, default=str),
            "BENCH_STATIC": str(self.folder / "collected"),
            "DATA_DIR": str(self.folder),
        }

    def prepare(self, body: list[dict], count: int) -> "StockSite":
        """Generates the site, gives it the article type and `count` articles with this body."""
        self.folder.mkdir(parents=True)
        start = "from wagtail.bin.wagtail import main; main()"
        run([sys.executable, "-c", start, "start", "mysite", str(self.folder)], {"PATH": os.environ["PATH"]})
        models = self.folder / "home" / "models.py"
        models.write_text(models.read_text() + (HERE / "models.txt").read_text())
        templates = self.folder / "home" / "templates" / "home"
        (templates / "article_page.html").write_text((HERE / "article_page.html").read_text())
        (self.folder / "mysite" / "settings" / "bench.py").write_text((HERE / "settings.txt").read_text())
        self._manage("makemigrations", "home", "-v0")
        self._manage("migrate", "-v0")
        self._manage("collectstatic", "--noinput", "-v0")
        self._manage("shell", "-v0", "-c", ARTICLES, text=json.dumps([body, count]))
        return self

    def _manage(self, *arguments: str, text: str | None = None) -> str:
        command = [sys.executable, str(self.folder / "manage.py"), *arguments]
        return run(command, self.environment(), text, cwd=self.folder)
