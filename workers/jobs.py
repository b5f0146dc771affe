"""What RQ calls by name. A job carries a task's id and nothing more."""

from pathlib import Path
from traceback import extract_tb

from digitize.errors import DigitizeError
from digitize.pipeline.hops import run_task
from digitize.ports import Services

_services: list[Services] = []


class Unforeseen(Exception):
    """An error that is a bug: its kind and its way through the code. Its message may quote a paper, so it is left out."""

    def __init__(self, error: Exception) -> None:
        way = " > ".join(
            f"{Path(step.filename).name}:{step.lineno}" for step in extract_tb(error.__traceback__)
        )
        super().__init__(f"{type(error).__name__} at {way}")


def serve_with(services: Services) -> None:
    """Give the jobs of this process the parts to work with."""
    _services[:] = [services]


def run(task_id: str) -> bool:
    """Run one task; return whether it ran to its end here.

    RQ writes down what is raised, in its log and in Redis: no personal data may be in it, nor in what caused it.

    Raises:
        DigitizeError: what the hop raised.
        Unforeseen: the hop raised anything else.
    """
    try:
        return run_task(_services[0], task_id)
    except DigitizeError as error:
        raise error from None
    except Exception as error:  # noqa: BLE001 - whatever it is, it goes on as what may be written down
        raise Unforeseen(error) from None
