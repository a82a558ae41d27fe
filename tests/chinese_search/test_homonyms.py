"""Words and characters that only happen to stand side by side."""

import pytest

from chinese_search.homonyms import stands_in


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("和服", "为群众提供方便和服务"),
        ("华人", "中华人民共和国档案法"),
        ("研究生", "他研究生命科学"),
        ("会计", "社会计划生育协会换届"),
        ("南京", "江南京剧票友会"),
        ("中国", "发展中国家的学员"),
        ("档案", "没有这个词"),
    ],
)
def test_is_not_there_as_a_word(word, sentence):
    assert not stands_in(word, sentence)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("和服", "提供和服务，也展出和服一件"),
        ("华人", "海外华人捐赠"),
        ("档案", "北京市城市建设档案馆"),
        ("城建", "北京城建档案馆"),
        ("南京", "南京市城建档案馆来访"),
        ("粤省事", "在粤省事小程序办理"),
        ("陵城区", "德州市陵城区的做法"),
        ("王晓岚", "由王晓岚图书室提供"),
        ("馆", "档案馆"),
        ("2018 6 号", "京建法〔2018〕6号"),
    ],
)
def test_is_there(word, sentence):
    assert stands_in(word, sentence)


def test_a_very_long_text_of_homonyms_takes_no_long_time():
    assert not stands_in("和服", "和服务" * 100_000)
