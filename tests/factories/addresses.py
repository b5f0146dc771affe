"""Addresses of the 91 communes of 2020-2021 as clerks and recognisers spoil them, with the commune that is meant."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from digitize.text.fold import fold
from digitize.text.gazetteer import key_of
from digitize.text.units import Commune, communes

BELOW = (
    "", "Số 12 đường Yersin", "số 641, đường Huỳnh Văn Cù, khu phố 3", "45/3 khu phố Thống Nhất 1", "tổ 5, ấp Vườn Ươm",
    "ấp Rạch Bắp", "KP Bình Thuận 2", "12 Nguyễn Trãi", "số 20, đường ĐX 088, khu phố 3", "đại lộ Bình Dương",
    "tổ 17, ấp Tân Lập", "số 4, đường Bạch Đằng, khu phố Thắng Lợi", "Thửa 512, tờ bản đồ 33", "đường Thuận Giao 21",
    "số 59/18, đường Mỹ Phước - Tân Vạn, khu phố 6", "Lô C12, KCN Sóng Thần", "khu phố Chiêu Liêu", "đường An Bình",
)  # fmt: skip
"""What stands before the commune; some bear names of other communes."""

NAMES = frozenset(key_of(commune.unit.name) for commune in communes())
ABBREVIATED = {
    "phường": ("P.", "P. ", "p."), "xã": ("X.", "X. "), "thị trấn": ("TT.", "TT "), "huyện": ("H.", "H. "),
    "thị xã": ("TX.", "TX ", "tx. "), "thành phố": ("TP.", "TP ", "T.P "), "tỉnh": ("T.", ""),
}  # fmt: skip
ALIKE = {
    "u": "vn", "n": "mu", "i": "lj1", "o": "0ce", "a": "oe", "h": "bn", "t": "fl", "g": "qy", "y": "v", "c": "eo",
    "d": "cl", "p": "n", "b": "h", "m": "n", "l": "1i", "r": "n", "e": "c", "v": "y",
}  # fmt: skip
"""Letters that recognisers take for one another, folded."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A spoilt address: what is read, the commune that is meant, the day of the paper."""

    text: str
    commune: Commune
    day: date


def spoilt(seed: int) -> Spoilt:
    """Return one spoilt address; the same seed gives the same."""
    rng = Random(seed)
    commune = rng.choice([commune for commune in communes() if not commune.of_today])
    assert commune.district
    day = date(2020, 1, 1) + timedelta(rng.randrange(731))
    ward, district = (
        unit.on(day).replace(unit.name, "|" + unit.name) for unit in (commune.unit, commune.district)
    )
    wrong = _wrong(rng)
    spoilt_ward = _letters(rng, ward, wrong[0])
    if key_of(spoilt_ward.partition("|")[2]) not in NAMES:  # Tân Long spoilt to An Long says An Long.
        ward = spoilt_ward
    names = [ward, _letters(rng, district, wrong[1])]
    names += rng.choices(([], ["tỉnh |Bình Dương"], ["|Bình Dương"], ["|BD"]), (1, 6, 2, 1))[0]
    tiers = rng.choices(("full", "short", "none"), (5, 3, 2))[0]
    units = [_announced(rng, name, tiers) for name in names]
    reversed_order = tiers != "none" and rng.random() < 0.1
    comma = rng.choices((", ", " ", ",", " - ", "; "), (6, 3, 2, 1, 1))[0]
    below = rng.choice(BELOW)
    parts = [*reversed(units), below] if reversed_order else [below, *units]
    text = comma.join(part for part in parts if part)
    return Spoilt(_printed(rng, text), commune, day)


def _wrong(rng: Random) -> tuple[int, int]:
    """Return how many letters of commune and district are wrong: two at most."""
    return rng.choices(((0, 0), (1, 0), (0, 1), (1, 1), (0, 2)), (4, 3, 2, 1, 1))[0]


def _letters(rng: Random, unit: str, count: int) -> str:
    tier, _, name = unit.partition("|")
    for _ in range(count):
        at = rng.choice([place for place, letter in enumerate(name) if letter.isalpha()])
        letter = fold(name[at])
        how = rng.random()
        new = rng.choice(ALIKE.get(letter, "x")) if how < 0.8 else "" if how < 0.9 else letter * 2
        name = name[:at] + new + name[at + 1 :]
    return f"{tier}|{name}"


def _announced(rng: Random, unit: str, tiers: str) -> str:
    tier, _, name = unit.partition("|")
    if tiers == "full" or not tier:
        return f"{tier}{name}"
    return f"{rng.choice(ABBREVIATED[tier.strip()])}{name}" if tiers == "short" else name


def _printed(rng: Random, text: str) -> str:
    """Spoil marks, case and blanks."""
    marks = rng.choices(("kept", "folded", "some"), (5, 2, 3))[0]
    if marks == "folded":
        text = fold(text)
    elif marks == "some":
        text = "".join(fold(letter) if letter.isalpha() and rng.random() < 0.3 else letter for letter in text)
    text = rng.choices((text, text.upper(), text.lower()), (8, 1, 1))[0]
    if rng.random() < 0.15:
        blanks = [place for place, letter in enumerate(text) if letter == " "]
        if blanks:
            at = rng.choice(blanks)
            text = text[:at] + text[at + 1 :]
    return text
