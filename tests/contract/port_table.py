"""Which test of which port passed on which implementation: printed at the end of every run that held such tests.

Nothing is listed by hand. A test belongs to a port because it asks for the port's fixture, and to an implementation because
pytest called it with that parameter; what one implementation was tested for and another was not shows as a gap.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

PORTS = {"ledger": "Ledger", "registry": "Registry", "blobs": "Blobs", "queue": "JobQueue"}
"""The fixtures that are called once for each implementation, and the ports whose contracts they carry."""

_WORST_FIRST = ("failed", "skipped", "passed")


class Cell(NamedTuple):
    """One test of a port on one of its implementations; cases of a parametrized test are apart."""

    port: str
    implementation: str
    test: str
    case: tuple[tuple[str, str], ...]


class PortTable:
    """A pytest plugin; `folder` holds the contract tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cells: dict[str, list[Cell]] = {}
        self._outcomes: dict[str, set[str]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note the tests that will run."""
        for item in session.items:
            if isinstance(item, pytest.Function) and self._folder in item.path.parents:
                self._cells[item.nodeid] = list(_cells(item))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what became of one."""
        if report.when == "call" or report.outcome != "passed":
            self._outcomes.setdefault(report.nodeid, set()).add(report.outcome)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print a row for each test and a column for each implementation, port by port."""
        ended = {cell: self._outcome(node) for node, cells in self._cells.items() for cell in cells}
        if ended:
            terminalreporter.section("ports × implementations × tests")
            for port in dict.fromkeys(cell.port for cell in ended):
                for line in _lines(port, {cell: how for cell, how in ended.items() if cell.port == port}):
                    terminalreporter.line(line)

    def _outcome(self, node: str) -> str:
        seen = self._outcomes.get(node, set())
        return next((outcome for outcome in _WORST_FIRST if outcome in seen), "not run")


def _cells(item: pytest.Function) -> Iterable[Cell]:
    call = getattr(item, "callspec", None)
    for fixture in PORTS.keys() & (call.params.keys() if call else ()):
        test = f"{item.path.name}::{item.originalname}"
        case = tuple(sorted((name, repr(value)) for name, value in call.params.items() if name != fixture))
        yield Cell(PORTS[fixture], str(call.params[fixture]), test, case)


def _lines(port: str, ended: dict[Cell, str]) -> Iterable[str]:
    """Yield the rows of a port: how many cases of a test passed, of how many, and what became of the others."""
    # In the order in which they were collected.
    implementations = list(dict.fromkeys(cell.implementation for cell in ended))
    cases: dict[str, dict[tuple[tuple[str, str], ...], None]] = {}
    for cell in ended:
        cases.setdefault(cell.test, {})[cell.case] = None
    width = max(map(len, cases), default=0)
    yield _line(port, implementations, width)
    total = {name: Counter[str]() for name in implementations}
    for test, each in cases.items():
        row = {
            name: Counter(ended.get(Cell(port, name, test, case), "gap") for case in each)
            for name in implementations
        }
        for name in implementations:
            total[name] += row[name]
        yield _line(f"  {test}", map(_count, row.values()), width)
    yield _line("  all", map(_count, total.values()), width)


def _count(outcomes: Counter[str]) -> str:
    others = [f"{count} {how}" for how, count in sorted(outcomes.items()) if how != "passed"]
    return ", ".join([f"{outcomes['passed']}/{outcomes.total()}", *others])


def _line(name: str, columns: Iterable[str], width: int) -> str:
    return f"{name:{width + 2}}" + "".join(f"  {column:>12}" for column in columns)
