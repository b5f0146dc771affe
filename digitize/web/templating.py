"""Jinja templates and what they may call."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from digitize.web import present
from digitize.web.messages import messages


@cache
def environment() -> Environment:
    """Return the template environment: everything is escaped, a forgotten variable is an error."""
    env = Environment(
        loader=PackageLoader("digitize.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = (
        present.moment,
        present.day,
        present.count,
        present.percent,
        present.bits,
        present.size,
        present.share,
    )
    env.filters.update({function.__name__: function for function in shown})
    env.filters["masked"] = present.masked_text
    env.globals.update(
        say=messages().say,
        reason=messages().reason,
        error=messages().error,
        warning=messages().warning,
    )
    return env


def render(template: str, **values: Any) -> str:
    """Return a template as text."""
    return environment().get_template(template).render(values)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a template as a page."""
    return HTMLResponse(render(template, path=request.url.path, **values), status)
