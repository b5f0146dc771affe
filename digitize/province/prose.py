"""Free text of administrative papers: sentences of `data/sentences.toml` with their blanks filled in, or legal texts.

In a sentence `{slot}` stands for something to be filled in and `[a|b]` for a choice, so that two papers rarely share a
paragraph.
"""

import re
import tarfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from digitize.province.people import full_name
from digitize.province.spelled import dotted
from digitize.province.units import table, wards

SECTORS = {
    "parcel": "land",
    "building": "building",
    "business": "business",
    "company": "business",
    "environment": "environment",
    "foreign_worker": "labour",
    "unemployment": "labour",
    "allowance": "welfare",
    "health": "health",
    "birth": "civil",
    "marriage": "civil",
    "death": "civil",
    "record": "civil",
}
"""The sector of sentences by what a dossier is about."""

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_DATE = re.compile(r"ngày (\d{2}) tháng (\d{1,2}) năm (\d{4})")
_SINCE = {
    "COVID": date(2020, 3, 1),
    "cách ly": date(2020, 3, 1),
    "vắc xin": date(2021, 3, 1),
    "SARS": date(2020, 3, 1),
}
"""From when on papers speak of something."""

LEGAL_TEXTS = "vbpl_text.tar.xz"
_LENGTH = range(90, 700)
"""Letters of a legal paragraph that is taken."""


class Author:
    """Writes sentences of one paper. No sentence is used twice as long as there are others.

    Attributes:
        issuer: the agency as the text names it.
        sector: key of `data/sentences.toml`.
        subject: what the paper is about, after "về việc".
    """

    def __init__(self, rng: Random, *, sector: str, day: date, issuer: str, texts: str = "") -> None:
        self.sector = sector
        self.issuer = issuer
        self._rng = rng
        self._day = day
        self._texts = texts
        self._used: set[str] = set()
        self.subject = self.say("subjects")

    def say(self, group: str) -> str:
        """Return one sentence of a group, of this paper's sector or of any."""
        rows: dict[str, list[str]] = table("sentences")[group]
        own = rows.get(self.sector, [])
        pool = [*own, *own, *rows.get("any", [])] or [line for lines in rows.values() for line in lines]
        return self._one(pool)

    def pick(self, group: str, part: str) -> str:
        """Return one sentence of the part `part` of a group."""
        rows: list[str] = table("sentences")[group][part]
        return self._one(rows)

    def paragraphs(self, count: int) -> list[str]:
        """Return `count` paragraphs of reports and remarks; from legal texts, about half of them, if there are any."""
        found: list[str] = []
        legal = legal_paragraphs(self._texts) if self._texts else ()
        while len(found) < count:
            if legal and self._rng.random() < 0.5:
                found.append(self._rng.choice(legal))
            else:
                found.append(
                    " ".join(self.say("situations") for _ in range(self._rng.choice((1, 2, 2, 2, 3))))
                )
        return found

    def fill(self, line: str) -> str:
        """Return a sentence with its choices made and its blanks filled in."""
        line = _CHOICE.sub(lambda found: self._rng.choice(found[1].split("|")), line)
        return _SLOT.sub(lambda found: self._slot(found[1]), line)

    def _one(self, rows: list[str]) -> str:
        """Return one of `rows`, filled in: an unused one that knows nothing that is still to come, if there is any."""
        known = [line for line in rows if not _foresees(line, self._day)] or rows
        line = self._rng.choice([line for line in known if line not in self._used] or known)
        self._used.add(line)
        return self.fill(line)

    def _slot(self, name: str) -> str:
        if name in _SLOTS:
            return _SLOTS[name](self._rng, self._day)
        if name == "issuer":
            return self.issuer
        if name == "subject":
            return self.subject
        words: list[str] = table("sentences")["words"][name]
        return self._rng.choice(words)


def prose(rng: Random, count: int, *, texts: str = "") -> list[str]:
    """Return `count` paragraphs.

    Args:
        rng: of all chance.
        count: how many.
        texts: a folder of legal texts (`vbpl_text.tar.xz`); empty takes our own sentences alone.
    """
    sector = rng.choice([key for key in table("sentences")["subjects"] if key != "any"])
    day = date(2020, 1, 6) + timedelta(days=rng.randrange(700))
    return Author(rng, sector=sector, day=day, issuer="Ủy ban nhân dân", texts=texts).paragraphs(count)


