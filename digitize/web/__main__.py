"""Serve the web page: `python -m digitize.web`."""

import logging
import signal
import sys

import uvicorn

from digitize.bootstrap import open_services
from digitize.settings import Settings
from digitize.web.app import create_app


def main() -> None:
    """Open the services and serve until a signal comes."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = Settings()
    # The server raises its signal anew after its shutdown; only as an exception does it let the services close.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with open_services(settings) as services:
        # No access log: addresses hold what people search for.
        uvicorn.run(
            create_app(services),
            host=settings.host,
            port=settings.port,
            access_log=False,
            log_level="warning",
            server_header=False,
        )


if __name__ == "__main__":
    main()
