"""Firms named in running text: in capitals, up to where the capitals end."""

from collections.abc import Collection
from itertools import takewhile

from digitize.text.fold import fold
from digitize.text.names import joined
from digitize.text.organisation_spelling import spell_organisation
from digitize.text.organisations import organisation_of

_JOINS = frozenset({"-", "&"})
_ENDS = frozenset({"MST", "MSDN", "ĐKKD", "GPKD", "UBND"})
"""What announces a firm's number behind its name, and an office that the next sentence begins with."""


def in_capitals(text: str) -> str:
    """Return the words in capitals that a text begins with, up to the first stop: a firm's name as letters print it.

    Where nothing but names follows, they are of the firm's: CÔNG TY TNHH AEON Việt Nam.
    """
    words = text.split()
    capitals = list(takewhile(_is_capital, words))
    stop = next((at for at, word in enumerate(capitals, start=1) if _stops(word)), None)
    rest = words[len(capitals) :]
    if stop is None and all(word in _JOINS or (word[0].isupper() and word not in _ENDS) for word in rest):
        return " ".join(words).rstrip(",.;:")
    return " ".join(capitals[:stop]).rstrip(",.;:")


def _stops(word: str) -> bool:
    """Tell whether a word ends what it stands in; a name's initials do not: J.S. VINA."""
    return word[-1] in ",;:" or (word[-1] == "." and "." not in word[:-1])


def _is_capital(word: str) -> bool:
    """Tell whether a word is in capitals; of the letters of a long one some may be read small: CưỜNG, sỨ."""
    letters = [char for char in word if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    mostly = bool(capitals) and 2 * capitals >= len(letters) and letters[-1].isupper()
    return word in _JOINS or (mostly and word.strip("(:.,;") not in _ENDS)


def whole_firm(text: str, kinds: Collection[str]) -> str:
    """Return the name of a firm without what was read before its kind, and with what of this was lost.

    "Vạt CÔNG TY TNHH AN LỘC" begins with its label's last word; "TNHH AN LỘC" has lost what every company's name begins
    with; a blank in "HẢI X UÂN" parts one syllable.

    Args:
        text: what was read where a firm's name stands.
        kinds: folded words that names of firms begin with; in a name they stand in capitals.
    """
    words = joined(text).split()
    kind = next((at for at in range(len(words)) if _states_kind(words[at:], kinds)), 0)
    if any(word != word.upper() for word in words[:kind]):
        words = words[kind:]
    if fold(words[0]) == "tnhh":
        words = ["CÔNG", "TY", *words] if words[0].isupper() else ["Công", "ty", *words]
    return " ".join(words)


def _states_kind(words: list[str], kinds: Collection[str]) -> bool:
    """Tell whether a name in capitals begins with what kind of firm it is."""
    openings = (" ".join(words[: len(kind.split())]) for kind in kinds)
    return any(opening.isupper() and fold(opening) in kinds for opening in openings)


def names_firm(text: str) -> bool:
    """Tell whether a text names a firm: not only of what kind it is, but which."""
    words = tuple(spell_organisation(text).split())
    organisation = organisation_of(words)
    return organisation is not None and len(organisation.core) < len(words)


def begins_firm(text: str) -> bool:
    """Tell whether a text says of what kind a firm is and not yet which: CÔNG TY TNHH THƯƠNG MẠI DỊCH VỤ."""
    words = tuple(spell_organisation(text).split())
    return organisation_of(words) is not None and not names_firm(text)
