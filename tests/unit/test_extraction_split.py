"""Which sides make one paper, and which belong to none."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.extraction.split import Parted, split
from digitize.model.geometry import Box
from digitize.model.image import Verdict
from digitize.model.ocr import Barcode, OcrPage
from tests.factories.pages import Placed, agency_header, centred, make_page


def body(*words: str) -> list[Placed]:
    return [(0.15, 0.4 + 0.03 * row, " ".join(f"{word}{row}" for word in words)) for row in range(8)]


TEXT = body("Căncứ", "theođề", "nghịcủa", "phòng", "xemxét")
MORE = body("Bênnhận", "giaonộp", "đầyđủ", "chứngtừ", "đúnghạn")
CODE, OTHER = "H09.15-210305-0007", "H09.15-210412-0031"


def bar(text: str) -> tuple[Barcode, ...]:
    return (Barcode("Code128", text, Box(900, 1000, 1300, 1090)),)


def with_verdict(page: OcrPage, verdict: Verdict) -> OcrPage:
    quality = replace(page.image.quality, verdict=verdict)
    return replace(page, image=replace(page.image, quality=quality))


def letter(number: str = "Số: 45/UBND-NC", *more: Placed) -> OcrPage:
    head = agency_header(
        ("ỦY BAN NHÂN DÂN", "HUYỆN DẦU TIẾNG"), number, "Dầu Tiếng, ngày 05 tháng 3 năm 2021"
    )
    return make_page([*head, *TEXT, *more])


def later(number: int | None = None, *lines: str) -> OcrPage:
    top = [centred(0.03, str(number))] if number else []
    return make_page(
        [
            *top,
            *((0.15, 0.08 + 0.03 * row, text) for row, text in enumerate(lines)),
            *body(f"Trang{number}", "tiếptheo", "gồmcó", "khoản"),
        ]
    )


FIRST = letter()


def blank(contrast: float) -> OcrPage:
    page = with_verdict(make_page(), Verdict.BLANK)
    return replace(page, image=replace(page.image, quality=replace(page.image.quality, contrast=contrast)))


BLANK = blank(0.03)
UNREAD = with_verdict(make_page(), Verdict.RESCAN)
SHEET = make_page([centred(0.3, "TỜ PHÂN CÁCH"), centred(0.36, "Tài liệu số 2")])
NOTE = make_page([(0.4, 0.3, "Liên hệ lại")])
SECRET = OcrPage(FIRST.image, secret_mark="MẬT")
PLAIN = make_page(MORE)


CARD = [centred(0.08, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), centred(0.14, "THẺ XE BUÝT")]


def papers(*pages: OcrPage) -> tuple[tuple[int, ...], ...]:
    return split(pages).papers


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([], ()),
        ([FIRST], ((0,),)),
        ([FIRST, FIRST, FIRST], ((0,), (1,), (2,))),
        ([FIRST, later(2), later(3), FIRST, later(2)], ((0, 1, 2), (3, 4))),
        ([FIRST, PLAIN, PLAIN], ((0, 1, 2),)),
        ([PLAIN, PLAIN], ((0, 1),)),
        ([FIRST, BLANK, later(2), BLANK, FIRST, BLANK], ((0, 1, 2, 3), (4, 5))),
        ([BLANK, FIRST], ((0,), (1,))),
        ([BLANK, BLANK], ((0, 1),)),
        ([FIRST, UNREAD, FIRST], ((0,), (1,), (2,))),
        ([FIRST, UNREAD, later(3), FIRST], ((0, 1, 2), (3,))),
        ([FIRST, UNREAD], ((0,), (1,))),
        ([UNREAD, UNREAD, FIRST], ((0, 1), (2,))),
        ([FIRST, SECRET, PLAIN, SECRET], ((0,), (1, 2), (3,))),
    ],
)
def test_a_paper_begins_where_a_first_side_shows(
    pages: Sequence[OcrPage], expected: tuple[tuple[int, ...], ...]
) -> None:
    assert papers(*pages) == expected


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([FIRST, BLANK, FIRST], ((0,), (1,), (2,))),
        ([FIRST, FIRST, BLANK, BLANK], ((0,), (1,), (2, 3))),
        ([FIRST, BLANK, BLANK, BLANK, FIRST, later(2)], ((0, 1), (2, 3), (4, 5))),
        ([FIRST, BLANK, later(2), FIRST, FIRST], ((0, 1, 2), (3,), (4,))),
        ([FIRST, BLANK, NOTE, later(2), BLANK, FIRST, BLANK], ((0, 1, 2, 3, 4), (5, 6))),
        ([FIRST, later(2), BLANK], ((0, 1, 2),)),
    ],
)
def test_a_blank_side_that_is_no_back_may_be_a_paper_that_was_scanned_too_light(
    pages: Sequence[OcrPage], expected: tuple[tuple[int, ...], ...]
) -> None:
    assert papers(*pages) == expected


def test_a_blank_side_with_something_dark_on_it_was_not_scanned_too_light() -> None:
    assert papers(FIRST, blank(0.2), FIRST) == ((0, 1), (2,))
    assert papers(FIRST, blank(0.7), FIRST) == ((0,), (1,), (2,)), "a staple is black in any light"


def test_a_title_that_no_motto_stands_above_begins_a_paper() -> None:
    book = make_page(
        [(0.1, 0.05, "ỦY BAN NHÂN DÂN XÃ BẠCH ĐẰNG"), centred(0.12, "SỔ GHI CHÉP CÔNG VIỆC"), *MORE]
    )
    assert papers(FIRST, book) == ((0,), (1,))


def test_a_heading_within_a_text_begins_none() -> None:
    annex = later(None, "và các bên cam kết thực hiện đúng các điều khoản đã ghi trên đây")
    article = make_page([centred(0.05, "PHỤ LỤC KÈM THEO HỢP ĐỒNG"), *MORE])
    assert papers(FIRST, annex, article) == ((0, 1, 2),)


def test_the_motto_on_a_side_that_is_numbered_on_is_outweighed_by_nothing_but_itself() -> None:
    assert papers(FIRST, later(2, "Độc lập - Tự do - Hạnh phúc của nhân dân là trên hết")) == ((0, 1),)


def test_a_number_in_a_stamp_at_the_edge_is_no_page_number() -> None:
    stamped = letter("Số: 45/UBND-NC", (0.55, 0.02, "2"), (0.62, 0.02, "CÔNG VĂN ĐẾN"))
    assert papers(PLAIN, stamped) == ((0,), (1,))


def test_three_digits_at_the_edge_are_no_page_number() -> None:
    assert papers(
        FIRST, make_page([centred(0.02, "391"), centred(0.08, "Độc lập - Tự do - Hạnh phúc"), *MORE])
    ) == ((0,), (1,))


def test_motto_and_heading_together_outweigh_a_page_number() -> None:
    assert papers(FIRST, make_page([centred(0.03, "2"), *CARD, *MORE])) == ((0,), (1,))


def test_two_codes_are_two_papers_and_a_misread_letter_is_not() -> None:
    one, slip, other = (
        later(number, f"Mã hồ sơ: {code}")
        for number, code in (
            (None, CODE),
            (2, CODE[:-1] + "8"),
            (2, OTHER),
        )
    )
    assert papers(one, slip) == ((0, 1),)
    assert papers(one, other) == ((0,), (1,))
    assert papers(replace(one, barcodes=bar(CODE)), replace(PLAIN, barcodes=bar(OTHER))) == ((0,), (1,))


@pytest.mark.parametrize("sheet", [SHEET, replace(PLAIN, barcodes=bar("TO-PHAN-CACH"))])
def test_a_separator_sheet_and_its_blank_back_belong_to_no_paper(sheet: OcrPage) -> None:
    assert split([sheet, PLAIN, sheet, BLANK, PLAIN, BLANK, sheet]) == Parted(
        ((1,), (4, 5)), separators=(0, 2, 3, 6)
    )


def test_a_blank_side_alone_between_separator_sheets_is_shown_to_a_person() -> None:
    assert split([SHEET, BLANK, SHEET, FIRST]) == Parted(((1,), (3,)), separators=(0, 2))


def test_nothing_of_a_paper_is_remembered_behind_it() -> None:
    coded = later(2, f"Mã hồ sơ: {CODE}")
    stack = [later(None, f"Mã hồ sơ: {OTHER}"), FIRST, coded, SHEET, coded, later(3)]
    assert papers(*stack) == ((0,), (1, 2), (4, 5))


def test_a_note_alone_stays_with_its_paper_and_is_told_apart() -> None:
    assert split([FIRST, BLANK, NOTE, later(2)]) == Parted(((0, 1, 2, 3),), notes=((2, 0),))
    assert split([NOTE, FIRST]).papers == ((0,), (1,))


def form(name: str, number: str, hidden: bool = False) -> OcrPage:
    rows = [f"{number[: row + 3]} nội dung dòng thứ {row} của đơn này" for row in range(9)]
    head = [centred(0.05, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (0.15, 0.2, f"Họ và tên: {name}")]
    told = [(0.15, 0.3 + 0.03 * row, text) for row, text in enumerate(rows[: 8 if hidden else 9])]
    return make_page([*head, *told])


BARE, NOTED = form("Lê Thị Lan", "074185001234"), form("Lê Thị Lan", "074185001234", hidden=True)


def test_a_sheet_scanned_with_its_note_and_without_is_one_page() -> None:
    assert split([NOTED, BARE, FIRST]) == Parted(((0, 1), (2,)), notes=((0, 1),))
    assert split([NOTED, BLANK, BARE, FIRST]) == Parted(((0, 1, 2), (3,)), notes=((0, 2),))
    assert split([NOTED, BLANK, BLANK, BARE, FIRST]) == Parted(((0, 1, 2, 3), (4,)), notes=((0, 3),))
    assert split([BARE, BLANK, NOTED]) == Parted(((0, 1, 2),), notes=((2, 0),))


def test_the_next_page_of_a_table_that_repeats_its_rows_is_no_twin() -> None:
    row = "Giao: Bộ phận tiếp nhận 07 giờ 05 phút ngày 01 tháng 6 năm 2021"
    table = [(0.15, 0.3 + 0.03 * number, row) for number in range(12)]
    last = [*((0.15, 0.1 + 0.03 * number, row) for number in range(6)), (0.6, 0.4, "NGƯỜI GIAO HỒ SƠ")]
    sheet = make_page([(0.15, 0.1, "Phiếu kiểm soát HỒ SƠ"), *table])
    assert split([sheet, make_page(last)]).notes == ()


def test_the_same_form_of_two_people_is_two_papers() -> None:
    assert split([form("Trần Văn Bình", "074099004321", hidden=True), BARE]).papers == ((0,), (1,))


SIDES = (FIRST, PLAIN, BLANK, UNREAD, SHEET, NOTE, SECRET, NOTED, BARE)


# By number: a dozen pages written out are more than hypothesis will print.
@given(st.lists(st.integers(0, len(SIDES) - 1), max_size=12))
def test_every_side_ends_in_one_paper_or_in_none_in_order(numbers: list[int]) -> None:
    pages = [SIDES[number] for number in numbers]
    parted = split(pages)
    sides = [side for paper in parted.papers for side in paper]
    assert sides == sorted(sides)
    assert sorted([*sides, *parted.separators]) == list(range(len(pages)))
    for note, sheet in parted.notes:
        assert any(note in paper and sheet in paper for paper in parted.papers)


@given(st.lists(st.sampled_from([FIRST, PLAIN, BLANK, UNREAD, NOTE]), max_size=6))
def test_behind_a_separator_sheet_a_stack_parts_as_it_does_alone(pages: list[OcrPage]) -> None:
    alone = split([SHEET, *pages])
    behind = split([FIRST, later(2), SHEET, *pages])
    assert behind.papers[1:] == tuple(tuple(side + 2 for side in paper) for paper in alone.papers)
