"""The synonyms that staff have entered, as searching needs them."""

import page_cache
from chinese_search import text
from chinese_search.models import MAX_SYNONYMS, SynonymGroup


def lookup() -> dict[str, tuple[str, ...]]:
    """Each expression, folded and without blanks, with the expressions that mean the same."""
    return page_cache.kept("synonyms", _read)


def _read() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in SynonymGroup.objects.all():
        expressions = [text.fold(expression) for expression in group.expressions[:MAX_SYNONYMS]]
        for expression in expressions:
            key = "".join(expression.split())
            # Who looks for 规划许可证 finds 建设工程规划许可证 anyway; the other way round it takes a synonym.
            others = tuple(other for other in expressions if expression not in other)
            found[key] = tuple(dict.fromkeys(found.get(key, ()) + others))[:MAX_SYNONYMS]
    return found
