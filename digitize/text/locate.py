"""Where the parts of an address stand in damaged and incomplete text.

Commas, words that announce a name ("phường") and the order may be missing: then the names that are known tell where a part
begins. Of all ways to read the text the one with least against it is taken, counted in wrong letters.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from digitize.text.gazetteer import ADMINISTRATIVE, Level, Mention, Token, mentions, tokens
from digitize.text.normalize import normalize
from digitize.text.units import communes, places

_MISSING = {"ward": 3.5, "district": 4.0, "province": 1.5}
"""What speaks against a reading that finds no name of a level, in wrong letters."""
_UNEXPLAINED = 2.0
"""That, where a word announces one."""
_OTHER_TIER = 3.0
"""What speaks against a name announced as something else: "đường Bình Dương" is no province."""
_OPENING, _RUNNING = 0.5, 1.0
"""What speaks against a name that nothing announces, after a comma and in running words."""
_OF_TODAY = 2.0
"""What speaks against a bare name being a commune if only one of today bears it: districts did."""
_ELSEWHERE = 2.0
"""What speaks against a commune beside a district in which it does not lie."""
_CUT_SHORT = 1.0
"""What speaks against a name after which more words follow: "phường Hiệp Bình" of "phường Hiệp Bình Chánh"."""
_UNKNOWN = 3.0
"""What speaks against a name that is announced and that no list holds."""
_KEPT = 8
_LONGEST_PART = 4


@dataclass(frozen=True, slots=True)
class Located:
    """Where the parts of an address stand.

    Attributes:
        text: the address in normal form, on one line.
        words: its tokens.
        tiers: the words that announce a part, in order; none overlaps another.
        names: the names of administrative units, by level; the tokens of a name that no list holds are a `Mention` too.
    """

    text: str
    words: tuple[Token, ...]
    tiers: tuple[Mention, ...]
    names: dict[Level, Mention]

    def printed(self, first: int, last: int) -> str:
        """Return the text of the tokens from `first` up to, not including, `last`."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def span(self, item: Mention) -> tuple[int, int]:
        """Return where in the text `item` begins and ends."""
        return self.words[item.first].start, self.words[item.last - 1].end

    def tier_of(self, name: Mention) -> Mention | None:
        """Return the word that announces `name`."""
        return next((tier for tier in self.tiers if tier.last == name.first), None)


def locate(text: str) -> Located:
    """Return where the parts of the address `text` stand."""
    text = " ".join(normalize(text).split())
    words = tokens(text)
    found = mentions(text, words)
    names = [item for item in found if not item.entry.tier]
    tiers = _tiers(words, [item for item in found if item.entry.tier], names)
    names = [item for item in names if not any(_overlap(item, tier) for tier in tiers)]
    return Located(text, words, tiers, _choose(words, tiers, names))


