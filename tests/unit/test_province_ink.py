import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from digitize.province import stamps
from digitize.province.chance import dice
from digitize.province.hand import FACES, _face, lend, make_hand, width, write
from digitize.province.seal import seam, sign, stamp

_LETTERS = sorted(
    {
        unicodedata.normalize("NFC", letter + tone)
        for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    }
    | set("đĐ")
)


def _page(size=(1000, 400)):
    return Image.new("RGB", size, (255, 255, 255))


def _inked(page):
    return ImageChops.invert(page.convert("L")).getbbox()


@pytest.mark.parametrize("name", FACES)
def test_every_face_has_every_vietnamese_letter_of_its_own(name):
    assert len(_LETTERS) == 2 * (12 * 6 + 1)
    face = _face(name, 80)
    seen = {}
    for letter in (*_LETTERS, *"0123456789", "\uffff"):
        mask = face.getmask(letter)
        seen.setdefault((mask.size, bytes(mask)), []).append(letter)
    assert [letters for letters in seen.values() if len(letters) > 1] == []


@settings(max_examples=40, deadline=None)
@given(
    text=st.text("0123456789/Nguyễn ", min_size=1).map(lambda text: f"5{text}"),
    size=st.floats(20, 60),
    key=st.integers(0, 10**6),
)
def test_writing_takes_the_room_it_says(text, size, key):
    text = text[:12]
    hand = make_hand(dice("hand", key))
    page = _page()
    took = write(page, 100, 200, text, size, dice("line", key), hand)
    assert took == pytest.approx(width(text, size, hand))
    left, top, right, bottom = _inked(page)
    assert 100 - 0.7 * size <= left
    assert right <= 100 + took + 0.9 * size
    assert 200 - 1.9 * size <= top < bottom <= 200 + 1.1 * size


def test_no_two_digits_and_no_two_writers_are_alike():
    hand = make_hand(dice(1))
    page = _page()
    write(page, 20, 100, "7777", 60, dice(2), hand)
    step = width("7", 60, hand)
    tiles = [
        np.asarray(page.crop((round(20 + step * n), 20, round(20 + step * (n + 1)), 130))) for n in range(4)
    ]
    assert len({tile.tobytes() for tile in tiles}) == 4
    hands = [make_hand(dice("writer", key)) for key in range(60)]
    assert {hand.face for hand in hands} == set(FACES)
    assert len({hand.colour for hand in hands}) >= 3


def test_a_seal_is_round_red_and_as_large_at_every_resolution():
    for scale in (0.75, 1.0, 1.5):
        page = _page((round(500 * scale),) * 2)
        stamp(page, (250, 250), "Ủy ban nhân dân thị xã Bến Cát", dice(3), scale)
        left, top, right, bottom = (side / scale for side in _inked(page))
        assert (right - left, bottom - top) == (pytest.approx(284, abs=16), pytest.approx(284, abs=16))
        assert ((left + right) / 2, (top + bottom) / 2) == (
            pytest.approx(250, abs=8),
            pytest.approx(250, abs=8),
        )
        pixels = np.asarray(page).reshape(-1, 3).astype(int)
        inked = pixels[pixels.sum(axis=1) < 500]
        assert (inked[:, 0] > inked[:, 1:].max(axis=1) + 40).mean() > 0.95


def test_a_seal_names_its_unit_in_the_middle_or_bears_the_emblem():
    pages = []
    for holder in ("UBND huyện Phú Giáo", "Phòng Tư pháp"):
        page = _page((400, 400))
        stamp(page, (200, 200), holder, dice(4))
        pages.append(np.asarray(page.convert("L")))
    assert (pages[0] != pages[1])[100:300, 100:300].mean() > 0.1


def test_a_seam_seal_lies_on_the_edge():
    page = _page((600, 500))
    seam(page, 250, "UBND huyện Phú Giáo", dice(5))
    left, _, right, _ = _inked(page)
    assert right == 600
    assert left > 450


def test_signatures_differ():
    seen = set()
    for key in range(12):
        page = _page((600, 400))
        sign(page, (300, 200), dice("sign", key))
        assert _inked(page) is not None
        seen.add(page.tobytes())
    assert len(seen) == 12


def test_desks_leave_their_stamps():
    page = _page((600, 300))
    stamps.mark(page, (300, 150), "TỐI MẬT", dice(6))
    left, top, right, bottom = _inked(page)
    assert 150 < right - left < 400
    assert 40 < bottom - top < 120
    arrived, filled = _page((600, 300)), _page((600, 300))
    hand = make_hand(dice(7))
    stamps.incoming(arrived, (300, 150), "UBND huyện Phú Giáo", "", "", hand, dice(8))
    stamps.incoming(filled, (300, 150), "UBND huyện Phú Giáo", "1517", "21/3/20", hand, dice(8))
    assert ImageChops.difference(arrived, filled).getbbox() is not None


def test_a_note_hides_what_lies_below():
    page = Image.new("RGB", (900, 900), (0, 0, 0))
    stamps.note(page, (450, 450), "xem lại", make_hand(dice(10)), dice(11))
    inside = np.asarray(page)[380:520, 520:580]
    assert inside.min() > 100
    assert np.asarray(page)[:100].max() == 0


def test_papers_to_learn_from_are_written_by_other_hands(tmp_path: Path) -> None:
    """A reader must not learn from the writers that it is measured on."""
    lent = tmp_path / "hand-z.ttf"
    lent.write_bytes(Path(FACES[0]).read_bytes())
    lend(tmp_path)
    assert {make_hand(dice("writer", key)).face for key in range(9)} == {str(lent)}
    lend(None)
    assert make_hand(dice("writer", 1)).face in FACES
