"""The questions of blocking in SQL: all keys of a paper in one, each answered from an index alone."""

import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

import sqlalchemy as sa

from digitize.model.match import BlockingKeys
from digitize.text.fold import fold

RARE_NAME = 20
"""Dossiers of one name at most for which the days of receipt are not asked: a misread date hides none of them."""

SAME_NAME = 200
"""Dossiers of one name, or of any other key, at most; beyond, it says nothing."""

_PERSON, _OWNER, _OWNER_BETWEEN = "person", "owner", "owner between"

_HASHES = 16
"""Identity numbers in one question: the database keeps its plan of a statement that it has seen."""

_PLACES = tuple(f"hash{at}" for at in range(_HASHES))
_ANY_HASH = ", ".join(f":{{p}}{name}" for name in _PLACES)

# `{p}` stands for what tells the values of one key from those of the others.
_QUESTIONS = {
    _PERSON: f"SELECT code FROM dossier WHERE owner_id_hash IN ({_ANY_HASH})",  # noqa: S608  # Names of parameters.
    _OWNER: "SELECT code FROM dossier WHERE owner_folded = :{p}name",
    # PostgreSQL takes no BETWEEN with a collation of its own.
    _OWNER_BETWEEN: "SELECT code FROM dossier WHERE owner_folded = :{p}name"
    " AND :{p}first <= received_on AND :{p}last >= received_on",
    "book": "SELECT code FROM dossier WHERE book = :{p}book AND serial = :{p}serial",
    "book on": "SELECT code FROM dossier WHERE book = :{p}book AND serial = :{p}serial AND :{p}on = received_on",
    "result": "SELECT dossier AS code FROM result WHERE number_key = :{p}number",
    "result on": "SELECT dossier AS code FROM result WHERE number_key = :{p}number AND issued_on = :{p}on",
    "parcel": "SELECT dossier AS code FROM result WHERE map_sheet = :{p}sheet AND parcel = :{p}parcel",
    "book number": "SELECT dossier AS code FROM result WHERE book_number_key = :{p}number",
    "serial number": "SELECT dossier AS code FROM result WHERE serial_number_key = :{p}number",
}
"""How the codes of each kind of key are asked for."""

_LIMITS = {_OWNER: RARE_NAME}

Question = tuple[str, Mapping[str, str]]
"""A name in `_QUESTIONS` and its values."""


def codes_of(connection: sa.Connection, keys: BlockingKeys, secret: bytes) -> frozenset[str]:
    """Return the codes of the dossiers that agree with one of `keys`; a key that too many share finds none.

    Args:
        connection: a reading one.
        keys: what to look up.
        secret: key of the hash of identity numbers.
    """
    asked = list(_questions(keys, secret))
    if not asked:
        return frozenset(keys.codes)
    values = {f"k{at}_{name}": value for at, (_, own) in enumerate(asked) for name, value in own.items()}
    found: dict[int, list[str]] = defaultdict(list)
    for at, code in connection.execute(_united(tuple(name for name, _ in asked)), values):
        found[at].append(code)
    told = {at: codes for at, codes in found.items() if len(codes) <= _LIMITS.get(asked[at][0], SAME_NAME)}
    return frozenset(keys.codes).union(*told.values())


@lru_cache(maxsize=512)
def _united(names: Sequence[str]) -> sa.TextClause:
    """Return one statement for many questions; its rows are the number of a question and a code."""
    parts = (
        f"SELECT {at} AS asked, code FROM ({_QUESTIONS[name].format(p=f'k{at}_')}"  # noqa: S608  # No value among it.
        f" LIMIT {_LIMITS.get(name, SAME_NAME) + 1}) AS k{at}"
        for at, name in enumerate(names)
    )
    return sa.text(" UNION ALL ".join(parts))


def _questions(keys: BlockingKeys, secret: bytes) -> Iterator[Question]:
    hashes = sorted({hashed for number in keys.persons if (hashed := identity_hash(secret, number))})
    for start in range(0, len(hashes), _HASHES):
        some = hashes[start : start + _HASHES]
        yield _PERSON, dict(zip(_PLACES, [*some, *some[-1:] * (_HASHES - len(some))], strict=True))
    for name in dict.fromkeys(filter(None, map(fold, keys.owners))):
        yield _OWNER, {"name": name}
        if keys.received:
            first, last = (day.isoformat() for day in keys.received)
            yield _OWNER_BETWEEN, {"name": name, "first": first, "last": last}
    for book, serial in keys.books:
        yield _dated("book", {"book": book, "serial": serial}, keys.received_on)
    for number, issued in keys.results:
        if wanted := number_key(number):
            yield _dated("result", {"number": wanted}, issued)
    for sheet, parcel in keys.parcels:
        yield "parcel", {"sheet": sheet, "parcel": parcel}
    for wanted in filter(None, map(number_key, keys.certificates)):
        yield "book number", {"number": wanted}
        yield "serial number", {"number": wanted}


def _dated(name: str, values: Mapping[str, str], day: date | None) -> Question:
    return (f"{name} on", {**values, "on": day.isoformat()}) if day else (name, values)


def number_key(number: str) -> str | None:
    """Return what a number of a result is found by: marks, blanks, case and zeros before it aside; None if nothing is left."""
    return "".join(fold(number).split()).lstrip("0") or None


def identity_hash(key: bytes, id_number: str) -> str | None:
    """Return what an identity or tax number is found by: the keyed hash of its digits; None if it has none."""
    digits = re.sub(r"[^0-9]", "", id_number)
    return hmac.new(key, digits.encode(), hashlib.sha256).hexdigest() if digits else None
