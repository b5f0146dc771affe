"""Gives syllables marks and tones that they do not have, so that ink and not habit decides what is read."""

import unicodedata
from random import Random
from typing import Final

TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
"""None, grave, acute, tilde, hook and dot, as they are combined."""

_HATS = {
    "a": ("", "", "\u0302", "\u0306"),
    "e": ("", "\u0302"),
    "i": ("",),
    "o": ("", "", "\u0302", "\u031b"),
    "u": ("", "\u031b"),
    "y": ("",),
}
"""What a vowel may bear beside its tone: circumflex, breve, horn."""


def retoned(syllable: str, tone: str) -> str:
    """Return a syllable with another tone on the letter that bears its tone; unchanged where it bears none."""
    parts = unicodedata.normalize("NFD", syllable)
    for mark in TONES[1:]:
        if mark in parts:
            return unicodedata.normalize("NFC", parts.replace(mark, tone))
    return syllable


def remarked(syllable: str, rng: Random) -> str:
    """Return a syllable with another mark and tone on the letter that bears any: Nhân as Nhàn, Tân as Tấn; else unchanged.

    The two are what print of few dots confuses, and most of them are names both: only ink can tell.
    """
    for letter in syllable:
        base = unicodedata.normalize("NFD", letter)[0]
        if base != letter and base.lower() in _HATS:
            other = base + rng.choice(_HATS[base.lower()]) + rng.choice(TONES)
            return syllable.replace(letter, unicodedata.normalize("NFC", other))
    return syllable
