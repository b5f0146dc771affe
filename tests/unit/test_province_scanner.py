import io
from collections import Counter
from dataclasses import replace

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from digitize.province import noise
from digitize.province.chance import dice
from digitize.province.colours import parted, press
from digitize.province.profile import Mode, Profile
from digitize.province.scanner import blank, encode, make_look, page_size, scan

_DPI = 60
"""Small pages keep the properties quick; nothing here depends on the resolution."""


def _look(profile=Profile.OFFICE, key=0, **given):
    return make_look(dice("test", profile, key), profile, **{"dpi": _DPI, **given})


def _page(*boxes, dpi=_DPI, colour=(0, 0, 0)):
    page = Image.new("RGB", page_size(dpi), (255, 255, 255))
    for box in boxes:
        ImageDraw.Draw(page).rectangle(box, fill=colour)
    return page


def _quiet(look):
    """The same look without damage that could be taken for ink."""
    ground = replace(look.ground, bleed=0.0, folds=0, holes=False, stains=0)
    return replace(look, ground=ground, glass=replace(look.glass, dust=0, streaks=0, motion=0.0, lid=255))


@settings(max_examples=60, deadline=None)
@given(
    skew=st.floats(-3, 3),
    turned=st.sampled_from((0, 90, 180, 270)),
    mode=st.sampled_from(Mode),
    colour=st.sampled_from(((0, 0, 0), (200, 20, 30), (20, 40, 150))),
    x=st.integers(60, 430),
    y=st.integers(60, 640),
    key=st.integers(0, 40),
)
def test_a_mark_lies_where_the_map_says(skew, turned, mode, colour, x, y, key):
    look = replace(_quiet(_look(Profile.CLEAN, key, mode=mode, turned=turned)), skew=skew)
    scanned = scan(_page((x - 4, y - 4, x + 4, y + 4), colour=colour), look)
    where = scanned.to_scan.apply(x, y)
    left, top = (max(0, round(side) - 16) for side in where)
    ink = 255.0 - np.asarray(scanned.image.convert("L"), dtype=float)[top : top + 33, left : left + 33]
    ink[ink < 90] = 0  # Paper and noise.
    assert np.count_nonzero(ink) > 40
    down, across = np.nonzero(ink)
    seen = (
        left + np.average(across, weights=ink[down, across]),
        top + np.average(down, weights=ink[down, across]),
    )
    assert seen == pytest.approx(where, abs=0.8)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_quarter_turn_swaps_the_sides_of_the_frame(turned):
    width, height = page_size(_DPI)
    assert scan(_page(), _look(turned=turned)).image.size == (
        (height, width) if turned % 180 else (width, height)
    )


@pytest.mark.parametrize("mode", list(Mode))
def test_files_are_what_they_say(mode):
    look = _look(mode=mode)
    frames = [scan(_page((50, 50, 200, 80)), look).image, blank(look).image]
    kind = {Mode.COLOUR: "RGB", Mode.GREY: "L", Mode.BITONAL: "1"}[mode]
    with Image.open(io.BytesIO(encode(frames, look, ".tif"))) as tiff:
        assert (tiff.mode, tiff.n_frames, tiff.size) == (kind, 2, frames[0].size)
        assert tiff.info["compression"] == ("group4" if mode is Mode.BITONAL else "jpeg")
        assert tuple(map(round, tiff.info["dpi"])) == (_DPI, _DPI)
    with pikepdf.open(io.BytesIO(encode(frames, look, ".pdf"))) as pdf:
        images = [pikepdf.PdfImage(image) for page in pdf.pages for image in page.get_images().values()]
        filters = ["/CCITTFaxDecode" if mode is Mode.BITONAL else "/DCTDecode"]
        assert [image.filters for image in images] == [filters] * 2
    if mode is not Mode.BITONAL:
        with Image.open(io.BytesIO(encode(frames[:1], look, ".jpg"))) as jpeg:
            assert (jpeg.mode, jpeg.format, jpeg.info["dpi"]) == (kind, "JPEG", (_DPI, _DPI))


@pytest.mark.parametrize("profile", list(Profile))
def test_the_same_look_gives_the_same_bytes_and_another_does_not(profile):
    page = _page((50, 50, 200, 80), (60, 300, 90, 320))
    look = _look(profile, 7, mode=Mode.COLOUR)
    first = encode([scan(page, look).image], look, ".jpg")
    noise._white.cache_clear()
    noise._patches.cache_clear()
    assert encode([scan(page, look).image], look, ".jpg") == first
    other = replace(look, grain=look.grain ^ 1)
    assert encode([scan(page, other).image], other, ".jpg") != first


def test_looks_keep_to_their_profile():
    looks = {profile: [make_look(dice(profile, key), profile) for key in range(400)] for profile in Profile}
    for profile in Profile:
        assert all(abs(look.skew) <= 3 and 30 <= look.quality <= 95 for look in looks[profile])
        assert all(150 <= look.dpi <= 300 for look in looks[profile])
    spoilt = {profile: Counter(look.toner.copies > 0 for look in looks[profile])[True] for profile in Profile}
    assert spoilt[Profile.CLEAN] < spoilt[Profile.OFFICE] < spoilt[Profile.HARD]
    assert {look.mode for look in looks[Profile.OFFICE]} == set(Mode)


def test_an_illegible_page_has_hardly_any_ink():
    page = _page(*((60, y, 400, y + 4) for y in range(60, 600, 12)))
    for key in range(6):
        look = _look(Profile.OFFICE, key, mode=Mode.GREY)
        levels = [
            np.asarray(scan(page, _quiet(made)).image)
            for made in (look, _look(Profile.OFFICE, key, mode=Mode.GREY, illegible=True))
        ]
        depths = [float(np.median(level) - np.quantile(level, 0.05)) for level in levels]
        assert depths[0] > 100
        assert depths[1] < 40


def test_the_front_shines_through_an_empty_back_mirrored():
    look = _quiet(_look(Profile.CLEAN, 1, mode=Mode.GREY))
    look = replace(look, skew=0.0, ground=replace(look.ground, bleed=0.3))
    front = _page((40, 100, 120, 300))
    level = np.asarray(blank(look, front).image, dtype=float)
    width = level.shape[1]
    assert level[150:250, 60:100].mean() - level[150:250, width - 100 : width - 60].mean() > 25


@settings(max_examples=30, deadline=None)
@given(
    boxes=st.lists(st.tuples(st.integers(0, 420), st.integers(0, 600)), min_size=1, max_size=5),
    colour=st.tuples(*[st.integers(0, 255)] * 3),
)
def test_print_and_patches_make_the_page_again(boxes, colour):
    page = _page((30, 30, 300, 60), *((x, y, x + 60, y + 40) for x, y in boxes))
    for x, y in boxes:
        ImageDraw.Draw(page).rectangle((x, y, x + 40, y + 20), fill=colour)
    pixels = np.asarray(page)
    ink, patches = parted(pixels)
    whole = np.dstack([ink] * 3)
    for patch in patches:
        press(whole, patch)
    off = np.abs(whole.astype(int) - pixels)
    assert off.max() <= max(3, max(colour) - min(colour) if max(colour) - min(colour) < 12 else 3)


def test_black_print_has_no_patches():
    assert parted(np.asarray(_page((30, 30, 300, 60), colour=(28, 28, 32))))[1] == ()
