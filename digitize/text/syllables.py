"""Which words may be Vietnamese syllables at all: what cannot was misread, or is foreign.

Orthography alone decides, no list: k, gh and ngh stand before e, ê, i, y only; a syllable that ends in c, ch, p or t bears
the tone sắc or nặng.
"""

import re
import unicodedata

from digitize.text.fold import fold

_SYLLABLE = re.compile(
    r"(?:(?:k|gh|ngh)(?=[eiy])|qu|gi|ch|kh|nh|ph|th|tr|ng(?!h)|g(?!h)|[bcdhlmnrstvx])?"
    r"(?:[aeiouy]|a[iouy]|e[ou]|i[euo]|ia(?![cmnpt])|o[aeio]|u[aeioyu]|y[eu]|ieu|yeu|oai|oao|oay|oeo|uay|uoi|uou|uye|uya|uyu|oo)"
    r"(?:ch|nh|ng|[cmnpt])?"
)
_STOPPED = re.compile(r"(?:ch|[cpt])$")
_SAC, _NANG = "\u0301", "\u0323"
_TONES = {"\u0300", _SAC, "\u0303", "\u0309", _NANG}


def is_syllable(word: str) -> bool:
    """Tell whether `word`, letters alone in any case, is spelled as a Vietnamese syllable."""
    folded = fold(word)
    if not _SYLLABLE.fullmatch(folded):
        return False
    if not _STOPPED.search(folded):
        return True
    return any(mark in (_SAC, _NANG) for mark in unicodedata.normalize("NFD", word) if mark in _TONES)


def misspelled(text: str) -> int:
    """Count the words of a text that are no syllables; abbreviations in capitals and words with digits are none either way."""
    words = re.findall(r"(?<![\w&])[^\W\d_]+(?![\w&])", text)
    return sum(not is_syllable(word) and not _is_abbreviation(word) for word in words)


def _is_abbreviation(word: str) -> bool:
    """Tell whether a word is written in capitals without a vowel, as TNHH, ĐT, QSDĐ."""
    return word.isupper() and not re.search(r"[aeiouy]", fold(word))
