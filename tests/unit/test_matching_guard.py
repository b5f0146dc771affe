"""The guard's arithmetic: what a finding weighs, when a band closes, who is blamed, what is drawn."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil

import pytest

from digitize.matching.guard import (
    Run,
    closed_by,
    concerned,
    culprit,
    draw,
    evidence,
    guard_rules,
    is_drawn,
    quality_of,
    run_of,
    strata_of,
)
from digitize.model.geometry import Box
from digitize.model.guard import AutoLink, Band, BandState, Draw, Finding, ReadQuality, Stratum
from digitize.model.match import DossierCode
from digitize.model.ocr import Block, Line, OcrPage, Word
from tests.factories.scripted import page_of

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
PROCEDURE, STATION = Stratum(procedure="1.004199"), Stratum(station="trạm 1")


def link(
    number: int, finding: Finding | None = None, drawn: Draw | None = Draw.SAMPLE, **changes: object
) -> AutoLink:
    made = AutoLink(
        f"d{number:05}",
        DossierCode("H"),
        "1.004199",
        ReadQuality.CLEAR,
        "trạm 1",
        BEGIN + timedelta(hours=number),
        drawn,
    )
    found = replace(made, finding=finding, found_at=made.linked_at if finding else None)
    return replace(found, **changes)  # type: ignore[arg-type]


def findings(*marks: str, drawn: Draw = Draw.SCREENED) -> list[AutoLink]:
    """Return links found one after the other: "r" right, "w" wrong."""
    kinds = {"r": Finding.RIGHT, "w": Finding.WRONG}
    return [link(number, kinds[mark], drawn) for number, mark in enumerate("".join(marks))]


def score(links: list[AutoLink]) -> float:
    return run_of(PROCEDURE, links, ()).score


def test_a_wrong_link_weighs_what_the_two_rates_say():
    assert guard_rules().wrong == pytest.approx(5.3219, abs=1e-4)
    assert evidence(link(1, Finding.WRONG, None)) == evidence(link(1, Finding.WRONG)) == guard_rules().wrong
    assert evidence(link(1, Finding.RIGHT, Draw.SCREENED)) == pytest.approx(-0.0284, abs=1e-4)
    # One in twenty is drawn, and of the other nineteen a fifth of what is wrong is thought to come to light.
    assert evidence(link(1, Finding.RIGHT)) == pytest.approx(
        4.8 * evidence(link(1, Finding.RIGHT, Draw.SCREENED))
    )


def test_what_nobody_was_asked_about_is_no_evidence_unless_it_is_wrong():
    assert evidence(link(1)) == 0
    assert evidence(link(1, Finding.RIGHT, None)) == 0
    assert evidence(link(1, Finding.MOOT)) == 0
    assert evidence(link(1, Finding.RIGHT, Draw.HELD)) == evidence(link(1, Finding.WRONG, Draw.HELD)) == 0


def test_the_third_wrong_link_closes_and_the_second_does_not():
    assert score(findings("ww")) < guard_rules().limit <= score(findings("www"))
    assert score(findings("w", "r" * 29, "w", "r" * 29, "w")) >= guard_rules().limit
    assert score(findings("w", "r" * 40, "w", "r" * 40, "w")) < guard_rules().limit


def test_a_long_clean_history_hides_nothing():
    assert score(findings("r" * 900, "www")) == pytest.approx(score(findings("www")))


def test_wrong_links_of_one_procedure_do_not_close_its_station():
    wrong = findings("wwwww")
    assert run_of(STATION, wrong, ()) == Run(guard_rules().wrong, 1, 1, wrong[-1].linked_at)
    several = [replace(item, procedure=f"p{number % 3}") for number, item in enumerate(wrong)]
    assert run_of(STATION, several, ()).score == pytest.approx(3 * guard_rules().wrong)
    quality = Stratum(quality=ReadQuality.CLEAR)
    assert culprit({quality: run_of(quality, several, ())}) is None
    several[3] = replace(several[3], procedure="p3")
    assert culprit({quality: run_of(quality, several, ())}) == quality


def test_right_links_clear_a_stratum_of_suspicion():
    enough = ceil(guard_rules().wrong / -guard_rules().right)
    assert score(findings("w", "r" * (enough - 1))) > 0
    assert score(findings("w", "r" * enough)) == 0
    assert run_of(PROCEDURE, findings("w", "r" * enough), ()) == Run()


def test_a_run_tells_when_it_began():
    run = run_of(PROCEDURE, findings("r" * 10, "w", "r" * 4, "w"), ())
    assert (run.wrong, run.checked, run.since) == (2, 6, BEGIN + timedelta(hours=10))


def test_the_lot_is_the_same_everywhere_and_falls_on_one_in_twenty():
    drawn = [number for number in range(40_000) if is_drawn(f"01928c{number:026x}")]
    assert drawn[:5] == [56, 103, 155, 157, 221]
    assert len(drawn) / 40_000 == pytest.approx(0.05, abs=0.004)


def words(*confidences: float) -> OcrPage:
    line = Line(tuple(Word("đơn", Box(0, 0, 9, 9), one) for one in confidences), Box(0, 0, 9, 9))
    return replace(page_of([]), blocks=(Block((line,), line.box),))


@pytest.mark.parametrize(
    ("pages", "quality"),
    [
        ([words(0.99, 0.97)], ReadQuality.CLEAR),
        ([words(0.99), words(0.9, 0.8)], ReadQuality.FAIR),
        ([words(0.99, 0.4)], ReadQuality.POOR),
        ([], ReadQuality.POOR),
    ],
)
def test_a_reading_is_as_good_as_its_letters_are_sure(pages, quality):
    assert quality_of(pages) is quality


def band(stratum: Stratum, score: float) -> Band:
    return Band(stratum.id, stratum, score)


def test_of_a_suspect_stratum_all_is_drawn_until_as_many_wait_as_would_clear_it():
    fresh = next(item for item in map(link, range(99)) if not is_drawn(item.id))
    suspect = band(PROCEDURE, guard_rules().wrong)
    most = ceil(guard_rules().wrong / -guard_rules().right)
    assert draw(fresh, [], []) is None
    assert draw(fresh, [band(STATION, 0.0)], []) is None
    assert draw(fresh, [suspect], [link(n) for n in range(most - 1)]) is Draw.SCREENED
    assert draw(fresh, [suspect], [link(n) for n in range(most)]) is None
    others = [link(number, procedure="2.000635") for number in range(most)]
    assert draw(fresh, [suspect], others) is Draw.SCREENED


def test_of_a_closed_band_nothing_is_attached():
    closed = closed_by(band(STATION, 16.0), Run(16.0, 3, 5, BEGIN), BEGIN)
    assert (closed.state, closed.score) == (BandState.CLOSED, 0.0)
    assert draw(link(1), [closed], []) is Draw.HELD
    opened = replace(closed, closings=(replace(closed.closings[0], reopened_at=BEGIN),))
    assert opened.state is BandState.OPEN
    assert draw(link(1), [opened], []) is not Draw.HELD


def test_the_worst_is_to_blame_and_of_equals_the_procedure():
    strata = strata_of(link(1))
    assert len(set(strata)) == 4
    assert culprit({stratum: Run(16.0) for stratum in strata}) == PROCEDURE
    # Of the procedures of a station one may have gone bad by itself, so that a station takes one wrong link more.
    assert culprit({PROCEDURE: Run(16.0), STATION: Run(19.0)}) == PROCEDURE
    assert culprit({PROCEDURE: Run(16.0), STATION: Run(22.0)}) == STATION
    assert culprit({PROCEDURE: Run(14.0), STATION: Run(19.0)}) is None
    assert culprit({}) is None


def test_what_a_closing_dealt_with_counts_neither_there_nor_elsewhere():
    wrong = findings("www")
    closed = closed_by(band(PROCEDURE, 16.0), run_of(PROCEDURE, wrong, ()), wrong[-1].linked_at)
    assert run_of(PROCEDURE, wrong, [closed]) == Run()
    assert concerned(wrong[0], None, {PROCEDURE: closed}) == ()
    later = link(500, Finding.WRONG)
    assert run_of(PROCEDURE, [*wrong, later], [closed]).score == guard_rules().wrong
    assert PROCEDURE not in concerned(later, None, {PROCEDURE: closed})
    assert STATION in concerned(later, None, {PROCEDURE: closed})


def test_what_is_right_concerns_suspects_only():
    right = link(1, Finding.RIGHT)
    assert concerned(right, None, {}) == ()
    assert concerned(right, None, {STATION: band(STATION, 2.0)}) == (STATION,)
    # A person takes back what they held wrong: it may have brought all four under suspicion.
    assert len(concerned(right, Finding.WRONG, {})) == 4


def test_an_answer_that_nobody_gave_has_no_place_in_a_run():
    with pytest.raises(ValueError, match="nobody"):
        run_of(PROCEDURE, [link(1)], ())
