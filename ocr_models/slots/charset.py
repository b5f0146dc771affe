"""What the slot reader tells apart: each digit twice, printed with its line and filled in later, and what ends a number."""

from typing import Final

PRINTED: Final = "0123456789"
FILLED: Final = "⓪①②③④⑤⑥⑦⑧⑨"
"""The same digits, filled in by pen or stamp."""

LETTERS: Final = "ABCDEabcde"
"""Letters that follow a number: 125a/QĐ-UBND."""

SIGNS: Final = PRINTED + FILLED + "/" + LETTERS
"""Class k + 1 of the network is SIGNS[k]; class 0 is the blank of CTC."""


def filled(text: str) -> str:
    """Return a text, its digits as filled in."""
    return text.translate(str.maketrans(PRINTED, FILLED))


def plain(text: str) -> str:
    """Return a text, its digits as usual."""
    return text.translate(str.maketrans(FILLED, PRINTED))
