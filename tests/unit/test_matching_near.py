"""Pages of one form are told apart; a second scan of a page is not."""

import pytest

from digitize.matching.near import likeness, one_paper, probes, words_of
from tests.factories.dossiers import CODE, OTHER_CODE, receipt_lines
from tests.factories.matching import paper


def words(code=CODE, owner="Nguyễn Thị Hoa", phone="0912345678", *more):
    return words_of("\n".join([*receipt_lines(code, owner, phone), *more]))


def test_a_page_is_looked_up_by_its_longest_numbers():
    assert probes(words()) == ("0912345678", "210305")
    assert probes(words_of("Ngày 05 tháng 3 năm 2021, số 1234")) == ()
    assert len(probes(words_of(" ".join(str(10_000 + number) for number in range(9))))) == 5


@pytest.mark.parametrize(
    "again",
    [
        words(CODE, "Nguyen Thi Hoa"),
        words(CODE, "Nguyễn Thị Hoạ", "0912345678", "Ngưòi nộp"),
        words(CODE, "Nguyễn Thị Hoa", "0912845678"),
    ],
    ids=["tones lost", "a line more", "a digit misread"],
)
def test_a_page_read_again_is_near(again):
    assert likeness(words(), again) > 0.9


def test_another_receipt_of_the_form_is_not_near():
    other = words_of(
        "\n".join(receipt_lines("H09.15-210412-0387", "Trần Văn Bình", "0987650321"))
        .replace("ngày 05 tháng 3 năm 2021", "ngày 12 tháng 4 năm 2021")
        .replace("08 giờ 30 phút", "14 giờ 05 phút")
        .replace("ngày 20 tháng 3", "ngày 28 tháng 4")
    )
    assert likeness(words(), other) is None


def test_receipts_of_one_person_and_day_are_told_apart_by_their_codes():
    assert likeness(words(), words(OTHER_CODE)) is not None
    assert not one_paper(paper(ma_ho_so=CODE), paper(ma_ho_so=OTHER_CODE), 0.99)
    assert one_paper(paper(ma_ho_so=CODE), paper(ma_ho_so=CODE.lower()), 0.85)


def test_a_misread_identity_number_tells_nobody_apart_and_another_one_does():
    one = paper(so_cccd="074185001234")
    assert one_paper(one, paper(so_cccd="074135001234"), 0.85)
    assert not one_paper(one, paper(so_cccd="074190005678"), 0.99)
    assert not one_paper(one, paper(so_cccd="7418500123"), 0.99)


def test_a_paper_known_by_nothing_must_read_all_but_the_same():
    one, other = paper(ngay_ban_hanh="2021-03-05"), paper(ngay_ban_hanh="2021-03-05", ma_ho_so=CODE)
    assert one_paper(one, other, 0.95)
    assert not one_paper(one, other, 0.84)
    assert not one_paper(one, paper(ngay_ban_hanh="2021-03-06"), 0.95)
