"""The algebra of the sequential test: only the set of findings counts, and errors only ever speak for closing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digitize.matching.guard import guard_rules, run_of
from digitize.model.guard import AutoLink, Draw, Finding, ReadQuality, Stratum
from digitize.model.match import DossierCode

ROUNDING = 1e-9
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
FINDINGS = st.sampled_from([Finding.RIGHT] * 6 + [Finding.WRONG, Finding.MOOT])
STRATA = st.sampled_from([Stratum(procedure="p"), Stratum(station="s"), Stratum(quality=ReadQuality.CLEAR)])
DRAWN = st.sampled_from([Draw.SAMPLE, Draw.SCREENED, Draw.SCREENED, None])


@st.composite
def found(draw: st.DrawFn) -> list[AutoLink]:
    """Links with what was found of them; several may be found in the same moment."""
    marks = draw(
        st.lists(st.tuples(FINDINGS, DRAWN, st.integers(0, 2), st.sampled_from("pqrs")), max_size=60)
    )
    made, minute = [], 0
    for number, (finding, drawn, pause, procedure) in enumerate(marks):
        minute += pause
        at = BEGIN + timedelta(minutes=minute)
        link = AutoLink(
            f"d{number:03}", DossierCode("H"), procedure, ReadQuality.CLEAR, "s", at, drawn, finding, at
        )
        made.append(link)
    return made


def closed_after(stratum: Stratum, links: list[AutoLink]) -> int:
    """Return after how many of the findings the band closes, more than all if it stays open."""
    for number in range(1, len(links) + 1):
        if run_of(stratum, links[:number], ()).score >= guard_rules().limit:
            return number
    return len(links) + 1


@given(STRATA, found(), st.randoms())
def test_the_order_in_which_findings_are_handed_over_says_nothing(stratum, links, rng):
    shuffled = rng.sample(links, len(links))
    assert run_of(stratum, shuffled, ()) == run_of(stratum, links, ())


@given(STRATA, found(), st.data())
def test_a_finding_that_comes_twice_counts_once(stratum, links, data):
    again = data.draw(st.lists(st.sampled_from(links), max_size=9)) if links else []
    assert run_of(stratum, [*links, *again], ()) == run_of(stratum, links, ())


@given(STRATA, found(), st.data())
def test_more_errors_never_keep_a_band_open_longer(stratum, links, data):
    worse = [
        replace(link, finding=Finding.WRONG) if data.draw(st.booleans(), "wrong too") else link
        for link in links
    ]
    assert run_of(stratum, worse, ()).score >= run_of(stratum, links, ()).score - ROUNDING
    assert closed_after(stratum, worse) <= closed_after(stratum, links)


@given(STRATA, found())
def test_a_further_error_makes_it_worse_and_a_further_right_link_never_does(stratum, links):
    at = BEGIN + timedelta(days=1)
    last = AutoLink("e", DossierCode("H"), "p", ReadQuality.CLEAR, "s", at, Draw.SCREENED, Finding.WRONG, at)
    score = run_of(stratum, links, ()).score
    worse = run_of(stratum, [*links, last], ()).score
    assert score - ROUNDING <= worse <= score + guard_rules().wrong + ROUNDING
    assert run_of(stratum, [*links, replace(last, finding=Finding.RIGHT)], ()).score <= score + ROUNDING


@given(STRATA, found(), st.integers(0, 800))
def test_no_clean_history_delays_a_closing(stratum, links, before):
    history = [
        AutoLink(
            f"a{number:03}", DossierCode("H"), "p", ReadQuality.CLEAR, "s", at, Draw.SAMPLE, Finding.RIGHT, at
        )
        for number in range(before)
        for at in (BEGIN - timedelta(days=before - number),)
    ]
    assert run_of(stratum, [*history, *links], ()) == run_of(stratum, links, ())


@given(STRATA, found())
def test_a_score_is_never_below_zero_and_a_run_counts_what_it_says(stratum, links):
    run = run_of(stratum, links, ())
    assert run.score >= 0
    assert run.wrong <= run.checked <= len(links)
    assert (run.since is None) == (run.score == 0)
    assert run.score <= run.wrong * guard_rules().wrong + ROUNDING
