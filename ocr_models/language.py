"""Makes the table of syllables and pairs that the reader weighs doubtful letters with: law, and what stands on its forms.

    python -m ocr_models.language shared/data/text ocr_models/artifacts

The counts come from the texts; the texts themselves cannot be had back from the table. Legal texts say little of what a clerk's
papers are full of, so the model is a mixture: the counts over law, and, with a share of their own, the printed labels of the
forms (`digitize/extraction/forms`), the names of procedures and of the papers that they ask for, the places of the province
and the names of people.
"""

import argparse
import lzma
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np

from digitize.text.normalize import normalize
from ocr_models.manifest import enter, sha256
from ocr_models.recognition.corpus import catalogue_texts

_RARE_SYLLABLE, _RARE_PAIR = 10, 5
"""What was counted less often in law is left out."""

_SHARE_ALONE, _SHARE_AFTER = 0.1, 0.3
"""Of a syllable's chance, and of its chance after another that papers bear too: what is the papers'; the rest is law's."""

_TIERS = ("phường", "xã", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh")

Pair = tuple[str, str]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("artifacts", type=Path)
    args = parser.parse_args()
    counts = _counts((args.texts / "legal_syllable_freq.tsv").read_text("utf-8").splitlines(), _RARE_SYLLABLE)
    with lzma.open(args.texts / "legal_bigram_freq.tsv.xz", "rt", encoding="utf-8") as file:
        rows = _counts(file.read().splitlines(), _RARE_PAIR)
    law = {word: float(count) for word, count in counts.items() if _is_syllable(word)}
    pairs = {
        (first, second): float(count)
        for (first, second), count in ((pair.split(" "), count) for pair, count in rows.items())
        if first in law and second in law
    }
    syllables, known = mixed(law, pairs, _phrases(args.texts))
    number = {word: place for place, word in enumerate(syllables)}
    keyed = {number[first] * len(number) + number[second]: count for (first, second), count in known.items()}
    keys = np.array(sorted(keyed), np.uint32)
    path = args.artifacts / "language.npz"
    np.savez_compressed(
        path,
        syllables=np.frombuffer("\n".join(syllables).encode(), np.uint8),
        counts=np.array([round(count) for count in syllables.values()], np.uint32),
        pairs=keys,
        pair_counts=np.array([round(keyed[int(key)]) for key in keys], np.uint32),
    )
    source = "counts over public legal texts, forms and names, by ocr_models.language"
    entry = {"file": path.name, "sha256": sha256(path), "license": "Apache-2.0", "source": source}
    enter(args.artifacts, {"language": entry})


def mixed(
    law: Mapping[str, float], pairs: Mapping[Pair, float], phrases: Iterable[tuple[float, str]]
) -> tuple[dict[str, float], dict[Pair, float]]:
    """Return the counts of syllables, sorted, and of pairs as if the papers' phrases had their share of the texts.

    Args:
        law: counts of syllables.
        pairs: counts of pairs.
        phrases: what papers bear, each with its weight.
    """
    alone: defaultdict[str, float] = defaultdict(float)
    together: defaultdict[Pair, float] = defaultdict(float)
    follows: defaultdict[str, float] = defaultdict(float)
    for weight, phrase in phrases:
        for run in _runs(phrase):
            for word in run:
                alone[word] += weight
            for pair in pairwise(run):
                together[pair] += weight
                follows[pair[0]] += weight
    total, share = sum(law.values()), 1 / sum(alone.values())
    counts = {
        word: max(1.0, (1 - _SHARE_ALONE) * law.get(word, 0.0) + _SHARE_ALONE * total * alone[word] * share)
        for word in sorted(law.keys() | alone.keys())
    }
    known = {}
    for pair in pairs.keys() | together.keys():
        first = pair[0]
        papers = _SHARE_AFTER if follows[first] else 0.0
        said = pairs.get(pair, 0.0) / law[first] if first in law else 0.0
        chance = (1 - papers) * said + (papers * together[pair] / follows[first] if papers else 0.0)
        if (count := counts[first] * chance) >= 1.0:
            known[pair] = count
    return counts, known


def _phrases(texts: Path) -> Iterator[tuple[float, str]]:
    """Yield what papers of the one-door desks bear, each with its weight."""
    yield from ((10.0, text) for text in catalogue_texts())
    for name in ("tthc_procedures.tsv", "tthc_ho_so_items.tsv"):
        yield from ((1.0, line) for line in (texts / name).read_text("utf-8").splitlines())
    for line in (texts / "binh_duong_legacy_wards.tsv").read_text("utf-8").splitlines():
        yield from ((3.0, place) for place in line.split("\t"))
        yield from ((0.5, f"{tier} {place}") for tier in _TIERS for place in line.split("\t"))
    families = (texts / "names_family_vnfullname.txt").read_text("utf-8").splitlines()
    for path in sorted(texts.glob("names_*.txt")):
        given = path.read_text("utf-8").splitlines()
        yield from ((0.3, f"{families[at % len(families)]} {name}") for at, name in enumerate(given))


def _runs(phrase: str) -> Iterator[list[str]]:
    """Yield the stretches of a phrase that are syllables, in lower case."""
    run: list[str] = []
    for word in normalize(phrase).lower().split():
        bare = word.strip(".,;:!?()[]\"'“”/-–*…")
        if _is_syllable(bare):
            run.append(bare)
        elif run:
            yield run
            run = []
    if run:
        yield run


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
