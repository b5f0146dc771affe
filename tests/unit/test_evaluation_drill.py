"""A procedure that goes bad closes, nothing else does, and a clean province stays open."""

import pytest

from digitize.evaluation.drill import Drill, Setting, flow, shares
from digitize.model.guard import Stratum

PROMISED = 0.0005
CODES = list(shares())


def play(code, rate, seed, own=400, **more):
    links = int(own / shares()[code])
    return Drill(
        Setting(seed, links, lambda link: rate if link.procedure == code else PROMISED, **more)
    ).play()


@pytest.mark.parametrize("code", [CODES[0], CODES[12]])
def test_a_procedure_half_of_whose_links_are_wrong_closes_within_200_of_them_and_nothing_else_does(code):
    for seed in range(12):
        played = play(code, 0.5, seed)
        (closed,) = played.closed
        assert closed.stratum == Stratum(procedure=code)
        assert closed.links <= 200
        assert closed.wrong < closed.links


def test_one_wrong_link_in_five_is_mostly_noticed_within_200():
    within = [
        any(
            closed.stratum.procedure == CODES[0] and closed.links <= 200
            for closed in play(CODES[0], 0.2, seed).closed
        )
        for seed in range(40)
    ]
    assert sum(within) >= 30


def test_a_station_that_goes_bad_closes_and_nothing_outside_it_does():
    for seed in range(6):
        wrong = Setting(seed, 12_000, lambda link: 0.5 if link.station == "tram-05" else PROMISED)
        closed = [each.stratum for each in Drill(wrong).play().closed]
        # One of its procedures may have three wrong links before four of them have one.
        assert closed[-1] == Stratum(station="tram-05")
        assert {each.station for each in closed} == {"tram-05"}


def test_contradictions_that_come_to_light_close_it_sooner():
    alone = [play(CODES[0], 0.1, seed).closed for seed in range(20)]
    helped = [play(CODES[0], 0.1, seed, unprompted=0.3).closed for seed in range(20)]
    taken = [sum(closed[0].links if closed else 400 for closed in drills) for drills in (alone, helped)]
    assert taken[1] < taken[0] / 2


def test_answers_that_come_late_close_it_later_but_close_it():
    (closed,) = play(CODES[0], 0.5, 3, lag=500).closed
    (at_once,) = play(CODES[0], 0.5, 3).closed
    assert closed.stratum == at_once.stratum
    assert closed.links > at_once.links


def test_a_province_without_errors_asks_about_one_link_in_twenty_and_closes_nothing():
    played = Drill(Setting(1, 20_000, lambda _: 0.0)).play()
    assert played.closed == ()
    assert played.asked / played.links == pytest.approx(0.05, abs=0.005)


def test_a_province_that_keeps_its_promise_stays_open():
    assert [Drill(Setting(seed, 20_000, lambda _: PROMISED)).play().closed for seed in range(6)] == [()] * 6


def test_the_flow_is_the_provinces():
    links = [link for link, _ in flow(Setting(5, 20_000, lambda _: 0.0))]
    counts = {code: sum(link.procedure == code for link in links) / 20_000 for code in CODES[:3]}
    assert all(counts[code] == pytest.approx(shares()[code], abs=0.01) for code in counts)
    assert len({link.station for link in links}) == 91
    assert len({link.id for link in links}) == 20_000
