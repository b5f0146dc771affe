"""How people are called: sex, place in the name and lists say what follows a syllable."""

import pytest

from digitize.text.name_spelling import surnames
from ocr_models.people import Called, people, surname_shares

CALLED = {
    "men": Called(["Minh Quyền", "Nhân", "Đức Nhân"], ["Tấn"], []),
    "women": Called(["Ngọc Quyên", "Ngọc Trân"], [], ["Bé"]),
}


def test_the_middle_name_tells_the_sex_and_the_sex_the_name() -> None:
    called = people(["Nhàn"], CALLED).pairs
    assert called["thị", "quyên"] > 0
    assert ("thị", "quyền") not in called
    assert called["văn", "quyền"] > 0
    assert ("văn", "quyên") not in called
    assert called["ngọc", "trân"] > called["đức", "nhàn"] > 0, "a syllable of no list may end any name"


def test_what_the_lists_lack_is_added_where_it_stands() -> None:
    called = people([], CALLED)
    assert called.first["tấn"] > called.first["minh"]
    assert ("minh", "tấn") not in called.pairs, "a middle name"
    assert called.pairs["thị", "bé"] > 0
    assert "bé" not in called.first, "a given name stands last"


def test_what_follows_a_syllable_is_a_distribution() -> None:
    called = people(["Nhàn"], CALLED)
    for middle in ("thị", "văn", "ngọc", "minh"):
        chances = [chance for (before, _), chance in called.pairs.items() if before == middle]
        assert sum(chances) == pytest.approx(1)
    assert sum(called.first.values()) == pytest.approx(1)
    assert called.first["thị"] == pytest.approx(0.25), "Thị is a middle name by itself"
    assert called.syllables >= {"thị", "văn", "tấn", "quyên", "nhàn", "bé"}


def test_surnames_are_as_common_as_their_place_in_the_list() -> None:
    shares = surname_shares(["Nguyễn", "Trần", "Lê"])
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["nguyễn"] == pytest.approx(2 * shares["trần"])


def test_rare_surnames_begin_no_name() -> None:
    shares = surname_shares(surnames())
    assert {"nguyễn", "lại"} <= shares.keys()
    assert not {"đường", "văn", "an"} & shares.keys(), "ordinary words"
