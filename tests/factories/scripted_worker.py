"""A process of the product whose reader plays scripted scans: `python -m tests.factories.scripted_worker LANE…|feeder`."""

import sys
import time
from dataclasses import replace

from digitize.bootstrap import open_services
from digitize.model.intake import Lane
from digitize.settings import Settings
from tests.factories.scripted import ScriptedReader
from workers.feeder import run_feeder
from workers.runner import work

SECONDS_A_CALL = 0.003


def main() -> None:
    """Serve the lanes, or feed the queue, until told to stop."""
    settings = Settings()
    with open_services(settings) as opened:
        services = replace(opened, reader=ScriptedReader(lambda _: time.sleep(SECONDS_A_CALL)))
        if sys.argv[1:] == ["feeder"]:
            run_feeder(services)
        else:
            work(services, settings.redis_url, [Lane(lane) for lane in sys.argv[1:]], burst=False)


if __name__ == "__main__":
    main()
