"""Dossiers are found by the owner's day of birth within the days of receipt: a name may be misread.

Revision: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_index("ix_dossier_owner_born_received_on", "dossier", ["owner_born", "received_on"])
