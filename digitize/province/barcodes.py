"""Machine-readable codes as printed on papers."""

import numpy as np
import zxingcpp
from PIL import Image

_MODULE = {"Code128": 2.0, "QRCode": 5.0}
"""Width of the narrowest bar, in layout units."""

_BARS = 90
"""Height of the bars of a linear code, in layout units."""


def barcode(text: str, form: str, scale: float) -> Image.Image:
    """Return a code with its quiet zone, drawn at `scale` pixels a layout unit.

    Args:
        text: what it says.
        form: "Code128" or "QRCode".
        scale: bars are whole pixels wide, at least one.
    """
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(form))
    drawn = code.to_image(scale=max(1, round(_MODULE[form] * scale)))
    image = Image.fromarray(np.asarray(drawn, dtype=np.uint8)).convert("RGB")
    if form == "Code128":
        image = image.resize((image.width, round(_BARS * scale)), Image.Resampling.NEAREST)
    return image
