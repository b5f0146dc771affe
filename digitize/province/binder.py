"""Makes one file: lays papers on the scanner with their backs, separator sheets and notes, and says what is where."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from digitize.model.codec import to_json
from digitize.model.geometry import Box
from digitize.model.match import Role
from digitize.model.truth import (
    Face,
    Place,
    TruthDocument,
    TruthFile,
    TruthLine,
    TruthPage,
    TruthValue,
)
from digitize.province.chance import dice
from digitize.province.glyphs import UNITS
from digitize.province.hand import make_hand
from digitize.province.letter import Fields
from digitize.province.papers import draw
from digitize.province.plan import Filed, Oddity, Scan
from digitize.province.profile import Mode
from digitize.province.scanner import encode, make_look, page_size, scan
from digitize.province.seal import seam
from digitize.province.sheet import HEIGHT, WIDTH, Align, Sheet, Side
from digitize.province.stamps import incoming, mark, note

SEPARATOR = "TO-PHAN-CACH"
"""What the barcode of a separator sheet says."""

NOTE, ARRIVED = (420, 320), (420, 170)
"""Room that a stuck note and a stamp of arrival take, in layout units."""


def make_file(folder: Path, item: Scan) -> str:
    """Draw, scan and write one file below `folder`; return its line of truth."""
    binder = _Binder(item)
    for number, filed in enumerate(item.papers):
        if item.separated:
            binder.separate(number + 1)
        binder.add(filed)
    return to_json(binder.write(folder)) + "\n"


class _Binder:
    """The frames of a file, in the order in which they were scanned."""

    def __init__(self, item: Scan) -> None:
        self._item = item
        self._rng = dice("scan", item.grain)
        self._first = make_look(self._rng, item.profile)
        self._images: list[Image.Image] = []
        self._pages: list[TruthPage] = []
        self._documents: list[TruthDocument] = []

    def separate(self, number: int) -> None:
        """Lay a separator sheet on the scanner."""
        sheet = Sheet(dpi=self._first.dpi)
        sheet.y = 700
        sheet.write("<b>TỜ PHÂN CÁCH</b>", align=Align.CENTRE, points=36)
        sheet.write(f"Tài liệu số {number}", align=Align.CENTRE, points=16)
        sheet.barcode(SEPARATOR, "Code128", (640, 1100))
        self._lay(sheet.sides[0], Face.SEPARATOR)

    def add(self, filed: Filed) -> None:
        """Lay a paper on the scanner, page by page."""
        oddity = filed.oddity
        sheet, fields = draw(filed.paper, dice("ink", filed.ink), self._first.dpi)
        if not filed.paper.typed:
            _stamp(sheet, filed)
        noted = oddity is Oddity.NOTE and not self._stick(sheet)
        if oddity is Oddity.SECRET:
            mark(sheet.sides[0].image, (330, 372), "MẬT", self._rng, sheet.scale)
        turned = self._turned(oddity)
        backs = self._backs(len(sheet.sides), oddity)
        fronts: list[int] = []
        frames: list[int] = []
        for number, side in enumerate(sheet.sides):
            if oddity is Oddity.COPY:
                side.image = side.image.convert("L").convert("RGB")
            illegible = oddity is Oddity.ILLEGIBLE
            fronts.append(self._lay(side, Face.PAPER, turned=turned, illegible=illegible))
            frames.append(fronts[-1])
            if number in backs:
                frames.append(self._lay(self._blank(), Face.BLANK, turned=turned))
            if number == 0 and noted:
                self._note(filed.ink)
        self._documents.append(_document(filed, sheet, fields, fronts, frames))

    def write(self, folder: Path) -> TruthFile:
        """Write the file and return the truth about it."""
        suffix = self._suffix()
        (folder / f"{self._item.file}{suffix}").write_bytes(encode(self._images, self._first, suffix))
        return TruthFile(
            f"{self._item.file}{suffix}", self._item.profile, tuple(self._pages), tuple(self._documents)
        )

    def _lay(self, side: Side, face: Face, *, turned: int = 0, illegible: bool = False) -> int:
        """Scan a side; return the number of its frame. All frames of a file have its mode and its resolution."""
        look = make_look(
            self._rng,
            self._item.profile,
            mode=self._first.mode,
            dpi=self._first.dpi,
            turned=turned,
            illegible=illegible,
        )
        scanned = scan(side.image, look)
        self._images.append(scanned.image)
        page = TruthPage(
            frame=len(self._pages),
            size=side.image.size,
            dpi=look.dpi,
            to_scan=scanned.to_scan,
            turned=turned,
            face=face,
            lines=tuple(side.lines),
            barcodes=tuple(side.barcodes),
        )
        self._pages.append(page)
        return page.frame

    def _turned(self, oddity: Oddity | None) -> int:
        if oddity is Oddity.QUARTER_TURN:
            return self._rng.choice((90, 270))
        return 180 if oddity is Oddity.UPSIDE_DOWN else 0

    def _backs(self, sides: int, oddity: Oddity | None) -> set[int]:
        """Return the sides behind which a blank back is scanned: every one, or the last odd one of a paper printed on both."""
        if not self._item.duplex:
            return {0} if oddity is Oddity.BLANK_PAGE else set()
        both = sides > 1 and self._rng.random() < 0.4
        return ({sides - 1} if sides % 2 else set()) if both else set(range(sides))

    def _stick(self, sheet: Sheet) -> bool:
        """Stick a note onto the first page, where nothing is printed; return whether it was stuck on at all."""
        side, scale = sheet.sides[0], sheet.scale
        centre = free(side.lines, scale, NOTE) if self._rng.random() < 0.6 else None
        if centre:
            note(side.image, centre, "Bổ sung sau", make_hand(self._rng), self._rng, scale)
        return centre is not None

    def _note(self, ink: str) -> None:
        """Scan a stuck note as a page of its own."""
        side, rng = self._blank(), dice("note", ink)
        middle = (WIDTH / 2, HEIGHT / 3)
        note(side.image, middle, "Liên hệ lại", make_hand(rng), rng, self._first.dpi / UNITS)
        self._lay(side, Face.NOTE)

    def _blank(self) -> Side:
        return Side(Image.new("RGB", page_size(self._first.dpi), (255, 255, 255)))

    def _suffix(self) -> str:
        """Return the form of the file: scans of one page in colour or grey are mostly JPEG, bitonal ones mostly TIFF."""
        plain, bitonal = self._rng.random() < 0.65, self._first.mode is Mode.BITONAL
        if plain and bitonal:
            return ".tif"
        return ".jpg" if plain and len(self._images) == 1 else ".pdf"


def _document(
    filed: Filed, sheet: Sheet, fields: Fields, fronts: list[int], frames: list[int]
) -> TruthDocument:
    """Return the truth about a paper: `fronts` are the frames of its printed sides, `frames` all that it fills."""
    places = sheet.fields
    return TruthDocument(
        kind=filed.paper.kind,
        frames=tuple(frames),
        dossier=filed.dossier,
        role=filed.slot.role,
        component=filed.slot.code,
        fields=tuple(
            TruthValue(
                field=key,
                value=value,
                places=tuple(Place(fronts[place.frame], place.box) for place in places.get(key, ())),
                hand=sheet.written(key),
            )
            for key, value in sorted(fields.items())
        ),
        oddity=filed.oddity,
    )


def _stamp(sheet: Sheet, filed: Filed) -> None:
    """Stamp what a scanned paper may have come by: its arrival where it was handed in, giáp lai over its pages."""
    rng, case, scale = dice("stamps", filed.ink), filed.paper.case, sheet.scale
    centre = free(sheet.sides[0].lines, scale, ARRIVED, top=True)
    if filed.slot.role is Role.INPUT and centre and rng.random() < 0.3:
        number, day = str(rng.randrange(1, 4000)), f"{case.received_on:%d/%m/%Y}"
        incoming(sheet.sides[0].image, centre, case.issuer, number, day, make_hand(rng), rng, scale)
    if filed.slot.role is Role.RESULT and len(sheet.sides) > 1 and rng.random() < 0.4:
        for side in sheet.sides:
            seam(side.image, HEIGHT / 2, case.issuer, rng, scale)


def free(
    lines: Sequence[TruthLine], scale: float, room: tuple[int, int], *, top: bool = False
) -> tuple[float, float] | None:
    """Return the middle of the lowest (or, `top`, highest) place of size `room` without print, in layout units."""
    width, height = room
    heights = range(40, HEIGHT - height, 80)
    for y in heights if top else reversed(heights):
        for x in (WIDTH - width - 60, 60, WIDTH // 2 - width // 2):
            box = Box(*(round(edge * scale) for edge in (x, y, x + width, y + height)))
            if not any(box.intersection(line.box) for line in lines):
                return x + width / 2, y + height / 2
    return None
