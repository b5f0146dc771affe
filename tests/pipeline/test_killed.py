"""A worker killed with SIGKILL in the middle of any hop loses nothing after a sweep.

The killed process is a fork that dies inside, or right after, its n-th writing transaction: for every n there is, so in
every one of every hop. What the survivors then export must equal what an undisturbed run exports.
"""

import os
import signal
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest

from digitize.model.intake import Hop, Task, TaskState
from digitize.pipeline import upkeep
from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.report import export
from tests.factories.dossiers import OTHER_CODE, dossier, receipt, receipt_lines, stranger
from tests.factories.scripted import scan
from tests.factories.services import drain, embedded_services, postgres_services

MOST_TRANSACTIONS = 60


class DyingLedger:
    """A ledger that kills its process in or after the n-th writing transaction."""

    def __init__(self, inner, number, inside):
        self._inner, self._left, self._inside = inner, number, inside

    def reading(self):
        return self._inner.reading()

    @contextmanager
    def writing(self):
        self._left -= 1
        doomed = not self._left
        with self._inner.writing() as tx:
            yield tx
            if doomed and self._inside:
                os.kill(os.getpid(), signal.SIGKILL)
        if doomed:
            os.kill(os.getpid(), signal.SIGKILL)


def deliver(services):
    services.registry.put([dossier(), dossier(OTHER_CODE, "Trần Văn Bình", "46/QĐ-UBND")])
    batch = new_batch(services, "lô", "trạm")
    files = [receipt(), stranger(), scan(receipt_lines(OTHER_CODE, "Trần Văn Bình"), ["trang hai"])]
    for number, data in enumerate(files):
        receive(services, batch, f"{number}.png", data)
    close_batch(services, batch.id)


def run_and_die(reopen, number, inside):
    """Drain in a fork that dies as told; return whether it died."""
    child = os.fork()
    if child == 0:
        services = reopen()
        drain(replace(services, ledger=DyingLedger(services.ledger, number, inside)))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    services = embedded_services(tmp_path_factory.mktemp("undisturbed"))
    deliver(services)
    drain(services)
    result = list(export(services))
    services.ledger.close()
    assert sum(len(row["papers"]) for row in result) == 3
    return result


@pytest.fixture(params=["embedded", "postgresql"])
def store(request, tmp_path):
    """A function that makes an empty store and returns what opens it: any number of times, in any process."""
    made = []
    postgres = request.getfixturevalue("postgres") if request.param == "postgresql" else None

    def make():
        made.append(postgres.create() if postgres else None)
        folder = tmp_path / str(len(made))
        folder.mkdir()
        if postgres:
            return partial(postgres_services, postgres.url(made[-1]), folder)
        return partial(embedded_services, folder)

    yield make
    for name in filter(None, made):
        postgres.drop(name)


@pytest.mark.parametrize("inside", [True, False], ids=["inside", "after"])
def test_nothing_is_lost_and_nothing_doubled(inside, store, undisturbed):
    deaths, hops = 0, set()
    for number in range(1, MOST_TRANSACTIONS + 1):
        reopen = store()
        services = reopen()
        deliver(services)
        services.ledger.close()
        if not run_and_die(reopen, number, inside):
            break
        deaths += 1
        survivors = reopen()
        with survivors.ledger.reading() as tx:
            hops |= {task.hop for task in tx.find(Task, state=TaskState.RUNNING)}
        upkeep.sweep(survivors)
        drain(survivors)
        assert list(export(survivors)) == undisturbed, f"transaction {number}"
        with survivors.ledger.reading() as tx:
            assert tx.tally(Task, "state") == {TaskState.DONE.value: tx.count(Task)}
        upkeep.verify_audit(survivors)
        survivors.ledger.close()
    assert deaths < MOST_TRANSACTIONS
    assert hops == set(Hop)
