"""How people are called: sex, place in the name and lists say what follows a syllable."""

import pytest

from ocr_models.people import Called, people, surname_shares

CALLED = {
    "men": Called(["Minh Quyền", "Nhân", "Đức Nhân"], ["Tấn"], []),
    "women": Called(["Ngọc Quyên", "Ngọc Trân"], [], ["Bé"]),
}


def test_the_middle_name_tells_the_sex_and_the_sex_the_name() -> None:
    called = people(["Nguyễn", "Trần"], ["Nhàn"], CALLED)
    assert called["thị", "quyên"] > 0
    assert ("thị", "quyền") not in called
    assert called["văn", "quyền"] > 0
    assert ("văn", "quyên") not in called
    assert called["ngọc", "trân"] > called["đức", "nhàn"] > 0, "a syllable of no list may end any name"
    assert ("thị", "trần") not in called, "a surname ends none"


def test_what_the_lists_lack_is_added_where_it_stands() -> None:
    called = people(["Nguyễn"], [], CALLED)
    assert called["nguyễn", "tấn"] > called["nguyễn", "minh"]
    assert ("minh", "tấn") not in called, "a middle name"
    assert called["thị", "bé"] > 0
    assert ("nguyễn", "bé") not in called, "a given name stands last"


def test_what_follows_a_syllable_is_a_distribution() -> None:
    called = people(["Nguyễn", "Trần"], ["Nhàn"], CALLED)
    for first in ("nguyễn", "trần", "thị", "văn", "ngọc", "minh"):
        assert sum(chance for (before, _), chance in called.items() if before == first) == pytest.approx(1)
    assert called["nguyễn", "thị"] == pytest.approx(0.25), "Thị is a middle name by itself"


def test_surnames_are_as_common_as_their_place_in_the_list() -> None:
    shares = surname_shares(["Nguyễn", "Trần", "Lê"])
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["nguyễn"] == pytest.approx(2 * shares["trần"])
