"""The evidence table: complete, and in order."""

from itertools import pairwise

import pytest

from digitize.matching.evidence import CLASSES
from digitize.matching.rules import rules
from digitize.matching.weigh import BESIDE, COMPANY, HANDED_IN, PLACE, WORKED_ON
from digitize.model.match import Level
from digitize.model.vocabulary import vocabulary

ORDER = list(Level)
ROUNDED = 0.01
"""Bits: shares are kept with four digits."""


@pytest.mark.parametrize("field", rules().weights)
def test_a_better_level_is_never_worth_less_and_only_agreement_is_worth_something(field: str) -> None:
    levels = rules().weights[field]
    bits = [levels[level].bits for level in ORDER if level in levels]
    assert all(better >= worse - ROUNDED for better, worse in pairwise(bits))
    assert levels[Level.EXACT].bits > 0 > levels[Level.DIFFERENT].bits


def test_fields_and_kinds_are_of_the_vocabulary() -> None:
    assert rules().weights.keys() <= {*vocabulary().fields, BESIDE, COMPANY, HANDED_IN, PLACE, WORKED_ON}
    assert rules().owner_papers | rules().undated | rules().place_shares.keys() <= vocabulary().kinds.keys()
    assert rules().soon_days.keys() | rules().follows_days.keys() <= vocabulary().kinds.keys()
    assert max(rules().soon_days.values()) <= rules().handed_in_days[0]
    assert rules().classes.keys() == {one.name for one in CLASSES}


def test_surname_phone_address_or_identity_number_alone_never_reach_a_link() -> None:
    alone = ("so_cccd", "so_cmnd", "so_dien_thoai", "dia_chi", "ngay_sinh")
    most = max(rules().weights[field][Level.EXACT].bits for field in alone)
    for name, need in rules().classes.items():
        # What is about the dossier counts without what is about its person.
        assert most < need.link_bits or need.dossier_bits >= need.link_bits, name


def test_a_folded_name_is_witness_enough_and_a_near_one_is_not() -> None:
    name = rules().weights["ho_ten"]
    assert name[Level.FOLDED].bits > rules().confirm_bits > name[Level.NEAR].bits
