"""How a name was probably spelled, where a reading lost marks that no name goes without ("Nguyên Thị Cấm").

Surnames are few; so are the syllables of given names (`given_names.txt`, written for this project, the commoner of two
that look alike first). Only a syllable that is in neither list is changed, and only for one that differs in its marks; one that
has a letter more than one of them ("Miinh"), or a long surname, also for the one that differs in that.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import Levenshtein, Postfix

from digitize.text.fold import fold
from digitize.text.normalize import normalize
from digitize.text.syllables import is_syllable

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
FOREIGN = frozenset("fjwz")
"""Letters that no Vietnamese word has."""
_LONG = 5
"""A shorter syllable is one letter away from too many others."""
_OTHER_TONGUES = re.compile(r"(?:[bdhkps]|t(?!r[aeiouy])|r|c)[lrnpmbk]")
"""How names of the highlands and of the Khmer begin, and no Kinh syllable does: Blô, Krông, Hnhă, Kpă, Sliên."""
_COMMON = 40
"""Surnames that most people have."""


def spell_name(name: str) -> str:
    """Return a person's name with the syllables that are none spelled as the likeliest ones; capitals are kept.

    YANG CHIEN HUNG is from elsewhere: no mark, and no surname of ours. PHAM VAN HUNG lost his.
    """
    first, *rest = normalize(name).split() or [""]
    surnames, given = _surnames(), _given()
    strange = not surnames.alike(first) and not surnames.near(first.casefold())
    if FOREIGN & set(name.casefold()) or (name.isascii() and strange):
        return normalize(name)
    return " ".join(
        [
            _spell(first, surnames, surnames.all),
            *(_spell(word, given, surnames.all | given.all) for word in rest),
        ]
    )


def is_given(syllable: str) -> bool:
    """Tell whether given names are made of a syllable, marks and all."""
    return normalize(syllable).casefold() in _given().all


def whole_surname(cut: str) -> str | None:
    """Return the common surname, of several the commonest, that ends as what a seal or a signature left of it.

    "guyễn" and "ổiguyễn" are Nguyễn's, "ai" is Mai's. None where none does, a rarer one fits better, or what is left may be a word
    ("tại", "phường") or a middle name.
    """
    letters = normalize(cut).casefold()
    bare = _without_tone(letters)
    ranked = [
        (Postfix.similarity(bare, _without_tone(name)), Postfix.similarity(letters, name), -place)
        for place, name in enumerate(map(str.casefold, surnames()))
    ]
    left, _, place = max(ranked)
    name, strange = surnames()[-place], len(bare) - left
    whole = left == len(name) and letters != name.casefold()
    # Whatever else was read there is a stroke of the signature, and makes no syllable.
    worn = strange <= left // 2 and (not strange or not is_syllable(letters))
    told = len(letters) > 1 or fold(letters) != letters
    return name if -place < _COMMON and worn and told and not whole else None


def spellings(name: str) -> float:
    """Return how many names of the lists have the letters of `name` and other marks, itself counted; at least 1."""
    first, *rest = normalize(name).split() or [""]
    count = float(max(1, _surnames().alike(first)))
    for word in rest:
        count *= max(1, _given().alike(word))
    return count


def _spell(word: str, likely: "_Syllables", right: frozenset[str]) -> str:
    lower = word.casefold()
    if lower in right:
        return word
    found = likely.by_letters.get(_without_tone(lower)) or likely.by_fold.get(fold(lower))
    if found is None and not is_syllable(word) and not _OTHER_TONGUES.match(fold(lower)):
        found = likely.within(lower)
    if found is None and likely is _given() and lower.endswith("v"):
        found = _without_v(lower, likely.all)
    if found is None and likely is _surnames():
        found = likely.near(lower)
    if found is None:
        return word
    return found.upper() if word.isupper() and len(word) > 1 else found.capitalize()


def _without_v(word: str, given: frozenset[str]) -> str | None:
    """Return the syllable of given names that `word` was: no syllable ends in v, it was a y or a u; None if it may be both."""
    found = {word[:-1] + letter for letter in "yu"} & given
    return found.pop() if len(found) == 1 else None


class _Syllables:
    """A list of syllables, by their letters without tone and by their folded letters."""

    def __init__(self, words: Iterable[str]) -> None:
        lowered = [normalize(word).casefold() for word in words]
        self.all = frozenset(lowered)
        self.by_letters: dict[str, str] = {}
        self.by_fold: dict[str, str] = {}
        self._alike = Counter(map(fold, self.all))
        for word in lowered:
            self.by_letters.setdefault(_without_tone(word), word)
            self.by_fold.setdefault(fold(word), word)

    def alike(self, word: str) -> int:
        """Return how many syllables of the list have the letters of `word`, marks aside."""
        return self._alike[fold(word)]

    def near(self, word: str) -> str | None:
        """Return the one long syllable that differs from `word` in one letter, marks aside; None if there are more."""
        folded = fold(word)
        if len(folded) < _LONG - 1:
            return None
        close = [key for key in self.by_fold if len(key) >= _LONG and Levenshtein.distance(key, folded) == 1]
        return self.by_fold[close[0]] if len(close) == 1 else None

    def within(self, word: str) -> str | None:
        """Return the one syllable that `word` is but for a letter between its first and its last; None if there are more."""
        folded = fold(word)
        inner = {folded[:at] + folded[at + 1 :] for at in range(1, len(folded) - 1)}
        found = {self.by_fold[key] for key in inner if key in self.by_fold}
        return found.pop() if len(found) == 1 else None


def _without_tone(word: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFD", word) if char not in _TONES)
    return unicodedata.normalize("NFC", plain)


@cache
def _surnames() -> _Syllables:
    return _Syllables(surnames())


@cache
def _given() -> _Syllables:
    return _Syllables(given_names())


def surnames() -> tuple[str, ...]:
    """Return the surnames that are known, the common ones first, the commonest of them at the top."""
    return _lines("surnames.txt")


def given_names() -> tuple[str, ...]:
    """Return the syllables that given names are made of."""
    return _lines("given_names.txt")


@cache
def _lines(name: str) -> tuple[str, ...]:
    return tuple(files("digitize.text").joinpath(name).read_text(encoding="utf-8").split())
