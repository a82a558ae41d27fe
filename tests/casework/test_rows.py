"""What people do with rows, and what of a long section a page of it carries."""

import pytest

from casework import rows as rows_of

A, B, C = ({"number": [number]} for number in "甲乙丙")


def done(word: str, rows=(A, B, C), **options):
    return rows_of.do(word, list(rows), **{"most": 5} | options)


@pytest.mark.parametrize(
    ("word", "left", "at"),
    [
        ("add", [A, B, C, {}], 3),
        ("copy-0", [A, A, B, C], 1),
        ("up-2", [A, C, B], 1),
        ("up-0", [A, B, C], 0),
        ("down-0", [B, A, C], 1),
        ("down-2", [A, B, C], 2),
        ("delete-1", [A, C], 1),
        ("delete-2", [A, B], 1),
        ("delete-3", [A, B, C], None),
        ("delete-01", [A, B, C], None),
        ("delete-", [A, B, C], None),
        ("drop-1", [A, B, C], 1),
        ("restore", [A, B, C], None),
        ("copy-９", [A, B, C], None),
        ("x" * 5000, [A, B, C], None),
    ],
)
def test_each_button_does_what_it_says_and_no_other_word_does_anything(word, left, at):
    found = done(word)
    assert (found.rows, found.at) == (left, at)


def test_no_row_more_than_the_section_takes():
    for word in ("add", "copy-0"):
        assert "最多 3 行" in done(word, most=3).sentence
        assert len(done(word, most=3).rows) == 3
    assert done("restore", most=3, restored=(0, A)).removed == (0, A)


def test_what_was_deleted_comes_back_where_it_stood():
    found = done("delete-1")
    assert found.removed == (1, B)
    typed = rows_of.write("b", found.rows, found.removed)
    assert rows_of.removed_row("b", typed) == (1, B)
    assert done("restore", found.rows, restored=rows_of.removed_row("b", typed)).rows == [A, B, C]
    assert done("delete-0", [{"number": [" "]}]).removed is None


def test_a_copy_leaves_out_what_is_every_rows_own():
    row = {"number": ["1#"], "area": ["5"]}
    assert done("copy-0", [row], not_copied=["number"]).rows == [row, {"area": ["5"]}]


def test_rows_are_read_as_they_were_written():
    rows = [{"number": ["1#"], "parts": ["a", "b"]}, {}, {"number": ["3#"]}]
    assert rows_of.read("b", rows_of.write("b", rows), 200) == rows


@pytest.mark.parametrize("count", ["9" * 5000, "-1", "½", "１", "x", ""])
def test_counts_that_no_page_of_ours_has_sent_make_no_rows(count):
    typed = {"b-TOTAL_FORMS": [count], "b-0-number": ["1"], "b-999999999-x": ["1"], "b-١-x": ["1"]}
    assert rows_of.read("b", typed, 200) == []


def test_a_page_of_a_long_section_leaves_the_other_rows_alone():
    saved = rows_of.write("b", [{"number": [str(n)]} for n in range(50)])
    posted = {"b-TOTAL_FORMS": ["50"], "b-FROM": ["20"], "b-TO": ["40"], "b-25-number": ["新"], "b-3-number": ["夹带"]}
    rows = rows_of.read("b", rows_of.merge("b", saved, posted, 200), 200)
    assert [row.get("number", ["空"])[0] for row in rows[19:27]] == ["19", "空", "空", "空", "空", "空", "新", "空"]
    assert rows[3] == {"number": ["3"]}
    assert rows[49] == {"number": ["49"]}
    whole = {"b-TOTAL_FORMS": ["1"], "b-0-number": ["1"], "b-REMOVED": ["x"]}
    assert rows_of.merge("b", saved, whole, 200) == {"b-TOTAL_FORMS": ["1"], "b-0-number": ["1"]}


@pytest.mark.parametrize(
    ("count", "at", "bounds"),
    [(0, 0, (0, 0)), (3, 9, (0, 3)), (20, 19, (0, 20)), (21, 20, (20, 21)), (200, 45, (40, 60))],
)
def test_a_page_holds_twenty_rows(count, at, bounds):
    assert rows_of.window(count, at) == bounds


def test_the_place_of_a_field_names_its_page():
    assert rows_of.anchor("b", "3-number") == "#id_b-3-number"
    assert rows_of.anchor("b", "35-number") == "?row=36#id_b-35-number"
    assert rows_of.anchor("b", "") == ""
