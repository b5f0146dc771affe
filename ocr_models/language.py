"""Makes the table of syllables and pairs that the reader weighs doubtful letters with: law, what stands on its forms, and names.

    python -m ocr_models.language shared/data/text ocr_models/artifacts

The chances come from the texts; the texts themselves cannot be had back from the table. Legal texts say little of what a clerk's
papers are full of, so the model is a mixture: the counts over law, and, with a share of their own, the printed labels of the
forms (`digitize/extraction/forms`), the names of procedures and of the papers that they ask for, the places of the province
and the names of people. What stands before a capital has a table of its own: "hội đồng tư vấn" says nothing about Đồng Tư. So has what stands
behind a surname (`people.py`).
"""

import argparse
import lzma
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from digitize.text.name_spelling import given_names, surnames
from digitize.text.normalize import normalize
from digitize.text.respell import local_names
from ocr_models.manifest import enter, sha256
from ocr_models.people import Called, people, surname_shares
from ocr_models.recognition.corpus import catalogue_texts, lines_of

_RARE_SYLLABLE, _RARE_PAIR = 10, 5
"""What was counted less often in law is left out."""

_SHARE_AFTER = 0.3
"""Of a syllable's chance after another that papers bear too: what is the papers'; the rest is law's."""

_SHARE_OF_LISTS, _UNSEEN = 0.5, 5
"""Of a name's chance after a syllable: what is the lists' of places and people, where law knows both; and how many names law may
have there that were not counted."""

_LEAST = 1e-6
"""A pair that is less likely is left out: one that was never seen counts for more."""

_NAME_OF_FIRM, _FIRM = 2, 0.02
"""Syllables of the names of men that firms may bear too, and the weight of each behind each word."""

