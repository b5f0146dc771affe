"""Which PDF pages are scans: one image that covers the page, whatever hidden or signed text lies about."""

import zlib

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from digitize.imaging.load import frame, load
from digitize.imaging.scan_stream import scan_of
from tests.factories import files

COVERING = "q {w} 0 0 {h} 0 0 cm /Im0 Do Q"


def found(path, index=0):
    with pikepdf.open(path) as pdf:
        scan = scan_of(pdf.pages[index])
        return None if scan is None else (scan.size, tuple(round(value, 1) for value in scan.matrix))


def text(length, mode=0):
    return f"BT {mode} Tr /F1 8 Tf 40 40 Td ({'a' * length}) Tj ET"


@pytest.mark.parametrize(
    "content",
    [
        COVERING,
        COVERING + " " + text(194),
        COVERING + " " + text(4000, mode=3),
        text(4000, mode=3) + " " + COVERING,
        text(4000) + " " + COVERING,
        "1 0 0 1 0 0 cm q q {w} 0 0 {h} 0 0 cm q /Im0 Do Q Q Q",
        "q 0.24 0 0 0.24 0 0 cm q 2480 0 0 3508 0 0 cm /Im0 Do Q Q",
        COVERING + " 0 0 m 100 100 l S",
        "q " + COVERING,
        COVERING + " Q",
    ],
)
def test_page_is_a_scan(tmp_path, content):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page()], content=content)
    size, matrix = found(path)
    assert size == (620, 877)
    assert matrix == (595.2, 0, 0, 841.9, 0, 0)


@pytest.mark.parametrize(
    "content",
    [
        "",
        COVERING + " " + text(700),
        "q 300 0 0 {h} 0 0 cm /Im0 Do Q",
        "q 1190 0 0 {h} 0 0 cm /Im0 Do Q",
        COVERING + " q 90 0 0 90 20 20 cm /Im0 Do Q",
        COVERING + " q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID a EI Q",
        COVERING + " " + "0 0 5 5 re f " * 400,
        "q {w} 0 0 {h} cm /Im0 Do Q",
        "/Im0 Do",
    ],
)
def test_page_must_be_drawn(tmp_path, content):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page()], content=content)
    assert found(path) is None
    assert load(path).sizes == ((0, 0),)


def wrapped(path, *, own_resources=True, depth=2):
    """A scan whose image is drawn by a form in a form, each doubling the size."""
    files.scan_pdf(path, [files.page()], content="q 2 0 0 2 0 0 cm /Fm0 Do Q")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        resources = pdf.pages[0].Resources
        share = 2 ** (depth + 1)
        content = f"q {595.2 / share} 0 0 {841.92 / share} 0 0 cm /Im0 Do Q".encode()
        names = Dictionary(Im0=resources.XObject.Im0)
        for _ in range(depth):
            form = pikepdf.Stream(pdf, content, Type=Name.XObject, Subtype=Name.Form)
            form.BBox, form.Matrix = pikepdf.Array([0, 0, 600, 850]), pikepdf.Array([2, 0, 0, 2, 0, 0])
            if own_resources:
                form.Resources = Dictionary(XObject=names)
            content, names = b"/Fm0 Do", Dictionary(Fm0=form)
        resources.XObject.Fm0 = form
        pdf.save()
    return path


def test_image_in_nested_forms_is_found_with_its_place(tmp_path):
    assert found(wrapped(tmp_path / "a.pdf")) == ((620, 877), (595.2, 0, 0, 841.9, 0, 0))


def test_form_without_resources_uses_those_of_its_page(tmp_path):
    path = wrapped(tmp_path / "a.pdf", own_resources=False, depth=1)
    assert found(path) == ((620, 877), (595.2, 0, 0, 841.9, 0, 0))


def test_form_that_draws_itself_ends(tmp_path):
    path = wrapped(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        form = pdf.pages[0].Resources.XObject.Fm0
        form.Resources.XObject.Fm0 = form
        pdf.save()
    assert found(path) is None
    assert frame(path, 0).dpi == 300


@pytest.mark.parametrize(
    ("rotate", "swapped"), [(0, False), (90, True), (180, False), (-90, True), (450, True)]
)
def test_rotation_of_the_page_is_kept_apart_from_the_matrix(tmp_path, rotate, swapped):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page()], Rotate=rotate)
    with pikepdf.open(path) as pdf:
        scan = scan_of(pdf.pages[0])
    assert scan.matrix[0] == pytest.approx(595.2)
    assert scan.rotate == rotate % 360
    assert load(path).sizes == (((877, 620) if swapped else (620, 877)),)


def test_unit_of_user_space_counts_for_the_resolution(tmp_path):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page(2480, 3508)], points=(297.6, 420.96), UserUnit=2)
    assert frame(path, 0).dpi == 300


def test_half_of_a_spread_is_not_the_whole_image(tmp_path):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page()], CropBox=pikepdf.Array([0, 0, 297, 842]))
    assert found(path) is None
    height, width = frame(path, 0).pixels.shape[:2]
    assert height > 2 * width


def test_content_that_unpacks_to_fill_the_memory_is_not_followed(tmp_path, monkeypatch):
    """Followed, these operators take four gigabytes; a page whose content is all that long is drawn."""
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page(60, 80)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Contents.write(zlib.compress(b"q " * 30_000_000), filter=Name.FlateDecode)
        pdf.save()

    def parse(*_):
        pytest.fail("it was followed")

    monkeypatch.setattr(pikepdf, "parse_content_stream", parse)
    assert load(path).sizes == ((0, 0),)


def test_forms_that_draw_forms_come_to_an_end(tmp_path):
    path = files.scan_pdf(tmp_path / "a.pdf", [files.page(60, 80)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        form = pdf.make_indirect(pikepdf.Stream(pdf, b"/F Do " * 1000))
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.Resources = Dictionary(XObject=Dictionary(F=form))
        pdf.pages[0].Resources.XObject.F = form
        pdf.pages[0].Contents.write(b"/F Do " * 1000)
        pdf.save()
    assert load(path).sizes == ((0, 0),)
