"""Reading a page: blank pages, barcodes, and papers that must not be read."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from digitize.errors import IntegrityError, SetupError
from digitize.imaging.orient import Orienter
from digitize.model.geometry import Affine, Box, enclose
from digitize.model.image import PageImage, Quality, Verdict
from digitize.model.ocr import Block, Line, OcrPage, Word
from digitize.networks import MODELS
from digitize.ocr.barcodes import barcodes
from digitize.ocr.engines.onnx import OnnxEngine
from digitize.ocr.engines.tesseract import TesseractEngine
from digitize.ocr.read import read, reads_well
from digitize.ocr.secrecy import StampFinder, secret_mark
from digitize.pipeline.reader import InlineReader
from digitize.ports import OcrEngine, Pixels
from digitize.province.sheet import Align, Sheet
from digitize.province.stamps import mark as press_mark

SIZE = (1240, 1754)
FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf"


class Scripted:
    """An engine that says what it is told to, and counts how often it is asked."""

    name = "scripted"
    version = "1"
    narrowest = 0

    def __init__(self, *blocks: Block) -> None:
        self.blocks, self.asked = blocks, list[int]()

    def read(self, grey: Pixels, dpi: int) -> tuple[Block, ...]:
        self.asked.append(dpi)
        return self.blocks


def image(verdict: Verdict = Verdict.PASS) -> PageImage:
    return PageImage(SIZE, 150, 0, Affine(), SIZE, Quality(100, 0.9, 0, 0.05, verdict))


def block(*rows: tuple[str, int, int]) -> Block:
    """Return a block of lines (text, left, top); two blanks between words are a wide gap."""
    lines = []
    for text, left, top in rows:
        words, x = [], left
        for part in text.split(" "):
            if part:
                words.append(Word(part, Box(x, top, x + 14 * len(part), top + 30), 0.9))
                x += 14 * len(part)
            x += 8 if part else 200
        lines.append(Line(tuple(words), enclose(word.box for word in words)))
    return Block(tuple(lines), enclose(line.box for line in lines))


BLANK_PAPER = np.full((SIZE[1], SIZE[0]), 255, np.uint8)


def test_a_blank_page_is_not_read() -> None:
    engine = Scripted(block(("bóng ma", 100, 100)))
    page = read(BLANK_PAPER, image(Verdict.BLANK), engine)
    assert (page.text, page.barcodes, engine.asked) == ("", (), [])


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.WARN, Verdict.RESCAN])
def test_every_other_page_is_read_at_its_resolution(verdict: Verdict) -> None:
    engine = Scripted(block(("Số: 45/QĐ-UBND  Bình Dương, ngày 05", 100, 100)))
    page = read(BLANK_PAPER, image(verdict), engine)
    assert [line.text for line in page.lines] == ["Số: 45/QĐ-UBND", "Bình Dương, ngày 05"]
    assert engine.asked == [150]
    assert page.image.quality.verdict is verdict


def with_codes() -> Pixels:
    paper = Image.fromarray(BLANK_PAPER)
    for text, kind, at in (
        ("012345678901|Nguyễn Thị Đào|Nữ", zxingcpp.BarcodeFormat.QRCode, (900, 60)),
        ("H46.12-240305-0001", zxingcpp.BarcodeFormat.Code128, (100, 300)),
        ("000.00.12.H46-240305-0007", zxingcpp.BarcodeFormat.QRCode, (60, 60)),
    ):
        code = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=4))
        paper.paste(Image.fromarray(code), at)
    return np.asarray(paper)


def test_codes_are_read_with_their_places() -> None:
    codes = barcodes(with_codes())
    assert [(code.format, code.text) for code in codes] == [
        ("QRCode", "000.00.12.H46-240305-0007"),
        ("QRCode", "012345678901|Nguyễn Thị Đào|Nữ"),
        ("Code128", "H46.12-240305-0001"),
    ]
    for code, (x, y) in zip(codes, ((60, 60), (900, 60), (100, 300)), strict=True):
        assert x <= code.box.left < code.box.right <= SIZE[0]
        assert y <= code.box.top < y + 60
        assert code.box.area > 1000
    assert barcodes(BLANK_PAPER) == ()


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_bars_and_qr_codes_are_read_however_they_are_stuck_on(turns: int) -> None:
    upright = np.asarray(with_codes())
    height, width = upright.shape
    codes = barcodes(np.rot90(upright, turns))
    assert {code.text for code in codes} == {code.text for code in barcodes(upright)}
    (bars,) = (code.box for code in codes if code.format == "Code128")
    (lying,) = (code.box for code in barcodes(upright) if code.format == "Code128")
    middle = np.array([(lying.left + lying.right) / 2, (lying.top + lying.bottom) / 2, 1])
    back = {
        1: [[0, 1, 0], [-1, 0, width]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, -1, height], [1, 0, 0]],
    }
    x, y = np.array(back[turns]) @ middle
    assert bars.left < x < bars.right
    assert bars.top < y < bars.bottom
    assert (bars.height > bars.width) == (turns != 2)


@pytest.mark.parametrize(
    "seen", ["MẬT", "MẶT", "MÂT", "[MẬT]", "| MẬT |", "TỐI MẬT", "TUYỆT MẬT", "TUYET MẬT"]
)
def test_of_a_secret_page_nothing_but_the_mark_is_kept(seen: str) -> None:
    engine = Scripted(block(("Số: 45/QĐ-UBND", 100, 100), (seen, 150, 160), ("Kế hoạch phòng thủ", 300, 500)))
    page = read(with_codes(), image(), engine)
    assert page.secret_mark is not None
    assert page.secret_mark.endswith("MẬT")
    assert (page.blocks, page.barcodes) == ((), ())


def test_a_mark_glued_to_the_right_column_is_seen() -> None:
    assert secret_mark([block(("MẬT  Bình Dương, ngày 05 tháng 3", 100, 160))], BLANK_PAPER, image()) == "MẬT"


@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("MAT", 160),
        ("Mật", 160),
        ("mật", 160),
        ("MẬT ĐỘ XÂY DỰNG", 160),
        ("BẢO VỆ BÍ MẬT NHÀ NƯỚC", 160),
        ("Tài liệu MẬT", 160),
        ("MẤT TÍCH", 160),
        ("M4T", 160),
        ("MẬT", 1000),
    ],
)
def test_words_that_only_look_like_a_mark_are_read(text: str, top: int) -> None:
    engine = Scripted(block((text, 150, top)))
    page = read(BLANK_PAPER, image(), engine)
    assert page.secret_mark is None
    assert page.text == text


@pytest.mark.parametrize(
    ("engine", "mark"),
    [
        (OnnxEngine, "MẬT"),
        (OnnxEngine, "TỐI MẬT"),
        (OnnxEngine, "TUYỆT MẬT"),
        (TesseractEngine, "MẬT"),
    ],
)
def test_a_red_stamp_in_its_box_is_seen_by_real_engines(engine: Callable[[], OcrEngine], mark: str) -> None:
    paper = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(paper)
    font, stamp = ImageFont.truetype(FONT, 27), ImageFont.truetype(FONT, 32)
    draw.text((100, 100), "ỦY BAN NHÂN DÂN", font=font, fill="black")
    draw.text((600, 100), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", font=font, fill="black")
    draw.text((130, 150), "Số: 45/KH-UBND", font=font, fill="black")
    draw.text((650, 150), "Bình Dương, ngày 05 tháng 3 năm 2020", font=font, fill="black")
    left, top, right, bottom = draw.textbbox((150, 240), mark, font=stamp)
    draw.rectangle((left - 16, top - 12, right + 16, bottom + 12), outline=(200, 20, 20), width=3)
    draw.text((150, 240), mark, font=stamp, fill=(200, 20, 20))
    draw.text((520, 400), "KẾ HOẠCH", font=font, fill="black")
    page = read(np.asarray(paper.convert("L")), image(), engine())
    assert page.secret_mark == mark
    assert page.text == ""


def stamped(word: str, seed: int) -> Pixels:
    """Return the head of a paper with a stamp across its number."""
    sheet = Sheet()
    for top, text in ((100, "ỦY BAN NHÂN DÂN"), (135, "TỈNH BÌNH DƯƠNG"), (230, "Số: 1513/QĐ-SLĐTBXH")):
        sheet.y = top
        sheet.write(text, left=110, right=620, align=Align.CENTRE)
    sheet.y = 400
    sheet.write("<b>QUYẾT ĐỊNH</b>", align=Align.CENTRE)
    press_mark(sheet.sides[0].image, (330, 250), word, Random(seed))
    return np.asarray(sheet.sides[0].image.convert("L"), np.uint8)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("word", "secret"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "MẬT"),
        ("TUYỆT MẬT", "MẬT"),
        ("KHẨN", None),
        ("HỎA TỐC", None),
        ("BẢN SAO", None),
    ],
)
def test_a_stamp_across_print_is_seen_where_nobody_reads_it(word: str, secret: str | None, seed: int) -> None:
    grey = stamped(word, seed)
    page = read(
        grey,
        replace(image(), size=(grey.shape[1], grey.shape[0]), dpi=200),
        Scripted(block(("Số: 1M9ẶTQĐ", 130, 240))),
    )
    assert page.secret_mark == secret
    assert bool(page.text) == (secret is None)


def test_a_finder_of_stamps_that_is_not_the_named_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError):
        StampFinder(tmp_path)
    shutil.copy(MODELS / "manifest.json", tmp_path)
    with pytest.raises(SetupError):
        StampFinder(tmp_path)
    (tmp_path / "secrecy.onnx").write_bytes(b"another network")
    with pytest.raises(IntegrityError):
        StampFinder(tmp_path)


@pytest.mark.parametrize("size", [(1, 1), (3, 7), (2, 3000), (1754, 1240)])
@pytest.mark.parametrize("dpi", [72, 600])
def test_no_stamp_is_seen_on_empty_paper(size: tuple[int, int], dpi: int) -> None:
    assert StampFinder().chance(np.full(size, 255, np.uint8), dpi) < 0.1


def worn(grey: Pixels, pixels: int) -> Pixels:
    """Return bars as toner leaves them: grown by so many pixels, soft, broken by grain."""
    chance = np.random.default_rng(7)
    grown = cv2.erode(grey, np.ones((1, pixels + 1), np.uint8))
    broken = np.where(chance.random(grey.shape) < 0.08, 255, grown).astype(np.uint8)
    return cv2.GaussianBlur(broken, (0, 0), 0.9)


def code_page(text: str, across: int = 3) -> Pixels:
    paper = np.full((1754, 1240), 255, np.uint8)
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    bars = np.asarray(code.to_image(scale=1), np.uint8)[:1].repeat(across, axis=1).repeat(110, axis=0)
    paper[300:410, 120 : 120 + bars.shape[1]] = bars
    return paper


@pytest.mark.parametrize(
    "text", ["H09.15-210305-0007", "000.01.19.H09-200622-0060", "TO-PHAN-CACH", "5402585556511"]
)
def test_bars_whose_gaps_toner_has_nearly_closed_are_read(text: str) -> None:
    grey = worn(code_page(text), 2)
    plain = zxingcpp.read_barcodes(grey, formats=[zxingcpp.BarcodeFormat.Code128], try_rotate=False)  # type: ignore[arg-type]
    assert [code.text for code in plain] == []
    (found,) = barcodes(grey)
    assert (found.format, found.text) == ("Code128", text)
    assert found.box.intersection(Box(150, 300, 500, 410)) > 0.85 * 350 * 110


def test_bars_whose_gaps_are_gone_are_not_guessed() -> None:
    assert barcodes(worn(code_page("H09.15-210305-0007"), 4)) == ()


@pytest.mark.parametrize(("across", "pixels"), [(3, 3), (4, 4)])
def test_bars_whose_gaps_are_gone_say_what_stands_beside_them(across: int, pixels: int) -> None:
    grey = worn(code_page("H09.15-210305-0007", across), pixels)
    assert barcodes(grey) == ()
    (found,) = barcodes(grey, ["Mã số hồ sơ: H09.15-21O305-0007"])
    assert found.text == "H09.15-210305-0007"
    # All of it is found, closed gaps and all.
    assert found.box.intersection(Box(210, 300, 500, 410)) > 0.85 * 290 * 110


@pytest.mark.parametrize("wear", [(3, 2), (3, 3), (4, 4)])
@pytest.mark.parametrize(
    ("code", "misread"),
    [
        ("H09.15-210305-0007", "H09.15-210305-0017"),
        ("H09.15-210305-0007", "H09.15-210805-0007"),
        # Bars grown by a module look alike for these.
        ("H09.10-210722-0013", "H09.10-210722-0016"),
        ("H09.1-210305-0001", "H09.1-210305-0022"),
        ("H09.11-200914-0034", "H09.11-200914-0037"),
    ],
)
def test_bars_bear_no_false_witness(code: str, misread: str, wear: tuple[int, int]) -> None:
    found = barcodes(worn(code_page(code, wear[0]), wear[1]), [f"Mã số hồ sơ: {misread}"])
    assert {one.text for one in found} <= {code}


def test_figures_of_other_scripts_are_no_code() -> None:
    assert barcodes(worn(code_page("H09.15-210305-0007"), 3), ["０１２３４５６７８９０"]) == ()


def test_a_separator_sheet_is_known_though_its_bars_have_run_together() -> None:
    (found,) = barcodes(worn(code_page("TO-PHAN-CACH"), 4))
    assert found.text == "TO-PHAN-CACH"


@pytest.mark.parametrize("text", ["TO-PHAN-CACH", "H09.15-210305-0007"])
def test_bars_that_broke_are_read(text: str) -> None:
    grey = code_page(text)
    last = np.flatnonzero((grey[300:410] < 128).any(axis=0))[-1]
    # Toner failed in half of the last bars, six rows at a time.
    failed = (np.random.default_rng(5).random((293, 60)) < 0.5).repeat(6, axis=0)[: len(grey)]
    grey[:, last - 60 : last][failed] = 255
    grey = cv2.GaussianBlur(grey, (0, 0), 0.7).astype(np.uint8)
    plain = zxingcpp.read_barcodes(grey, formats=[zxingcpp.BarcodeFormat.Code128], try_rotate=False)  # type: ignore[arg-type]
    assert [code.text for code in plain] == []
    assert [code.text for code in barcodes(grey)] == [text]


def test_a_qr_code_whose_modules_have_run_together_is_read() -> None:
    code = zxingcpp.create_barcode("H09.22.05-211130-0004", zxingcpp.BarcodeFormat.QRCode)
    grey = np.full((1754, 1240), 255, np.uint8)
    drawn = np.asarray(code.to_image(scale=3))
    grey[300 : 300 + drawn.shape[0], 100 : 100 + drawn.shape[1]] = drawn
    grey = np.asarray(cv2.erode(grey, np.ones((3, 3), np.uint8)), np.uint8)
    plain = zxingcpp.read_barcodes(grey, formats=[zxingcpp.BarcodeFormat.QRCode])  # type: ignore[arg-type]
    assert [code.text for code in plain] == []
    assert [code.text for code in barcodes(grey)] == ["H09.22.05-211130-0004"]


def test_half_of_a_code_says_nothing() -> None:
    grey = worn(code_page("H09.15-210305-0007"), 2)
    grey[:, 380:] = 255
    assert barcodes(grey) == ()


def test_ruled_lines_and_shading_are_no_bars() -> None:
    grey = np.full((1754, 1240), 255, np.uint8)
    grey[300:420, 150:900:6] = 0
    grey[900:1000, 200:800] = np.linspace(0, 255, 600, dtype=np.uint8)
    assert barcodes(grey) == ()


LETTER = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Căn cứ Nghị định số 61/2018/NĐ-CP của Chính phủ về thực hiện cơ chế một cửa;",
    "Xét đề nghị của Giám đốc Sở Tài nguyên và Môi trường tỉnh Quảng Ngãi,",
    "Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành thực hiện nghiêm.",
)


class Counting(OnnxEngine):
    """Our engine, which counts the pages that it reads."""

    read_pages = 0

    def read(self, grey: Pixels, dpi: int) -> tuple[Block, ...]:
        self.read_pages += 1
        return super().read(grey, dpi)


@pytest.mark.parametrize(("turned", "reads"), [(0, 1), (90, 2), (180, 2), (270, 2)])
def test_a_page_that_reads_well_is_asked_no_further_and_another_is_set_upright(
    tmp_path: Path, turned: int, reads: int
) -> None:
    paper = Image.new("L", SIZE, 255)
    font = ImageFont.truetype(FONT, 30)
    for number in range(24):
        ImageDraw.Draw(paper).text((90, 120 + 60 * number), LETTER[number % 4], fill=0, font=font)
    paper.rotate(turned, expand=True).save(tmp_path / "page.png", dpi=(150, 150))
    engine = Counting()
    (page,) = InlineReader(engine).read(tmp_path / "page.png", [0])
    assert engine.read_pages == reads
    assert page.image.rotation == -turned % 360
    assert page.text.split("\n")[0] == LETTER[0]


def test_few_words_do_not_show_how_a_page_lies() -> None:
    sure = block(*((" ".join(["một"] * 5), 100, 100 + 60 * row) for row in range(4)))
    words = [replace(word, confidence=0.95) for line in sure.lines for word in line.words]
    for count, well in ((19, False), (20, True)):
        line = Line(tuple(words[:count]), sure.box)
        assert reads_well(OcrPage(image(), (Block((line,), sure.box),))) is well
    doubtful = Line(tuple(replace(word, confidence=0.5) for word in words) + tuple(words[:1]), sure.box)
    page = OcrPage(image(), (Block((Line(tuple(words), sure.box), doubtful), sure.box),))
    assert reads_well(page) is True
    assert reads_well(replace(page, blocks=(Block((doubtful,), sure.box),))) is False


def test_a_stamp_counts_on_the_page_as_it_lies_upright(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that run down a page look like a stamp now and then: 4 of 10 papers that were held back wrongly lay on their side."""
    Image.fromarray(stamped("MẬT", 1)).save(tmp_path / "page.png", dpi=(200, 200))
    engine = Scripted(block(("Số: 45", 130, 240)))
    for lies, mark in ((0, "MẬT"), (90, None)):
        chances = iter((0.99, 0.0))
        monkeypatch.setattr(StampFinder, "chance", lambda *_, chances=chances: next(chances))
        monkeypatch.setattr(Orienter, "quarter_turns", lambda *_, lies=lies: lies)
        (page,) = InlineReader(engine).read(tmp_path / "page.png", [0])
        assert (page.secret_mark, page.image.rotation) == (mark, lies)


def test_what_a_few_rows_at_the_edge_of_bars_say_is_no_code_of_its_own() -> None:
    """Noise made of them what passes their check: H09.F3.0z-211014-0046 below H09.23.05-211014-0046."""
    page = np.full((400, 1200), 255, np.uint8)
    for text, top, rows in (("H09.23.05-211014-0046", 100, 60), ("H09.F3.0z-211014-0046", 160, 4)):
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
        row = np.asarray(code.to_image(scale=3, add_quiet_zones=False))[0]
        page[top : top + rows, 200 : 200 + len(row)] = row
    seen = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.Code128, try_rotate=False)
    assert len(seen) == 2
    assert [code.text for code in barcodes(page)] == ["H09.23.05-211014-0046"]
