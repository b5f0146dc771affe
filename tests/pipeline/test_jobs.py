"""What a job that fails leaves in RQ's log and in Redis."""

import traceback

import pytest

from digitize.errors import TransientError
from digitize.pipeline.intake import new_batch, receive
from digitize.pipeline.upkeep import feed
from tests.factories.dossiers import receipt
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
