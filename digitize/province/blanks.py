"""Filling in a form: labels in one of their wordings, values tagged for the truth."""

from datetime import date
from random import Random

from digitize.province.letter import Fields, id_key, short
from digitize.province.markup import field
from digitize.province.people import Company, Person
from digitize.province.sheet import LEFT, WIDE, Align, Sheet
from digitize.province.units import table

_ON_DOTS = 0.12
"""Share of printed papers whose entries stand on dotted lines nevertheless."""


class Blanks:
    """The blanks of one paper.

    Attributes:
        fields: values that were filled in so far, in normal form by key of the vocabulary.
        left: margin of what is printed next.
    """

    def __init__(self, sheet: Sheet, rng: Random, group: str) -> None:
        """Take the labels from `group` of `data/wordings.toml` or, where it lacks one, from the shared ones."""
        self.fields: Fields = {}
        self.left: float = LEFT
        self._items = 0
        self._style = rng.randrange(60)
        self._sheet = sheet
        self._rng = rng
        self._group = group
        self._dots = sheet.penned.blanks or rng.random() < _ON_DOTS

    def label(self, key: str) -> str:
        """Return a label in one of its wordings."""
        words = table("wordings")
        found: list[str] = words[self._group].get(key) or words["chung"][key]
        return self._rng.choice(found)

    def head(self, key: str) -> None:
        """Print the head of a section, all of them in the same style."""
        heads: list[str] = table("wordings")[self._group][key]
        self._sheet.write(f"<b>{heads[self._style % len(heads)]}</b>", align=Align.LEFT)

    def value(self, key: str, text: str, normal: str | None = None, *, bold: bool = False) -> str:
        """Return markup of a field's value as it stands there, and keep it, in normal form, for the truth."""
        self.fields[key] = text if normal is None else normal
        markup = self._sheet.blank(text, key)
        return f"<b>{markup}</b>" if bold else markup

    def also(self, key: str, markup: str, normal: str) -> str:
        """Return `markup` as the value of one more field."""
        self.fields[key] = normal
        return field(key, markup)

    def company(self, company: Company, owner: Person, *, bold: bool = False) -> str:
        """Return markup of a company's name, which is the owner's if the dossier is the company's."""
        markup = self.value("ten_doanh_nghiep", company.name, bold=bold)
        return self.also("ho_ten", markup, owner.name) if owner.name == company.name else markup

    def representative(self, person: Person, owner: Person, *, bold: bool = False) -> str:
        """Return markup of the name of who represents a company, who may own the dossier himself."""
        markup = self.value("nguoi_dai_dien", person.name, bold=bold)
        return self.also("ho_ten", markup, owner.name) if person == owner else markup

    def day(self, key: str, day: date) -> str:
        """Return markup of a date that is a field's value."""
        return self.value(key, short(day), day.isoformat())

    def area(self, area: str) -> str:
        """Return markup of the area of a parcel in square metres."""
        return self.value("dien_tich", f"{area} m²", f"{area} m2")

    def line(self, *parts: tuple[str, str], item: str = "") -> None:
        """Print entries beside each other, each a label's key and its value's markup (empty for none)."""
        texts = [f"{self.label(key)} {markup}".rstrip() for key, markup in parts]
        leader = self._dots and bool(parts[-1][1])
        self._sheet.write(item + WIDE.join(texts), left=self.left, align=Align.LEFT, leader=leader)

    def item(self, *parts: tuple[str, str]) -> None:
        """Print entries beside each other, each with its number on the form."""
        texts = []
        for key, markup in parts:
            self._items += 1
            texts.append(f"{self._items}. {self.label(key)} {markup}")
        self._sheet.write(WIDE.join(texts), left=self.left, align=Align.LEFT, leader=self._dots)

    def small(self, markup: str) -> None:
        """Print a remark in smaller letters."""
        self._sheet.write(markup, left=self.left, align=Align.LEFT, points=self._sheet.points - 2)

    def note(self, text: str) -> str:
        """Return markup of a value that is no field."""
        return self._sheet.blank(text)

    def person(self, person: Person, day: date) -> None:
        """Print what most applications ask for about a person; `day` is that of the paper."""
        self.line(("name", self.value("ho_ten", person.name.upper(), person.name)))
        sex = self.value("gioi_tinh", person.sex)
        self.line(("born", self.day("ngay_sinh", person.born)), ("sex", sex))
        self.identity(person)
        self.line(("address", self.value("dia_chi", person.address(day))))
        self.line(("phone", self.value("so_dien_thoai", person.phone)))

    def identity(self, person: Person, label: str = "") -> None:
        """Print the number of a person's card with its day of issue, a passport's, or a company's tax code."""
        number = self.value(id_key(person), person.id_number)
        if person.id_type == "MST":
            markup = f"{self.label('tax_code')} {number}"
        else:
            label = label or self.label("passport" if person.id_type == "HC" else "id")
            markup = f"{label} {number}{WIDE}{self.label('id_day')} {self.note(short(person.id_issued_on))}"
        self._sheet.write(markup, left=self.left, align=Align.LEFT)


def addressed(sheet: Sheet, rng: Random, to: str) -> Fields:
    """Print whom a paper is for."""
    label = rng.choice(table("wordings")["chung"]["to"])
    sheet.write(f"{label} {field('kinh_gui', to)}", align=Align.CENTRE)
    sheet.gap(4)
    return {"kinh_gui": to}
