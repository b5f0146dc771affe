"""Finds the one image that a scanned PDF page consists of.

A page is a scan when a single image covers it, whatever else says it holds text: scans carry a hidden OCR layer
(text render mode 3, or text drawn under the image), and signed scans a visible line or two (76 to 194
characters measured). A page is not a scan when it paints more than that over the image: then the image is
a letterhead or a background.
"""

from dataclasses import dataclass, field, replace

import pikepdf
from pikepdf import Matrix, Name

COVER = 0.9
"""Share of the page that its image must cover, and of the image that must lie on the page."""

ALONE = 0.75
"""Share of the page that suffices for an image beside which nothing shows: one fitted into a sheet of another shape leaves
margins (a picture of 4 by 5 on A4 covers 0.84)."""

MAX_MARKS = 300
"""Visible characters and painted shapes over the image: a signature has up to 194, a page of text over 600."""

MAX_CONTENT_BYTES = 2_000_000
"""A scan's content, hidden text included, is some kilobytes unpacked; longer streams are drawings, or unpack to fill
the memory."""

MAX_FORMS = 64
"""Forms that draw forms that draw forms multiply."""

MAX_DEPTH = 4
"""Producers wrap the image in one or two forms; more is a trap."""

_OPERATORS = "q Q cm Do BI ID EI Tr Tf Tj TJ ' \" f F f* B B* b b* S s sh"
_PAINT = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"})
_SHOW = frozenset({"Tj", "TJ", "'", '"'})
_SETTING = frozenset({"cm", "Tr", "Tf"})
_HIDDEN_TEXT = (3, 7)


