"""Keeping robots out of open forms: a picture to read, or, for who cannot see it, a question in words."""

import secrets
import unicodedata

from captcha.fields import BaseCaptchaTextInput, CaptchaField, CaptchaTextInput
from captcha.models import CaptchaStore
from django.core.exceptions import ValidationError

NUMERALS = ["零", *"一二三四五六七八九十", *(f"十{ones}" for ones in "一二三四五六七八")]
WRONG = "验证码不对或已过期，请按新的一题再填一次。"


def question() -> tuple[str, str]:
    """A small sum in words and its answer in digits: 三加五等于几？ -> 8."""
    left, right = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    if secrets.randbelow(2) and left >= right:
        return f"{NUMERALS[left]}减{NUMERALS[right]}等于几？", str(left - right)
    return f"{NUMERALS[left]}加{NUMERALS[right]}等于几？", str(left + right)


def digits(text: str) -> str:
    """The answer in half-width digits, however it was typed: ８, 八 and 十三 are understood."""
    text = unicodedata.normalize("NFKC", text).strip().removesuffix("。")
    return str(NUMERALS.index(text)) if text in NUMERALS else text


class QuestionInput(BaseCaptchaTextInput):
    """The challenge as words."""

    template_name = "forms/captcha_question.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["challenge"] = CaptchaStore.objects.get(hashkey=self._key).challenge
        return context

    def render(self, name, value, attrs=None, renderer=None):
        self.fetch_captcha_store(name, value, attrs, question)
        return super().render(name, self._value, attrs=attrs, renderer=renderer)


class PictureInput(CaptchaTextInput):
    """The challenge as a picture, in our own markup."""

    template_name = "forms/captcha_picture.html"


class ChallengeField(CaptchaField):
    """A picture or, with in_words, a question; either can be tried once."""

    def __init__(self, *, in_words: bool = False, **kwargs):
        kwargs.setdefault("label", "验证题" if in_words else "验证码")
        super().__init__(
            widget=QuestionInput() if in_words else PictureInput(),
            error_messages={"invalid": WRONG, "required": "请填写验证码。"},
            **kwargs,
        )

    def clean(self, value):
        if not value or not value[1]:
            raise ValidationError(self.error_messages["required"], code="required")
        return super().clean([value[0], digits(value[1])])
