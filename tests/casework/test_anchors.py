"""Anchors prove what stood when: a cut tail, a missing case and a changed anchor show, here and offline."""

import json
import os
import stat
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.utils import timezone

from audit.enums import Event
from audit.models import Entry
from audit.services import record
from casework import anchor_keys, anchors, history
from casework.models import Anchor, Case, Snapshot, StatusChange
from tests.casework.conftest import at_status, make_draft

KEY, NEWER_KEY = "11" * 32, "22" * 32


@pytest.fixture(autouse=True)
def key(settings):
    settings.ANCHOR_KEY = KEY


@pytest.fixture
def case(draft, people) -> Case:
    return at_status(draft, people, "approved")


@pytest.fixture
def exported(tmp_path):
    """Exports to a new file each time and returns its path."""
    made = []

    def run(**options) -> str:
        made.append(str(tmp_path / f"{len(made)}.jsonl"))
        call_command("export_anchors", made[-1], **options)
        return made[-1]

    return run


def test_an_anchor_shows_a_cut_tail(case):
    anchors.drop_anchor()
    assert list(anchors.problems()) == []
    tail = StatusChange.objects.filter(case=case).order_by("position").last()
    QuerySet(StatusChange).filter(pk=tail.pk)._raw_delete("default")
    Case.objects.filter(pk=case.pk).update(status=tail.source)
    assert next(history.prove([case.pk])).verdict is history.Verdict.SOUND, "the chain alone cannot know"
    assert any("不见了" in sentence for sentence in anchors.problems())


def test_an_anchor_shows_a_missing_case(case, exported):
    anchors.drop_anchor()
    file = exported()
    for model in (StatusChange, Snapshot):
        QuerySet(model).filter(case=case)._raw_delete("default")
    assert any(f"办件 {case.pk} 在" in sentence for sentence in anchors.problems())
    with pytest.raises(CommandError, match="1 个存证，1 处不对"):
        call_command("verify_anchors", file, database=True)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"heads": {}}, "被改动"),
        ({"audit_head": {"position": 1, "digest": "0"}}, "被改动"),
        ({"position": 7}, "被改动"),
        ({"digest": "0" * 64}, "签名不对"),
        ({"signature": "00"}, "签名不对"),
        ({"signature": "不是数字"}, "签名不对"),
        ({"public_key": "33" * 32}, "签名不对"),
        ({"previous": "0" * 64}, "被改动"),
    ],
)
def test_a_changed_anchor_shows(case, values, sentence):
    anchor = anchors.drop_anchor()
    QuerySet(Anchor).filter(pk=anchor.pk).update(**values)
    assert any(sentence in problem for problem in anchors.problems())


def test_an_anchor_signed_anew_with_another_key_shows(case, settings):
    anchor = anchors.drop_anchor()
    forged = anchor_keys.Ed25519PrivateKey.generate()
    anchor.public_key, anchor.heads = anchor_keys.public_half(forged), {}
    anchor.digest = anchors.digest_of(anchor)
    signature = forged.sign(anchor.digest.encode()).hex()
    QuerySet(Anchor).filter(pk=anchor.pk).update(
        heads={}, public_key=anchor.public_key, digest=anchor.digest, signature=signature
    )
    assert [sentence for sentence in anchors.problems() if "不认识的密钥" in sentence]


def test_an_anchor_between_others_that_is_gone_shows(people):
    for _ in range(3):
        at_status(make_draft(people["applicant"]), people, "waiting")
        anchors.drop_anchor()
    first, second, _ = Anchor.objects.order_by("position")
    QuerySet(Anchor).filter(pk=second.pk)._raw_delete("default")
    assert any("接不上" in sentence for sentence in anchors.problems())
    QuerySet(Anchor).filter(pk=first.pk)._raw_delete("default")
    assert any("之前的存证不见了" in sentence for sentence in anchors.problems())


def test_an_anchor_is_dropped_only_when_something_happened(case, people):
    assert anchors.drop_anchor()
    assert anchors.drop_anchor() is None
    at_status(make_draft(people["applicant"]), people, "waiting")
    second = anchors.drop_anchor()
    assert second.position == 2
    assert len(second.heads) == 1


def test_a_step_entered_late_under_an_old_date_is_anchored_as_well(draft, people):
    at_status(draft, people, "waiting")
    anchors.drop_anchor()
    late = make_draft(people["applicant"])
    case = at_status(late, people, "waiting")
    QuerySet(StatusChange).filter(case=case).update(at=timezone.now() - timedelta(days=30))
    assert list(anchors.drop_anchor().heads) == [str(case.pk)]


def test_the_end_of_the_audit_list_is_anchored(db):
    record(Event.SIGN_IN, actor=None)
    entry = record(Event.SIGN_IN, actor=None)
    anchor = anchors.drop_anchor()
    assert anchor.audit_head == {"position": 2, "digest": entry.digest}
    assert anchors.drop_anchor() is None
    assert list(anchors.problems()) == []
    QuerySet(Entry).filter(pk=entry.pk)._raw_delete("default")
    assert any("审计记录第 2 条" in sentence for sentence in anchors.problems())


