"""Code 128 (ISO/IEC 15417): the symbols of a text, and what symbols say."""

from functools import lru_cache
from typing import Any, Final

import numpy as np
import zxingcpp

WIDTHS: Final = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
    "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
    "221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
    "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
    "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
    "231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
    "314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
    "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
    "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
    "114131", "311141", "411131", "211412", "211214", "211232",
]  # fmt: skip
"""Widths of bars and gaps of the symbols 0 to 105, in modules: ISO/IEC 15417, table 1."""

_STOP = "2331112"
START_B, START_C = 104, 105
TO_C, TO_B = 99, 100
"""Symbols that begin letters and pairs of digits, and that go over from one to the other; among pairs 99 is a pair."""
CHECK: Final = 103
"""Modulus of the check symbol."""
_KEPT = 4096
_FORMAT: Any = [zxingcpp.BarcodeFormat.Code128]


def spellings(text: str) -> set[tuple[int, ...]]:
    """Return the symbols of a text, start and check among them and stop not, in each way in which it is printed."""
    return {_shortest(text), _in_letters(text)}


def widths_of(symbols: tuple[int, ...]) -> str:
    """Return the widths of the bars and gaps of symbols and of the stop, in modules."""
    return "".join(WIDTHS[symbol] for symbol in symbols) + _STOP


def checked(symbols: tuple[int, ...]) -> str | None:
    """Return what symbols say if their check symbol agrees, as zxing reads them drawn clean."""
    widths = widths_of(symbols)
    bars = [255 * (number % 2) for number, width in enumerate(widths) for _ in range(int(width))]
    row = np.pad(np.array(bars, np.uint8), 12, constant_values=255)
    found = zxingcpp.read_barcodes(np.tile(np.repeat(row, 2), (24, 1)), formats=_FORMAT, try_rotate=False)
    return found[0].text if found else None


@lru_cache(maxsize=_KEPT)
def _shortest(text: str) -> tuple[int, ...]:
    """Return the symbols of a text as zxing writes it, pairs of digits in one."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    row = np.asarray(code.to_image(scale=1, add_quiet_zones=False))[0].astype(np.int16)
    edges = np.flatnonzero(np.diff(row)) + 1
    widths = "".join(map(str, np.diff(np.concatenate([[0], edges, [len(row)]]))))
    parts = (widths[at : at + 6] for at in range(0, len(widths) - len(_STOP), 6))
    return tuple(WIDTHS.index(part) for part in parts)


def _in_letters(text: str) -> tuple[int, ...]:
    """Return the symbols of a text letter by letter, as simpler printers write it."""
    symbols = [START_B, *(ord(sign) - 32 for sign in text)]
    check = (START_B + sum(place * symbol for place, symbol in enumerate(symbols))) % CHECK
    return (*symbols, check)
