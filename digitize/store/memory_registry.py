"""The register in memory: the twin of `registry.SqlRegistry`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from digitize.model.match import Blocked, BlockingKeys, Dossier, DossierCode
from digitize.ports import ImportReport
from digitize.store.blocking import RARE_NAME, SAME_NAME, identity_hash, number_key
from digitize.text.fold import fold

Fits = Callable[[Dossier], bool]


class MemoryRegistry:
    """The register in memory, gone with the process."""

    def __init__(self, key: bytes = b"") -> None:
        self._key = key
        self._dossiers: dict[str, Dossier] = {}

    def put(self, dossiers: Iterable[Dossier], *, replace: bool = False) -> ImportReport:
        """Import dossiers; one whose stored record differs is a conflict unless `replace`."""
        counts = {"added": 0, "unchanged": 0, "replaced": 0}
        conflicts: list[DossierCode] = []
        for dossier in dossiers:
            before = self._dossiers.get(dossier.code)
            if before is not None and before != dossier and not replace:
                conflicts.append(dossier.code)
                continue
            counts["added" if before is None else "unchanged" if before == dossier else "replaced"] += 1
            self._dossiers[dossier.code] = dossier
        return ImportReport(**counts, conflicts=tuple(conflicts))

    def get(self, code: str) -> Dossier | None:
        """Return the dossier with this mã hồ sơ."""
        return self._dossiers.get(code)

    def among(self, codes: Iterable[str]) -> tuple[Dossier, ...]:
        """Return the dossiers with these mã hồ sơ, in the order of their codes."""
        return tuple(self._dossiers[code] for code in sorted(set(codes)) if code in self._dossiers)

    def block(self, keys: BlockingKeys, *, whole: bool = True) -> Blocked:
        """Return the dossiers that agree with a key, each once, in the order of their codes."""
        codes = {code for code in keys.codes if code in self._dossiers}
        for fits in self._keys(keys):
            codes.update(one.code for one in self._few(fits))
        names = set(filter(None, map(fold, keys.owners)))
        for name in names:
            codes.update(one.code for one in self._owned(name, keys.received))
        found = self.among(codes)
        if not whole:
            found = tuple(replace(one, components=(), results=()) for one in found)
        return Blocked(found, {name: self.named(name) for name in names} if found else {})

    def named(self, name: str) -> int:
        """Return how many dossiers have an owner of this name, marks and case aside."""
        wanted = fold(name)
        return len(self._find(lambda dossier: fold(dossier.owner) == wanted))

    def by_owner(self, name: str) -> tuple[Dossier, ...]:
        """Return dossiers whose owner has this name, tone marks and case aside (at most 200)."""
        wanted = fold(name)
        return self._find(lambda dossier: bool(wanted) and fold(dossier.owner) == wanted)[:SAME_NAME]

    def codes(self) -> Iterator[DossierCode]:
        """Return all codes in order."""
        return iter([DossierCode(code) for code in sorted(self._dossiers)])

    def dossiers(self) -> Iterator[Dossier]:
        """Return all dossiers in the order of their codes."""
        return iter(self._find(lambda _: True))

    def count(self) -> int:
        """Return the number of dossiers."""
        return len(self._dossiers)

    def _keys(self, keys: BlockingKeys) -> Iterator[Fits]:
        """Yield a test of a dossier for each key."""
        hashes = {hashed for number in keys.persons if (hashed := identity_hash(self._key, number))}
        if hashes:
            yield lambda one: identity_hash(self._key, one.owner_id or "") in hashes
        for born in keys.births if keys.received else ():
            yield partial(_born, born, keys.received)
        for book in keys.books:
            yield partial(_entered, book, keys.received_on)
        for number, issued in keys.results:
            yield partial(_issued, number_key(number), issued)
        for parcel in keys.parcels:
            yield partial(_about, parcel)
        for number in keys.certificates:
            yield partial(_certified, number_key(number))

    def _owned(self, name: str, received: tuple[date, date] | None) -> tuple[Dossier, ...]:
        named = self._find(lambda one: fold(one.owner) == name)
        if len(named) <= RARE_NAME:
            return named
        if received is None:
            return ()
        first, last = received
        within = tuple(one for one in named if one.received_on and first <= one.received_on <= last)
        return within if len(within) <= SAME_NAME else ()

    def _few(self, fits: Fits) -> tuple[Dossier, ...]:
        found = self._find(fits)
        return found if len(found) <= SAME_NAME else ()

    def _find(self, fits: Callable[[Dossier], bool]) -> tuple[Dossier, ...]:
        return tuple(dossier for _, dossier in sorted(self._dossiers.items()) if fits(dossier))


def _born(born: str, received: tuple[date, date] | None, one: Dossier) -> bool:
    first, last = received or (date.max, date.min)
    return one.owner_born == born and one.received_on is not None and first <= one.received_on <= last


def _entered(book: tuple[str, str], on: date | None, one: Dossier) -> bool:
    return (one.book, one.serial) == book and on in (None, one.received_on)


def _issued(number: str | None, on: date | None, one: Dossier) -> bool:
    return number is not None and any(
        number_key(result.number or "") == number and on in (None, result.issued_on) for result in one.results
    )


def _about(parcel: tuple[str, str], one: Dossier) -> bool:
    return any((result.map_sheet, result.parcel) == parcel for result in one.results)


def _certified(number: str | None, one: Dossier) -> bool:
    return number is not None and any(
        number in (number_key(result.book_number or ""), number_key(result.serial_number or ""))
        for result in one.results
    )