_AROUND = ".,;:!?()[]\"'“”/-–*…"
_TIERS = ("phường", "xã", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh")

Pair = tuple[str, str]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("artifacts", type=Path)
    args = parser.parse_args()
    path = args.artifacts / "language.npz"
    np.savez_compressed(path, **_tables(args.texts))
    source = "counts over public legal texts, forms and names, by ocr_models.language"
    entry = {"file": path.name, "sha256": sha256(path), "license": "Apache-2.0", "source": source}
    enter(args.artifacts, {"language": entry})


def _tables(texts: Path) -> dict[str, Any]:
    """Return the tables of the language by their names."""
    law, counted = _law(texts)
    running = mixed(law, counted, _phrases(texts))
    by_sex = _called(texts)
    borne, called = surname_shares(surnames()), people(given_names(), by_sex)
    known = law.keys() | set(chain.from_iterable(running)) | borne.keys() | called.syllables
    # Whatever else begins with a capital there are misprints and foreign names.
    names = named(lines_of(texts / "vbpl_text.tar.xz"), chain(_lists(texts), _firms(by_sex["men"].names)))
    names = {pair: chance for pair, chance in names.items() if known.issuperset(pair)}
    syllables = sorted(known)
    return {
        "syllables": np.frombuffer("\n".join(syllables).encode(), np.uint8),
        **_table("", running, syllables),
        **_table("name_", names, syllables),
        **_table("people_", called.pairs, syllables),
        **_row("surnames", borne, syllables),
        **_row("first", called.first, syllables),
    }


def _law(texts: Path) -> tuple[dict[str, float], dict[Pair, float]]:
    """Return how often syllables stand in law, and pairs of them."""
    counts = _counts((texts / "legal_syllable_freq.tsv").read_text("utf-8").splitlines(), _RARE_SYLLABLE)
    with lzma.open(texts / "legal_bigram_freq.tsv.xz", "rt", encoding="utf-8") as file:
        rows = _counts(file.read().splitlines(), _RARE_PAIR)
    law = {word: float(count) for word, count in counts.items() if _is_syllable(word)}
    pairs = ((tuple(pair.split(" ")), count) for pair, count in rows.items())
    return law, {
        (first, second): float(count) for (first, second), count in pairs if first in law and second in law
    }


def mixed(
    law: Mapping[str, float], pairs: Mapping[Pair, float], phrases: Iterable[tuple[float, str]]
) -> dict[Pair, float]:
    """Return the chance of a syllable after another as if the papers' phrases had their share of the texts.

    Args:
        law: counts of syllables.
        pairs: counts of pairs.
        phrases: what papers bear, each with its weight.
    """
    together, follows = _weighed(phrases)
    known = {}
    for pair in pairs.keys() | together.keys():
        first = pair[0]
        papers = _SHARE_AFTER if follows[first] else 0.0
        said = pairs.get(pair, 0.0) / law[first] if first in law else 0.0
        chance = (1 - papers) * said + (papers * together[pair] / follows[first] if papers else 0.0)
        known[pair] = min(1.0, chance)
    return {pair: chance for pair, chance in known.items() if chance >= _LEAST}


def named(lines: Iterable[str], lists: Iterable[tuple[float, str]]) -> dict[Pair, float]:
    """Return the chance of a syllable that begins with a capital after another.

    Args:
        lines: running text. A word behind a full stop, and one of a heading in capitals, is no name.
        lists: of places and people, each with its weight.
    """
    together, follows = _weighed(lists)
    seen: Counter[Pair] = Counter(chain.from_iterable(map(_capitals, lines)))
    before: Counter[str] = Counter()
    for (first, _), count in seen.items():
        before[first] += count
    known = {}
    for pair in seen.keys() | together.keys():
        first = pair[0]
        listed = together[pair] / follows[first] if follows[first] else 0.0
        said = seen[pair] / (before[first] + _UNSEEN)
        both = follows[first] and before[first]
        known[pair] = _SHARE_OF_LISTS * listed + (1 - _SHARE_OF_LISTS) * said if both else listed + said
    return {pair: chance for pair, chance in known.items() if chance >= _LEAST}


def _weighed(
    phrases: Iterable[tuple[float, str]],
) -> tuple[defaultdict[Pair, float], defaultdict[str, float]]:
    """Return how often each pair of syllables stands in some phrases, and each syllable before another."""
    together: defaultdict[Pair, float] = defaultdict(float)
    follows: defaultdict[str, float] = defaultdict(float)
    for weight, phrase in phrases:
        for run in _runs(phrase):
            for pair in pairwise(run):
                together[pair] += weight
                follows[pair[0]] += weight
    return together, follows


def _capitals(text: str) -> Iterator[Pair]:
    """Yield the pairs of a text whose second syllable begins with a capital, in lower case."""
    before = None
    for word in normalize(text).split():
        bare = word.strip(_AROUND)
        if not _is_syllable(bare.lower()):
            before = None
            continue
        if before and bare == bare.title():
            yield before, bare.lower()
        heading, ends = bare.isupper() and len(bare) > 1, word[-1] in ".;:!?"
        before = None if heading or ends else bare.lower()


def _table(name: str, known: Mapping[Pair, float], syllables: Sequence[str]) -> dict[str, Any]:
    """Return pairs as numbers, sorted, and their chances, under a name before "pairs" and "chances"."""
    number = {word: place for place, word in enumerate(syllables)}
    keyed = {
        number[first] * len(number) + number[second]: chance for (first, second), chance in known.items()
    }
    keys = sorted(keyed)
    return {
        f"{name}pairs": np.array(keys, np.uint32),
        f"{name}chances": np.array([keyed[key] for key in keys], np.float32),
    }


def _row(name: str, chances: Mapping[str, float], syllables: Sequence[str]) -> dict[str, Any]:
    """Return some syllables as numbers, sorted, and their chances, under the name of the row."""
    keyed = sorted((syllables.index(word), chance) for word, chance in chances.items())
    return {
        name: np.array([number for number, _ in keyed], np.uint32),
        f"{name}_chances": np.array([chance for _, chance in keyed], np.float32),
    }


def _phrases(texts: Path) -> Iterator[tuple[float, str]]:
    """Yield what papers of the one-door desks bear, each with its weight."""
    yield from ((10.0, text) for text in catalogue_texts())
    for name in ("tthc_procedures.tsv", "tthc_ho_so_items.tsv"):
        yield from ((1.0, line) for line in (texts / name).read_text("utf-8").splitlines())
    yield from _lists(texts)


def _called(texts: Path) -> dict[str, Called]:
    """Return how men and women are called behind their surname."""
    files_of = {"men": ("boy_duyet", "male_vnfullname"), "women": ("girl_duyet", "female_vnfullname")}
    older = tomllib.loads(files("ocr_models").joinpath("older_names.toml").read_text("utf-8"))
    called = {}
    for sex, stems in files_of.items():
        listed = {
            line for stem in stems for line in (texts / f"names_{stem}.txt").read_text("utf-8").splitlines()
        }
        called[sex] = Called(sorted(listed), older[sex]["middle"].split(), older[sex]["given"].split())
    return called


def _firms(men: Iterable[str]) -> Iterator[tuple[float, str]]:
    """Yield names of men that firms may have given themselves, behind what stands before them, each with its weight."""
    before = tomllib.loads(files("ocr_models").joinpath("firms.toml").read_text("utf-8"))["before"].split()
    names = [name for name in men if len(name.split()) == _NAME_OF_FIRM]
    yield from ((_FIRM, f"{word} {name}") for word in before for name in names)


def _lists(texts: Path) -> Iterator[tuple[float, str]]:
    """Yield the places, streets and hamlets of the province and the names of people, each with its weight."""
    for line in (texts / "binh_duong_legacy_wards.tsv").read_text("utf-8").splitlines():
        yield from ((3.0, place) for place in line.split("\t"))
        yield from ((0.5, f"{tier} {place}") for tier in _TIERS for place in line.split("\t"))
    yield from ((1.0, f"đường {street}") for street in local_names("streets.txt"))
    yield from ((1.0, f"{tier} {name}") for tier in ("khu phố", "ấp") for name in local_names("hamlets.txt"))
    families = (texts / "names_family_vnfullname.txt").read_text("utf-8").splitlines()
    for path in sorted(texts.glob("names_*.txt")):
        given = path.read_text("utf-8").splitlines()
        yield from ((0.3, f"{families[at % len(families)]} {name}") for at, name in enumerate(given))


def _runs(phrase: str) -> Iterator[list[str]]:
    """Yield the stretches of a phrase that are syllables, in lower case."""
    run: list[str] = []
    for word in normalize(phrase).lower().split():
        bare = word.strip(_AROUND)
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
