"""Pages that read like pages filed before.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "near_duplicate",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("other_document", TEXT, nullable=False),
        sa.Column("other_page", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_near_duplicate_document_id", "near_duplicate", ["document_id"])
    op.create_index("ix_near_duplicate_other_document", "near_duplicate", ["other_document"])
