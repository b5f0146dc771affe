"""Which house a dossier comes from: one house sends from one to four, to any agencies and at any time."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from random import Random

from digitize.province.chance import dice
from digitize.province.shuffle import Shuffle
from digitize.province.units import Ward, table

_SENT = (1, 2, 3, 4)
"""Of every ten dossiers of a ward these come from one house each."""

_HOUSES = tuple(house for house, sent in enumerate(_SENT) for _ in range(sent))
_RANKS = tuple(rank for sent in _SENT for rank in range(sent))
_BLOCK = len(_HOUSES)


class Houses:
    """Deals the dossiers of each agency to the houses of its wards, and finds the dossiers of a house.

    Args:
        seed: of all chance.
        places: the wards that there are.
        wards: by agency, whose people come to it.
        totals: by agency, how many dossiers it receives.
    """

    def __init__(
        self, seed: int, places: Sequence[Ward], wards: Sequence[tuple[Ward, ...]], totals: Sequence[int]
    ) -> None:
        self._places = places
        number = {ward: place for place, ward in enumerate(places)}
        decks = {own: _Deck(dice(seed, "deck", *(number[ward] for ward in own)), own) for own in set(wards)}
        self._decks = [decks[own] for own in wards]
        self._numbers = [[number[ward] for ward in own] for own in wards]
        # By ward: the agencies that its people go to, and how many of its dossiers lie before those of each.
        self._sources: list[list[int]] = [[] for _ in places]
        counts: list[list[int]] = [[] for _ in places]
        for agency, total in enumerate(totals):
            for local, ward in enumerate(self._numbers[agency]):
                self._sources[ward].append(agency)
                counts[ward].append(self._decks[agency].count(local, total))
        self._starts = [[0, *accumulate(row)] for row in counts]
        self._first = [0, *accumulate(-(-starts[-1] // _BLOCK) * len(_SENT) for starts in self._starts)]
        self.count = self._first[-1]
        self._order = lru_cache(maxsize=None)(
            lambda ward: Shuffle(dice(seed, "houses", ward), max(1, self._starts[ward][-1]))
        )

    def of(self, agency: int, place: int) -> tuple[int, int, Ward]:
        """Return the house that an agency's dossier number `place` comes from, which of its house's it is, the ward."""
        local, nth = self._decks[agency].deal(place)
        ward = self._numbers[agency][local]
        slot = self._starts[ward][self._sources[ward].index(agency)] + nth
        block, at = divmod(self._order(ward)(slot), _BLOCK)
        return self._first[ward] + block * len(_SENT) + _HOUSES[at], _RANKS[at], self._places[ward]

    def dossiers(self, house: int) -> tuple[tuple[int, int], ...]:
        """Return the dossiers that come from a house, each as its agency and its place there."""
        ward = bisect_right(self._first, house) - 1
        block, which = divmod(house - self._first[ward], len(_SENT))
        starts, found = self._starts[ward], []
        for at, own in enumerate(_HOUSES):
            if own == which and block * _BLOCK + at < starts[-1]:
                slot = self._order(ward).back(block * _BLOCK + at)
                source = bisect_right(starts, slot) - 1
                agency = self._sources[ward][source]
                local = self._numbers[agency].index(ward)
                found.append((agency, self._decks[agency].back(local, slot - starts[source])))
        return tuple(found)

    def ward(self, house: int) -> Ward:
        """Return the ward in which a house stands."""
        return self._places[bisect_right(self._first, house) - 1]


class _Deck:
    """Deals dossiers to wards by their inhabitants, in a pattern that repeats."""

    def __init__(self, rng: Random, wards: Sequence[Ward]) -> None:
        people = table("agencies")["districts"]
        self._pattern = [
            local
            for local, ward in enumerate(wards)
            for _ in range(max(1, round(people[ward.district.name]["people"] / 75)))
        ]
        rng.shuffle(self._pattern)
        self._places: defaultdict[int, list[int]] = defaultdict(list)
        self._ranks = []
        for place, local in enumerate(self._pattern):
            self._ranks.append(len(self._places[local]))
            self._places[local].append(place)

    def deal(self, place: int) -> tuple[int, int]:
        """Return the ward of the dossier number `place`, and which of that ward's it is."""
        cycle, at = divmod(place, len(self._pattern))
        local = self._pattern[at]
        return local, cycle * len(self._places[local]) + self._ranks[at]

    def back(self, local: int, nth: int) -> int:
        """Return the place of a ward's dossier number `nth`."""
        cycle, at = divmod(nth, len(self._places[local]))
        return cycle * len(self._pattern) + self._places[local][at]

    def count(self, local: int, total: int) -> int:
        """Return how many of `total` dossiers fall to a ward."""
        cycles, rest = divmod(total, len(self._pattern))
        return cycles * len(self._places[local]) + sum(place < rest for place in self._places[local])
