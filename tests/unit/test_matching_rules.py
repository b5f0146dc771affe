"""The evidence table: complete, and in order."""

from itertools import pairwise

import pytest

from digitize.matching.ladder import RUNGS
from digitize.matching.rules import rules
from digitize.model.match import Level
from digitize.model.vocabulary import vocabulary

ORDER = list(Level)


@pytest.mark.parametrize("field", rules().bits)
def test_a_better_level_is_never_worth_less_and_only_agreement_is_worth_something(field: str) -> None:
    levels = rules().bits[field]
    bits = [levels[level] for level in ORDER if level in levels]
    assert all(better >= worse for better, worse in pairwise(bits))
    assert all((value > 0) is (level is not Level.DIFFERENT) for level, value in levels.items())


def test_fields_and_kinds_are_of_the_vocabulary() -> None:
    assert rules().bits.keys() <= vocabulary().fields.keys()
    assert rules().owner_papers | rules().personal_papers <= vocabulary().kinds.keys()
    assert rules().link_bits.keys() == {rung.name for rung in RUNGS}


def test_surname_phone_address_or_identity_number_alone_never_reach_a_link() -> None:
    alone = ("ho_ten", "so_cccd", "so_cmnd", "so_dien_thoai", "dia_chi", "ngay_sinh")
    assert max(rules().bits[field][Level.EXACT] for field in alone) < min(rules().link_bits.values())


def test_a_folded_name_is_witness_enough_and_a_near_one_is_not() -> None:
    name = rules().bits["ho_ten"]
    assert name[Level.TONELESS] > rules().confirm_bits > name[Level.NEAR]
