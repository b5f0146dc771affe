"""The person that a decision names in a sentence: "đối với ông (bà) …, sinh ngày …, nơi thường trú: …".

A name counts only with its birth beside it, and only if no second person is named so.
"""

import re
from collections.abc import Iterator

from digitize.extraction.header import Found
from digitize.extraction.readers import Reading, clean, read_birth, read_name
from digitize.extraction.view import PageView, Piece

_PERSON = re.compile(
    r"(?:ông \(bà\)|ông, bà|ông/bà|ông|bà|anh|chị)\s*:?\s*(?P<name>[^\W\d_]+(?: [^\W\d_]+){1,5}),\s*"
    r"sinh (?:ngày|năm):?\s*(?P<birth>[\d/.\-]{4,10})",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"(?:thường trú|cư trú|địa chỉ)(?: tại)?\s*:?\s*(?P<home>[^;]+?)(?:[.;]\s|[.;]?$)", re.IGNORECASE
)
_NEAR = 240
"""The address follows the birth within so many letters."""


def read_prose(page: PageView) -> Iterator[Found]:
    """Yield name, birth and address of the one person that a page's sentences name with a birth."""
    body = [piece for piece in page.pieces if piece.box.width > 0.1 * page.size[0]]
    if not body:
        return
    text = Piece(page.number, tuple(word for piece in body for word in piece.words))
    people = list(_PERSON.finditer(text.text))
    if len({match["name"].casefold() for match in people}) != 1:
        return
    person = people[0]
    name, birth = read_name(person["name"]), read_birth(person["birth"])
    if name:
        yield Found("ho_ten", name, text.cut(*person.span("name")))
    if birth:
        yield Found("ngay_sinh", birth, text.cut(*person.span("birth")))
    home = _HOME.search(text.text, person.end(), person.end() + _NEAR)
    if home:
        yield Found("dia_chi", Reading(clean(home["home"])), text.cut(*home.span("home")))
