"""Symbols of papers, `34/TLBĐ-CNVPĐKĐĐ`: read from print or hand, and spelled as the abbreviations that offices use.

What stands behind the stroke is no word of any language, so no language helps a recogniser with it; but kinds of papers
and offices are abbreviated in the same letters on all of them (Nghị định 30/2020/NĐ-CP, Phụ lục III; `common.toml`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz.distance import Levenshtein

from digitize.extraction.readers import DIGITS, Reading, clean
from digitize.text.identifiers import PATTERNS
from digitize.text.normalize import normalize

_NUMBER_TOKEN = re.compile(
    r"^[\s.:;,…]*(?P<so>[0-9IlOoQ|]{1,6}[a-z]?)(?P<gap>\s*)/\s*(?P<rest>(?:(?:19|20)\d{2}\s?/\s?)?[A-ZĐÂÔƠƯ0].*)$"
)
_LOST_STROKE = re.compile(r"^(?P<so>\d{1,5})\s?(?P<kh>[A-ZĐ]{2,}(?:-[A-ZĐ&]{2,})*)(?![\w/])")
"""A number by hand whose stroke was read as nothing: 330PXL-BPTNTKQ."""
_LONG = 4
"""Letters from which an abbreviation of the form's own is told though one of them is misread, or its end is cut off."""
_OF_FORM = 2
"""The same at the head of a symbol, where the abbreviation of the form's own always stands."""
_SURE = 6
"""The same of any other: offices abbreviate more than a list holds, and short ones lie close together (HĐLĐ, HĐND)."""
_JOINT = re.compile(r"([-/&])")
_DIGIT_FOR_JOINT = re.compile(r"(?<=[A-ZĐ]{2})([48])(?=[A-ZĐ]{2})")
_JOINTS = {"4": "-", "8": "&"}
"""What a digit between two abbreviations was: CT4UBND, TB8TK."""
_LOOK_ALIKE = tuple(map(frozenset, ("ILTJ", "EFL", "DOQ", "CG", "UVY", "BPR", "HNM", "SZ")))
"""Letters that a damaged one is read for, the bars of Đ aside."""


def read_symbol(
    text: str, known: Sequence[str], own: Sequence[str] = (), repairs: Mapping[str, str] | None = None
) -> Reading | None:
    """Read a số/ký hiệu that stands at the beginning of `text`; blanks fall.

    A blank before the slash means that the number was filled in by hand: recognisers misread those, so it counts for
    half and says so. A number of 0 has lost digits and is none.

    Args:
        text: what follows "Số:".
        known: abbreviations of kinds of papers and of offices as they are written.
        own: those that papers of this form bear, likelier than any other.
        repairs: abbreviations as they are misread beyond that, without the bar of Đ, and what they are.
    """
    match = _NUMBER_TOKEN.match(normalize(text).replace("&/", "&"))
    if not match:
        lost = _LOST_STROKE.match(clean(text))
        symbol = spelled_symbol(lost["kh"], known, own) if lost and int(lost["so"]) else ""
        if not lost or not symbol or ("-" not in symbol and symbol not in own):
            return None
        return Reading(f"{lost['so']}/{symbol}", 0.6, ("repaired",))
    number = match["so"].translate(DIGITS)
    full = re.match(PATTERNS["symbol"], f"{number}/{match['rest']}")
    if not full or not int(re.sub(r"\D", "", number) or 0) or not any(char.isdigit() for char in match["so"]):
        return None
    head, stroke, symbol = re.sub(r"\s+", "", full[0]).rstrip(".-").rpartition("/")
    plain = "".join((repairs or {}).get(part.replace("Đ", "D"), part) for part in _JOINT.split(symbol))
    value = head + stroke + spelled_symbol(plain, known, own)
    repaired = number != match["so"] or not value.endswith(symbol)
    warnings = ("repaired",) * repaired + ("handwritten",) * bool(match["gap"])
    return Reading(value, (0.7 if repaired else 1.0) * (0.5 if match["gap"] else 1.0), warnings)


