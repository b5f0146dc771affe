import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.model.geometry import enclose
from digitize.model.match import Role
from digitize.model.vocabulary import vocabulary
from digitize.province.chance import dice
from digitize.province.glyphs import printed, width
from digitize.province.letter import Paper
from digitize.province.markup import field, words, wrap
from digitize.province.papers import DRAWERS, draw
from digitize.province.plan import slots_of
from digitize.province.province import province_of
from digitize.province.sheet import Penned, Sheet

DPI = 200


def papers():
    """Yield one paper of each kind."""
    left = set(DRAWERS)
    for case in province_of(1, 300).cases():
        for slot in slots_of(case):
            if slot.kind in left:
                left.remove(slot.kind)
                yield Paper(slot.kind, case, shows_code=True, barcode="QRCode", long=True)
    for kind in sorted(left):
        yield Paper(kind, case, shows_code=False)


@pytest.fixture(scope="module")
def drawn():
    return [(paper, *draw(paper, dice("test", paper.kind), 150)) for paper in papers()]


def outside(image, boxes):
    """Return the share of the dark pixels that lie in no box, of all dark pixels."""
    dark = np.asarray(image.convert("L")) < 128
    total = dark.sum()
    for box in boxes:
        dark[box.top : box.bottom, box.left : box.right] = False
    return dark.sum() / total


def test_every_kind_that_is_drawn_is_tested(drawn):
    assert {paper.kind for paper, _, _ in drawn} == set(DRAWERS)


def test_each_line_box_encloses_ink_tightly(drawn):
    for _, sheet, _ in drawn:
        for side in sheet.sides:
            dark = np.asarray(side.image.convert("L")) < 255
            for line in side.lines:
                part = dark[line.box.top : line.box.bottom, line.box.left : line.box.right]
                assert part.any(axis=1)[[0, -1]].all(), line
                assert part.any(axis=0)[[0, -1]].all(), line


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("penned", [Penned(), Penned(blanks=True)])
def test_all_ink_of_text_lies_in_its_boxes(dpi, penned):
    sheet = Sheet(dpi=dpi, penned=penned)
    text = sheet.blank("Nguyễn Thị Hồng Ửng, số 12/3 đường Lê Lợi, khu phố Bình Đường", "dia_chi")
    for leader in (False, True):
        sheet.write(f"Địa chỉ <b>thường trú</b>: <i>{text}</i>" * 3, leader=leader)
    (side,) = sheet.sides
    assert outside(side.image, [line.box for line in side.lines]) == 0


def test_what_is_written_by_hand_stands_within_its_line(drawn):
    runs = 0
    for _, sheet, _ in drawn:
        for side in sheet.sides:
            for line in side.lines:
                for run in line.hand:
                    assert run.text in line.text
                    assert enclose((run.box, line.box)) == line.box
                    runs += 1
    assert runs > 10


def test_a_value_stands_where_its_field_says(drawn):
    for paper, sheet, fields in drawn:
        assert sheet.fields.keys() == fields.keys(), paper.kind
        for places in sheet.fields.values():
            for place in places:
                lines = [
                    line.box for line in sheet.sides[place.frame].lines if line.box.intersection(place.box)
                ]
                assert enclose((enclose(lines), place.box)) == enclose(lines)


def test_results_and_forms_are_numbered_and_filled_in_by_hand_as_often_as_in_life():
    (result,) = (paper for paper in papers() if paper.kind == "giay_phep_xay_dung")
    (form,) = (paper for paper in papers() if paper.kind == "don_cap_phep_xay_dung")
    numbered = sum(draw(result, dice(n), 150)[0].written("so_ky_hieu") for n in range(60))
    filled = sum(draw(form, dice(n), 150)[0].written("ho_ten") for n in range(60))
    assert 30 <= numbered <= 54
    assert 18 <= filled <= 42
    assert vocabulary().kinds[form.kind].role is Role.INPUT


def test_the_layout_is_the_same_at_every_resolution():
    (paper,) = (paper for paper in papers() if paper.kind == "quyet_dinh")
    coarse, fine = (draw(paper, dice("layout"), dpi)[0] for dpi in (150, 300))
    assert len(coarse.sides) == len(fine.sides)
    for one, two in zip(coarse.sides, fine.sides, strict=True):
        assert [line.text for line in one.lines] == [line.text for line in two.lines]
        for small, large in zip(one.lines, two.lines, strict=True):
            assert abs(2 * small.box.left - large.box.left) <= 4
            assert abs(2 * small.box.bottom - large.box.bottom) <= 8


def test_a_letterhead_reads_its_left_block_first(drawn):
    for paper, sheet, _ in drawn:
        if paper.kind == "quyet_dinh":
            texts = [line.text for line in sheet.sides[0].lines]
            parts = ("Số:", "CỘNG HÒA", "Độc lập", ", ngày", "QUYẾT ĐỊNH")
            order = [next(n for n, text in enumerate(texts) if part in text) for part in parts]
            assert order == sorted(order)


def test_tags_nest_and_a_value_that_wraps_has_one_place():
    sheet = Sheet()
    number = field("so_ky_hieu", "<h>753</h>/QĐ-UBND")
    sheet.write(
        f"Số: {number} {field('dia_chi', 'thành phố Thủ Dầu Một ' * 8)} và {field('dia_chi', 'ấp 1')}"
    )
    (side,) = sheet.sides
    assert side.lines[0].text.startswith("Số: 753/QĐ-UBND thành phố")
    assert [run.text for run in side.lines[0].hand] == ["753"]
    assert sheet.written("so_ky_hieu")
    assert not sheet.written("dia_chi")
    address, hamlet = sheet.fields["dia_chi"]
    assert address.box.height > 2 * hamlet.box.height


@given(st.text(" ab\n\u2003", max_size=60))
def test_wrapping_loses_no_letter(text):
    lines = wrap(words(text), 5, 2, lambda row: sum(len(piece.text) for word in row for piece in word))
    kept = "".join(piece.text for line in lines for word in line for piece in word)
    assert "".join(kept.split()) == "".join(text.split())


@given(st.sampled_from(["Regular", "Bold", "Italic", "BoldItalic"]), st.floats(9, 16))
def test_advances_grow_with_the_size_alone(style, points):
    text = "Ủy ban nhân dân Ễ"
    assert width(style, 2 * points, text) == pytest.approx(2 * width(style, points, text))
    ink = printed(style, round(points * DPI / 72, 2), text)
    assert ink.mask.shape[1] == pytest.approx(width(style, points, text), abs=0.5 * points)
