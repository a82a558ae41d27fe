"""Numbers as people write them."""

import pytest

from projects.numbers import building_key, is_code, normal_code, permit_key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("建字第110105202300012号", "１１０１０５ ２０２３０００１２", True),
        ("2019规自(朝)建字0012号", "2019规自（朝）建字0012", True),
        ("[2018]施[大]建字0012号", "〔2018〕施【大】建字 0012 号", True),
        ("320623202004020101-SX-001", "320623202004020101SX001", True),
        ("建字第110105202300012号", "建字第110105202300013号", False),
    ],
)
def test_a_permit_is_one_however_it_is_written(one, other, same):
    assert (permit_key(one) == permit_key(other)) is same
    assert permit_key(one)


@pytest.mark.parametrize("text", ["", "无", "—", "第号", " \x00 "])
def test_what_has_no_digit_is_no_permit(text):
    assert permit_key(text) == ""


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("2023-110105-47-01-000012", True),
        ("２０２３－１１０１０５－４７－０１－０００００１２"[:-1], True),
        ("20231101054701000012", True),
        ("2023-110105-47-01-00001", False),
        ("无", False),
        ("", False),
    ],
)
def test_the_code_of_a_project_has_one_form(typed, fits):
    assert is_code(normal_code(typed)) is fits


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1#", "０１号楼", True),
        ("1号住宅楼", "1#住宅楼", True),
        ("3栋", "3#", True),
        ("A座", "a座", True),
        ("1#", "10#", False),
        ("地下车库", "地下车库1", False),
        ("1-2#", "12#", False),
        ("楼", "栋", False),
    ],
)
def test_a_building_is_one_however_its_number_is_written(one, other, same):
    assert (building_key(one) == building_key(other)) is same
    assert building_key(one)


def test_buildings_stand_as_people_count():
    numbers = ["10#", "2#", "1#", "2-10#", "2-9#"]
    assert sorted(numbers, key=building_key) == ["1#", "2#", "2-9#", "2-10#", "10#"]
