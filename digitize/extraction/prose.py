"""The person, the home and the matter that letters and decisions name in sentences, after the cues of `common.toml`.

"… nhận được hồ sơ của ông (bà) Lê Thị A, thường trú tại …, đề nghị giải quyết thủ tục …". A cue counts only if all names
after it are one: who is named beside others is not the owner of the dossier.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from digitize.extraction.catalogue import rules
from digitize.extraction.grammars import SPECIAL
from digitize.extraction.header import Found
from digitize.extraction.readers import (
    Reading,
    read_birth,
    read_name,
    read_organisation,
)
from digitize.extraction.view import Piece, View
from digitize.text.firms import in_capitals, names_firm
from digitize.text.fold import fold
from digitize.text.names import is_foreign_name, is_name

_NAME = re.compile(r"[\s:]*(?P<name>[^\W\d_]+(?: [^\W\d_]+){1,6})")
_BORN = re.compile(r"\W*sinh (?:ngay|nam)[\s:]*(?P<birth>[\d/.\-]{4,10})")
_BIRTHS = re.compile(r",\s*sinh (?:ngay|nam)[\s:]*\d")
_LABEL = re.compile(
    r"\b(?:chung minh|can cuoc|chuc vu|dia chi|ngay sinh|sinh ngay|nam sinh|gioi tinh|giay to)\b"
)
"""The label of the line below, where a name ends its line."""
_OFFICE = re.compile(
    r"(?:tại )?(?:ủy ban|ubnd|công an|bệnh viện|viện|trường|tòa án|cơ quan|sở|phòng|bộ phận|trung tâm|chi nhánh|chi cục|văn phòng)(?!\w)",
    re.IGNORECASE,
)
_SYLLABLES = 6
_NEAR = 260
"""The home stands within so many letters of the person."""
_MARGIN = 0.03
"""Pieces narrower than this share of the page are stamps and page numbers."""


def read_prose(view: View) -> Iterator[Found]:
    """Yield name, birth, home and matter from the sentences of a paper's first pages."""
    body = Piece(
        view.first.number,
        tuple(
            word
            for piece in view.first.pieces
            if piece.box.width > _MARGIN * view.first.size[0]
            for word in piece.words
        ),
    )
    if not body.words:
        return
    person, homes = _person(body), rules().prose["home"]
    if person is None:
        person, homes = _firm(body), rules().prose["seat"] + homes
    if person:
        name, start, end = person
        yield Found("ho_ten", name, body.cut(start, end))
        birth = _BORN.match(body.folded, end)
        value = read_birth(birth["birth"]) if birth else None
        if birth and value:
            yield Found("ngay_sinh", value, body.cut(*birth.span("birth")))
        yield from _after(body, homes, "dia_chi", end, end + _NEAR)
    yield from _after(body, rules().prose["matter"], "ten_tthc", 0, len(body.text))


def _person(body: Piece) -> tuple[Reading, int, int] | None:
    """Return the one name that the most telling cue precedes, with its place in the text; a birth beside it tells most."""
    if len(_BIRTHS.findall(body.folded)) > 1:
        return None
    for cue in rules().prose["person"]:
        found = [
            named for match in _cue(cue).finditer(body.folded) if (named := _name_at(body.text, match.end()))
        ]
        born = [named for named in found if _BORN.match(body.folded, named[2])]
        likely = sorted(born or found, key=lambda named: len(named[0].value))
        if likely and all(fold(other.value).startswith(fold(likely[0][0].value)) for other, _, _ in likely):
            return likely[0]
        if found:
            return None
    return None


def _firm(body: Piece) -> tuple[Reading, int, int] | None:
    """Return the one firm that a paper names, in capitals as letters print it; of several none is the owner for sure.

    Of its mentions the first counts that tells its seat, if any does.
    """
    found = [named for firm in rules().firms for named in _firms(body, firm)]
    likely = sorted(
        found, key=lambda named: (len(named[0].value), not _home_follows(body, named[2]), named[1])
    )
    single = all(fold(other.value).startswith(fold(likely[0][0].value)) for other, _, _ in likely)
    return likely[0] if likely and single else None


def _home_follows(body: Piece, at: int) -> bool:
    cues = rules().prose["seat"] + rules().prose["home"]
    return any(_cue(cue).search(body.folded, at, at + _NEAR) for cue in cues)


def _firms(body: Piece, firm: str) -> Iterator[tuple[Reading, int, int]]:
    """Yield the names that begin with a word for a firm, as far as capitals go on."""
    for match in _cue(firm).finditer(body.folded):
        name = in_capitals(body.text[match.start() :])
        # In a letterhead it is the motto of the state that goes on beside it.
        letterhead = any(motto in fold(name) for motto in rules().mottos)
        reading = read_organisation(name) if names_firm(name) and not letterhead else None
        if reading:
            yield reading, match.start(), match.start() + len(name)


def _name_at(text: str, at: int) -> tuple[Reading, int, int] | None:
    """Return the name that stands at an offset: its syllables have capitals, the word after it has none."""
    match = _NAME.match(text, at)
    if not match:
        return None
    syllables = match["name"].split()
    label = _LABEL.search(fold(match["name"]))
    most = len(match["name"][: label.start()].split()) if label else len(syllables)
    count = next((i for i, word in enumerate(syllables[:most]) if not word[0].isupper()), most)
    name = " ".join(syllables[: min(count, _SYLLABLES)])
    reading = read_name(name) if is_name(name) or is_foreign_name(name) else None
    start = match.start("name")
    return (reading, start, start + len(name)) if reading else None


def _after(body: Piece, cues: Iterable[str], field: str, start: int, stop: int) -> Iterator[Found]:
    """Yield what the reader of a field takes from the text after a cue; a matter begins with a capital, an office is no home."""
    for text in cues:
        for match in _cue(text).finditer(body.folded, start, stop):
            rest = body.text[match.end() :].lstrip(' :“"')
            reading = (
                SPECIAL[field](rest)
                if rest[:1].isupper() or rest[:1].isdigit() or field == "dia_chi"
                else None
            )
            if reading and not (field == "dia_chi" and _OFFICE.match(reading.value)):
                at = body.text.index(rest[:1], match.end())
                yield Found(field, reading, body.cut(at, at + len(reading.value)))
                return


@cache
def _cue(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
