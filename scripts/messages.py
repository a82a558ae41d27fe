"""The site's own message catalogues, which complete in Chinese what the installed packages leave in English.

`python scripts/messages.py missing` prints every message that is still English and adds it to the .po file, to be
translated by hand; `python scripts/messages.py compile` writes the .mo files that Django reads. They are committed,
so that the site needs no gettext tools; tests/portal/test_messages.py fails when they are not those of the .po files.
"""

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "site" / "portal" / "locale" / "zh_Hans" / "LC_MESSAGES"
DOMAINS = ("django", "djangojs")
# Named in the admin's filters without being an installed application, so that Django never reads its own catalogues.
LIBRARIES = ("django_filters",)


def package_messages(domain: str) -> Iterator[tuple[Path, polib.POEntry]]:
    """Every message of every installed application and of Django, with the .po file that names it.

    A package's `en` catalogue is its template; where there is none, its catalogues in all languages together are.
    """
    from django.apps import apps  # noqa: PLC0415

    homes = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent not in (ROOT, ROOT / "site")]
    homes += [Path(import_module(name).__file__).parent for name in ("django.conf", *LIBRARIES)]
    for folder in (home / "locale" for home in homes):
        template = folder / "en" / "LC_MESSAGES" / f"{domain}.po"
        for path in [template] if template.exists() else sorted(folder.glob(f"*/LC_MESSAGES/{domain}.po")):
            for entry in polib.pofile(str(path)):
                if not entry.obsolete:
                    yield path, entry


def untranslated(domain: str) -> dict[tuple[str | None, str], tuple[Path, polib.POEntry]]:
    """The messages for which Django has no Simplified Chinese text, by context and msgid."""
    from django.utils.translation.trans_real import DjangoTranslation  # noqa: PLC0415

    known: dict[str, DjangoTranslation] = {}
    found = {}
    for path, entry in package_messages(domain):
        if domain == "django":
            catalogue = known.setdefault("", DjangoTranslation("zh-hans"))
        else:  # the admin's script gets one package's messages and the site's own, never those of other packages
            folder = str(path.parents[2])
            catalogue = known.get(folder) or known.setdefault(folder, script_catalogue(folder))
        msgid = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        if not is_known(catalogue, msgid, entry.msgid_plural):
            found.setdefault((entry.msgctxt, entry.msgid), (path, entry))
    return found


def script_catalogue(folder: str):
    """What Django's JavaScriptCatalog view sends for the package that has this locale folder."""
    from django.utils.translation.trans_real import DjangoTranslation  # noqa: PLC0415

    return DjangoTranslation("zh-hans", domain="djangojs", localedirs=[folder])


def is_known(catalogue, msgid: str, plural: str) -> bool:
    """Whether the catalogue holds a text of its own for the message (an empty msgstr is never compiled)."""
    try:
        catalogue._catalog[(msgid, 0) if plural else msgid]
    except KeyError:
        return False
    return True


def add_missing() -> int:
    """Prints what is missing and adds it to the .po files with an empty translation; returns how many there are."""
    count = 0
    for domain in DOMAINS:
        path = CATALOGUES / f"{domain}.po"
        catalogue = polib.pofile(str(path))
        for (context, msgid), (source, entry) in untranslated(domain).items():
            count += 1
            print(
                f"{source.parents[2].name if source.parents[2].name != 'locale' else source.parents[3].name}: {msgid!r}"
            )
            if catalogue.find(msgid, msgctxt=context or False) is None:
                catalogue.append(copy(entry))
        catalogue.save(str(path))
    return count


def copy(entry: polib.POEntry) -> polib.POEntry:
    """The entry without its translation and without its places in the package's source."""
    plural = {"msgid_plural": entry.msgid_plural, "msgstr_plural": {0: ""}} if entry.msgid_plural else {}
    flags = [flag for flag in entry.flags if flag.endswith("-format")]
    return polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, flags=flags, comment=entry.comment, **plural)


def compiled(domain: str) -> bytes:
    """The .mo file of the domain."""
    return polib.pofile(str(CATALOGUES / f"{domain}.po")).to_binary()


def main(command: str) -> int:
    if command == "compile":
        for domain in DOMAINS:
            (CATALOGUES / f"{domain}.mo").write_bytes(compiled(domain))
        return 0
    if command == "missing":
        sys.path[:0] = [str(ROOT), str(ROOT / "site")]
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
        import django  # noqa: PLC0415

        django.setup()
        return 1 if add_missing() else 0
    sys.exit("用法：python scripts/messages.py missing|compile")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
