"""The font of the invisible text layer: every character is the same empty box, half an em wide.

Nothing is drawn with it (text render mode 3); it tells viewers where a character stands and which it is. An invisible
layer in a real typeface would add its outlines to every archive copy and could not hold every character.
"""

import io
from functools import cache

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Array, Dictionary, Name, Stream

NAME = "Glyphless"
UNITS = 1000
ADVANCE = 500
"""Width of every character in thousandths of the font size."""
ASCENT = 800
DESCENT = -200

_EPOCH = 0x7C259DC0
"""1970 in seconds since 1904, as TrueType counts: a font without a birthday is always the same bytes."""

_LINES_PER_BLOCK = 100
"""A CMap block holds at most this many lines (Adobe Technical Note 5014)."""


class Glyphs:
    """Numbers characters in the order they come, two bytes each, and makes the PDF font that knows them again."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def encode(self, text: str) -> bytes:
        """Return `text` as the hexadecimal digits of a PDF string."""
        codes = (self._codes.setdefault(char, len(self._codes) + 1) for char in text)
        return b"".join(b"%04X" % code for code in codes)

    def font(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """Return the font object, in `pdf`, for all that was encoded so far (ISO 32000-1, 9.7)."""
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/" + NAME),
            Flags=4,
            FontBBox=Array([0, DESCENT, ADVANCE, ASCENT]),
            ItalicAngle=0,
            Ascent=ASCENT,
            Descent=DESCENT,
            CapHeight=ASCENT,
            StemV=80,
            FontFile2=Stream(pdf, font_program()),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name("/" + NAME),
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=ADVANCE,
            CIDToGIDMap=Stream(pdf, b"\0\0" + b"\0\1" * len(self._codes)),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=Name("/" + NAME),
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=Stream(pdf, self._to_unicode()),
            )
        )

    def _to_unicode(self) -> bytes:
        lines = [
            f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in self._codes.items()
        ]
        blocks = [lines[i : i + _LINES_PER_BLOCK] for i in range(0, len(lines), _LINES_PER_BLOCK)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return _CMAP.format(body=body).encode("ascii")


_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@cache
def font_program() -> bytes:
    """Return a TrueType font of two empty glyphs, always the same bytes."""
    builder = FontBuilder(UNITS, isTTF=True)
    builder.font.recalcTimestamp = False
    names = [".notdef", "empty"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({})
    builder.setupGlyf({name: Glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": NAME, "styleName": "Regular", "psName": NAME})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.setupPost()
    builder.updateHead(created=_EPOCH, modified=_EPOCH)
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()
