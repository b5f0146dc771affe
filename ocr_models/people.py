"""How people are called: what follows a syllable of a person's name, by lists of given names.

A name is a surname, then middle names, then the given name; "Thị" stands before names of women, "Văn" before names of men,
and most other syllables are of one sex more than of the other. So "Thị" is followed by Quyên rather than Quyền and never by
Trần, whatever is commoner in law.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from digitize.text.normalize import normalize

_COMMON = 47
"""Surnames, the commonest first, that a line of words may begin a name with. Rare ones are ordinary words too: Đường, Văn, Phó."""

_OF_SEX = {"thị": "women", "văn": "men"}
"""Middle names that say no more than the sex."""

_SHARE_OF_SEX = 0.25
"""Of what stands behind a surname: each of the two."""

_SHARE_OF_PAIRS = 0.4
"""Of a syllable's chance behind another that the lists have: their own pairs; the rest is what its sex is called."""

_EVERY = 0.5
"""How often every syllable of a given name counts for either sex, listed or not."""

_MIDDLE, _GIVEN = 10, 4
"""How often a middle name, and a given name, counts that the lists lack."""

_LEAST = 1e-5

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Called:
    """How one sex is called behind the surname.

    Attributes:
        names: middle and given names, one person an entry.
        middle: common middle names that such lists lack.
        given: given names that they lack.
    """

    names: Sequence[str]
    middle: Sequence[str]
    given: Sequence[str]


@dataclass(frozen=True, slots=True)
class People:
    """Chances of syllables in names of people, in lower case.

    Attributes:
        first: right behind the surname.
        pairs: behind a middle name.
    """

    first: Mapping[str, float]
    pairs: Mapping[Pair, float]

    @property
    def syllables(self) -> set[str]:
        """Every syllable that stands behind a surname."""
        return {*self.first, *chain.from_iterable(self.pairs)}


@dataclass(frozen=True, slots=True)
class _Sex:
    """How often a syllable stands first in names of one sex, anywhere, last, and behind another."""

    first: Counter[str]
    anywhere: Counter[str]
    last: Counter[str]
    pairs: Counter[Pair]


def surname_shares(surnames: Sequence[str]) -> dict[str, float]:
    """Return the common ones of some surnames, the commonest first, in lower case, with about how many people bear each.

    The n-th is borne by a share of 1/n, as Zipf has it; of Nguyễn, Trần and Lê that is little less than people counted.
    """
    common = [normalize(name).lower() for name in surnames[:_COMMON]]
    return _share({name: 1 / rank for rank, name in enumerate(common, 1)})


def people(given: Iterable[str], called: Mapping[str, Called]) -> People:
    """Return how people are called behind their surname.

    Args:
        given: syllables that given names are made of.
        called: how "men" and "women" are called.
    """
    every = {normalize(word).lower() for word in given}
    sexes = {sex: _counted(names, every) for sex, names in called.items()}
    by_sex = [(_SHARE_OF_SEX, {word: 1.0}) for word in _OF_SEX]
    first = _mixed([*by_sex, *((_SHARE_OF_SEX, _share(sex.first)) for sex in sexes.values())])
    words = set(chain.from_iterable(sex.anywhere for sex in sexes.values()))
    rows = {word: _behind(word, tuple(sexes.values())) for word in words}
    rows |= {word: _share(sexes[sex].anywhere) for word, sex in _OF_SEX.items()}
    pairs = {
        (before, then): chance
        for before, row in rows.items()
        for then, chance in row.items()
        if chance >= _LEAST
    }
    return People(first, pairs)


def _counted(called: Called, every: set[str]) -> _Sex:
    parts = [normalize(name).lower().split() for name in called.names]
    middle, given = (
        Counter({normalize(word).lower(): times for word in words})
        for words, times in ((called.middle, _MIDDLE), (called.given, _GIVEN))
    )
    floor = Counter(dict.fromkeys(every, _EVERY))
    first = floor + middle + Counter(words[0] for words in parts if len(words) > 1)
    anywhere = floor + middle + given + Counter(chain.from_iterable(parts))
    last = floor + given + Counter(words[-1] for words in parts)
    return _Sex(first, anywhere, last, Counter(chain.from_iterable(map(pairwise, parts))))


def _behind(word: str, sexes: Sequence[_Sex]) -> dict[str, float]:
    """Return the chances of what follows a middle name."""
    borne = sum(sex.anywhere[word] for sex in sexes)
    called = _mixed([(sex.anywhere[word] / borne, _share(sex.last)) for sex in sexes])
    pairs: Counter[str] = Counter()
    for sex in sexes:
        pairs.update({then: count for (first, then), count in sex.pairs.items() if first == word})
    return _mixed([(_SHARE_OF_PAIRS, _share(pairs)), (1 - _SHARE_OF_PAIRS, called)]) if pairs else called


def _share(counts: Mapping[str, float]) -> dict[str, float]:
    total = sum(counts.values())
    return {word: count / total for word, count in counts.items()}


def _mixed(rows: Sequence[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    words = set(chain.from_iterable(row for _, row in rows))
    return {word: sum(share * row.get(word, 0.0) for share, row in rows) for word in words}
