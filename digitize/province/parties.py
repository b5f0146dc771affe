"""Whom a paper names besides those whom its dossier knows: relatives, former employers, a foreigner's post. By chance."""

from dataclasses import dataclass
from random import Random

from digitize.province.people import full_name
from digitize.province.units import table


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of a family, with what civil-status papers say about him or her; `born` is a year."""

    name: str
    born: int
    nation: str
    home: str
    id_number: str
    id_type: str = "CCCD"


@dataclass(frozen=True, slots=True)
class Post:
    """What a foreigner is employed as, each in Vietnamese and in English."""

    degree: tuple[str, str]
    post: tuple[str, str]
    job: tuple[str, str]


def make_relative(rng: Random, sex: str, born: int, home: str, *, surname: str = "") -> Relative:
    """Return a man or a woman of a family, born in the year `born`."""
    name = full_name(rng, sex)
    if surname:
        name = " ".join((surname, *name.split()[1:]))
    century = 2 * (born // 100 - 19) + (sex == "Nữ")
    number = f"074{century}{born % 100:02d}{rng.randrange(1, 1_000_000):06d}"
    nation = rng.choices(("Kinh", "Hoa", "Khmer", "Tày", "Nùng", "Chăm"), (88, 5, 3, 2, 1, 1))[0]
    return Relative(name, born, nation, home, number)


def make_post(rng: Random) -> Post:
    """Return a post of a foreigner."""
    words = table("parties")["foreigners"]
    degree, post, job = (
        (vietnamese, english)
        for vietnamese, english in map(rng.choice, (words["degrees"], words["posts"], words["jobs"]))
    )
    return Post(degree, post, job)


def company_name(rng: Random) -> str:
    """Return the name of a company."""
    words = table("names")["companies"]
    return " ".join(rng.choice(words[part]) for part in ("forms", "fields", "first", "second"))


def short_name(name: str) -> str:
    """Return a company's name as it is written abroad."""
    return f"{' '.join(name.split()[-2:])} CO., LTD"
