"""lessons: what a person's word about papers teaches: which values were right, which labels and titles are unknown yet.

Proposals are for a person to judge, and they may leave the archive: a label is proposed only if it announces different
values on papers of different owners, and nothing that looks like a name or a number is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from digitize.extraction.catalogue import rules
from digitize.extraction.locate import Place, locate
from digitize.extraction.readers import clean
from digitize.extraction.view import PageView, Piece, View, flat, look, opens_with
from digitize.model.fields import Extraction, Field, Source
from digitize.model.ocr import OcrPage
from digitize.text.fold import exact_key
from digitize.text.names import has_known_surname, is_name, strip_honorific

LEAST_SUPPORT = 2
"""Papers, values and owners that a proposal must rest on."""

_LONGEST = 60
_MOST_WORDS = 10
_FEWEST_LETTERS = 3
_SURE = 0.9
"""How alike a value must be to what stands at a place."""
_ALIKE = 88.0
"""A label so like a known one is found as that one."""
_NUMBERING = re.compile(r"^\W*(?:(?:\d{1,2}|[a-hđ]|[ivx]{1,4})(?:\.\d{1,2})*[.)]\s*)?", re.IGNORECASE)
_NOTE = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_CUT = re.compile(r"[:;!?|]|\.\s|\d")
_IDENTITY = frozenset({"so_cccd", "so_cmnd"})
_TITLE_ZONE = 0.5
_NAME_LENGTHS = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A paper about which a person gave their word.

    Attributes:
        document_id: opaque.
        machine: what the machine had made of it.
        person: the same with what the person typed; equal where nobody typed anything.
        confirmed: fields that the person vouched for without typing them.
        pages: its read pages, unpacked when they are asked for.
    """

    document_id: str
    machine: Extraction
    person: Extraction
    confirmed: frozenset[str]
    pages: Sequence[OcrPage]


@dataclass(frozen=True, slots=True)
class Graded:
    """A value that the machine gave on a paper of `kind` (as the machine saw it), and whether it was right."""

    kind: str
    field: Field
    right: bool


@dataclass(frozen=True, slots=True)
class LabelProposal:
    """A text that announces a field on papers of a kind and is no label of it yet; `papers` counts those it stands on."""

    kind: str
    field: str
    label: str
    papers: int


@dataclass(frozen=True, slots=True)
class TitleProposal:
    """A title seen on papers of a kind that were taken for another (`mistaken`, most often), and is no title of it yet."""

    kind: str
    title: str
    mistaken: str
    papers: int


def grade(lesson: Lesson) -> Iterator[Graded]:
    """Yield each value of the machine of which a person said, by typing or by confirming, whether it was right.

    What nobody spoke of is not yielded: it may be wrong unseen. Confirmed values are those that agree with the register,
    so right values are more often vouched for than wrong ones are typed over; a fit must know that.
    """
    said = {item.name: item for item in lesson.person.fields}
    for item in lesson.machine.fields:
        now = said.get(item.name)
        if now is None or now.source is Source.USER:
            yield Graded(
                lesson.machine.classification.kind, item, now is not None and now.value == item.value
            )
        elif item.name in lesson.confirmed:
            yield Graded(lesson.machine.classification.kind, item, right=True)


@dataclass
class _Seen:
    """Where a text was seen: on which papers, announcing which values, of which owners, and how it was printed."""

    papers: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    printed: Counter[str] = field(default_factory=Counter)
    mistaken: Counter[str] = field(default_factory=Counter)

    @property
    def support(self) -> int:
        return min(len(self.papers), len(self.values), len(self.owners))

    def add(self, lesson: Lesson, text: str, value: str) -> None:
        self.papers.add(lesson.document_id)
        self.values.add(value)
        self.owners.add(flat(lesson.person.value("ho_ten") or lesson.document_id))
        self.printed[text] += 1
        self.mistaken[lesson.machine.classification.kind] += 1


class Proposals:
    """Gathers what lessons propose; it holds texts and counts, never a page."""

    def __init__(self) -> None:
        self._labels: dict[tuple[str, str, str], _Seen] = defaultdict(_Seen)
        self._titles: dict[tuple[str, str], _Seen] = defaultdict(_Seen)

    def learn(self, lesson: Lesson) -> None:
        """Take in one paper."""
        kind = lesson.person.classification.kind
        before = {item.name: item.value for item in lesson.machine.fields}
        typed = [
            item
            for item in lesson.person.fields
            if item.source is Source.USER and before.get(item.name) != item.value
        ]
        mistaken = kind != lesson.machine.classification.kind
        if not typed and not mistaken:
            return
        view = look(lesson.pages)
        for item in typed:
            for text in _announcements(view, item, lesson):
                self._labels[kind, item.name, flat(text)].add(lesson, text, item.value)
        if mistaken and view.pages:
            for text in _titles(view.first, lesson):
                self._titles[kind, flat(text)].add(lesson, text, lesson.document_id)

    def labels(self) -> tuple[LabelProposal, ...]:
        """Return the proposed labels by kind, field and support."""
        found = [
            LabelProposal(kind, name, seen.printed.most_common(1)[0][0], len(seen.papers))
            for (kind, name, folded), seen in self._labels.items()
            if seen.support >= LEAST_SUPPORT and not _is_label(kind, name, folded)
        ]
        return tuple(sorted(found, key=lambda item: (item.kind, item.field, -item.papers, item.label)))

    def titles(self) -> tuple[TitleProposal, ...]:
        """Return the proposed titles by kind and support."""
        found = [
            TitleProposal(
                kind,
                seen.printed.most_common(1)[0][0],
                seen.mistaken.most_common(1)[0][0],
                len(seen.papers),
            )
            for (kind, folded), seen in self._titles.items()
            if seen.support >= LEAST_SUPPORT and not _is_title(kind, folded)
        ]
        return tuple(sorted(found, key=lambda item: (item.kind, -item.papers, item.title)))


