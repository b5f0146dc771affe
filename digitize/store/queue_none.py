"""The queue of a command that runs while no workers do: what it is asked stays in the ledger until they come."""

from collections.abc import Sequence

from digitize.errors import TransientError
from digitize.model.intake import Task


class NoQueue:
    """A JobQueue that is never reachable."""

    def ask(self, tasks: Sequence[Task]) -> None:  # noqa: ARG002 - the port names it
        """Refuse: the tasks wait in the ledger."""
        raise TransientError("no queue is running")

    def waiting(self) -> set[str]:
        """Refuse: there is nothing to look at."""
        raise TransientError("no queue is running")
