"""What RQ calls by name. A job carries a task's id and nothing more."""

from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb

from digitize.errors import DigitizeError
from digitize.pipeline.hops import run_task
from digitize.ports import Services

_services: list[Services] = []
_goes_on: list[Callable[[], bool]] = []


class Unforeseen(Exception):
    """An error that is a bug: its kind and its way through the code. Its message may quote a paper, so it is left out."""

    def __init__(self, error: Exception) -> None:
        way = " > ".join(
            f"{Path(step.filename).name}:{step.lineno}" for step in extract_tb(error.__traceback__)
        )
        super().__init__(f"{type(error).__name__} at {way}")


def serve_with(services: Services, goes_on: Callable[[], bool]) -> None:
    """Give the jobs of this process the parts to work with, and what tells whether a further task may be begun."""
    _services[:], _goes_on[:] = [services], [goes_on]


def run(task_id: str) -> bool:
    """Run one task and what follows from it; return whether it ran to its end here.

    RQ writes down what is raised, in its log and in Redis: no personal data may be in it, nor in what caused it.

    Raises:
        DigitizeError: what the hop raised.
        Unforeseen: the hop raised anything else.
    """
    try:
        return run_task(_services[0], task_id, _goes_on[0])
    except DigitizeError as error:
        raise error from None
    except Exception as error:  # noqa: BLE001 - whatever it is, it goes on as what may be written down
        raise Unforeseen(error) from None
