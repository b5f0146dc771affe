"""Spells addresses right: what is known, the units, the words that announce them and the names of many streets and hamlets.

Others stand in no list, so they stay as read. The read text remains the evidence; a value that was respelled is a suggestion,
and who offers it says so.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import Levenshtein

from digitize.text.addresses import address_of
from digitize.text.communes import resolve
from digitize.text.fold import fold
from digitize.text.gazetteer import ADMINISTRATIVE, Level, Mention, key_of, near
from digitize.text.locate import Located, locate
from digitize.text.name_spelling import given_names, surnames
from digitize.text.units import Commune, communes, districts_elsewhere, places

_LONGEST_NAME = 5
"""Words of a street's name."""

_SURE_LENGTH = 7
"""Letters of a name in which one may be misread, marks aside: a shorter one is another name."""

_SURE_DISTRICT = 5
"""The same of a district whose province is known: few bear names in one."""

_MISREAD_PROVINCE = 2
"""Letters of "tỉnh" that may be misread where hardly anything but it can stand."""

_ROAD = re.compile(
    r"(?<=đ[ưu][ơờớởôồo]ng )[ĐD](?:(?P<kind>[TXH])[HI1l]?[-.]?\s?|[1Il]/?\s)(?=\d{3}(?![\w/]))", re.IGNORECASE
)
"""Roads of the province, the communes and the districts bear three digits: ĐT 741, ĐX 088, ĐH 409. A road D1 bears none."""

_MISREAD_COMMA = re.compile(r"(?<=\d)[^\W\d](?=ấp\s)")
"""Between the number of a tổ and its ấp a comma stands: "tổ 16iấp Cây Dừng"."""

_MISREAD_WORDS = (
    (re.compile(r"(?<=, )[^\W\d]{2,4}(?= phố [\dA-ZĐÂÔ])"), "khu"),
    (re.compile(r"(?<!\w)[1Il]ổ(?= \d)"), "tổ"),
    (re.compile(r"(?<!\w)tổ \d{1,2},\s?(?P<word>(?!an |k)[^\W\dA-ZÀ-ÝĐƠƯ]{2,3})(?= [\dA-ZĐÂÔ])"), "ấp"),
)
"""What can only be one word, though a letter of it was misread: "khi phố 1", "1ổ 9", "tổ 9, tấp Suối Voi"; a KP may follow a tổ too."""

_LISTS: dict[Level, str] = {"street": "streets.txt", "hamlet": "hamlets.txt"}


def respell(text: str, day: date | None) -> str:
    """Return the address `text` on one line with units and announcing words spelled right, and without what runs on after it.

    Args:
        text: as read.
        day: of the paper; None if unknown. A type that was printed stays, be it of that day or not.
    """
    located = locate(text)
    changes = [
        *_signs(located.text),
        *_tiers(located),
        *_province(located),
        *_local(located),
        *_elsewhere(located),
        *_names(located, resolve(address_of(located), day).commune),
    ]
    value, stop = located.text, _end(located)
    for start, end, new in sorted(changes, reverse=True):
        spelled = _like(value[start:end], new)
        value = value[:start] + spelled + value[end:]
        stop += (len(spelled) - (end - start)) if end <= stop else 0
    return value[:stop]


