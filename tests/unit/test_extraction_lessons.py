"""What corrections teach: labels and titles that forms lack, and which values were right. No name and no number."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.extraction.corrected import Correction, corrected
from digitize.extraction.extract import extract
from digitize.extraction.lessons import Lesson, TitleProposal, grade, learned
from digitize.extraction.view import flat
from tests.factories.dossiers import receipt_lines
from tests.factories.matching import paper
from tests.factories.pages import centred, make_page
from tests.factories.scripted import page_of

OWNERS = ("Nguyễn Thị Hoa", "Trần Văn Bình", "Lê Thị Lan")
HOMES = ("Khu phố 3, phường Phú Cường", "Ấp 2, xã An Tây", "Tổ 5, phường Lái Thiêu")


def lesson(number, lines, **typed):
    """Return a receipt of one of the owners on which a person typed values."""
    pages = (page_of([*receipt_lines(owner=OWNERS[number]), *lines]),)
    read = extract(pages)
    return Lesson(f"d{number}", read, corrected(read, Correction(values=typed), pages), frozenset(), pages)


def homes(*labels):
    return [
        lesson(number, [f"{label}: {HOMES[number]}"], dia_chi=HOMES[number])
        for number, label in enumerate(labels)
    ]


def test_a_label_that_the_form_lacks_is_proposed_with_its_support():
    (found,) = learned(homes("Nhà riêng tại", "Nhà riêng tại", "Nhà riêng tại")).labels()
    assert (found.kind, found.field, found.label, found.papers) == (
        "giay_tiep_nhan",
        "dia_chi",
        "Nhà riêng tại",
        3,
    )


def test_spellings_that_differ_in_their_marks_are_one_label():
    (found,) = learned(homes("Nhà riêng tại", "Nha riêng tại", "Nhà riêng tại")).labels()
    assert (found.label, found.papers) == ("Nhà riêng tại", 3)


def test_one_paper_proposes_nothing():
    assert learned(homes("Nhà riêng tại")).labels() == ()
    assert learned(homes("Nhà riêng tại", "Nơi cư ngụ")).labels() == ()


def test_two_papers_of_one_owner_propose_nothing():
    one, two = homes("Nhà riêng tại", "Nhà riêng tại")
    same = replace(two.person, fields=one.person.fields)
    assert learned([one, replace(two, person=same)]).labels() == ()


def test_a_value_that_is_always_the_same_proposes_nothing():
    same = [lesson(number, [f"Nhà riêng tại: {HOMES[0]}"], dia_chi=HOMES[0]) for number in (0, 1)]
    assert learned(same).labels() == ()


def test_a_known_label_is_left_out():
    assert learned(homes("Địa chỉ liên hệ", "Địa chỉ liên hệ")).labels() == ()


@pytest.mark.parametrize("named", ["Lê Văn Tám ngụ tại", "ông Lê Văn Tám", "LÊ VĂN TÁM", "ÔNG LÊ VĂN TÁM"])
def test_a_name_is_never_proposed(named):
    assert learned(homes(named, named)).labels() == ()


def test_the_owners_own_name_before_a_value_is_cut_off():
    given = [
        lesson(number, [f"{OWNERS[number]} ngụ tại: {HOMES[number]}"], dia_chi=HOMES[number])
        for number in (0, 1)
    ]
    assert [item.label for item in learned(given).labels()] == ["ngụ tại"]


def test_a_number_is_never_proposed():
    lines = ["Sinh năm 1976 ngụ tại: ", "Sinh năm 1980 ngụ tại: "]
    given = [
        lesson(number, [line + HOMES[number]], dia_chi=HOMES[number]) for number, line in enumerate(lines)
    ]
    assert [item.label for item in learned(given).labels()] == ["ngụ tại"]


@pytest.mark.parametrize(
    "place", [(0.1, 0.6), (0.5, 0.58)], ids=["in the cell to the left", "in the cell above"]
)
def test_a_label_in_another_cell_is_found(place):
    def table(number):
        pages = (
            make_page(
                [
                    centred(0.2, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"),
                    (0.1, 0.3, f"Tiếp nhận hồ sơ của: {OWNERS[number]}"),
                    (*place, "Nơi cư ngụ"),
                    (0.5, 0.6, HOMES[number]),
                ]
            ),
        )
        read = extract(pages)
        typed = corrected(read, Correction(values={"dia_chi": HOMES[number]}), pages)
        return Lesson(f"d{number}", read, typed, frozenset(), pages)

    assert [item.label for item in learned([table(0), table(1)]).labels()] == ["Nơi cư ngụ"]


def test_the_title_of_papers_taken_for_another_kind_is_proposed():
    def mistaken(number):
        pages = (
            make_page(
                [
                    centred(0.05, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
                    centred(0.2, "PHIẾU LẤY CHỖ"),
                    (0.1, 0.3, f"Họ và tên: {OWNERS[number]}"),
                ]
            ),
        )
        read = extract(pages)
        said = Correction("giay_tiep_nhan", {"ho_ten": OWNERS[number]})
        return Lesson(f"d{number}", read, corrected(read, said, pages), frozenset(), pages)

    found = learned([mistaken(0), mistaken(1)]).titles()
    assert found == (TitleProposal("giay_tiep_nhan", "PHIẾU LẤY CHỖ", "khac", 2),)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(OWNERS), min_size=2, max_size=6), st.text("abc ăâ:.;0123456789", max_size=30))
def test_no_proposal_holds_a_name_or_a_digit(names, noise):
    given = [
        lesson(number, [f"{name} {noise} ngụ tại: {HOMES[number]}"], dia_chi=HOMES[number])
        for number, name in enumerate(names[:3])
    ]
    for item in learned(given).labels():
        assert not any(char.isdigit() for char in item.label)
        assert not any(flat(name) in flat(item.label) for name in OWNERS)


def test_values_are_graded_by_what_was_typed_or_confirmed_and_by_nothing_else():
    machine = paper(ho_ten="Nguyễn Thị Hoa", so_cccd="074185001234", ten_tthc="Cấp phép", dia_chi="Ấp 2")
    person = corrected(machine, Correction(values={"ho_ten": "Nguyễn Thị Hòa", "dia_chi": ""}), ())
    graded = {
        item.field.name: (item.field.confidence, item.right)
        for item in grade(Lesson("d", machine, person, frozenset({"so_cccd"}), ()))
    }
    assert graded == {"ho_ten": (0.95, False), "dia_chi": (0.95, False), "so_cccd": (0.95, True)}
