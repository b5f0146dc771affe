"""Where the tables of a database stand among the migrations that this version of the product knows."""

from enum import StrEnum
from importlib.resources import as_file, files

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory


class Standing(StrEnum):
    """A database beside the product."""

    EMPTY = "empty"
    OLDER = "older"
    NEWEST = "newest"
    NEWER = "newer"
    """Written by a newer version of the product, which this one must not touch."""


def revision_of(connection: sa.Connection) -> str | None:
    """Return the revision of a database's tables, None where there are none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def standing(revision: str | None) -> Standing:
    """Return how a revision stands to what this version of the product knows."""
    if revision is None:
        return Standing.EMPTY
    with as_file(files("digitize.store").joinpath("migrations")) as scripts:
        directory = ScriptDirectory(str(scripts))
        if revision == directory.get_current_head():
            return Standing.NEWEST
        known = {script.revision for script in directory.walk_revisions()}
    return Standing.OLDER if revision in known else Standing.NEWER
