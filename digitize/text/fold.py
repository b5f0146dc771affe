"""Folding: what two spellings have in common once tone marks and case are gone."""

import re
import unicodedata
from functools import lru_cache

from digitize.text.normalize import normalize, unify_tone

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below."""
_UNMARKED = {
    code: plain
    for code in range(0x00C0, 0x1F00)
    if (plain := unicodedata.normalize("NFD", chr(code))[0]) != chr(code) and plain.isascii()
} | {ord("Đ"): "D", ord("đ"): "d"}
"""Letters with marks → the letter. Most of what is folded holds no others."""
_PART = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return `text` in lower case without tone or letter marks, đ as d; blanks collapsed."""
    plain = normalize(text).translate(_UNMARKED)
    # Case first: that of a sign may be a letter ("\u0345"), that of a letter a sign.
    return plain.casefold() if plain.isascii() else _without_marks(plain.casefold())


def _without_marks(text: str) -> str:
    plain = unicodedata.normalize("NFD", text)
    return "".join(char for char in plain if not unicodedata.combining(char))


def toneless(text: str) -> str:
    """Return `text` in lower case without tone marks, its letters kept: hòa, hoà and hỏa are hoa, but ơ, ă and đ stay."""
    parts = unicodedata.normalize("NFD", normalize(text).casefold())
    return unicodedata.normalize("NFC", "".join(char for char in parts if char not in _TONES))


def exact_key(text: str) -> str:
    """Return `text` in lower case with its marks, in one style of tone placement: equal keys are equal words."""
    return unify_tone(normalize(text).casefold())


def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of `text` in order, as written in normal form; codes fall into their parts."""
    return tuple(_PART.findall(normalize(text)))
