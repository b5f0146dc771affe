"""The texts that lines are drawn from: law, procedures, names, places."""

import re
import tarfile
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ocr_models.recognition.charset import SIGNS

_KNOWN = frozenset(SIGNS)
_PLAIN = str.maketrans(
    {"−": "–", "„": "“", "…": "...", "\u00a0": " ", "Ð": "Đ", "ð": "đ", "\t": " ", "′": "'", "″": '"'}
)
_LEAST = 40
"""Letters of a paragraph at least."""

_MARKED = 0.1
"""A paragraph with fewer letters beyond ASCII than this share is English."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts to draw from."""

    paragraphs: tuple[str, ...]
    phrases: tuple[str, ...]
    families: tuple[str, ...]
    given: tuple[str, ...]
    places: tuple[str, ...]
    syllables: tuple[str, ...]
    labels: tuple[str, ...]


def load(folder: Path) -> Corpus:
    """Read the texts of `shared/data/text`."""

    def read(name: str) -> list[str]:
        return (folder / name).read_text("utf-8").splitlines()

    columns = [row.split("\t") for row in read("tthc_procedures.tsv")[1:]]
    phrases = [cell for row in columns for cell in row[1:6] if cell]
    phrases += [row.split("\t")[1] for row in read("tthc_ho_so_items.tsv") if "\t" in row]
    wards = [row.split("\t") for row in read("binh_duong_legacy_wards.tsv")[1:]]
    names = [
        name
        for stem in ("boy_duyet", "girl_duyet", "male_vnfullname", "female_vnfullname")
        for name in read(f"names_{stem}.txt")
    ]
    return Corpus(
        paragraphs=tuple(_paragraphs(folder / "vbpl_text.tar.xz")),
        phrases=tuple(filter(None, map(cleaned, phrases))),
        families=tuple(read("names_family_vnfullname.txt")),
        given=tuple(filter(None, map(cleaned, names))),
        places=tuple(f"{row[1]}, {row[0]}" for row in wards),
        syllables=tuple(row.split("\t")[0] for row in read("legal_syllable_freq.tsv")),
        labels=tuple(
            sorted({text for entry in catalogue_texts() if (text := cleaned(entry)) and "_" not in text})
        ),
    )


def catalogue_texts() -> Iterator[str]:
    """Yield the titles, labels and other texts of the catalogue of forms, as printed."""
    folder = files("digitize.extraction").joinpath("forms")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            yield from _texts_of(tomllib.loads(entry.read_text("utf-8")))


def _texts_of(value: Any) -> Iterator[str]:
    """Yield the texts in a table of TOML that are no keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts_of(each)


def lines_of(archive: Path) -> Iterator[str]:
    """Yield the lines of all files of an archive of texts, as they stand."""
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            yield from file.read().decode("utf-8", "replace").splitlines() if file else ()


def _paragraphs(archive: Path) -> list[str]:
    """Return the paragraphs of the legal texts, each once: the frames of the web pages repeat."""
    found = dict.fromkeys(text for line in lines_of(archive) if len(text := cleaned(line)) >= _LEAST)
    return [text for text in found if sum(sign > "\x7f" for sign in text) > _MARKED * len(text)]


def cleaned(text: str) -> str:
    """Return text in NFC with single blanks, or nothing where it holds a sign that the network does not know."""
    text = " ".join(unicodedata.normalize("NFC", text.translate(_PLAIN)).split())
    text = re.sub(r"\.{4,}", "...", text)
    return text if _KNOWN.issuperset(text) else ""