@cache
def legal_paragraphs(folder: str) -> tuple[str, ...]:
    """Return the Vietnamese paragraphs of the legal texts in `folder`, in the order of the archive.

    Raises:
        OSError: the folder has no archive of legal texts.
    """
    found: list[str] = []
    with tarfile.open(Path(folder) / LEGAL_TEXTS) as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is not None:
                text = file.read().decode("utf-8")
                found += [line.strip() for line in text.splitlines() if _is_prose(line.strip())]
    return tuple(found)


def _foresees(line: str, day: date) -> bool:
    """Tell whether a sentence names a law or an event that is later than `day`."""
    dates = (date(int(year), int(month), int(number)) for number, month, year in _DATE.findall(line))
    return any(other > day for other in dates) or any(
        day < first and word in line for word, first in _SINCE.items()
    )


def _is_prose(line: str) -> bool:
    return (
        len(line) in _LENGTH
        and "đ" in line
        and line.endswith((".", ";"))
        and not set(line) & set("<>[]{}|_…")
    )


def _short(day: date) -> str:
    return (
        rf"{day.day:02d}/{day.month:02d}/{day.year}"
        if day.month <= 2
        else f"{day.day:02d}/{day.month}/{day.year}"
    )


def _past(rng: Random, day: date) -> str:
    return _short(day - timedelta(days=rng.randrange(2, 300)))


def _letter(kind: str, symbols: tuple[str, ...], top: int) -> Callable[[Random, date], str]:
    """Return what names a paper, e.g. "Công văn số 1204/UBND-KT ngày 05/3/2021"."""
    return lambda rng, day: (
        f"{kind} số {rng.randrange(5, top):02d}/{rng.choice(symbols)} ngày {_past(rng, day)}"
    )


def _percent(rng: Random, _day: date) -> str:
    return f"{rng.randrange(52, 99)},{rng.randrange(1, 99)}%"


def _money(rng: Random, _day: date) -> str:
    return rng.choice(
        (
            f"{dotted(rng.randrange(1, 99) * 1000 + rng.randrange(1000))} triệu đồng",
            f"{rng.randrange(2, 900)},{rng.randrange(1, 9)} tỷ đồng",
            f"{dotted(rng.randrange(10, 9900) * 100_000)} đồng",
        )
    )


_SYMBOLS = (
    "UBND-KT",
    "UBND-NC",
    "UBND-KTN",
    "UBND-VX",
    "STC-NS",
    "STNMT-CCQLĐĐ",
    "SXD-QLXD",
    "SNV-CCHC",
    "SLĐTBXH-VP",
)
_SLOTS: dict[str, Callable[[Random, date], str]] = {
    "letter": _letter("Công văn", _SYMBOLS, 6000),
    "plan": _letter("Kế hoạch", ("KH-UBND", "KH-SNV", "KH-STP"), 6000),
    "decision": _letter("Quyết định", ("QĐ-UBND",), 4000),
    "report": _letter("Báo cáo", ("BC-UBND", "BC-PTNMT", "BC-QLĐT", "BC-TCKH"), 500),
    "proposal": _letter("Tờ trình", ("TTr-STC", "TTr-SXD", "TTr-STNMT", "TTr-SNV", "TTr-PTNMT"), 900),
    "date": _past,
    "deadline": lambda rng, day: _short(day + timedelta(days=rng.randrange(7, 90))),
    "year": lambda rng, day: str(day.year - (rng.random() < 0.15)),
    "old": lambda rng, _day: str(rng.randrange(1976, 1994)),
    "month": lambda rng, _day: f"{rng.randrange(1, 13):02d}",
    "quarter": lambda rng, _day: rng.choice(("I", "II", "III", "IV")),
    "percent": _percent,
    "cut": lambda rng, _day: f"{rng.randrange(15, 50)}%",
    "count": lambda rng, _day: dotted(rng.randrange(24, 9000)),
    "small": lambda rng, _day: f"{rng.randrange(2, 30):02d}",
    "money": _money,
    "area": lambda rng, _day: f"{dotted(rng.randrange(30, 9000))},{rng.randrange(1, 9)} m²",
    "phone": lambda rng, _day: f"3.{rng.randrange(100, 999)}.{rng.randrange(100, 999)}",
    "name": lambda rng, _day: full_name(rng, rng.choice(("Nam", "Nữ"))),
    "district": lambda rng, day: rng.choice(wards()).district.on(day),
    "ward": lambda rng, day: rng.choice(wards()).unit.on(day),
    "project": lambda rng, _day: rng.choice(table("parties")["companies"]["works"]),
}
