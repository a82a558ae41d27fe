"""The admin speaks Chinese: nothing is left in English by any package, and our own catalogues are sound."""

import re

import polib
import pytest
from django.utils.translation import gettext, ngettext, pgettext

from scripts import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w+\}")
TAG = re.compile(r"</?\w+")
NAMES = {"Wagtail API v3"}
# Two send editors to other sites, and Wagtail's page search gives the last one a model's name of None.
SAID_OTHERWISE = (
    "See our <a href",
    "JavaScript is required to use Wagtail",
    "%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s",
)


def own_entries() -> list[polib.POEntry]:
    return [entry for domain in messages.DOMAINS for entry in polib.pofile(str(messages.CATALOGUES / f"{domain}.po"))]


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_no_package_leaves_a_message_in_english(domain):
    assert [(str(path), entry.msgid) for path, entry in messages.untranslated(domain).values()] == []


def test_a_message_that_nobody_translated_is_noticed(monkeypatch, tmp_path):
    entry = polib.POEntry(msgid="A sentence that no catalogue has")
    monkeypatch.setattr(messages, "package_messages", lambda domain: iter([(tmp_path / "en" / "x" / "y.po", entry)]))
    assert list(messages.untranslated("django")) == [(None, entry.msgid)]


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_what_django_reads_is_made_from_what_people_edit(domain):
    compiled = (messages.CATALOGUES / f"{domain}.mo").read_bytes()
    assert compiled == messages.compiled(domain), "请运行 python scripts/messages.py compile，并提交 .mo 文件"


def faults(entry: polib.POEntry) -> list[str]:
    """What is wrong with a translation: unfinished, a placeholder or a tag lost, or no Chinese in it."""
    wanted = entry.msgid_plural or entry.msgid
    if entry.obsolete or entry.fuzzy or not all(texts(entry)):
        return [f"unfinished: {entry.msgid}"]
    if wanted.startswith(SAID_OTHERWISE):
        return []
    found = []
    for text in texts(entry):
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(wanted)):
            found.append(f"placeholders: {entry.msgid}")
        if not set(TAG.findall(wanted)) <= set(TAG.findall(text)):
            found.append(f"markup: {entry.msgid}")
        words = re.sub(r"<[^>]*>", "", PLACEHOLDER.sub("", text))
        if re.search(r"[A-Za-z]", words) and not re.search(r"[\u4e00-\u9fff]", words) and text not in NAMES:
            found.append(f"English: {entry.msgid}")
    return found


def test_translations_are_finished_and_keep_placeholders_and_markup():
    assert [fault for entry in own_entries() for fault in faults(entry)] == []


@pytest.mark.parametrize(
    ("msgid", "msgstr"),
    [("%(count)s pages", "页面"), ("<b>Locked</b>", "已锁定"), ("Locked", ""), ("Locked", "Locked")],
)
def test_a_faulty_translation_is_noticed(msgid, msgstr):
    assert faults(polib.POEntry(msgid=msgid, msgstr=msgstr))


def test_no_message_stands_twice():
    for domain in messages.DOMAINS:
        keys = [(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(messages.CATALOGUES / f"{domain}.po"))]
        assert len(keys) == len(set(keys))


def test_the_sites_wording_stands_before_that_of_a_package():
    assert gettext("Inspect") == "查看"
    assert gettext("By %(filter_title)s") % {"filter_title": "状态"} == "按状态"


def test_one_form_serves_every_number():
    for count in (1, 5):
        text = ngettext("There is one matching page", "There are %(counter)s matching pages", count)
        assert text % {"counter": count} == f"有 {count} 个符合的页面"
    assert pgettext("no such context", "Inspect") == "Inspect"


def test_the_admins_script_gets_the_sites_messages(client, db):
    catalogue = client.get("/admin/jsi18n/").text
    assert "Write something or type" in catalogue
    assert "\\u63d2\\u5165\\u5185\\u5bb9\\u5757" in catalogue or "插入内容块" in catalogue
