"""Numbers are held against what was read in their place."""

import pytest

from digitize.evaluation.numbers import NumberKind, NumberScore, number_figures, score_numbers
from tests.factories.truth import read_page, truth_page

CODE = "000.00.12.H09-200420-0012"


def scores(text: str, read: str, *hand: str) -> tuple[NumberScore, ...]:
    return score_numbers(truth_page(text, hand={0: hand} if hand else {}), read_page(read))


def read_of(kind: NumberKind, text: str, read: str, *hand: str) -> list[str]:
    return [score.read for score in scores(text, read, *hand) if score.kind is kind]


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("ngày 08/09/1977.", "08/09/1977"),
        ("ngày 08/09 1977.", "08/09 1977"),
        ("ngay 08/09/1971,", "08/09/1971"),
        ("ngày08/09/1977", "ngày08/09/1977"),
        ("ngày", ""),
    ],
)
def test_a_printed_number_is_a_word_with_its_signs(read: str, number: str) -> None:
    assert read_of(NumberKind.PRINTED, "ngày 08/09/1977.", read) == [number]


def test_numbers_of_few_digits_do_not_count() -> None:
    assert scores("điều 123 khoản 2", "điều 123 khoản 2") == ()


def test_codes_are_read_as_their_grammar_allows() -> None:
    text = f"Mã hồ sơ: {CODE}"
    assert read_of(NumberKind.CODE, text, "Mã hồ sơ: 000,00.12.H09-2O0420-0012") == [CODE]
    assert read_of(NumberKind.CODE, text, "Mã hồ sơ: 000.00.12.H09-200420-0013") == [f"{CODE[:-1]}3"]
    assert read_of(NumberKind.CODE, "Số CCCD: 074201500856", "Số CCCD: 074201500856") == ["074201500856"]
    assert read_of(NumberKind.CODE, "Điện thoại: 0916810515", "Điện thoại: 0916810515") == []
    # Its last digit is what the check digit of an MST would be.
    assert read_of(NumberKind.CODE, "0965070248", "0965070248") == []
    assert read_of(NumberKind.CODE, "MST: 3700291663", "MST: 3700291663") == ["3700291663"]


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("Số: 753/QĐ-UBND", "753"),
        ("Số: 7531/QĐ-UBND", "7531"),
        ("Số: 7 53/QĐ-UBND", "7 53"),
        ("Số: /QĐ-UBND", ""),
    ],
)
def test_a_slot_by_hand_holds_its_digits_and_no_more(read: str, number: str) -> None:
    assert read_of(NumberKind.SLOT, "Số: 753/QĐ-UBND", read, "753") == [number]


def test_other_numbers_by_hand_are_no_slots() -> None:
    text = "Nơi ở: số 18/31, đường Nguyễn Du, sinh năm 1973"
    found = scores(text, text, "số 18/31, đường Nguyễn Du", "1973")
    assert [(score.kind, score.text) for score in found] == [(NumberKind.WRITTEN, "1973")]


def test_figures_count_exact_numbers_and_wrong_characters() -> None:
    found = [
        *scores("năm 1973", "năm 1973"),
        *scores("số 12345", "số 12845"),
    ]
    figures = number_figures(found, NumberKind.PRINTED)
    assert (figures.exact.right, figures.exact.of, figures.cer) == (1, 2, 1 / 9)
    assert number_figures(found, NumberKind.SLOT).cer is None
