"""Chinese text for full-text search: what goes into the index, and what a query asks for.

The index holds pairs of characters (档案馆 -> 档案 案馆 馆), so that nothing depends on how a dictionary would cut it;
only the query is cut into words, and each word is looked for as a sequence of pairs.
"""

import re
import unicodedata

import opencc
import rjieba

MAX_CHARS = 100_000  # PostgreSQL refuses a tsvector over 1 MB: 100 000 different pairs
MAX_QUERY = 100
MAX_WORDS = 16
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUN = re.compile(rf"[{HAN}]+|\d+|[^\W\d_{HAN}]+")
_COMPATIBLE_HAN = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")  # other code points of ordinary characters
_HAN_START = re.compile(f"[{HAN}]")
# What a question says around its subject. Looked for only when nothing else is asked.
_STOP = (
    "的 了 吗 呢 吧 是 在 有 和 与 及 我 要 想 办 去 怎么 怎么办 怎样 如何 什么 哪里 哪些 哪个 为什么 请问 是否 可以 能否"
    " 需要 没有 多少 多久 几天 谁"
)
STOP_WORDS = frozenset(_STOP.split())
_simplify = opencc.OpenCC("t2s").convert


def fold(text: str) -> str:
    """One spelling for full and half width, capitals and small letters, traditional and simplified characters."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")  # half a surrogate pair would stop the converter
    return _simplify(unicodedata.normalize("NFKC", whole)).lower()


def fold_han(text: str) -> str:
    """As fold, but only for what Chinese words are made of: several times faster on a long text."""
    return fold(text) if _COMPATIBLE_HAN.search(text) else _simplify(text)


def is_han(run: str) -> bool:
    """Whether the run is of Chinese characters (a run is of one kind only)."""
    return bool(_HAN_START.match(run))


def pairs(run: str) -> list[str]:
    """档案馆 -> 档案 案馆 馆: each character opens exactly one token. Letters and digits stay whole."""
    return [run[at : at + 2] for at in range(len(run))] if is_han(run) else [run]


def index_text(text: str) -> str:
    """The tokens of the text, by which it is found, separated by blanks."""
    return " ".join(token for run in RUN.findall(fold(text[:MAX_CHARS])) for token in pairs(run))


def words(query: str) -> list[str]:
    """城建档案移交办法 -> 城建, 档案, 移交, 办法;  京建法〔2018〕6号 -> 京建法 2018 6 号 (one word of four runs).

    At most MAX_QUERY characters are read and MAX_WORDS words returned, so that the cost of a search is bounded.
    """
    found: list[str] = []
    stopped: list[str] = []
    for part in fold(query[:MAX_QUERY])[:MAX_QUERY].split():
        before = ""
        for run in RUN.findall(part):
            for word in _cut(run) if is_han(run) else [run]:
                if word in STOP_WORDS:
                    stopped.append(word)
                    before = ""
                    continue
                if before and _sticks(before, word):
                    found[-1] += " " + word
                else:
                    found.append(word)
                before = word
    return (found or stopped)[:MAX_WORDS]


def phrase(word: str) -> tuple[list[str], bool]:
    """The tokens that must follow each other, and whether the last of them may be just the beginning of a token."""
    runs = RUN.findall(fold(word[:MAX_QUERY])[:MAX_QUERY])
    tokens = [token for run in runs for token in pairs(run)]
    ends_in_han = bool(runs) and is_han(runs[-1])
    if ends_in_han and len(runs[-1]) > 1:
        tokens.pop()  # the closing single character is already in the pair before it
        ends_in_han = False
    return tokens, ends_in_han


def _cut(run: str) -> list[str]:
    return [part for word in rjieba.cut(run) for part in _parts(word)]


def _parts(word: str) -> list[str]:
    """档案管理 -> 档案, 管理: the dictionary has whole expressions as words, but 管理城建档案 is meant as well."""
    if len(word) < 4:
        return [word]
    parts = [part for part in rjieba.cut_for_search(word) if part != word]
    return parts if "".join(parts) == word and all(len(part) > 1 for part in parts) else [word]


def _sticks(left: str, right: str) -> bool:
    """A number stays with the number or the Chinese word beside it: 2018 6 号, 24 小时."""
    if left[-1].isdecimal():
        return right[0].isdecimal() or is_han(right)
    return right[0].isdecimal() and is_han(left[-1])
