"""What the papers beside a paper in its pile tell of it."""

import pytest

from digitize.matching.evidence import class_of
from digitize.matching.pile import dossiers_beside
from digitize.matching.rules import rules
from digitize.matching.weigh import BESIDE, Around, level_of, weigh
from digitize.model.match import DossierCode, Level
from tests.factories.matching import entry, paper

A, B = DossierCode("000.00.01.H09-210102-0001"), DossierCode("000.00.01.H09-210102-0002")
OWN = entry(7)


@pytest.mark.parametrize(
    ("pile", "told"),
    [
        ([None], ()),
        ([A, None], (A,)),
        ([None, B], (B,)),
        ([A, None, B], (A, B)),
        ([A, None, A], (A, A)),
        ([B, A, None, None, A, B], (A, A)),
    ],
)
def test_the_nearest_placed_paper_on_either_side_tells(pile, told):
    at = len(pile) // 2 if len(pile) != 2 else pile.index(None)
    at = at if pile[at] is None else at - 1
    assert dossiers_beside(pile, at) == told


def test_papers_too_far_away_tell_nothing():
    far = rules().beside_papers
    assert dossiers_beside([A, *[None] * far], far) == (A,)
    assert dossiers_beside([A, *[None] * (far + 1)], far + 1) == ()


@pytest.mark.parametrize(
    ("beside", "level"),
    [((OWN.code, OWN.code), Level.EXACT), ((A, OWN.code), Level.NEAR), ((A, B), Level.DIFFERENT)],
)
def test_between_papers_of_a_dossier_says_more_than_next_to_one(beside, level):
    assert level_of(weigh(paper("can_cuoc_cong_dan"), OWN, Around(beside=beside)), BESIDE) is level
    worth = rules().weights[BESIDE]
    assert worth[Level.EXACT].bits > worth[Level.NEAR].bits > 0 > worth[Level.DIFFERENT].bits


def test_a_neighbour_alone_is_no_evidence():
    stranger = weigh(paper("can_cuoc_cong_dan", ho_ten="Phan Thị Bưởi"), OWN, Around(beside=(OWN.code,) * 2))
    assert class_of(stranger) is None
