"""What stations said they would send straight to the object store.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "sending",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("lane", TEXT, nullable=False),
        sa.Column("upload_id", TEXT),
        sa.Column("batch_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sending_batch_id_upload_id", "sending", ["batch_id", "upload_id"])
