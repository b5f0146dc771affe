"""How far two values agree: for each form of value an ordered list of levels, the first that holds wins.

All comparisons are symmetric. A value that cannot be compared (an old identity number against a new one) is MISSING.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from digitize.matching.rules import rules
from digitize.model.match import Level
from digitize.text.addresses import parse_address
from digitize.text.fold import exact_key, fold, toneless
from digitize.text.names import Likeness, core_key, likeness, name_key, strip_honorific
from digitize.text.syllables import is_syllable

SAME = frozenset({Level.EXACT, Level.TONELESS, Level.FOLDED})
"""Levels on which all letters agree."""

ALIKE = frozenset({*SAME, Level.CONFUSED, Level.NEAR})
"""Levels on which a misreading may explain what differs."""

_ORDER = tuple(Level)
_SEVERAL_OWNERS = re.compile(r"\s*[,;/&]\s*|\s+và\s+(?:vợ\s+|chồng\s+)?(?:là\s+)?", re.IGNORECASE)
_NO_WORD = re.compile(r"[^\w ]")
_NUMBER = re.compile(r"\d+")
_NO_CHARACTER = re.compile(r"[^0-9A-Z]")
_BLANKS = re.compile(r"\s+")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_LONG_NAME = 10
_LEVELS = {
    Likeness.EXACT: Level.EXACT,
    Likeness.TONELESS: Level.TONELESS,
    Likeness.FOLDED: Level.FOLDED,
    Likeness.DIFFERENT: Level.DIFFERENT,
}


def best(compared: Iterable[tuple[Level, str]]) -> tuple[Level, str]:
    """Return the (level, value) that agrees most, the first of equals."""
    pairs = tuple(compared)
    return pairs[0] if len(pairs) == 1 else min(pairs, key=lambda pair: _ORDER.index(pair[0]))


@lru_cache(maxsize=4096)
def compare_names(ours: str, theirs: str) -> Level:
    """Compare two names of people or organisations; of several owners the one that agrees most counts.

    A single word is no name: half the people share four surnames.
    """
    levels = {_compare_name(*pair) for pair in product(_owners(ours), _owners(theirs))}
    return min(levels, key=_ORDER.index, default=Level.MISSING)


def name_similarity(ours: str, theirs: str) -> float:
    """Return how alike two names are, in [0, 1], tone marks and order of words aside."""
    pairs = product(_owners(ours), _owners(theirs))
    return max(
        (fuzz.token_sort_ratio(name_key(left), name_key(right)) / 100 for left, right in pairs), default=0.0
    )


def _owners(text: str) -> tuple[str, ...]:
    names = {text, *_SEVERAL_OWNERS.split(text)}
    return tuple(sorted(name for name in map(strip_honorific, names) if len(name_key(name).split()) > 1))


def _compare_name(ours: str, theirs: str) -> Level:
    level = _LEVELS[likeness(ours, theirs)]
    if level is not Level.DIFFERENT:
        return level
    left, right = core_key(ours), core_key(theirs)
    if left != right and left.replace(" ", "") == right.replace(" ", ""):
        # A blank that parts no syllables was misread; Tú An and Tuấn are two people.
        strange = any(not is_syllable(word) for word in _letters(f"{ours} {theirs}").split())
        return Level.CONFUSED if strange else Level.DIFFERENT
    if left == right or left.split()[-1] != right.split()[-1]:
        return Level.DIFFERENT
    apart = Levenshtein.distance(left, right)
    if apart == 1:
        return Level.CONFUSED
    return Level.NEAR if apart == 2 and min(len(left), len(right)) >= _LONG_NAME else Level.DIFFERENT


def _is_department(text: str) -> bool:
    return _committee(text) != text


@lru_cache(maxsize=4096)
def _committee(text: str) -> str:
    """Return the people's committee that a department of a district belongs to; any other name as it is."""
    name = _plain(text)
    departments = rules().departments
    place = next((name.removeprefix(one) for one in departments if name.startswith(f"{one} ")), None)
    return text if place is None else f"{rules().committee}{place}"