@dataclass(frozen=True, slots=True)
class ScanImage:
    """The image that a page consists of, and where it stands.

    Attributes:
        image: the image XObject, its stream as the scanner made it; valid while its PDF is open.
        matrix: (a, b, c, d, e, f) that takes the unit square to the page, in points, origin bottom left, before
            the page's own rotation.
        rotate: the page's /Rotate, in degrees clockwise: 0, 90, 180 or 270.
        unit: points per unit of user space, in 1/72 inch (/UserUnit).
    """

    image: pikepdf.Stream
    matrix: tuple[float, float, float, float, float, float]
    rotate: int = 0
    unit: float = 1.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the stored image in pixels."""
        return int(self.image.Width), int(self.image.Height)

    @property
    def dpi(self) -> tuple[float, float]:
        """Pixels per inch along the image's own rows and columns."""
        a, b, c, d, _, _ = self.matrix
        width, height = self.size
        across, down = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        return width * 72 / (across * self.unit), height * 72 / (down * self.unit)

    @property
    def swapped(self) -> bool:
        """Whether rows of the stored image run down the page as it is shown."""
        right, _ = self.directions
        return abs(right[1]) > abs(right[0])

    @property
    def directions(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Where the image's rows and columns run on the page as shown, y upwards."""
        a, b, c, d, _, _ = self.matrix
        right, down = (a, b), (-c, -d)
        for _ in range(self.rotate // 90):
            right, down = (right[1], -right[0]), (down[1], -down[0])
        return right, down


@dataclass(frozen=True, slots=True)
class _State:
    ctm: Matrix = field(default_factory=Matrix)
    hidden: bool = False
    bytes_per_char: int = 1


@dataclass(slots=True)
class _Walk:
    """Follows a content stream: images with their matrices, and what is painted over the last of them."""

    images: list[tuple[pikepdf.Stream, Matrix]] = field(default_factory=list)
    inline: bool = False
    marks: int = 0
    forms: int = 0

    def follow(
        self, stream: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object, start: _State, depth: int
    ) -> None:
        if _content_bytes(stream) > MAX_CONTENT_BYTES or self.forms > MAX_FORMS:
            raise ValueError("too long a content to follow")
        state, stack = start, list[_State]()
        for instruction in pikepdf.parse_content_stream(stream, _OPERATORS):
            operator, operands = str(instruction.operator), list(instruction.operands)
            if operator == "q":
                stack.append(state)
            elif operator == "Q":
                state = stack.pop() if stack else state
            elif operator in _SETTING:
                state = _after(operator, operands, state, resources)
            elif operator == "Do":
                self.draw(resources, operands[0], state, depth)
            elif operator == "INLINE IMAGE":
                self.inline = True
            else:
                self.marks += _marks(operator, operands, state)

    def draw(self, resources: pikepdf.Object, name: pikepdf.Object, state: _State, depth: int) -> None:
        drawn = resources.get("/XObject", pikepdf.Dictionary()).get(str(name))
        if not isinstance(drawn, pikepdf.Stream):
            return
        if drawn.get("/Subtype") == Name.Image:
            self.images.append((drawn, state.ctm))
            self.marks = 0
        elif drawn.get("/Subtype") == Name.Form and depth < MAX_DEPTH:
            matrix = Matrix(*(float(value) for value in drawn.get("/Matrix", [1, 0, 0, 1, 0, 0])))
            inner = replace(state, ctm=matrix @ state.ctm)
            self.forms += 1
            self.follow(drawn, drawn.get("/Resources", resources), inner, depth + 1)


def _after(operator: str, operands: list[pikepdf.Object], state: _State, resources: pikepdf.Object) -> _State:
    """Return the graphics state after an operator that sets a part of it."""
    if operator == "cm":
        return replace(state, ctm=Matrix(*(float(value) for value in operands)) @ state.ctm)
    if operator == "Tr":
        return replace(state, hidden=int(operands[0]) in _HIDDEN_TEXT)
    return replace(state, bytes_per_char=_bytes_per_char(resources, operands[0]))


def _marks(operator: str, operands: list[pikepdf.Object], state: _State) -> int:
    """Return how many characters or shapes an operator leaves on the page."""
    if operator in _SHOW:
        return 0 if state.hidden else _shown_bytes(operands[-1]) // state.bytes_per_char
    return int(operator in _PAINT)


def scan_of(page: pikepdf.Page) -> ScanImage | None:
    """Return the single image that covers the page, or None when the page must be rendered.

    Content that cannot be followed counts as "must be rendered": the renderer is the more forgiving reader.
    """
    try:
        return _scan_of(page)
    except (
        pikepdf.PikepdfError,
        pikepdf.PdfError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ):
        return None


def _scan_of(page: pikepdf.Page) -> ScanImage | None:
    resources = page.get_resources()
    if resources is None or "/XObject" not in resources:
        return None
    walk = _Walk()
    walk.follow(page, resources, _State(), 0)
    if len(walk.images) != 1 or walk.inline or walk.marks > MAX_MARKS:
        return None
    image, matrix = walk.images[0]
    if not _covers(matrix, [float(value) for value in page.cropbox], COVER if walk.marks else ALONE):
        return None
    rotate = int(page.obj.get("/Rotate", 0)) % 360
    unit = float(page.obj.get("/UserUnit", 1))
    return ScanImage(image, matrix.shorthand, rotate, unit)


def _covers(matrix: Matrix, box: list[float], share: float) -> bool:
    """Tell whether the placed unit square lies on the page box and covers at least this share of it."""
    a, b, c, d, e, f = matrix.shorthand
    xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    left, right = sorted((box[0], box[2]))
    bottom, top = sorted((box[1], box[3]))
    width = min(max(xs), right) - max(min(xs), left)
    height = min(max(ys), top) - max(min(ys), bottom)
    shared = max(0.0, width) * max(0.0, height)
    page, placed = (right - left) * (top - bottom), (max(xs) - min(xs)) * (max(ys) - min(ys))
    return shared > 0 and shared >= share * page and shared >= COVER * placed


def _content_bytes(content: pikepdf.Page | pikepdf.Object) -> int:
    """Return how many bytes of operators a page or a form has, unpacked; what is long packed is not unpacked."""
    contents = content.obj.get("/Contents", pikepdf.Array()) if isinstance(content, pikepdf.Page) else content
    streams = list(contents.as_list()) if isinstance(contents, pikepdf.Array) else [contents]
    packed = sum(int(stream.get("/Length", 0)) for stream in streams)
    return packed if packed > MAX_CONTENT_BYTES else sum(len(stream.read_bytes()) for stream in streams)


def _bytes_per_char(resources: pikepdf.Object, name: pikepdf.Object) -> int:
    """Return 2 for composite fonts, whose codes are practically always pairs of bytes."""
    font = resources.get("/Font", pikepdf.Dictionary()).get(str(name), pikepdf.Dictionary())
    return 2 if font.get("/Subtype") == Name.Type0 else 1


def _shown_bytes(operand: pikepdf.Object) -> int:
    if isinstance(operand, pikepdf.Array):
        return sum(len(bytes(part)) for part in operand.as_list() if isinstance(part, pikepdf.String))
    return len(bytes(operand))
