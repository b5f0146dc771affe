"""What a job does beyond its task, and what one that fails leaves in RQ's log and in Redis."""

import traceback

import pytest

from digitize.errors import TransientError
from digitize.model.intake import Hop, Task, TaskState
from digitize.pipeline.intake import close_batch, new_batch, receive
from digitize.pipeline.upkeep import feed
from tests.factories.dossiers import receipt, stranger
from tests.factories.scripted import ScriptedReader
from tests.factories.services import memory_services
from workers.jobs import Unforeseen, run, serve_with

PERSONAL = "Nguyễn Thị Hoa 036188001234"


def bug(method):
    raise ValueError(PERSONAL)


def transient(method):
    try:
        raise ValueError(PERSONAL)
    except ValueError as error:
        raise TransientError("the part does not answer") from error


@pytest.mark.parametrize(("fault", "kind"), [(bug, Unforeseen), (transient, TransientError)])
def test_no_personal_data_of_an_error_is_written_down(fault, kind):
    services = memory_services(ScriptedReader(fault=fault))
    receive(services, new_batch(services, "l", "s"), "a.png", receipt())
    feed(services)
    serve_with(services, lambda: True)
    with pytest.raises(kind) as caught:
        run(services.queue.take())
    written = "".join(traceback.format_exception(caught.value))
    assert "036188001234" not in written
    assert "test_jobs.py" in written


def states(services):
    with services.ledger.reading() as tx:
        return sorted((task.hop, task.state) for task in tx.find(Task))


def test_a_job_goes_on_with_what_its_task_asked_for_and_leaves_the_rest_to_others():
    services = memory_services()
    batch = new_batch(services, "l", "s")
    for name, data in (("a.png", receipt()), ("b.png", stranger())):
        receive(services, batch, name, data)
    close_batch(services, batch.id)
    feed(services)
    serve_with(services, lambda: True)
    done, waiting = TaskState.DONE, TaskState.WAITING
    assert run(services.queue.take())
    assert states(services) == [(Hop.PAGES, done), (Hop.UPLOAD, done), (Hop.UPLOAD, waiting)]
    assert run(services.queue.take())
    ended = [(Hop.PAGES, done)] * 2 + [(Hop.UPLOAD, done)] * 2
    assert states(services) == [(Hop.ASSEMBLE, done), (Hop.DOCUMENT, done), (Hop.DOCUMENT, waiting), *ended]
    assert run(services.queue.take())
    assert states(services) == [(Hop.ASSEMBLE, done), *[(Hop.DOCUMENT, done)] * 2, (Hop.FILE, done), *ended]
    assert services.queue.take() is None


def test_a_job_that_is_told_to_stop_goes_on_with_nothing():
    services = memory_services()
    receive(services, new_batch(services, "l", "s"), "a.png", receipt())
    feed(services)
    serve_with(services, lambda: False)
    assert run(services.queue.take())
    assert states(services) == [(Hop.PAGES, TaskState.WAITING), (Hop.UPLOAD, TaskState.DONE)]
