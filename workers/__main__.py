"""Start one worker process: `python -m workers LANE…` takes jobs, `python -m workers feeder` feeds the queue."""

import argparse
import logging

import digitize.machine  # noqa: F401 - before whatever computes
from digitize.bootstrap import open_services
from digitize.model.intake import Lane
from digitize.settings import Settings
from workers.feeder import run_feeder
from workers.runner import work


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    parser.add_argument(
        "lanes", nargs="+", choices=["feeder", *Lane], help="queues to serve, first one first"
    )
    parser.add_argument("--burst", action="store_true", help="stop when the queues are empty")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = Settings()
    with open_services(settings) as services:
        if arguments.lanes == ["feeder"]:
            run_feeder(services)
        else:
            lanes = [Lane(lane) for lane in arguments.lanes]
            work(services, settings.redis_url, lanes, burst=arguments.burst)


if __name__ == "__main__":
    main()