def _is_label(kind: str, name: str, folded: str) -> bool:
    names = {name, "so_dinh_danh"} if name in _IDENTITY else {name}
    known = {
        label.text
        for form in rules().forms
        if form.kind == kind
        for label in form.labels
        if label.field in names
    }
    return any(folded == text or fuzz.ratio(folded, text) >= _ALIKE for text in known)


def _is_title(kind: str, folded: str) -> bool:
    known = [title for form in rules().forms if form.kind == kind for title in form.titles]
    return any(folded == title or fuzz.ratio(folded, title) >= _ALIKE for title in known)


def _announcements(view: View, item: Field, lesson: Lesson) -> set[str]:
    """Return what stands before the places of a value: on its line, else in the cell to the left and above."""
    pages = {page.number: page for page in view.pages}
    found: set[str] = set()
    for place in locate(view, item.name, item.value):
        if place.score < _SURE:
            continue
        page = pages[place.piece.page]
        texts = [place.piece.text[: place.start]]
        if not any(char.isalnum() for char in texts[0]):
            texts = [piece.text for piece in (_left(page, place), _above(page, place)) if piece]
        found |= {label for text in texts if (label := _label(text, lesson))}
    return found


def _left(page: PageView, place: Place) -> Piece | None:
    """Return the nearest piece to the left on the same visual line."""
    box = place.piece.box
    row = [
        piece
        for piece in page.pieces
        if box.top < piece.middle < box.bottom and piece.box.right <= box.left + 2
    ]
    return max(row, key=lambda piece: piece.box.right, default=None)


def _above(page: PageView, place: Place) -> Piece | None:
    """Return the nearest piece right above, at most one line away."""
    box = place.piece.box
    over = [
        piece
        for piece in page.pieces
        if piece.middle < box.top
        and box.top - piece.box.bottom < 1.5 * page.line_height
        and piece.box.left < box.right
        and piece.box.right > box.left
    ]
    return max(over, key=lambda piece: piece.box.bottom, default=None)


def _label(text: str, lesson: Lesson) -> str | None:
    """Return the words of a text that may be a label: what follows the last value, number or stop in it."""
    text = _NOTE.sub("", clean(_NUMBERING.sub("", text)))
    # Another value of the same paper ends what stands before it.
    values = {item.value for side in (lesson.machine, lesson.person) for item in side.fields}
    ends = [match.end() for value in values for match in _whole(value).finditer(text)]
    ends += [match.end() for match in _CUT.finditer(text)]
    label = clean(_NUMBERING.sub("", text[max(ends, default=0) :]))
    letters = sum(char.isalpha() for char in label)
    fits = letters >= _FEWEST_LETTERS and len(label) <= _LONGEST and len(label.split()) <= _MOST_WORDS
    return label if fits and not _names_somebody(label) else None


def _whole(value: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(value)}(?!\w)", re.IGNORECASE)


def _names_somebody(text: str) -> bool:
    """Tell whether words in a row are written as a person's name; "Họ" is a word, "Hồ" a surname.

    In a line of capitals every row of words looks so: there the line as a whole must be a name.
    """
    words = re.sub(r"[^\w\s]", " ", strip_honorific(text)).split()
    lengths = {len(words)} & set(_NAME_LENGTHS) if text.isupper() else _NAME_LENGTHS
    rows = (words[at : at + length] for length in lengths for at in range(len(words) - length + 1))
    return any(
        exact_key(row[0]) != "họ" and is_name(" ".join(row)) and has_known_surname(" ".join(row))
        for row in rows
    )


def _titles(page: PageView, lesson: Lesson) -> set[str]:
    """Return the lines of capitals in the middle of the upper half of a page, those that follow one another joined."""
    lines: list[list[Piece]] = []
    for piece in page.pieces:
        if not _may_be_title(page, piece):
            continue
        last = lines[-1][-1] if lines else None
        if last and 0 <= piece.box.top - last.box.bottom + 2 <= 1.2 * page.line_height:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    texts = {" ".join(piece.text for piece in run) for run in lines} | {run[0].text for run in lines}
    return {text for text in (_label(text, lesson) for text in texts) if text}


def _may_be_title(page: PageView, piece: Piece) -> bool:
    known = rules()
    width, height = page.size
    return (
        piece.is_upper
        and len(piece.words) > 1
        and piece.box.bottom < _TITLE_ZONE * height
        and abs(piece.box.middle[0] - width / 2) < 0.15 * width
        and not opens_with(piece.folded, known.agencies)
        and all(fuzz.partial_ratio(motto, piece.folded) < _ALIKE for motto in known.mottos)
    )


def learned(lessons: Iterable[Lesson]) -> Proposals:
    """Return what some lessons propose."""
    proposals = Proposals()
    for lesson in lessons:
        proposals.learn(lesson)
    return proposals
