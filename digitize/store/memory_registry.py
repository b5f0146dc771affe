"""The register in memory: the twin of `registry.SqlRegistry`."""

from collections.abc import Callable, Iterable, Iterator

from digitize.model.match import Dossier, DossierCode
from digitize.ports import ImportReport
from digitize.store.registry import SAME_NAME, identity_hash, number_key
from digitize.text.fold import fold


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

    def by_book(self, book: str, serial: str) -> tuple[Dossier, ...]:
        """Return dossiers entered in this quyển số under this số thứ tự (of any unit)."""
        return self._find(lambda dossier: (dossier.book, dossier.serial) == (book, serial))

    def by_person(self, id_number: str) -> tuple[Dossier, ...]:
        """Return dossiers of the owner with this identity or tax number."""
        wanted = identity_hash(self._key, id_number)
        return self._find(
            lambda dossier: wanted is not None and identity_hash(self._key, dossier.owner_id or "") == wanted
        )

    def by_owner(self, name: str) -> tuple[Dossier, ...]:
        """Return dossiers whose owner has this name, tone marks and case aside (at most 200)."""
        wanted = fold(name)
        return self._find(lambda dossier: bool(wanted) and fold(dossier.owner) == wanted)[:SAME_NAME]

    def by_result(self, number: str) -> tuple[Dossier, ...]:
        """Return dossiers with a result of this số/ký hiệu, blanks and case aside."""
        wanted = number_key(number)
        return self._find(
            lambda dossier: any(
                wanted and number_key(result.number or "") == wanted for result in dossier.results
            )
        )

    def by_parcel(self, map_sheet: str, parcel: str) -> tuple[Dossier, ...]:
        """Return dossiers with a result about this tờ bản đồ and thửa (of any ward)."""
        return self._find(
            lambda dossier: any((one.map_sheet, one.parcel) == (map_sheet, parcel) for one in dossier.results)
        )

    def codes(self) -> Iterator[DossierCode]:
        """Return all codes in order."""
        return iter([DossierCode(code) for code in sorted(self._dossiers)])

    def dossiers(self) -> Iterator[Dossier]:
        """Return all dossiers in the order of their codes."""
        return iter(self._find(lambda _: True))

    def count(self) -> int:
        """Return the number of dossiers."""
        return len(self._dossiers)

    def _find(self, fits: Callable[[Dossier], bool]) -> tuple[Dossier, ...]:
        return tuple(dossier for _, dossier in sorted(self._dossiers.items()) if fits(dossier))
