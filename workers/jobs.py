"""What RQ calls by name. A job carries a task's id and nothing more."""

from digitize.pipeline.hops import run_task
from digitize.ports import Services

_services: list[Services] = []


def serve_with(services: Services) -> None:
    """Give the jobs of this process the parts to work with."""
    _services[:] = [services]


def run(task_id: str) -> bool:
    """Run one task; return whether it ran to its end here."""
    return run_task(_services[0], task_id)
