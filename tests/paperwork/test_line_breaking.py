import pytest

from paperwork.line_breaking import NO_END, NO_START, Line, break_lines

TEXT = (
    "据《县志》（清·乾隆三十二年）卷七载：“正月望日，民间剪彩为花，谓之‘窗花’。”其技艺讲究“千刻不落，万剪不断”——约3,200余种"
    "……详见 https://archive.example.gov.cn/policies/ 或致电010-88886666，罚款￥10,000.00元（含税）。"
)


def lines(text: str, room: float) -> list[str]:
    """Every Han character and mark is 10 points wide, everything else 5."""
    widths = [10 if ord(each) > 0x2000 else 5 for each in text]
    return [text[line.start : line.end] for line in break_lines(text, widths, [room])]


@pytest.mark.parametrize("room", range(120, 420, 5))
def test_no_line_begins_or_ends_with_what_must_not(room):
    found = lines(TEXT, room)
    assert "".join(found).replace(" ", "") == TEXT.replace(" ", "")
    for line in found[1:]:
        assert line[0] not in NO_START or line[0].isascii(), (
            found
        )  # an address that is too long is cut like with a knife
    for line in found[:-1]:
        assert line[-1] not in NO_END, found


@pytest.mark.parametrize("room", range(120, 420, 5))
def test_no_line_is_wider_than_its_room(room):
    for line in lines(TEXT, room):
        assert sum(10 if ord(each) > 0x2000 else 5 for each in line) <= room


@pytest.mark.parametrize("whole", ["——", "……", "3,200", "010-88886666", "10,000.00"])
def test_what_belongs_together_stays_together(whole):
    for room in range(160, 420, 5):
        assert any(whole in line for line in lines(TEXT, room)), room


def test_a_run_that_no_line_can_hold_is_cut():
    assert lines("a" * 100, 100) == ["a" * 20] * 5


def test_a_line_break_ends_a_line_that_is_not_stretched():
    assert break_lines("甲乙\n丙", [10, 10, 0, 10], [100]) == [Line(0, 2, False), Line(3, 4, False)]


def test_the_first_line_may_be_shorter():
    found = break_lines("甲乙丙丁戊", [10] * 5, [20, 30])
    assert found == [Line(0, 2, True), Line(2, 5, False)]