def _tiers(words: Sequence[Token], found: Sequence[Mention], names: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the announcing words that do not overlap: the surest, then the longest, first.

    None lies within a surer name, and a misread one has a name of its level after it: Ngô Quyền is no huyện. Where that is
    all of a part before its name, it is no surer word's end: "th xã Bến Cát" is no xã.
    """
    chosen: list[Mention] = []
    announced = {(name.first, name.entry.level) for name in names}
    likely = [item for item in found if not item.edits or (item.last, item.entry.level) in announced]
    whole = {item.last: item.first for item in likely if item.edits and words[item.first].parts}
    for item in sorted(likely, key=lambda item: (item.edits, item.first - item.last, item.first)):
        if whole.get(item.last, item.first) < item.first:
            continue
        within = any(
            name.first <= item.first and item.last <= name.last and name.edits <= item.edits
            for name in names
            if name.last - name.first > item.last - item.first
        )
        if not within and all(item.last <= other.first or other.last <= item.first for other in chosen):
            chosen.append(item)
    return tuple(_of_level(item, names) for item in sorted(chosen, key=lambda item: item.first))


def _of_level(tier: Mention, names: Sequence[Mention]) -> Mention:
    """Return `tier`, as a province's word if what follows is a city that is one: thành phố Hồ Chí Minh."""
    after = [name for name in names if name.first == tier.last]
    surest = min(after, key=lambda name: (name.edits, -name.last), default=None)
    if tier.entry.level == "district" and surest and surest.entry.written in places()["provinces"]["cities"]:
        return replace(tier, entry=replace(tier.entry, level="province"))
    return tier


def _choose(
    words: Sequence[Token], tiers: Sequence[Mention], names: Sequence[Mention]
) -> dict[Level, Mention]:
    """Return the commune, district and province that have least against them together."""
    before = {tier.last: tier for tier in tiers}
    starts = {item.first for item in (*tiers, *names)}
    priced = [
        (item, _price(item, before.get(item.first), words, starts))
        for item in names
        if item.first not in before or before[item.first].entry.level in ADMINISTRATIVE
    ]
    priced += [(item, _UNKNOWN) for item in _unknown(words, tiers, names)]
    guesses = {item for item in names if item.edits and item.first not in before}
    wards, districts, provinces = (_options(priced, level, tiers) for level in ADMINISTRATIVE)
    least = float("inf")
    chosen: tuple[Mention | None, ...] = ()
    for ward, price in wards:
        for district, district_price in districts:
            if price + district_price >= least:
                break
            astray = _astray(ward, district, guesses)
            for province, province_price in provinces:
                against = price + district_price + astray + province_price
                if against >= least:
                    break
                if not (_overlap(ward, district) or _overlap(ward, province) or _overlap(district, province)):
                    least, chosen = against, (ward, district, province)
    return {level: item for level, item in zip(ADMINISTRATIVE, chosen, strict=True) if item}


def _unknown(words: Sequence[Token], tiers: Sequence[Mention], names: Sequence[Mention]) -> Iterator[Mention]:
    """Yield names that no list holds: what follows "xã", "huyện", "tỉnh" up to a comma or another part."""
    stops = {tier.first for tier in tiers} | {name.first for name in names if not name.edits}
    for tier in tiers:
        last = tier.last
        if (
            tier.entry.level in ADMINISTRATIVE
            and last < len(words)
            and last not in {item.first for item in tiers}
        ):
            last += 1
            while (
                last < min(len(words), tier.last + _LONGEST_PART)
                and last not in stops
                and not words[last].opens
            ):
                last += 1
            yield Mention(tier.last, last, tier.entry, 0)


def _price(item: Mention, tier: Mention | None, words: Sequence[Token], starts: Collection[int]) -> float:
    """Return what speaks against `item`, in wrong letters; one weighs more in a short name.

    Args:
        item: a name.
        tier: the word that announces it.
        words: the tokens.
        starts: tokens with which something begins.
    """
    price = item.edits * (1 + 1 / len(item.entry.written))
    if item.last < len(words) and not words[item.last].opens and item.last not in starts:
        price += _CUT_SHORT
    if tier:
        return price + (0.0 if tier.entry.level == item.entry.level else _OTHER_TIER)
    if item.entry.level == "ward" and item.entry.written in _of_today():
        price += _OF_TODAY
    return price + (_OPENING if words[item.first].parts else _RUNNING)


def _options(
    priced: Sequence[tuple[Mention, float]], level: Level, tiers: Sequence[Mention]
) -> list[tuple[Mention | None, float]]:
    """Return the likeliest mentions of `level` and None for having none, each with its price: the least first.

    Of mentions with one price the last comes first, for addresses go from the small to the great.
    """
    announced = {tier.last for tier in tiers if tier.entry.level == level}
    own = [
        (item, price + (_UNEXPLAINED if announced - {item.first} else 0.0))
        for item, price in priced
        if item.entry.level == level
    ]
    own.sort(key=lambda option: (option[1], -option[0].first))
    none = (None, _MISSING[level] + (_UNEXPLAINED if announced else 0.0))
    return sorted([none, *own[:_KEPT]], key=lambda option: option[1])


def _overlap(one: Mention | None, other: Mention | None) -> bool:
    return one is not None and other is not None and one.first < other.last and other.first < one.last


@cache
def _of_today() -> frozenset[str]:
    """Return the names that only communes of today bear."""
    return frozenset(commune.unit.name for commune in communes() if commune.of_today) - frozenset(
        commune.unit.name for commune in communes() if not commune.of_today
    )


def _astray(ward: Mention | None, district: Mention | None, guesses: Collection[Mention]) -> float:
    """Return what speaks against a commune and a district standing together.

    `guesses` are misread and not announced: one alone could be any word of a street.
    """
    if ward is None or district is None:
        return float("inf") if ward in guesses or district in guesses else 0.0
    if ward.entry.tier or district.entry.tier:
        return 0.0
    return 0.0 if district.entry.written in _districts_of().get(ward.entry.written, ()) else _ELSEWHERE


@cache
def _districts_of() -> dict[str, frozenset[str]]:
    """Return the names of the districts, of 2020 or before, that have a commune of each name."""
    found: dict[str, set[str]] = {}
    for commune in communes():
        if commune.district:
            names = found.setdefault(commune.unit.name, set())
            names.add(commune.district.name)
            names.update(
                old["name"] for old in places()["former_districts"] if commune.district.name in old["now"]
            )
    return {name: frozenset(names) for name, names in found.items()}
