"""Makes the table of syllables and pairs that the reader weighs doubtful letters with, from counts over legal texts.

    python -m ocr_models.language shared/data/text ocr_models/artifacts/language.npz

The counts come from the texts; the texts themselves cannot be had back from the table.
"""

import argparse
import lzma
import unicodedata
from pathlib import Path

import numpy as np

from digitize.text.normalize import normalize

_RARE_SYLLABLE, _RARE_PAIR = 10, 5
"""What was counted less often is left out."""


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    counts = _counts((args.texts / "legal_syllable_freq.tsv").read_text("utf-8").splitlines(), _RARE_SYLLABLE)
    syllables = sorted(word for word in counts if _is_syllable(word))
    number = {word: place for place, word in enumerate(syllables)}
    with lzma.open(args.texts / "legal_bigram_freq.tsv.xz", "rt", encoding="utf-8") as file:
        pairs = _counts(file.read().splitlines(), _RARE_PAIR)
    known = {
        number[first] * len(syllables) + number[second]: count
        for (first, second), count in ((pair.split(" "), count) for pair, count in pairs.items())
        if first in number and second in number
    }
    keys = np.array(sorted(known), np.uint32)
    np.savez_compressed(
        args.out,
        syllables=np.frombuffer("\n".join(syllables).encode(), np.uint8),
        counts=np.array([counts[word] for word in syllables], np.uint32),
        pairs=keys,
        pair_counts=np.array([known[int(key)] for key in keys], np.uint32),
    )


def _counts(rows: list[str], rare: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        text, count = row.split("\t")
        if int(count) >= rare:
            word = normalize(text)
            counts[word] = counts.get(word, 0) + int(count)
    return counts


def _is_syllable(word: str) -> bool:
    """Return whether a word could be Vietnamese: letters only, at most seven, a vowel, no f, j, w or z."""
    plain = unicodedata.normalize("NFD", word)
    return (
        word.isalpha()
        and len(word) <= 7
        and bool(set(plain) & set("aeiouy"))
        and not set(plain) & set("fjwz")
    )


if __name__ == "__main__":
    main()
