"""The number in the bars of a certificate of land: MV = MX.MN.ST."""

import pytest

from digitize.text.certificates import is_certificate_number


@pytest.mark.parametrize("text", ["2574109000001", "2574120001234", "2594225999999"])
def test_a_commune_of_the_province_a_year_and_a_number_may_stand_in_the_bars(text):
    assert is_certificate_number(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0000120001234", "no commune"),
        ("2574108001234", "before there were bars"),
        ("2574126001234", "after the communes were joined"),
        ("257412000123", "a digit too few"),
        ("257412000123A", "a letter"),
        ("25741200012340", "a digit too many"),
    ],
)
def test_nothing_else_may(text, why):
    assert not is_certificate_number(text), why
