"""Addresses that can be typed and read out: the sounds of the Chinese words."""

from django.utils.text import slugify
from pypinyin import lazy_pinyin
from wagtail.models import Page

LONGEST = 80


def free_slug(words: str, parent: Page) -> str:
    """An address for a new page below parent, made of the words' sounds, with a count where it is taken."""
    base = slugify("".join(lazy_pinyin(words)))[:LONGEST].strip("-") or "page"
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
