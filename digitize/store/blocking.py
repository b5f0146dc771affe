"""The questions of blocking in SQL: all keys of a paper in one, each answered from an index alone."""

import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from digitize.model.match import BlockingKeys
from digitize.store.listing import any_of
from digitize.text.fold import fold

RARE_NAME = 20
"""Dossiers of one name at most for which the days of receipt are not asked: a misread date hides none of them."""

SAME_NAME = 200
"""Dossiers of one name, or of any other key, at most; beyond, it says nothing."""

OWNER = "owner"
"""The kind of question that asks for a name."""

_CODE, _PERSON, _OWNER_BETWEEN, _BORN = "code", "person", "owner between", "born"

# `{p}` stands for what tells the values of one key from those of the others, `{any_of}` for being one of several.
_QUESTIONS = {
    _CODE: "SELECT code FROM dossier WHERE code {any_of}",
    _PERSON: "SELECT code FROM dossier WHERE owner_id_hash {any_of}",
    OWNER: "SELECT code FROM dossier WHERE owner_folded = :{p}name",
    # PostgreSQL takes no BETWEEN with a collation of its own.
    _OWNER_BETWEEN: "SELECT code FROM dossier WHERE owner_folded = :{p}name"
    " AND :{p}first <= received_on AND :{p}last >= received_on",
    _BORN: "SELECT code FROM dossier WHERE owner_born = :{p}born"
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

_NO_DIGIT = re.compile(r"[^0-9]")
_LIMITS = {OWNER: RARE_NAME}

Question = tuple[str, Mapping[str, str]]
"""A name in `_QUESTIONS` and its values."""


def questions(keys: BlockingKeys, secret: bytes) -> Iterator[Question]:
    """Yield what is asked for `keys`; `secret` is the key of the hash of identity numbers."""
    hashes = {hashed for number in keys.persons if (hashed := identity_hash(secret, number))}
    for kind, some in ((_CODE, set(keys.codes)), (_PERSON, hashes)):
        if some:
            yield kind, {"some": json.dumps(sorted(some))}
    names = tuple(dict.fromkeys(filter(None, map(fold, keys.owners))))
    yield from ((OWNER, {"name": name}) for name in names)
    if keys.received:
        first, last = (day.isoformat() for day in keys.received)
        yield from ((_OWNER_BETWEEN, {"name": name, "first": first, "last": last}) for name in names)
        yield from ((_BORN, {"born": born, "first": first, "last": last}) for born in keys.births)
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


def values_of(asked: Sequence[Question]) -> dict[str, str]:
    """Return the values of all parameters in `answers` and `namesakes`."""
    return {f"k{at}_{name}": value for at, (_, own) in enumerate(asked) for name, value in own.items()}


def answers(dialect: str, kinds: Sequence[str]) -> str:
    """Return SQL for the codes that questions of these kinds lead to; a key that too many share leads to none."""
    return " UNION ALL ".join(_answer(dialect, f"k{at}_", kind) for at, kind in enumerate(kinds))


def _answer(dialect: str, prefix: str, kind: str) -> str:
    question = _QUESTIONS[kind].format(p=prefix, any_of=any_of(dialect, f"{prefix}some"))
    if kind == _CODE:
        # Whoever names codes means each of them.
        return question
    most = _LIMITS.get(kind, SAME_NAME)
    few = f"{question} LIMIT {most + 1}"
    told = f"SELECT code, count(*) OVER () AS alike FROM ({few}) AS {prefix}few"  # noqa: S608  # No value among it.
    return f"SELECT code FROM ({told}) AS {prefix}told WHERE alike <= {most}"  # noqa: S608  # No value among it.


def namesakes(kinds: Sequence[str]) -> dict[int, str]:
    """Return SQL for the number of dossiers of each name, by the place of its question."""
    counted = "(SELECT count(*) FROM dossier WHERE owner_folded = :k{}_name)"
    return {at: counted.format(at) for at, kind in enumerate(kinds) if kind == OWNER}


def _dated(name: str, values: Mapping[str, str], day: date | None) -> Question:
    return (f"{name} on", {**values, "on": day.isoformat()}) if day else (name, values)


def number_key(number: str) -> str | None:
    """Return what a number of a result is found by: marks, blanks, case and zeros before it aside; None if nothing is left."""
    return "".join(fold(number).split()).lstrip("0") or None


def identity_hash(key: bytes, id_number: str) -> str | None:
    """Return what an identity or tax number is found by: the keyed hash of its digits; None if it has none."""
    digits = _NO_DIGIT.sub("", id_number)
    return hmac.digest(key, digits.encode(), "sha256").hex() if digits else None