def _letters(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", text).split())


def compare_ids(ours: str, theirs: str) -> Level:
    """Compare identity, tax or phone numbers: EXACT, CONFUSED (one digit that engines confuse), NEAR (another), DIFFERENT.

    Numbers of different length are of different kinds (CMND and CCCD of one person) and say nothing, but a branch's
    tax number of thirteen digits begins with its company's ten.
    """
    left, right = _characters(ours), _characters(theirs)
    if not left or not right:
        return Level.MISSING
    if left == right:
        return Level.EXACT
    if {len(left), len(right)} == {10, 13}:
        return Level.NEAR if left[:10] == right[:10] else Level.DIFFERENT
    if len(left) != len(right):
        return Level.MISSING
    differing = [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
    if len(differing) > 1:
        return Level.DIFFERENT
    # The last digit of a tax number is a check digit: two numbers that differ in one are never both real.
    return Level.CONFUSED if differing[0] in rules().confusable else Level.NEAR


def compare_codes(ours: str, theirs: str) -> Level:
    """Compare dossier codes: EXACT, CONFUSED (one character differs), DIFFERENT."""
    if ours == theirs:
        return Level.EXACT
    one_off = len(ours) == len(theirs) and sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1
    return Level.CONFUSED if one_off else Level.DIFFERENT


def compare_dates(ours: str, theirs: str) -> Level:
    """Compare ISO dates: EXACT or DIFFERENT; days lie as dense as numbers, so there is no NEAR."""
    return Level.EXACT if ours == theirs else Level.DIFFERENT


def compare_births(ours: str, theirs: str) -> Level:
    """Compare dates of birth: EXACT; NEAR where one side gives only the year and it agrees; DIFFERENT."""
    if ours == theirs and len(ours) > 4:
        return Level.EXACT
    year_only = len(ours) == 4 or len(theirs) == 4
    return Level.NEAR if year_only and ours[:4] == theirs[:4] else Level.DIFFERENT


def compare_symbols(ours: str, theirs: str) -> Level:
    """Compare số/ký hiệu: EXACT, FOLDED, CONFUSED (same number, a letter off or cut short), NEAR (one digit off), DIFFERENT."""
    (left, plain_left), (right, plain_right) = _symbols(ours), _symbols(theirs)
    if left == right:
        return Level.EXACT
    if plain_left == plain_right:
        return Level.FOLDED
    same_number = _NUMBER.findall(left) == _NUMBER.findall(right)
    if same_number and _cut_short(*sorted((plain_left, plain_right), key=len)):
        return Level.CONFUSED
    if Levenshtein.distance(plain_left, plain_right) > 1:
        return Level.DIFFERENT
    return Level.CONFUSED if same_number else Level.NEAR


def _cut_short(short: str, long: str) -> bool:
    """Tell whether a symbol is the beginning of another, the agency's letters and some of the paper's read."""
    return "-" in short and long.startswith(short)


@lru_cache(maxsize=4096)
def _symbols(text: str) -> tuple[str, str]:
    """Return a số/ký hiệu without blanks and zeros, and that without marks."""
    symbol = _symbol(exact_key(text))
    return symbol, fold(symbol)


def compare_numbers(ours: str, theirs: str) -> Level:
    """Compare numbers of books, entries, maps and parcels, leading zeros aside: EXACT or DIFFERENT."""
    return Level.EXACT if _number(ours) == _number(theirs) else Level.DIFFERENT


@lru_cache(maxsize=8192)
def _number(text: str) -> str:
    return _symbol(fold(text))


@lru_cache(maxsize=4096)
def compare_texts(ours: str, theirs: str) -> Level:
    """Compare names of procedures and agencies and addresses: EXACT, TONELESS, FOLDED, NEAR (badly read), DIFFERENT."""
    left, right = _spelled_out(ours), _spelled_out(theirs)
    if left == right:
        return Level.EXACT
    plain_left, plain_right = _plain(ours), _plain(theirs)
    if plain_left == plain_right:
        return Level.TONELESS if toneless(left) == toneless(right) else Level.FOLDED
    alike = fuzz.token_sort_ratio(plain_left, plain_right) / 100
    return Level.NEAR if alike >= rules().text_similarity else Level.DIFFERENT


@lru_cache(maxsize=4096)
def compare_agencies(ours: str, theirs: str) -> Level:
    """Compare agencies: as texts, but NEAR too where one name goes on from the other.

    A letterhead says SỞ XÂY DỰNG where the register says Sở Xây dựng tỉnh Bình Dương. A department of a district acts for its
    people's committee.
    """
    level = compare_texts(ours, theirs)
    if level is Level.DIFFERENT and _is_department(ours) != _is_department(theirs):
        level = compare_texts(_committee(ours), _committee(theirs))
    left, right = f"{_plain(ours)} ", f"{_plain(theirs)} "
    begins = min(len(left), len(right)) > 1 and (left.startswith(right) or right.startswith(left))
    return Level.NEAR if level is Level.DIFFERENT and begins else level


@lru_cache(maxsize=8192)
def _spelled_out(text: str) -> str:
    short = rules().abbreviations
    return " ".join(short.get(word, word) for word in _letters(exact_key(text)).split())


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return fold(_spelled_out(text))


@lru_cache(maxsize=8192)
def compare_addresses(ours: str, theirs: str) -> Level:
    """Compare addresses as texts; two that are only alike and name clearly different communes tell nothing (MISSING).

    "tổ 6, ấp 5, xã An Tây, thị xã Bến Cát" is not near "tổ 5, ấp 5, xã Phú An, thị xã Bến Cát", of which most words are the same.
    """
    level = compare_texts(ours, theirs)
    if level is not Level.NEAR:
        return level
    wards = [ward.name for ward in (parse_address(text).ward for text in (ours, theirs)) if ward]
    alike = len(wards) < 2 or fuzz.ratio(*map(fold, wards)) / 100 >= rules().name_similarity
    return level if alike else Level.MISSING


def compare_wards(ours: str, theirs: str) -> Level:
    """Compare communes without their type, which changes as they grow: EXACT, TONELESS, FOLDED, DIFFERENT."""
    return _LEVELS[likeness(_commune(ours), _commune(theirs))]


@lru_cache(maxsize=4096)
def _commune(text: str) -> str:
    ward = parse_address(text).ward
    return ward.name if ward else text


def _characters(text: str) -> str:
    return _NO_CHARACTER.sub("", text.upper())


def _symbol(text: str) -> str:
    """Return `text` without blanks and without zeros before a number."""
    return _ZEROS.sub("", _BLANKS.sub("", text))
