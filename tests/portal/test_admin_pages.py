"""Every page of the admin as a superuser gets it: in Chinese, in the site's name, and without a word to other hosts."""

import json
import re
from fnmatch import fnmatch

import pytest
from bs4 import BeautifulSoup

from accounts.models import User
from tests.accounts.admin_map import addresses, make_world

# Names and abbreviations that are the same in Chinese, and the words of the examples themselves.
SAME_IN_CHINESE = {
    *(
        "AA",
        "AAA",
        "API",
        "AVIF",
        "BIM",
        "CSV",
        "DB",
        "DOCX",
        "GB",
        "GIF",
        "HTML",
        "ICP",
        "ID",
        "IP",
        "JPEG",
        "JPG",
        "JavaScript",
        "PDF",
    ),
    *("PNG", "SHA", "TSV", "URL", "UTF", "WEBP", "WPS", "Wagtail", "Word", "XLSX", "MB", "KB"),
    *("BMP", "Excel", "HEIC", "OFD", "TIFF", "TXT", "ZIP"),
    *("Ctrl", "Alt", "Shift", "Enter", "Esc", "Tab"),
}
EXAMPLES = {"CJG", "FK", "SF", "SL", "HZ", "gbt", "localhost", "root", "somebody", "old", "policies", "licence"}
# Python's names of page types, the letters that one types, and settings by the name they have in the environment.
SPELT = "td.app-label, td.username, td.reference, code, kbd, pre, script, style, [hidden]"
READINESS = "readiness_report"  # names settings as the environment file does
SKIPPED = (
    *("wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset*", "wagtailadmin_error_test"),
    *("wagtailadmin_sprite", "wagtailadmin_api:*", "*javascript_catalog", "cases_*", "case_*"),
    *("phrase:*", "leave:*", "kindsettings:*", READINESS),
    # pages of the public site, and a filter for superusers whose label Wagtail makes when the dialog opens
    *("*:preview*", "*:view_draft", "*:revisions_view", "*:workflow_preview", "wagtailadmin_workflows:task_chooser"),
)
FILE_NAME = re.compile(r"[\w-]+\.(?:png|txt)|\b[0-9a-f]{64}\b")  # and digests of files
ATTRIBUTES = ("title", "aria-label", "placeholder", "alt", "data-w-progress-active-value")
OUTSIDE = re.compile(r"(?:https?:)?//(?!testserver|localhost)[\w.-]+\.\w{2,}[^\s\"'<>]*")
# Names of formats (never fetched), and the example of an address that a reader types in.
NEVER_FETCHED = ("http://www.w3.org/", "https://www.example.com")


@pytest.fixture
def pages(client, db):
    """(address, HTML) of everything that answers with HTML, or with HTML inside JSON as dialogs do."""
    root = User.objects.create_superuser(
        "root", password="correct-horse-battery", last_name="示例", first_name="管理员"
    )
    world = make_world(root)
    client.force_login(root)

    def walk():
        for address in addresses():
            if any(fnmatch(address.name, pattern) for pattern in SKIPPED):
                continue
            answer = client.get(world.url(address))
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code != 200:
                continue
            if kind.startswith("application/json"):
                said = json.loads(answer.content)
                yield address.name, said.get("html", "") if isinstance(said, dict) else ""
            elif kind.startswith("text/html"):
                yield address.name, answer.text

    return walk


def english_in(html: str) -> set[str]:
    """Words of Latin letters that a person reads or hears."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(SPELT):
        element.decompose()
    texts = [str(text) for text in soup.find_all(string=True) if type(text).__name__ == "NavigableString"]
    texts += [element[name] for name in ATTRIBUTES for element in soup.select(f"[{name}]")]
    words = re.findall(r"[A-Za-z][A-Za-z_]+", FILE_NAME.sub("", " ".join(texts)))
    return {word for word in words if word.upper() not in SAME_IN_CHINESE and word not in SAME_IN_CHINESE | EXAMPLES}


def test_english_is_noticed():
    assert english_in("<p>页面 <b>Page</b></p><a title='Delete this'>删除 PDF</a><script>var words</script>") == {
        *("Page", "Delete", "this")
    }


def test_no_page_of_the_admin_has_english_left(pages):
    found = {name: words for name, html in pages() if (words := english_in(html))}
    assert found == {}


def test_signing_in_has_no_english(client, db, settings):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True
    for path in ("login/", "password_reset/", "password_reset/done/", "password_reset/complete/", "no-such-page/"):
        html = client.get(f"/admin/{path}", follow=True).text
        assert english_in(html) == set(), path
        assert OUTSIDE.findall(html) == [], path


def test_no_page_of_the_admin_points_to_another_host(pages):
    found = {
        name: hosts
        for name, html in pages()
        if (hosts := {each for each in OUTSIDE.findall(html) if not each.startswith(NEVER_FETCHED)})
    }
    assert found == {}


def test_the_admin_carries_the_sites_name_and_look(client, db, django_capture_on_commit_callbacks):
    root = User.objects.create_superuser("root", password="correct-horse-battery")
    world = make_world(root)
    settings = next(each for model, each in world.objects.items() if model.__name__ == "SiteSettings")
    settings.name = "示例档案馆"
    with django_capture_on_commit_callbacks(execute=True):
        settings.save()
    sign_in = client.get("/admin/login/").text
    client.force_login(root)
    home = client.get("/admin/").text
    for page in (sign_in, home):
        assert " - 示例档案馆</title>" in page
        assert "/static/img/favicon.svg" in page
        assert "/static/img/logo.svg" in page
        assert "/static/css/admin.css" in page
    assert "示例档案馆管理后台" in sign_in
    assert "wagtail.org" not in home
