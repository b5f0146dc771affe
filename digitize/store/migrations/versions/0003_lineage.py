"""Decisions say what was done, why, in place of what, and how the paper stood before; pages that read alike are known.

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
    _near_duplicate()
    # The places of a dossier that hold papers are read off the index alone.
    op.drop_index("ix_attachment_dossier_active", "attachment")
    columns = ["dossier", "active", "role", "code"]
    op.create_index("ix_attachment_dossier_active_role_code", "attachment", columns)


def _near_duplicate() -> None:
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
