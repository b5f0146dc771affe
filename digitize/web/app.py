"""The web application: routes, guard and error pages around the services that it is handed."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from digitize.ports import Services
from digitize.web import problems
from digitize.web.deps import OneAtATime
from digitize.web.guard import Guard
from digitize.web.routes import (
    batches,
    checks,
    correction,
    documents,
    dossiers,
    report,
    review,
    search,
    stations,
    twins,
)

LOOPBACK = ("127.0.0.1", "localhost")
"""Names under which the page answers; until sign-in exists it is for this machine alone."""

LARGEST_BODY = 2 << 30
"""Bytes that one request may carry: two gibibytes, some thousand sheets of colour scans."""


def create_app(services: Services, *, largest_body: int = LARGEST_BODY) -> FastAPI:
    """Return the application.

    Args:
        services: the parts to work with; their reader is used by one thread at a time.
        largest_body: bytes that one request may carry.
    """
    app = FastAPI(title="digitize", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = replace(services, reader=OneAtATime(services.reader))
    problems.install(app)
    parts = (batches, documents, review, twins, checks, correction, search, dossiers, report, stations)
    for part in parts:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=Path(str(files("digitize.web") / "static"))))
    app.add_middleware(problems.CalmErrors)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK))
    app.add_middleware(Guard, limit=largest_body)
    return app
