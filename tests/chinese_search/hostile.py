"""Strings that nobody types on purpose, or only with a bad one: the same 5,000 in every run."""

import random
import sys

PIECES = [
    *"\"'*^:()[]{}|&!<>~-+%_\\/;,.?#@$`=",
    "\x00",
    "\n",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u3000",
    "\ud800",  # half a surrogate pair
    "AND",
    "OR NOT",
    "NEAR(a b, 2)",
    "title:",
    "{title body} : x",
    "' OR 1=1 --",
    "'; DROP TABLE wagtailcore_page; --",
    "<-> ",
    ":*",
    "%s %(x)s %%",
    "${jndi:ldap://x}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "档案",
    "京建法〔2018〕6号",
    "GB/T 51129",
    "〔〕【】（）《》“”",
    "䶮",
    "𠮷",
    "👨‍👩‍👧‍👦",
    "ﷺ",
    "é̂̃",
    "١٢٣",
    "½㎡Ⅻ①",
    "ก็็็็",
    "-1e309",
    "９" * 40,
]


def strings(number: int = 5_000, seed: int = 20181129) -> list[str]:
    """Mixtures of the pieces, runs of any code points, and a few very long ones."""
    chance = random.Random(seed)
    made = ["", " ", "\x00", '"', "的", "的了吗", "%" * 300, "档" * 2_000, "a b " * 800, '("' * 500, *PIECES]
    while len(made) < number:
        kind = chance.random()
        if kind < 0.5:
            made.append("".join(chance.choices(PIECES, k=chance.randint(1, 8))))
        elif kind < 0.8:
            made.append("".join(chr(chance.randrange(sys.maxunicode + 1)) for _ in range(chance.randint(1, 30))))
        else:
            made.append("".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(chance.randint(1, 120))))
    return made
