"""Which dossiers count as digitized: the same on every store."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitize.model.coverage import Covered
from digitize.model.match import Attachment, Component, Dossier, DossierCode, ResultRecord, Role
from digitize.ports import Coverage, Ledger, Registry
from digitize.store.memory import MemoryLedger
from digitize.store.memory_coverage import MemoryCoverage
from digitize.store.memory_registry import MemoryRegistry

Covering = tuple[Coverage, Ledger, Registry]
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
LISTED = {
    "components": (Component("TP1", "Đơn"), Component("TP2", "Bản vẽ")),
    "results": (ResultRecord("KQ1"),),
}


def dossier(number: int, **values: object) -> Dossier:
    made = Dossier(
        DossierCode(f"d{number}"), "Nguyễn Thị Hoa", unit="UBND A", received_on=date(2021, 3, 5), **LISTED
    )  # type: ignore[arg-type]
    return replace(made, **values)  # type: ignore[arg-type]


def paper(number: int, role: Role, code: str | None, *, active: bool = True) -> Attachment:
    id_ = f"{number}-{role}-{code}-{active}"
    return Attachment(
        id_, id_, DossierCode(f"d{number}"), role, code, "archive/x", NOW, "tester", None, active
    )


def put(ledger: Ledger, *papers: Attachment) -> None:
    with ledger.writing() as tx:
        tx.put(*papers)


def test_each_dossier_is_one_of_four_and_complete_if_nothing_listed_lacks(covering: Covering) -> None:
    coverage, ledger, registry = covering
    registry.put(dossier(number) for number in range(7))
    put(
        ledger,
        paper(0, Role.INPUT, "TP1"),
        paper(1, Role.RESULT, "KQ1"),
        paper(2, Role.INPUT, None),
        paper(2, Role.RESULT, None),
        *(paper(3, Role.INPUT, code) for code in ("TP1", "TP2")),
        paper(3, Role.RESULT, "KQ1"),
        paper(4, Role.PROCESS, "giay_tiep_nhan"),
        paper(5, Role.INPUT, "TP1", active=False),
        paper(99, Role.INPUT, "TP1"),
    )
    (row,) = coverage.counts()
    assert row == Covered("UBND A", "2021-03", dossiers=7, inputs=1, results=1, both=2, complete=1)
    assert (row.none, row.share) == (3, 28.57)


def test_counts_are_by_unit_and_month_in_order(covering: Covering) -> None:
    coverage, ledger, registry = covering
    registry.put(
        [
            dossier(0, unit="UBND B", received_on=date(2020, 12, 31)),
            dossier(1, received_on=date(2021, 4, 1)),
            dossier(2, unit=None, received_on=None),
            dossier(3),
        ]
    )
    put(ledger, paper(3, Role.INPUT, "TP1"), paper(3, Role.RESULT, "KQ9"))
    assert [(row.unit, row.month, row.dossiers, row.both, row.complete) for row in coverage.counts()] == [
        (None, None, 1, 0, 0),
        ("UBND A", "2021-03", 1, 1, 0),
        ("UBND A", "2021-04", 1, 0, 0),
        ("UBND B", "2020-12", 1, 0, 0),
    ]


def test_an_empty_register_has_no_counts(covering: Covering) -> None:
    assert covering[0].counts() == ()


PLACES = st.sampled_from(
    [(Role.INPUT, "TP1"), (Role.INPUT, "TP2"), (Role.INPUT, None), (Role.RESULT, "KQ1"), (Role.PROCESS, "x")]
)
PAPERS = st.sets(st.tuples(st.integers(0, 3), PLACES, st.booleans()), max_size=14)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(papers=PAPERS, bare=st.booleans())
def test_every_store_counts_as_the_rule_says(
    covering: Covering, papers: set[tuple[int, tuple[Role, str | None], bool]], bare: bool
) -> None:
    coverage, ledger, registry = covering
    twin, memory, dossiers = (
        MemoryCoverage(ledger_ := MemoryLedger(), registry_ := MemoryRegistry()),
        ledger_,
        registry_,
    )
    stored = [dossier(0, components=() if bare else LISTED["components"]), *map(dossier, (1, 2, 3))]
    made = [paper(number, *place, active=active) for number, place, active in papers]
    with ledger.reading() as tx:
        earlier = [replace(item, active=False) for item in tx.find(Attachment)]
    put(ledger, *earlier)
    put(ledger, *made)
    put(memory, *made)
    registry.put(stored, replace=True)
    dossiers.put(stored)
    assert coverage.counts() == twin.counts()
