"""Decisions say what was done, why, in place of what, and how the paper stood before.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_BY_HAND = """UPDATE decision SET act = CASE
    WHEN decision LIKE '%"outcome":"link"%' THEN 'attached'
    WHEN decision LIKE '%"reason":"resplit"%' THEN 'resplit'
    ELSE 'set_aside' END
    WHERE decision LIKE '%"rung":"user"%'"""
"""What persons decided before this revision; how those papers stood before is not known, so none of it can be undone."""


def upgrade() -> None:
    op.add_column("decision", sa.Column("act", TEXT, nullable=False, server_default="filed"))
    op.add_column("decision", sa.Column("why", TEXT))
    op.add_column("decision", sa.Column("supersedes", TEXT))
    op.add_column("decision", sa.Column("former", sa.Text()))
    op.add_column("decision", sa.Column("together", sa.Text(), nullable=False, server_default="[]"))
    op.execute(sa.text(_BY_HAND.replace(":", "\\:")))
