"""How papers of known dossiers are matched against a register: batch by batch, as filing does it, nothing written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from time import process_time

from digitize.evaluation.papers import paired
from digitize.evaluation.reading import FoundPaper, understood
from digitize.evaluation.readings import Reading
from digitize.evaluation.truth import Case
from digitize.matching.block import blocking_keys
from digitize.matching.evidence import BY_DAYS
from digitize.matching.match import match
from digitize.matching.near import Words, likeness, numbers_of, one_paper, probes, words_of
from digitize.matching.pile import NOTHING, Beside, Lying, beside
from digitize.matching.place import place, role_of
from digitize.model.fields import Extraction
from digitize.model.image import Verdict
from digitize.model.match import Blocked, BlockingKeys, Dossier, MatchDecision, Outcome, Role
from digitize.model.ocr import Barcode, OcrPage
from digitize.model.truth import TruthDocument
from digitize.model.vocabulary import OTHER, UNREAD
from digitize.pipeline.beside import TURNS, asks_neighbours, stands
from digitize.pipeline.filing import BARCODE_PAGES
from digitize.pipeline.near import OTHER_SCAN_WAITS, PAGES
from digitize.ports import Registry


@dataclass(frozen=True, slots=True)
class JudgedPaper:
    """A paper as it was found, with what is known of it.

    Attributes:
        extraction: None where no paper was found for that of the truth.
        own: mã hồ sơ of its dossier, None if the register has none or there is no such paper.
        barred: why no machine decides about it ("secret_mark", "poor_scan" …), None for nothing.
        oddity: as the truth names it.
        texts: of its first pages, by which another scan of it is known.
    """

    extraction: Extraction | None
    barcodes: tuple[Barcode, ...]
    own: str | None
    barred: str | None = None
    oddity: str | None = None
    kind: str = OTHER
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """What the matcher made of a paper; `reached`: whether blocking found its dossier; `seconds` of processor time."""

    paper: JudgedPaper
    decision: MatchDecision
    reached: bool
    seconds: float

    @property
    def links(self) -> bool:
        """Whether it would be attached without a person."""
        return self.decision.outcome is Outcome.LINK

    def lying(self, *, filed: bool) -> Lying:
        """Return it as a neighbour of others, attached or waiting for them."""
        code = self.decision.dossier if self.links and filed else None
        return Lying(
            self.paper.extraction or UNREAD, code, code is None and self.decision.dossier is not None
        )

    @property
    def wrong(self) -> bool:
        """Whether it would be attached to a dossier that is not its own."""
        return self.links and self.decision.dossier != self.paper.own


def judged(readings: Iterable[Reading]) -> Iterator[tuple[JudgedPaper, ...]]:
    """Yield the papers of each batch as they were scanned; papers of the truth that nobody found come last in their file."""
    for _, files in groupby(readings, key=lambda reading: reading[0].path.parent):
        yield tuple(chain.from_iterable(_of_file(case, pages) for case, pages in files))


def _of_file(case: Case, pages: Mapping[int, OcrPage]) -> Iterator[JudgedPaper]:
    frames = sorted(page.frame for page in case.truth.pages)
    pairs = paired(case.truth.documents, tuple(understood(pages, frames)))
    ordered = sorted(pairs, key=lambda pair: pair[1].frames if pair[1] else (len(frames),))
    return (_judged(paper, found, pages) for paper, found in ordered)


def link(papers: Sequence[JudgedPaper], registry: Registry, run: "Filed") -> tuple[Linked, ...]:
    """Return what the matcher makes of the papers of a batch.

    Papers of the process are matched first, and what does not say enough by itself last, with what its neighbours said.
    """
    made: dict[int, Linked] = {}
    filed: set[int] = set()
    waiting = sorted(range(len(papers)), key=lambda at: (not _is_process(papers[at]), at))
    for turn in range(TURNS):
        for at in waiting:
            near = _beside(made, filed, at) if turn else NOTHING
            if turn == 0 or not stands(made[at].decision, near):
                made[at] = _link(papers[at], registry, near)
            if turn == TURNS - 1 or not asks_neighbours(made[at].decision, turn):
                made[at] = run.keep(_settled(made[at], registry, run))
                filed.add(at)
        waiting = [at for at in waiting if at not in filed]
    return tuple(made[at] for at in range(len(papers)))


def _beside(made: Mapping[int, Linked], filed: Collection[int], at: int) -> Beside:
    return beside([made[each].lying(filed=each in filed) for each in range(len(made))], at)


class Filed:
    """What became of the papers of this run: the places of dossiers that they hold, and what waits."""

    def __init__(self) -> None:
        self._places: defaultdict[str, set[tuple[Role, str | None]]] = defaultdict(set)
        self._waiting: defaultdict[str, list[tuple[Extraction, Words]]] = defaultdict(list)

    def place(self, paper: Extraction, dossier: Dossier) -> str | None:
        """Give a paper its place in a dossier; return why it has none, or None."""
        found = place(paper.classification.kind, paper, dossier, self._places[dossier.code])
        if found.reason is None:
            self._places[dossier.code].add((found.role, found.code))
        return found.reason

    def keep(self, one: Linked) -> Linked:
        """Return a paper; one that waits is noted."""
        if not one.links:
            for words in map(words_of, one.paper.texts):
                page = one.paper.extraction or UNREAD, words
                for number in numbers_of(words):
                    self._waiting[number].append(page)
        return one

    def another_waits(self, paper: JudgedPaper) -> bool:
        """Tell whether another scan of a paper waits, as filing finds it."""
        ours = paper.extraction or UNREAD
        return any(
            (alike := likeness(words, theirs)) is not None and one_paper(ours, other, alike)
            for words in map(words_of, paper.texts)
            for other, theirs in self._pages_with(probes(words))
        )

    def _pages_with(self, numbers: Iterable[str]) -> Iterable[tuple[Extraction, Words]]:
        """Return the waiting pages that hold one of some numbers, each once."""
        return {id(page): page for number in numbers for page in self._waiting[number]}.values()


class Lacking:
    """A register without one dossier: whatever it then leads to is wrong."""

    def __init__(self, registry: Registry, code: str) -> None:
        self._registry, self._code = registry, code

    def get(self, code: str) -> Dossier | None:
        """Return a dossier, unless it is the one that lacks."""
        return None if code == self._code else self._registry.get(code)

    def block(self, keys: BlockingKeys, *, whole: bool = True) -> Blocked:
        """Return what keys lead to without the dossier that lacks."""
        found = self._registry.block(keys, whole=whole)
        return replace(found, dossiers=tuple(one for one in found.dossiers if one.code != self._code))

    def __getattr__(self, name: str) -> object:
        return getattr(self._registry, name)


def without_own(
    made: Sequence[Linked], registry: Registry, elsewhere: MutableMapping[str, Filed]
) -> Iterator[Linked]:
    """Yield what the matcher makes of the papers of a batch if the register lacks their own dossier: no link is right.

    Args:
        made: what it made of them with the whole register. Their neighbours of other dossiers lie beside them still.
        registry: the whole register.
        elsewhere: by the dossier that lacks, what became of its papers; makes what it lacks. Of two scans of one paper one waits
            there, too.
    """
    alone = [_orphaned(one.paper, registry, NOTHING) if one.paper.own else one for one in made]
    for at, one in enumerate(made):
        if one.paper.own:
            pile = [
                orphan.lying(filed=orphan.decision.rung not in BY_DAYS)
                if other.decision.dossier == one.paper.own
                else other.lying(filed=True)
                for other, orphan in zip(made, alone, strict=True)
            ]
            near = beside(pile, at)
            told = asks_neighbours(alone[at].decision) and not stands(alone[at].decision, near)
            orphan = _orphaned(one.paper, registry, near) if told else alone[at]
            run = elsewhere[one.paper.own]
            yield run.keep(_settled(orphan, registry, run))


def _orphaned(paper: JudgedPaper, registry: Registry, near: Beside) -> Linked:
    """Return what the matcher makes of a paper whose dossier the register lacks."""
    lacking: Registry = Lacking(registry, paper.own or "")  # type: ignore[assignment]  # What matching asks of one.
    return _settled(_link(replace(paper, own=None), lacking, near), lacking, Filed())


def _judged(
    paper: TruthDocument | None, found: FoundPaper | None, pages: Mapping[int, OcrPage]
) -> JudgedPaper:
    own, oddity, kind = (paper.dossier, paper.oddity, paper.kind) if paper else (None, None, OTHER)
    if found is None or found.extraction is None:
        return JudgedPaper(None, (), own, "not_found", oddity, kind)
    read = [pages[frame] for frame in found.frames if frame in pages]
    barcodes = tuple(code for page in read[:BARCODE_PAGES] for code in page.barcodes)
    texts = tuple("" if page.secret_mark else page.text for page in read[:PAGES])
    return JudgedPaper(found.extraction, barcodes, own, _barred(read, len(found.frames)), oddity, kind, texts)


def _barred(read: Collection[OcrPage], sides: int) -> str | None:
    """Return why no machine decides about a paper, as filing has it, or None."""
    verdicts = {page.image.quality.verdict for page in read}
    if any(page.secret_mark for page in read):
        return "secret_mark"
    if len(read) < sides:
        return "unread"
    return "poor_scan" if verdicts <= {Verdict.BLANK, Verdict.RESCAN} else None


def _is_process(paper: JudgedPaper) -> bool:
    return paper.extraction is not None and role_of(paper.extraction) is Role.PROCESS


def _link(paper: JudgedPaper, registry: Registry, near: Beside) -> Linked:
    if paper.extraction is None or paper.barred:
        return Linked(paper, MatchDecision(Outcome.REVIEW, reason=paper.barred), False, 0.0)
    start = process_time()
    decision = match(paper.extraction, paper.barcodes, registry, near)
    seconds = process_time() - start
    return Linked(paper, decision, _reached(paper, registry, decision, near), seconds)


def _settled(one: Linked, registry: Registry, run: Filed) -> Linked:
    """Return a link where its dossier has a place for the paper, and otherwise what a person is asked."""
    reason = _hindered(one, registry, run) if one.links else None
    return (
        replace(one, decision=replace(one.decision, outcome=Outcome.REVIEW, reason=reason)) if reason else one
    )


def _hindered(one: Linked, registry: Registry, run: Filed) -> str | None:
    """Return why a paper is not attached to the dossier that it leads to, or None."""
    dossier = registry.get(one.decision.dossier) if one.decision.dossier else None
    if dossier is None or one.paper.extraction is None:
        return None
    if one.decision.rung in BY_DAYS and run.another_waits(one.paper):
        return OTHER_SCAN_WAITS
    return run.place(one.paper.extraction, dossier)


def _reached(paper: JudgedPaper, registry: Registry, decision: MatchDecision, near: Beside) -> bool:
    """Tell whether blocking leads to the paper's own dossier, wherever it stands among the candidates."""
    if paper.own is None or paper.extraction is None:
        return False
    if any(candidate.dossier == paper.own for candidate in decision.candidates):
        return True
    found = registry.block(blocking_keys(paper.extraction, (), sorted(near.people)))
    return any(dossier.code == paper.own for dossier in found.dossiers)
