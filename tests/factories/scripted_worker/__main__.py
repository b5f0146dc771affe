"""A process of the product whose reader child plays scripted scans: `python -m tests.factories.scripted_worker LANE…|feeder`."""

import sys
from contextlib import closing
from dataclasses import replace

from digitize.bootstrap import open_services
from digitize.model.intake import Lane
from digitize.pipeline.reader_child import ChildReader, Limits
from digitize.settings import Settings
from tests.factories.scripted import slow_reader
from workers.feeder import run_feeder
from workers.runner import work

LIMITS = Limits(memory=4 << 30, seconds_a_page=60, recycle=500)


def main() -> None:
    """Serve the lanes, or feed the queue, until told to stop."""
    settings = Settings()
    with open_services(settings) as opened, closing(ChildReader(slow_reader, LIMITS)) as reader:
        services = replace(opened, reader=reader)
        if sys.argv[1:] == ["feeder"]:
            run_feeder(services)
        else:
            work(services, settings.redis_url, [Lane(lane) for lane in sys.argv[1:]], burst=False)


if __name__ == "__main__":
    main()
