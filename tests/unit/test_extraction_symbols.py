"""Symbols of papers: read as they stand, spelled as offices abbreviate, and never changed where two may be meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.extraction.catalogue import rules
from digitize.extraction.readers import Reading
from digitize.extraction.symbols import read_symbol, spelled_symbol

KNOWN = rules().symbol_words


@pytest.mark.parametrize(
    ("read", "own", "spelled"),
    [
        ("UBNĐ-VX", (), "UBND-VX"),
        ("TLBD-CNYPĐKĐĐ", (), "TLBĐ-CNVPĐKĐĐ"),
        ("PY-C-BPTNTKQ", (), "PYC-BPTNTKQ"),
        ("PXL-BPTNTK", (), "PXL-BPTNTKQ"),
        ("PXL-BPTN", ("BPTNTKQ",), "PXL-BPTNTKQ"),
        ("TB-ĐKKB", (), "TB-ĐKKB"),
        ("UBND-QIĐT", (), "UBND-QLĐT"),
        ("STNMT-QLĐĐ", (), "STNMT-QLĐĐ"),
        ("TB-CCT-TB8TK", (), "TB-CCT-TB&TK"),
        ("CT4UBND", (), "CT-UBND"),
        ("HĐNL", (), "HĐNL"),
        ("GXNHUBND", (), "GXN-UBND"),
        ("UBND-XN", ("XNTTHN",), "UBND-XNTTHN"),
        ("TKS-BS", ("TLKS",), "TLKS-BS"),
        ("TLK1", ("TLKT",), "TLKT"),
        ("TLK1", (), "TLK1"),
        ("TTHC", (), "TTHC"),
        ("PXD-BPTNTKQ", ("PXL",), "PXL-BPTNTKQ"),
        ("CF-UBND", ("CT",), "CT-UBND"),
        ("TT-UBND", ("TTr",), "TTr-UBND"),
        ("TT-BTC", ("TT",), "TT-BTC"),
        ("QC-UBND", ("QĐ",), "QC-UBND"),
        ("UBND-VX", ("CĐ",), "UBND-VX"),
        ("MNL-HCNS", (), "MNL-HCNS"),
        ("BC-PGDĐT", (), "BC-PGDĐT"),
        ("PCTPT", (), "PCTPT"),
        ("XNMT", (), "XNMT"),
    ],
)
def test_abbreviations_are_spelled_as_they_are_written(read: str, own: tuple[str, ...], spelled: str) -> None:
    assert spelled_symbol(read, KNOWN, own) == spelled


def test_a_number_is_read_with_its_symbol_and_says_what_was_repaired() -> None:
    assert read_symbol("45/QĐ-UBND", KNOWN) == Reading("45/QĐ-UBND")
    assert read_symbol("45/QĐ-UBNĐ ngày 2", KNOWN) == Reading("45/QĐ-UBND", 0.7, ("repaired",))
    assert read_symbol("45 /QĐ-UBND", KNOWN) == Reading("45/QĐ-UBND", 0.5, ("handwritten",))
    assert read_symbol("1923STP-LLTP", KNOWN) == Reading("1923/STP-LLTP", 0.6, ("repaired",))
    assert read_symbol("372GPXD", KNOWN, ("GPXD",)) == Reading("372/GPXD", 0.6, ("repaired",))
    assert read_symbol("372ABCD", KNOWN) is None
    assert read_symbol("0/QĐ-UBND", KNOWN) is None


@given(st.text(alphabet="ABCĐ-/&", max_size=12))
def test_whatever_stands_behind_a_stroke_is_taken(symbol: str) -> None:
    assert spelled_symbol(spelled_symbol(symbol, KNOWN), KNOWN) == spelled_symbol(symbol, KNOWN)


@given(st.lists(st.sampled_from(KNOWN), min_size=1, max_size=3))
def test_what_is_spelled_rightly_stays(words: list[str]) -> None:
    symbol = "-".join(words)
    assert spelled_symbol(symbol, KNOWN) == symbol