def test_after_a_change_of_keys_old_anchors_still_count(case, people, settings):
    first = anchors.drop_anchor()
    settings.ANCHOR_KEY = NEWER_KEY
    assert any("不认识的密钥" in sentence for sentence in anchors.problems())
    settings.ANCHOR_RETIRED_KEYS = [first.public_key.upper()]
    at_status(make_draft(people["applicant"]), people, "waiting")
    assert anchors.drop_anchor().public_key != first.public_key
    assert list(anchors.problems()) == []


def test_without_a_setting_a_key_is_made_once_for_its_owner_alone(settings, tmp_path):
    settings.ANCHOR_KEY, settings.DATA_DIR = "", tmp_path / "data"
    made = {anchor_keys.public_half(anchor_keys.signing_key()) for _ in range(3)}
    assert len(made) == 1
    assert [file.name for file in settings.DATA_DIR.iterdir()] == ["anchor.key"]
    assert stat.S_IMODE(os.stat(settings.DATA_DIR / "anchor.key").st_mode) == 0o600


def test_of_two_that_make_the_key_at_once_both_use_the_first(settings, tmp_path, monkeypatch):
    settings.ANCHOR_KEY, settings.DATA_DIR = "", tmp_path
    (tmp_path / "anchor.key").write_text(KEY)
    looked = iter([False])
    monkeypatch.setattr(anchor_keys.Path, "exists", lambda self: next(looked, True))
    assert anchor_keys.signing_key().private_bytes_raw().hex() == KEY


@pytest.mark.parametrize("text", ["zz", "00", "0" * 63])
def test_a_key_that_is_none_is_refused_with_its_name(settings, text):
    settings.ANCHOR_KEY = text
    with pytest.raises(ImproperlyConfigured, match="ANCHOR_KEY"):
        anchor_keys.signing_key()


def test_the_file_is_proved_without_the_database(case, exported, capsys, django_assert_num_queries):
    anchors.drop_anchor()
    file = exported()
    with django_assert_num_queries(0):
        call_command("verify_anchors", file)
        call_command("verify_anchors", file, key=[anchor_keys.public_half(anchor_keys.signing_key())])
    assert "1 个存证完好" in capsys.readouterr().out
    with pytest.raises(CommandError, match="1 处不对"):
        call_command("verify_anchors", file, key=["44" * 32])


def test_a_part_of_the_anchors_is_a_file_of_its_own(people, exported):
    for _ in range(3):
        at_status(make_draft(people["applicant"]), people, "waiting")
        anchors.drop_anchor()
    file = exported(after=1)
    with open(file, encoding="utf-8") as text:
        assert [json.loads(line)["position"] for line in text] == [2, 3]
    call_command("verify_anchors", file, database=True)


def test_anchors_all_made_anew_do_not_stand_against_the_file(case, people, exported):
    anchors.drop_anchor()
    file = exported()
    QuerySet(Anchor).all()._raw_delete("default")
    at_status(make_draft(people["applicant"]), people, "waiting")
    anchors.drop_anchor()
    assert list(anchors.problems()) == [], "who holds the key can make them all anew"
    call_command("verify_anchors", file)
    with pytest.raises(CommandError, match="1 处不对"):
        call_command("verify_anchors", file, database=True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "没有存证"),
        ("{}\n", "第 1 行不是存证"),
        ("\n[1]\n", "第 2 行不是存证"),
        ("not json\n", "第 1 行不是存证"),
        (b"\xff\xfe\x00", "不是文本"),
    ],
)
def test_a_file_that_is_none_is_named(db, tmp_path, content, sentence):
    file = tmp_path / "anchors.jsonl"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CommandError, match=sentence):
        call_command("verify_anchors", str(file))


def test_every_changed_value_of_a_line_shows(case, exported, tmp_path):
    anchors.drop_anchor()
    with open(exported(), encoding="utf-8") as text:
        line = json.loads(text.read())
    for name, value in line.items():
        other = {str: "0" * 64, int: 5, dict: {"1": "x"}}[type(value)]
        file = tmp_path / f"{name}.jsonl"
        file.write_text(json.dumps(line | {name: other}))
        with pytest.raises(CommandError):
            call_command("verify_anchors", str(file))


def test_nothing_is_written_over(case, exported, tmp_path):
    anchors.drop_anchor()
    file = exported()
    with pytest.raises(CommandError, match="已经存在"):
        call_command("export_anchors", file)
    with pytest.raises(CommandError, match="无法写入"):
        call_command("export_anchors", str(tmp_path / "missing" / "a"))
    with pytest.raises(CommandError, match="打不开"):
        call_command("verify_anchors", str(tmp_path / "missing"))


def test_the_public_key_and_the_anchors_can_be_printed(case, capsys):
    anchor = anchors.drop_anchor()
    call_command("export_anchors", public_key=True)
    assert capsys.readouterr().out.strip() == anchor.public_key
    call_command("export_anchors")
    assert json.loads(capsys.readouterr().out)["digest"] == anchor.digest
