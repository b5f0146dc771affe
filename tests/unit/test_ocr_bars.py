"""Worn bars: what the ink leaves open the check symbol decides, and nothing is said where it cannot."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitize.extraction.signs import split_rules as rules_of_split
from digitize.ocr import bars, code128

TEXT = (104, 52, 47, 13, 48)
"""Start B, T, O, -, P."""


def left(*symbols: int, alike: dict[int, tuple[int, ...]] | None = None) -> bars.Profile:
    """Return how far each place is from each symbol: nothing from its own and from those that look alike."""
    check = (symbols[0] + sum(place * symbol for place, symbol in enumerate(symbols[1:], 1))) % 103
    table = np.ones((len(symbols) + 1, 106), np.float32)
    for place, symbol in enumerate((*symbols, check)):
        table[place, [symbol, *(alike or {}).get(place, ())]] = 0.0
    return table


def test_the_check_symbol_picks_among_what_looks_alike():
    open_ = left(*TEXT, alike={2: (44, 79), 3: (16, 81)})
    (found,) = bars._readings(open_)
    assert found[:-1] == TEXT


CERTIFICATE = "2574120001234"


def in_pairs(text: str) -> tuple[int, ...]:
    """Return the symbols of a number, in pairs of digits, without its check."""
    (symbols,) = (each for each in code128.spellings(text) if each[0] == code128.START_C)
    return symbols[:-1]


def test_bars_that_may_be_many_numbers_are_the_one_that_a_certificate_may_bear():
    """No commune begins with 10, and the year 92 is to come; the check symbol cannot be seen."""
    symbols = in_pairs(CERTIFICATE)
    open_ = left(*symbols, alike={1: (10,), 3: (19,), 9: tuple(range(103))})
    assert len(list(bars._readings(open_))) == 4
    assert bars._certificate(open_) == CERTIFICATE


def test_bars_that_two_certificates_may_bear_say_neither():
    symbols = in_pairs(CERTIFICATE)
    (other,) = (each for each in code128.spellings("2574120006234") if each[0] == code128.START_C)
    open_ = left(*symbols, alike=dict(enumerate(zip(other, strict=True))))
    assert bars._certificate(open_) is None


def test_bars_of_something_else_are_no_certificate_however_near_one_is():
    """The commune is worse by more than the ink leaves open."""
    symbols = in_pairs(CERTIFICATE)
    nearer = left(*symbols)
    nearer[1] = 1.0
    nearer[1, 10], nearer[1, symbols[1]] = 0.0, 0.02
    assert bars._certificate(nearer) is None


def profile_of(text: str, growth: float, blur: float) -> bars.Profile:
    """Return the profile of clean bars, four samples a module, with paper on both sides."""
    symbols = min(code128.spellings(text), key=len)
    return np.pad(bars._ink(code128.widths_of(symbols), growth, blur), 80)


def test_fat_bars_say_the_number_of_a_certificate_and_no_other_near_it():
    profile = profile_of(CERTIFICATE, 0.8, 0.4)
    ends = bars._ends(profile)
    assert ends is not None
    assert bars._text(profile, ends, 1) == CERTIFICATE
    assert bars._bears_out(profile, ends, CERTIFICATE, alone=True)
    assert not bars._bears_out(profile, ends, "2574120001334", alone=True)


def test_bars_half_of_one_certificate_and_half_of_another_say_neither():
    """A pair of digits and the check symbol between those of two numbers: each is as near as the other."""
    one, other = (profile_of(text, 0.8, 0.4) for text in (CERTIFICATE, "2574120001334"))
    profile = np.asarray((one + other) / 2, np.float32)
    ends = bars._ends(profile)
    assert ends is not None
    assert bars._text(profile, ends, 1) is None


FAT = "H09.23.05-210429-0002"
"""Where bars are wider by a module the first 3 of it is a 6 as well."""


def fat(*printed: str, growth: float = 1.0) -> str | None:
    """Return what the fat bars of that code say where codes are printed beside them."""
    return bars._said([profile_of(FAT, growth, 0.4)] * 3, printed)


def test_print_does_not_decide_between_two_codes_that_fat_bars_say_alike():
    assert (fat(), fat(FAT)) == (None, None)


def test_bars_that_are_clear_say_what_print_misreads():
    assert fat(FAT.replace("23", "26"), growth=0.8) == FAT


def test_print_that_is_no_better_than_another_code_is_not_what_fat_bars_say():
    others = (FAT[:place] + digit + FAT[place + 1 :] for place in (5, 7, 8, 14, 20) for digit in "145789")
    assert [other for other in others if other != FAT and fat(other)] == []


def test_a_separator_sheet_may_lack_bars_side_by_side():
    (sheet,) = bars.SEPARATORS
    profile = np.pad(profile_of(sheet, 0.0, 0.4)[80:-80], 80)
    profile[300:370] = 0.0
    first, last = bars._ends(profile), bars._ends(profile, 80)
    assert first != last
    assert bars._said([profile] * 3, ()) == sheet


def test_bars_that_say_anything_say_nothing():
    """Twelve symbols at each of 34 places are more readings than a machine word holds."""
    flooded = np.ones((35, 106), np.float32)
    flooded[:, :12] = 0.0
    assert list(bars._readings(flooded)) == []


def test_a_black_block_is_no_code():
    page = np.full((300, 1200), 255, np.uint8)
    page[100:200, 200:1000] = 0
    page[100:200, 230:970:30] = 25
    assert list(bars.worn_codes(page)) == []
    dark = np.pad(np.full(800, 0.97, np.float32), 60)
    assert bars._said([dark] * 3, (*bars.SEPARATORS, "H09.15-210305-0007")) is None


def test_separator_sheets_say_what_parts_files():
    assert set(bars.SEPARATORS) == rules_of_split().separator_codes


@given(st.text("0123456789ABCH.-", min_size=3, max_size=26))
def test_what_printers_write_reads_as_it_was(text):
    for symbols in code128.spellings(text):
        assert code128.checked(symbols) == text
