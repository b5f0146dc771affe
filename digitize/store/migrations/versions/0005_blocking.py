"""Whatever a paper may be looked up by has an index: names within days, numbers of results on their day, certificates.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_PLAIN = {" ": "", "Đ": "d", "đ": "d", "ơ": "o", "Ơ": "o", "ô": "o", "Ô": "o", "ư": "u", "Ư": "u", "â": "a", "Â": "a",
          "ă": "a", "Ă": "a", "ê": "e", "Ê": "e", "–": "-"}  # fmt: skip
"""What numbers of results hold besides ASCII."""


def upgrade() -> None:
    for name in ("book_number_key", "serial_number_key"):
        op.add_column("result", sa.Column(name, TEXT))
    op.execute(
        f"UPDATE result SET number_key = {_plain('number')}, book_number_key = {_plain('book_number')},"  # noqa: S608  # Names only.
        f" serial_number_key = {_plain('serial_number')}"
    )
    for table, name in (("dossier", "owner_folded"), ("dossier", "book_serial"), ("result", "number_key")):
        op.drop_index(f"ix_{table}_{name}", table_name=table)
    op.create_index("ix_dossier_owner_folded_received_on", "dossier", ["owner_folded", "received_on"])
    op.create_index("ix_dossier_book_serial_received_on", "dossier", ["book", "serial", "received_on"])
    op.create_index("ix_result_number_key_issued_on", "result", ["number_key", "issued_on"])
    op.create_index("ix_result_book_number_key", "result", ["book_number_key"])
    op.create_index("ix_result_serial_number_key", "result", ["serial_number_key"])


def _plain(column: str) -> str:
    """Return SQL for `registry.number_key` of a column."""
    text = column
    for sign, plain in _PLAIN.items():
        text = f"replace({text}, '{sign}', '{plain}')"
    return f"nullif(ltrim(lower({text}), '0'), '')"
