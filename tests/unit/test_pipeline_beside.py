"""Which decisions hold whatever lies beside a paper."""

import pytest

from digitize.matching.pile import NOTHING, Beside
from digitize.model.match import Candidate, DossierCode, MatchDecision, Outcome
from digitize.pipeline.beside import stands

FOUND, OTHER, STRANGER = (DossierCode(f"H09.15-210305-000{number}") for number in (1, 2, 3))
LINK = MatchDecision(Outcome.LINK, FOUND, "register", None, (Candidate(FOUND, ()), Candidate(OTHER, ())))


@pytest.mark.parametrize(
    ("near", "holds"),
    [
        (NOTHING, True),
        (Beside(frozenset({FOUND}), None, {FOUND: frozenset()}), True),
        (Beside(frozenset({STRANGER}), None, {STRANGER: frozenset()}), True),
        (Beside(frozenset({OTHER}), None, {OTHER: frozenset()}), False),
        (Beside(frozenset({OTHER}), None, {OTHER: frozenset(), FOUND: frozenset()}), True),
        (Beside(frozenset(), None, {OTHER: frozenset()}), True),
        (Beside(homeless=True), False),
    ],
)
def test_a_link_is_decided_anew_where_another_dossier_that_is_meant_lies_next_to_the_paper(near, holds):
    assert stands(LINK, near) is holds


def test_what_waits_is_decided_anew_as_soon_as_anything_lies_beside_it():
    waits = MatchDecision(Outcome.REVIEW, None, None, "weak_evidence")
    assert stands(waits, NOTHING)
    assert not stands(waits, Beside(frozenset({FOUND}), None, {FOUND: frozenset()}))
