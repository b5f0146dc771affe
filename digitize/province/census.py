"""Draws the people of an invented province: families, foreigners and companies.

Every house has a number from 0 and is drawn from it alone. No two people share an identity, tax or passport number.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from digitize.province.chance import Chance, between, dice, pick
from digitize.province.identity import (
    COMPANIES,
    SERIALS,
    Origin,
    cccd,
    draw_home,
    draw_origin,
    draw_phone,
    origins,
    tax_code,
)
from digitize.province.people import (
    Company,
    Family,
    Person,
    another_given_name,
    draw_surname,
    given_name,
    surname_of,
)
from digitize.province.shuffle import Shuffle
from digitize.province.units import Ward, table

_NAMESAKES = 16
_AHEAD = 8
"""One house in so many has a head who is a namesake, born in the same year, of the head so many houses before."""

_TWINS = 48
"""In one house in so many the two elder children are twins."""

_CARDS_FROM = date(2016, 1, 1)
_OUTSET = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class _Home:
    """What those of a house share. `slot` is its place among identity numbers."""

    number: int
    slot: int
    home: str
    ward: Ward
    origin: Origin


class Household:
    """The people of a house: a couple, and who else belongs to them, which few dossiers ask for.

    Args:
        chance: draws the others, after the couple.
    """

    def __init__(self, chance: Chance, serials: Shuffle, home: _Home, father: Person, mother: Person) -> None:
        self.father, self.mother = father, mother
        self._chance, self._serials, self._home = chance, serials, home

    @cached_property
    def family(self) -> Family:
        """All of them."""
        elder = self._elder()
        return Family(self.father, self.mother, self._children(), elder)

    def _elder(self) -> Person:
        chance, home, father = self._chance, self._home, self.father
        sex = _sex(chance)
        surname = surname_of(father) if sex == "Nam" else draw_surname(chance)
        born = father.born - timedelta(days=int((20 + chance() * 14) * 365))
        card = cccd(home.origin, sex, born, home.slot)
        issued = between(chance, _CARDS_FROM, _OUTSET)
        name = f"{surname} {given_name(chance, sex)}"
        return Person(
            name, sex, born, "CCCD", card, issued, father.phone, home.home, home.ward, home.origin.name
        )

    def _children(self) -> tuple[Person, ...]:
        """Return up to three children with the father's surname, born two years apart or more, twins aside."""
        chance, home, father = self._chance, self._home, self.father
        twins = home.number % _TWINS == _TWINS // 2
        count = 2 if twins else int(chance() * 4)
        born = max(father.born, self.mother.born) + timedelta(days=int((17 + chance() * 8) * 366))
        found: list[Person] = []
        for place in range(count):
            born += timedelta(days=int((2 + 2 * chance()) * 366))
            if born >= date(2019, 12, 1):
                break
            sex, slot = _sex(chance), home.slot
            name = f"{surname_of(father)} {given_name(chance, sex)}"
            if twins and place:
                twin = found[0]
                sex, born, slot = twin.sex, twin.born, self._serials(SERIALS - 1 - home.number // _TWINS)
                name = another_given_name(chance, twin.name, sex)
            issued = max(_birthday(born, 14), between(chance, _CARDS_FROM, _OUTSET))
            issued = issued if issued < _OUTSET else born
            card = cccd(home.origin, sex, born, slot)
            found.append(
                Person(
                    name,
                    sex,
                    born,
                    "CCCD",
                    card,
                    issued,
                    draw_phone(chance),
                    home.home,
                    home.ward,
                    home.origin.name,
                )
            )
        return tuple(found)


class Census:
    """Draws the people of a province.

    Args:
        seed: of all chance.
        houses: their number; people who are of none of them come behind.
    """

    def __init__(self, seed: int, houses: int) -> None:
        self._seed = seed
        self._houses = houses
        self._serials = Shuffle(dice(seed, "serials"), SERIALS)
        self._taxes = Shuffle(dice(seed, "taxes"), COMPANIES)

    def household(self, house: int, ward: Ward, day: date) -> Household:
        """Return the people of a house in `ward` with the cards that they hold on `day`."""
        chance = dice(self._seed, "house", house).random
        head = house % 2
        names, borns = self._couple(chance)
        if house % _NAMESAKES == _NAMESAKES - 1:
            names, borns = self._namesake(house - _AHEAD, head, names, borns, chance)
        home = _Home(house, self._serials(house), draw_home(chance, ward), ward, draw_origin(chance))
        father = _parent(chance, home, names[0], "Nam", borns[0], day)
        mother = _parent(chance, home, names[1], "Nữ", borns[1], day)
        return Household(chance, self._serials, home, father, mother)

    def newborn(self, number: int, father: Person, registered: date, twin: int | None = None) -> Person:
        """Return the child number `number` of all whose birth is registered, or its twin, child number `twin`."""
        chance = dice(self._seed, "newborn", number).random
        sex = _sex(chance)
        name = f"{surname_of(father)} {given_name(chance, sex)}"
        born = registered - timedelta(days=3 + int(chance() * 50))
        if twin is not None:
            name = another_given_name(chance, name, sex)
        # What was born in 2019 may have a sister or a brother of its house in the same year.
        born = max(born, _OUTSET)
        card = cccd(
            origins()["Bình Dương"],
            sex,
            born,
            self._serials(self._houses + (number if twin is None else twin)),
        )
        return replace(
            father,
            name=name,
            sex=sex,
            born=born,
            id_type="CCCD",
            id_number=card,
            id_issued_on=born,
            former_number="",
        )

    def outsider(self, number: int, sex: str, born: date, ward: Ward) -> Person:
        """Return somebody who lives in no numbered house: whom somebody marries; `number` as of newborn children."""
        chance = dice(self._seed, "outsider", number).random
        origin = draw_origin(chance)
        card = cccd(origin, sex, born, self._serials(self._houses + number))
        issued = between(chance, _CARDS_FROM, _OUTSET)
        name = f"{draw_surname(chance)} {given_name(chance, sex)}"
        home = draw_home(chance, ward)
        return Person(name, sex, born, "CCCD", card, issued, draw_phone(chance), home, ward, origin.name)

    def foreigner(self, house: int, ward: Ward) -> Person:
        """Return the foreigner whom the company of a house employs."""
        chance = dice(self._seed, "foreigner", house).random
        nation = pick(chance, _nations())
        sex = "Nữ" if chance() < 0.15 else "Nam"
        name = (
            f"{pick(chance, nation['family'])} {pick(chance, nation['male' if sex == 'Nam' else 'female'])}"
        )
        born = between(chance, date(1960, 1, 1), date(1995, 12, 31))
        passport = f"{nation['letter']}{self._serials(house % SERIALS):06d}{int(chance() * 100):02d}"
        issued = between(chance, date(2012, 1, 1), date(2019, 12, 31))
        return Person(
            name, sex, born, "HC", passport, issued, draw_phone(chance), draw_home(chance, ward), ward, nation["name"],
            nation=nation["name"],
        )  # fmt: skip

    def company(self, house: int, director: Person, founded: date | None = None) -> Company:
        """Return the company of a house, or the one that is `founded` in the register's years."""
        chance = dice(self._seed, "company", house, str(founded is not None)).random
        words = table("names")["companies"]
        field = pick(chance, words["fields"])
        form = pick(chance, words["forms"])
        name = f"{form} {field} {pick(chance, words['first'])} {pick(chance, words['second'])}"
        slot = self._taxes(house + (SERIALS if founded else 0))
        since = founded or between(chance, date(2003, 1, 1), date(2019, 12, 31))
        capital = int(1 + chance() * 90) * 100
        landline = f"02743{int(chance() * 1_000_000):06d}"
        return Company(
            name, tax_code(slot), since, capital, field, landline, draw_home(chance, director.ward), director.ward,
            director,
        )  # fmt: skip

    def _couple(self, chance: Chance) -> tuple[tuple[str, str], tuple[date, date]]:
        """Return the names and the birthdays of father and mother."""
        his = f"{draw_surname(chance)} {given_name(chance, 'Nam')}"
        hers = f"{draw_surname(chance)} {given_name(chance, 'Nữ')}"
        born = between(chance, date(1948, 1, 1), date(1995, 12, 31))
        return (his, hers), (born, born + timedelta(days=int((chance() * 8 - 3) * 365)))

    def _namesake(
        self, model: int, head: int, names: tuple[str, str], borns: tuple[date, date], chance: Chance
    ) -> tuple[tuple[str, str], tuple[date, date]]:
        """Give the head the name, and the other the age, that belong to a head of the year of the house `model`."""
        if model < 0:
            return names, borns
        model_names, model_borns = self._couple(dice(self._seed, "house", model).random)
        name, born = model_names[head], model_borns[head]
        same_year = between(chance, date(born.year, 1, 1), date(born.year, 12, 31))
        gap = borns[1] - borns[0]
        if head:
            return (names[0], name), (same_year - gap, same_year)
        return (name, names[1]), (same_year, same_year + gap)


def namesakes_of(house: int) -> tuple[int, ...]:
    """Return the houses whose head bears the name of that of `house`, if there are any; they need not exist."""
    if house % _NAMESAKES == _NAMESAKES - 1:
        return (house - _AHEAD,)
    return (house + _AHEAD,) if house % _NAMESAKES == _NAMESAKES - 1 - _AHEAD else ()


@cache
def _nations() -> tuple[dict[str, Any], ...]:
    return tuple(row for row in table("names")["nations"] for _ in range(row["share"]))


def _parent(chance: Chance, home: _Home, name: str, sex: str, born: date, day: date) -> Person:
    """Return father or mother: about half were born to a CMND, many of whom change it within these years."""
    origin = home.origin if sex == "Nam" or chance() < 0.7 else draw_origin(chance)
    kept, changes, phone = chance(), chance(), draw_phone(chance)
    card = cccd(origin, sex, born, home.slot)
    changed = between(chance, _CARDS_FROM, _OUTSET)
    old, issued = "", _OUTSET
    if born.year < 1995 and kept < 0.75:
        # Husband and wife may come from one province: each takes one of its beginnings.
        old = f"{origin.cmnd[(home.number // 2 + (sex == 'Nữ')) % 2]}{home.slot:06d}"
        issued = between(chance, max(date(2006, 1, 1), _birthday(born, 16)), date(2015, 12, 31))
        if changes > 0.3:
            changed = between(chance, _OUTSET, date(2021, 10, 31)) if changes < 0.6 else date.max
    if old and day < changed:
        kind, number, since, former = "CMND", old, issued, ""
    else:
        kind, number, since, former = "CCCD", card, changed, old
    return Person(
        name,
        sex,
        born,
        kind,
        number,
        since,
        phone,
        home.home,
        home.ward,
        origin.name,
        former_number=former,
    )


def _sex(chance: Chance) -> str:
    return "Nam" if chance() < 0.515 else "Nữ"


def _birthday(born: date, age: int) -> date:
    return born + timedelta(days=age * 366)
