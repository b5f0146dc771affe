"""What guards the automatic links: which of them persons look at, and the bands of their strata.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "auto_link",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("dossier", TEXT, nullable=False),
        sa.Column("procedure", TEXT, nullable=False),
        sa.Column("quality", TEXT, nullable=False),
        sa.Column("station", TEXT, nullable=False),
        sa.Column("linked_at", TEXT, nullable=False),
        sa.Column("drawn", TEXT),
        sa.Column("finding", TEXT),
        sa.Column("found_at", TEXT),
        sa.Column("found_by", TEXT),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("procedure", "quality", "station", "drawn"):
        op.create_index(f"ix_auto_link_{column}_found_at", "auto_link", [column, "found_at"])
    op.create_table(
        "band",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("closings", sa.Text(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