def spelled_symbol(symbol: str, known: Sequence[str], own: Sequence[str] = ()) -> str:
    """Return a symbol with each abbreviation spelled as it is written; what may be none of them stays as it was read.

    Args:
        symbol: what stands behind the number's stroke, without blanks: `PY-C-BPTNTKQ`.
        known: abbreviations as they are written.
        own: those that papers of this form bear, likelier than any other.
    """
    words = {*known, *own}
    parts = _joined(_JOINT.split(_DIGIT_FOR_JOINT.sub(lambda digit: _JOINTS[digit[1]], symbol)), words)
    last = len(parts) - 1
    head, *rest = parts
    others = (_spelled(part, words, own, at == last) for at, part in enumerate(rest, 1))
    return "".join((_headed(head, words, own) or _spelled(head, words, own, last == 0), *others))


def _headed(part: str, words: set[str], own: Sequence[str]) -> str | None:
    """Return the form's own abbreviation that a symbol begins with, one letter of it misread or lost: TT is a tờ trình's TTr."""
    if part in words:
        longer = [word for word in own if word.startswith(part)]
        return longer[0] if len(longer) == 1 and part not in own else None
    near = [word for word in _near(part, own, _OF_FORM) if word[:1] == part[:1]]
    return near[0] if len(near) == 1 else None


def _joined(parts: list[str], words: set[str]) -> list[str]:
    """Return parts of which two that a stroke was read between are one abbreviation: PY-C."""
    for at in range(0, len(parts) - 2, 2):
        left, joint, right = parts[at : at + 3]
        if joint == "-" and not {left, right} & words and left + right in words:
            return [*parts[:at], left + right, *_joined(parts[at + 3 :], words)]
    return parts


def _spelled(part: str, words: set[str], own: Sequence[str], last: bool) -> str:
    """Return the abbreviation that a part is, badly read or cut off; the part itself where it is none or may be two."""
    if part in words:
        return part
    # The first letter tells a department of the province from a room of a district: SGDĐT, PGDĐT.
    alike = {word for word in words if word[:1] == part[:1]}
    resembling = (word for word in alike if len(word) >= _LONG and _resembles(word, part))
    for meant in (_barred(part, words), _near(part, own, _LONG), _near(part, alike, _SURE), resembling):
        one = set(meant)
        if len(one) == 1:
            return one.pop()
    for least, of in ((1, own), (_SURE - 1, words)):
        cut = {word for word in of if last and len(part) >= least and word.startswith(part)}
        if len(cut) == 1:
            return cut.pop()
    return "-".join(next(_parted(part, words), (part,)))


def _barred(part: str, words: set[str]) -> Iterator[str]:
    """Yield the abbreviations that have these letters but for the bars of Đ."""
    yield from (word for word in words if word.replace("Đ", "D") == part.replace("Đ", "D"))


def _near(part: str, words: Iterable[str], least: int) -> Iterator[str]:
    """Yield abbreviations of so many letters at least of which one, bars aside, was misread, lost or added."""
    plain = part.replace("Đ", "D")
    for word in words:
        if len(word) >= least and Levenshtein.distance(word.replace("Đ", "D"), plain, score_cutoff=1) <= 1:
            yield word


def _resembles(word: str, part: str) -> bool:
    """Tell whether two differ in one letter that looks like the other."""
    pairs = zip(word.replace("Đ", "D"), part.replace("Đ", "D"), strict=False)
    differing = [{*pair} for pair in pairs if pair[0] != pair[1]]
    same_length = len(word) == len(part)
    return same_length and len(differing) == 1 and any(differing[0] <= group for group in _LOOK_ALIKE)


def _parted(part: str, words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield two abbreviations between which the hyphen was read as nothing or as a letter: GXNHUBND."""
    for left in words:
        for right in words if len(left) > 2 and part.startswith(left) else ():
            if len(right) > 2 and part.endswith(right) and len(part) - len(left) - len(right) in (0, 1):
                yield left, right
