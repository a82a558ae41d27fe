import pytest
from captcha.models import CaptchaStore

from content.challenge import NUMERALS, ChallengeField, digits, question


@pytest.mark.parametrize(
    ("typed", "read"),
    [("8", "8"), ("８", "8"), (" 8。", "8"), ("八", "8"), ("十", "10"), ("十三", "13"), ("十八", "18"), ("二十", "二十"), ("零", "0"), ("ABCD", "ABCD"),
     ("十十", "十十"), ("", "")],
)  # fmt: skip
def test_digits_understands_every_way_of_writing_a_small_number(typed, read):
    assert digits(typed) == read


def test_question_and_answer_belong_together():
    for _ in range(50):
        words, answer = question()
        left, operator, right = words[0], words[1], words[2]
        values = NUMERALS.index(left), NUMERALS.index(right)
        assert str(values[0] + values[1] if operator == "加" else values[0] - values[1]) == answer


def test_a_challenge_in_words_is_accepted_once(db):
    key = CaptchaStore.generate_key(lambda: ("三加五等于几？", "8"))
    field = ChallengeField(in_words=True)
    field.clean([key, "八"])
    with pytest.raises(Exception, match="验证码不对或已过期"):
        field.clean([key, "八"])
