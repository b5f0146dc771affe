"""The texts that lines are drawn from: law, procedures, names, places."""

import re
import tarfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

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
    )


def _paragraphs(archive: Path) -> list[str]:
    """Return the paragraphs of the legal texts, each once: the frames of the web pages repeat."""
    found: dict[str, None] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is not None:
                lines = file.read().decode("utf-8", "replace").splitlines()
                found |= dict.fromkeys(text for line in lines if len(text := cleaned(line)) >= _LEAST)
    return [text for text in found if sum(sign > "\x7f" for sign in text) > _MARKED * len(text)]


def cleaned(text: str) -> str:
    """Return text in NFC with single blanks, or nothing where it holds a sign that the network does not know."""
    text = " ".join(unicodedata.normalize("NFC", text.translate(_PLAIN)).split())
    text = re.sub(r"\.{4,}", "...", text)
    return text if _KNOWN.issuperset(text) else ""