def _signs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the letters of numbered roads, commas behind a tổ, and words for a quarter or a hamlet that were misread."""
    for road in _ROAD.finditer(text):
        yield *road.span(), f"Đ{(road['kind'] or 'T').upper()} "
    for comma in _MISREAD_COMMA.finditer(text):
        yield *comma.span(), ", "
    for pattern, word in _MISREAD_WORDS:
        for match in pattern.finditer(text):
            start, end = match.span("word" if match.re.groups else 0)
            if Levenshtein.distance(fold(text[start:end]), fold(word)) == 1:
                yield start, end, word


def _tiers(located: Located) -> Iterator[tuple[int, int, str]]:
    """Yield the words that announce a part and are written out, with their right spelling."""
    for tier in located.tiers:
        start, end = located.span(tier)
        if not tier.entry.short and not _is_name(located, tier) and not _is_syllable(located, tier):
            yield start, end, tier.entry.written


def _province(located: Located) -> Iterator[tuple[int, int, str]]:
    """Yield the misread word before the province: behind the last comma, or whatever parts it from its district.

    ", tnh Bình Dương"; "thị xã Tân Uyên, trú: Bình Dương".
    """
    province, district = (located.names.get(level) for level in ("province", "district"))
    if province is None or located.tier_of(province):
        return
    before = located.text[: located.span(province)[0]]
    word = re.search(r",\s*(\w{2,5})\s+$", before)
    if word and Levenshtein.distance(fold(word[1]), "tinh") <= _MISREAD_PROVINCE:
        yield *word.span(1), "tỉnh"
    elif district and not district.entry.tier and district.last < province.first:
        end = located.span(district)[1]
        parting = re.fullmatch(r"[\s,;:.]*([^\W\d]{2,5})[\s,;:.]*", before[end:])
        if parting:
            yield end + parting.start(1), end + parting.end(1), "tỉnh"


def _local(located: Located) -> Iterator[tuple[int, int, str]]:
    """Yield the names of streets and hamlets that differ little from a known one, with their right spelling.

    The lists are of this province; of another one only the marks of streets that bear names known all over the country are known.
    """
    province, reform = located.names.get("province"), places()["reform"]
    here = province is None or province.entry.written in (reform["before"], reform["after"])
    for tier in located.tiers:
        level = tier.entry.level
        if level not in (_LISTS if here else ("street",)):
            continue
        known = _known(level)
        _, end = located.span(tier)
        rest = re.split("[,;:]", located.text[end:])[0]
        start, words = end + len(rest) - len(rest.lstrip()), rest.split()
        names = [" ".join(words[:length]) for length in range(_LONGEST_NAME, 1, -1)]
        found = next(
            ((name, right) for name in names if (right := known.get(fold(name).replace("0", "o")))), None
        )
        if here and not found:
            after = min(
                (located.span(other)[0] for other in located.tiers if other.first >= tier.last), default=end
            )
            found = _misread(words, level) or _misread(located.text[start:after].split(), level)
        if found:
            yield start, start + len(found[0]), found[1]


def _misread(words: Sequence[str], level: Level) -> tuple[str, str] | None:
    """Return a name with the one that is known and differs in one letter, None where there is none or several.

    A syllable that names are made of was not misread: Bình Thạnh is not Bình Chánh.
    """
    name = " ".join(words)
    folded = fold(name)
    if len(folded.replace(" ", "")) < _SURE_LENGTH:
        return None
    known = _known(level).items()
    close = [right for key, right in known if Levenshtein.distance(key, folded, score_cutoff=1) < 2]
    if len(close) != 1:
        return None
    strange = {word.casefold() for word in words} - {word.casefold() for word in close[0].split()}
    return (name, close[0]) if not strange & _syllables(level) else None


@cache
def _syllables(level: Level) -> frozenset[str]:
    """Return the syllables that names of a level are made of: streets bear those of people, hamlets those of communes."""
    people, units = (*surnames(), *given_names()), (commune.unit.name for commune in communes())
    names = (*local_names(_LISTS[level]), *(people if level == "street" else units))
    return frozenset(word.casefold() for name in names for word in name.split())


@cache
def _known(level: Level) -> dict[str, str]:
    """Return the names of a level that has a list, by their folded letters."""
    return {fold(line): line for line in local_names(_LISTS[level])}


def local_names(list_name: str) -> tuple[str, ...]:
    """Return the names of `streets.txt` or `hamlets.txt`."""
    lines = files("digitize.text").joinpath(list_name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _is_name(located: Located, tier: Mention) -> bool:
    """Tell whether a word that hardly announces anything ends a name: "ấp Giáng Hương", "Thương binh và Xã hội"."""
    start, end = located.span(tier)
    opens = re.search(r"(?:^|[,;(])\s*$", located.text[:start])
    return not opens and fold(located.text[start:end]) != fold(tier.entry.written)


def _is_syllable(located: Located, tier: Mention) -> bool:
    """Tell whether a word with other marks and a capital is of the name that it follows: "huyện Sơn Tịnh"."""
    start, end = located.span(tier)
    printed = located.text[start:end]
    inside = not located.words[tier.first].parts
    return inside and printed.istitle() and " " not in printed and printed.casefold() != tier.entry.written


def _names(located: Located, commune: Commune | None) -> Iterator[tuple[int, int, str]]:
    """Yield the names of the units of the commune that is meant, with their right spelling."""
    if commune is None:
        # "ỦY BAN NHÂN DÂN THÀNH PHỐ THỦ DẦU MÔT" names no commune, but a city that is known.
        announced = (
            (level, item)
            for level, item in located.names.items()
            if level != "ward" and not item.entry.tier and located.tier_of(item)
        )
        right: dict[Level, str] = {level: item.entry.written for level, item in announced}
        if _is_elsewhere(located):
            right.pop("district", None)
    else:
        right = {"ward": commune.unit.name, "province": commune.province}
    if commune and commune.district:
        right["district"] = commune.district.name
    for level, item in located.names.items():
        start, end = located.span(item)
        tier = located.tier_of(item)
        if tier and _is_name(located, tier):
            continue
        if level in right and not _is_other_name(located.text[start:end], right[level]):
            yield start, end, right[level]


def _is_elsewhere(located: Located) -> bool:
    """Tell whether an address says for sure that it lies in another province."""
    province = located.names.get("province")
    return bool(province and not province.edits and province.entry.written in districts_elsewhere())


def _elsewhere(located: Located) -> Iterator[tuple[int, int, str]]:
    """Yield the announced district of another province with its right spelling, if it is one that is known there."""
    province = located.names.get("province")
    tier = next((tier for tier in located.tiers if tier.entry.level == "district"), None)
    if province is None or tier is None or not _is_elsewhere(located) or tier.last >= province.first:
        return
    start = located.span(tier)[1]
    end = located.span(located.tier_of(province) or province)[0]
    printed = re.split("[,;:(]", located.text[start:end])[0]
    start += len(printed) - len(printed.lstrip())
    names = districts_elsewhere()[province.entry.written]
    close = [
        name for name in names if Levenshtein.distance(key_of(name), key_of(printed), score_cutoff=1) < 2
    ]
    found = [name for name in close if key_of(name) == key_of(printed)] or close
    if len(found) == 1 and len(key_of(printed)) >= _SURE_DISTRICT:
        yield start, start + len(printed.strip()), found[0]


def _is_other_name(printed: str, name: str) -> bool:
    """Tell whether `printed` is an abbreviation or another name and stays: TDM, Sông Bé, a district that was."""
    others = {fold(spelling) for spelling in places()["spellings"].get(name, ())}
    return fold(printed) in others or (near(printed).get(name) is None and 0 in near(printed).values())


def _end(located: Located) -> int:
    """Return where the address ends: after its province, unless that comes first, or a comma follows and it is not whole."""
    province = located.names.get("province")
    if province is None or any(item.first > province.first for item in located.names.values()):
        return len(located.text)
    _, end = located.span(province)
    whole = len(located.names) == len(ADMINISTRATIVE) and located.tier_of(province)
    return len(located.text) if re.match(r"\s+-\s" if whole else r"\s*,|\s+-\s", located.text[end:]) else end


def _like(printed: str, new: str) -> str:
    """Return `new` in the case of `printed`."""
    if printed.isupper() and len(printed) > 1:
        return new.upper()
    return new[0].upper() + new[1:] if printed[0].isupper() else new
