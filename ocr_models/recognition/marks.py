"""Finds the marks of Vietnamese letters among the contours of a glyph, and redraws them."""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.pens.recordingPen import RecordingPen

TONES = "\u0300\u0301\u0303\u0309\u0323"
_DOT_BELOW = "\u0323"
QUALITY = "\u0302\u0306"

Transform = tuple[float, ...]
Placed = tuple[RecordingPen, Transform]
_AS_IT_IS: Transform = (1, 0, 0, 1, 0, 0)


class Glyphs(Protocol):
    """Contours by character."""

    upem: int

    def __contains__(self, sign: str) -> bool: ...

    def contours(self, sign: str) -> tuple[RecordingPen, ...]:
        """Return the contours of a sign."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a kind of mark is redrawn; lengths in em."""

    wide: float
    tall: float
    turn: float
    right: float
    up: float
    bolder: float
    lent: bool


@dataclass(frozen=True, slots=True)
class Jitter:
    """How a face's marks are redrawn: one change for each mark, the same in every letter."""

    changes: dict[str, Change]
    beside: tuple[float, float] | None
    """Where tone marks over a circumflex or breve stand beside it: how far right and up, in em."""

    @classmethod
    def chosen(cls, rng: Random, *, lends: bool) -> "Jitter":
        """Return a jitter by chance; one in five leaves the face as it is."""
        strength = 0.0 if rng.random() < 0.2 else rng.uniform(0.4, 1.0)
        changes = {mark: _change(rng, strength, lends=lends) for mark in TONES + QUALITY}
        beside = (rng.uniform(0.08, 0.2), rng.uniform(-0.1, 0.02)) if rng.random() < 0.3 * strength else None
        return cls(changes, beside)

    @classmethod
    def none(cls) -> "Jitter":
        """Return the jitter that leaves a face as it is."""
        return cls({mark: _change(Random(0), 0.0, lends=False) for mark in TONES + QUALITY}, None)


def _change(rng: Random, strength: float, *, lends: bool) -> Change:
    size = math.exp(rng.gauss(0, 0.14) * strength)
    return Change(
        wide=size * math.exp(rng.gauss(0, 0.12) * strength),
        tall=size * math.exp(rng.gauss(0, 0.10) * strength),
        turn=rng.gauss(0, 0.12) * strength,
        right=rng.gauss(0, 0.025) * strength,
        up=rng.gauss(0, 0.018) * strength,
        bolder=max(0.0, rng.gauss(0, 0.010)) * strength,
        lent=lends and rng.random() < 0.35 * strength,
    )


def contours_of(value: Sequence[tuple[str, Any]]) -> tuple[RecordingPen, ...]:
    """Return a recording as one recording for each contour."""
    contours: list[RecordingPen] = []
    current = RecordingPen()
    for step in value:
        current.value.append(step)
        if step[0] in {"closePath", "endPath"}:
            contours.append(current)
            current = RecordingPen()
    return tuple(contours)


def redrawn(sign: str, source: Glyphs, lender: Glyphs | None, jitter: Jitter) -> Iterator[Placed]:
    """Return the contours of a sign, each with its transform, after the jitter."""
    parts = unicodedata.normalize("NFD", sign)
    tone = next((part for part in parts if part in TONES), "")
    quality = next((part for part in parts if part in QUALITY), "")
    if not sign.isalpha() or not (tone or quality):
        yield from ((contour, _AS_IT_IS) for contour in source.contours(sign))
        return
    body, quality_marks, tone_marks = _parted(sign, source)
    yield from ((contour, _AS_IT_IS) for contour in body)
    if quality_marks:
        yield from _changed(quality_marks, quality_marks, jitter.changes[quality], source.upem, (0.0, 0.0))
    if not tone_marks:
        return
    change = jitter.changes[tone]
    lent = _lent(sign, lender) if change.lent and lender else ()
    beside = jitter.beside if jitter.beside and quality and tone != _DOT_BELOW else (0.0, 0.0)
    ratio = source.upem / lender.upem if lent and lender else 1.0
    yield from _changed(lent or tone_marks, tone_marks, change, source.upem, beside, ratio)


def _lent(sign: str, lender: Glyphs) -> Sequence[RecordingPen]:
    return _parted(sign, lender)[2] if sign in lender else ()


def _parted(sign: str, glyphs: Glyphs) -> tuple[list[RecordingPen], list[RecordingPen], list[RecordingPen]]:
    """Return the contours of the letter, of its circumflex or breve, and of its tone mark."""
    parts = unicodedata.normalize("NFD", sign)
    plain = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES + QUALITY))
    low, high = _letter(plain, glyphs)
    body: list[RecordingPen] = []
    marks: list[RecordingPen] = []
    for contour in glyphs.contours(sign):
        _, bottom, _, top = bounds((contour,))
        middle = (bottom + top) / 2
        above = middle > high and not (plain == "i" and _DOT_BELOW in parts)  # the dot of an i is no mark
        (marks if above or middle < low else body).append(contour)
    wearing = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
    if wearing == plain:
        return body, [], marks
    if wearing == sign or wearing not in glyphs:
        return body, marks, []
    return body, *_nearest(marks, _parted(wearing, glyphs)[1])


def _letter(plain: str, glyphs: Glyphs) -> tuple[float, float]:
    """Return bottom and top of the letter without marks; an i is as tall as its stem."""
    shape = {"i": "n", "ơ": "o", "ư": "u"}.get(plain, plain)
    _, bottom, _, top = bounds(glyphs.contours(shape))
    return (min(bottom, 0.0), top) if plain != "y" else (bottom, top)


def _nearest(
    marks: list[RecordingPen], known: list[RecordingPen]
) -> tuple[list[RecordingPen], list[RecordingPen]]:
    """Return as many of the marks as are known, those nearest to the known ones, and the rest."""
    if not known:
        return [], marks
    place = _middle(bounds(known))
    order = sorted(marks, key=lambda mark: math.dist(_middle(bounds((mark,))), place))
    return order[: len(known)], order[len(known) :]


def _changed(
    drawn: Sequence[RecordingPen],
    place: Sequence[RecordingPen],
    change: Change,
    upem: int,
    beside: tuple[float, float],
    ratio: float = 1.0,
) -> Iterator[Placed]:
    """Return marks scaled and turned about their middle, set where `place` stands, and drawn again to be bolder."""
    from_x, from_y = _middle(bounds(drawn))
    to_x, to_y = _middle(bounds(place))
    cos, sin = math.cos(change.turn) * ratio, math.sin(change.turn) * ratio
    xx, xy, yx, yy = cos * change.wide, sin * change.wide, -sin * change.tall, cos * change.tall
    right = to_x + (change.right + beside[0]) * upem - (xx * from_x + yx * from_y)
    up = to_y + (change.up + beside[1]) * upem - (xy * from_x + yy * from_y)
    offset = change.bolder * upem
    shifts = ((0.0, 0.0), (offset, 0.0), (-offset, 0.0), (0.0, offset), (0.0, -offset))
    for dx, dy in shifts if offset > upem / 400 else shifts[:1]:
        for contour in drawn:
            yield contour, (xx, xy, yx, yy, right + dx, up + dy)


def bounds(contours: Iterable[RecordingPen]) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top of some contours."""
    pen = ControlBoundsPen(None)
    for contour in contours:
        contour.replay(pen)
    return pen.bounds or (0.0, 0.0, 0.0, 0.0)


def _middle(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
