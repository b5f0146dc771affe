"""Where the pages for people get their templates: one way to set them up, all text escaped."""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from digitize.evaluation import figures


def template(name: str, **filters: Callable[..., Any]) -> Template:
    """Return a template of `templates/`; it writes figures as `figures` does, and has filters of its own."""
    env = Environment(
        loader=PackageLoader("digitize.evaluation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(percent=figures.percent, decimal=figures.decimal, **filters)
    return env.get_template(name)
