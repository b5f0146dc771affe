"""A queue in memory: the twin of `queue.RqQueue`."""

from collections.abc import Sequence

from digitize.model.intake import Lane, Task


class MemoryQueue:
    """Tasks in memory, taken by hand, the interactive lane first."""

    def __init__(self) -> None:
        self._waiting: dict[Lane, dict[str, None]] = {lane: {} for lane in Lane}

    def ask(self, tasks: Sequence[Task]) -> None:
        """Hand tasks to workers; a task that already waits there is not doubled."""
        for task in tasks:
            self._waiting[task.lane].setdefault(task.id)

    def waiting(self) -> set[str]:
        """Return the ids of tasks that wait in the queue."""
        return {id_ for lane in self._waiting.values() for id_ in lane}

    def take(self) -> str | None:
        """Take out the id of the next task, or None."""
        for lane in (Lane.INTERACTIVE, Lane.NIGHT):
            for id_ in self._waiting[lane]:
                del self._waiting[lane][id_]
                return id_
        return None
