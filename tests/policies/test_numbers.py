import pytest

from policies import numbers


@pytest.mark.parametrize(
    ("typed", "spelling", "agency", "year", "serial"),
    [
        ("京建法〔2018〕6号", "京建法〔2018〕6号", "京建法", 2018, 6),
        ("京建法[2018]6号", "京建法〔2018〕6号", "京建法", 2018, 6),
        ("京建法（2018）06号", "京建法〔2018〕6号", "京建法", 2018, 6),
        ("京建法 【２０１８】 第６号", "京建法〔2018〕6号", "京建法", 2018, 6),
        ("京建法﹝2018﹞6号", "京建法〔2018〕6号", "京建法", 2018, 6),
        ("京建法［2018］6号", "京建法〔2018〕6号", "京建法", 2018, 6),
        ("市规划国土发〔2017〕407号", "市规划国土发〔2017〕407号", "市规划国土发", 2017, 407),
        ("国办发明电〔2025〕7号", "国办发明电〔2025〕7号", "国办发明电", 2025, 7),
        ("建设部令第136号", "建设部令第136号", "建设部令", None, 136),
        ("国务院令第279号", "国务院令第279号", "国务院令", None, 279),
        ("住房城乡建设部公告2019年第13号", "住房城乡建设部公告2019年第13号", "住房城乡建设部公告", 2019, 13),
        ("GB/T51129—2017", "GB/T 51129-2017", "GB/T", 2017, 51129),
        ("db11/t 1831-2021", "DB11/T 1831-2021", "DB11/T", 2021, 1831),
        ("GB 50180-2018", "GB 50180-2018", "GB", 2018, 50180),
    ],
)
def test_parse_reads_every_way_of_typing_a_number(typed, spelling, agency, year, serial):
    number = numbers.parse(typed)
    assert (number.text, number.agency, number.year, number.serial) == (spelling, agency, year, serial)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "京建法",
        "〔2018〕6号",
        "京建法〔1818〕6号",
        "京建法〔2018〕0号",
        "京建法〔2018〕6",
        "2018年6月",
        "档案 〔",
        "\x00号",
    ],
)
def test_parse_refuses_what_is_no_number(typed):
    assert numbers.parse(typed) is None


def test_key_is_the_same_for_every_spelling():
    spellings = ["京建法〔2018〕6号", "京建法[2018]第6号", "京建法（２０１８）6 号", " 京建法﹝2018﹞6号"]
    assert {numbers.number_key(each) for each in spellings} == {"京建法20186号"}


def test_find_all_finds_each_number_once_and_in_order():
    text = "按照京建法[2018]6号和GB/T 51129—2017，依据建设部令第136号、京建法〔2018〕6号办理。"
    assert [number.text for number in numbers.find_all(text)] == [
        "按照京建法〔2018〕6号",
        "GB/T 51129-2017",
        "依据建设部令第136号",
        "京建法〔2018〕6号",
    ]
