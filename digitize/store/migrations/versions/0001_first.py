"""The first tables: intake, decisions, search, register.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from digitize.store import fulltext

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _batch()
    _upload()
    _task()
    _unit()
    _page()
    _document()
    _document_fields()
    _decision()
    _attachment()
    _audit_event()
    _search_entry()
    _search_page()
    _dossier()
    _component()
    _result()


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("station", TEXT, nullable=False),
        sa.Column("opened_at", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("unit", TEXT),
        sa.Column("box", TEXT),
        sa.Column("declared_sheets", sa.Integer()),
        sa.Column("closed_at", TEXT),
        sa.Column("access_level", TEXT, nullable=False),
        sa.Column("retention", TEXT),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_batch_state", "batch", ["state"])


def _upload() -> None:
    op.create_table(
        "upload",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("batch_id", TEXT, nullable=False),
        sa.Column("filename", TEXT, nullable=False),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("received_at", TEXT, nullable=False),
        sa.Column("received_by", TEXT, nullable=False),
        sa.Column("station", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("problem", TEXT),
        sa.Column("frames", sa.Integer()),
        sa.Column("sha256", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_upload_batch_id_state", "upload", ["batch_id", "state"])
    op.create_index("ix_upload_sha256", "upload", ["sha256"])


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("hop", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("batch_id", TEXT, nullable=False),
        sa.Column("lane", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("asked_at", TEXT),
        sa.Column("lease_until", TEXT),
        sa.Column("lease_by", TEXT),
        sa.Column("problem", TEXT),
        sa.Column("seconds", sa.Float()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_task_batch_id_hop_state", "task", ["batch_id", "hop", "state"])
    op.create_index("ix_task_state_lane_asked_at", "task", ["state", "lane", "asked_at"])
    unasked = sa.text("asked_at IS NULL")
    op.create_index(
        "ix_task_state_lane_id",
        "task",
        ["state", "lane", "id"],
        sqlite_where=unasked,
        postgresql_where=unasked,
    )


def _unit() -> None:
    op.create_table(
        "unit",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("since", TEXT),
        sa.Column("today", TEXT),
        sa.PrimaryKeyConstraint("code"),
    )


def _page() -> None:
    op.create_table(
        "page",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("upload_id", TEXT, nullable=False),
        sa.Column("batch_id", TEXT, nullable=False),
        sa.Column("frame", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer()),
        sa.Column("side", TEXT),
        sa.Column("note_pair", TEXT),
        sa.Column("replaces", TEXT),
        sa.Column("document_id", TEXT),
        sa.Column("position", sa.Integer()),
        sa.Column("disposition", TEXT, nullable=False),
        sa.Column("reason", TEXT),
        sa.Column("reading", sa.Text()),
        sa.Column("verdict", TEXT),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_page_batch_id_disposition", "page", ["batch_id", "disposition"])
    op.create_index("ix_page_disposition_verdict", "page", ["disposition", "verdict"])
    op.create_index("ix_page_document_id", "page", ["document_id"])
    op.create_index("ix_page_upload_id", "page", ["upload_id"])


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("batch_id", TEXT, nullable=False),
        sa.Column("upload_id", TEXT, nullable=False),
        sa.Column("page_ids", sa.Text(), nullable=False),
        sa.Column("created_at", TEXT, nullable=False),
        sa.Column("unit", TEXT),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("problem", TEXT),
        sa.Column("kind", TEXT),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sensitivity", TEXT, nullable=False),
        sa.Column("access_level", TEXT, nullable=False),
        sa.Column("made_from", TEXT),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_document_batch_id_stage", "document", ["batch_id", "stage"])
    op.create_index("ix_document_batch_id_status", "document", ["batch_id", "status"])
    op.create_index("ix_document_status", "document", ["status"])


def _document_fields() -> None:
    op.create_table(
        "document_fields",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("extraction", sa.Text(), nullable=False),
        sa.Column("recipe", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_document_fields_document_id", "document_fields", ["document_id"])


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("decided_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_decision_document_id", "decision", ["document_id"])


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("dossier", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("code", TEXT),
        sa.Column("pdf_key", TEXT, nullable=False),
        sa.Column("attached_at", TEXT, nullable=False),
        sa.Column("attached_by", TEXT, nullable=False),
        sa.Column("supersedes", TEXT),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attachment_document_id", "attachment", ["document_id"])
    op.create_index("ix_attachment_dossier_active", "attachment", ["dossier", "active"])


def _audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("arrival", SERIAL, primary_key=True, autoincrement=True),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("payload_sha256", TEXT, nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("previous", TEXT),
        sa.Column("digest", TEXT),
    )
    op.create_index("ix_audit_event_id", "audit_event", ["id"], unique=True)
    op.create_index("ix_audit_event_number", "audit_event", ["number"], unique=True)


def _search_entry() -> None:
    op.create_table(
        "search_entry",
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("kind", TEXT),
        sa.Column("dossier", TEXT),
        sa.Column("unit", TEXT),
        sa.Column("access_level", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("document_id"),
    )


def _search_page() -> None:
    op.create_table(
        "search_page",
        sa.Column("id", SERIAL, primary_key=True, autoincrement=True),
        sa.Column("document_id", TEXT, sa.ForeignKey("search_entry.document_id"), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index("ix_search_page_document_id_page", "search_page", ["document_id", "page"], unique=True)
    fulltext.create(op.get_bind())


def _dossier() -> None:
    op.create_table(
        "dossier",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("procedure_code", TEXT),
        sa.Column("procedure_name", TEXT),
        sa.Column("sector", TEXT),
        sa.Column("unit", TEXT),
        sa.Column("owner_id_type", TEXT),
        sa.Column("owner_id", TEXT),
        sa.Column("owner_born", TEXT),
        sa.Column("address", TEXT),
        sa.Column("phone", TEXT),
        sa.Column("received_on", TEXT),
        sa.Column("due_on", TEXT),
        sa.Column("returned_on", TEXT),
        sa.Column("status", TEXT),
        sa.Column("book", TEXT),
        sa.Column("serial", TEXT),
        sa.Column("owner_folded", TEXT, nullable=False),
        sa.Column("owner_id_hash", TEXT),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("ix_dossier_book_serial", "dossier", ["book", "serial"])
    op.create_index("ix_dossier_owner_folded", "dossier", ["owner_folded"])
    op.create_index("ix_dossier_owner_id_hash", "dossier", ["owner_id_hash"])


def _component() -> None:
    op.create_table(
        "component",
        sa.Column("dossier", TEXT, sa.ForeignKey("dossier.code"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "position"),
    )


def _result() -> None:
    op.create_table(
        "result",
        sa.Column("dossier", TEXT, sa.ForeignKey("dossier.code"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("number", TEXT),
        sa.Column("issued_on", TEXT),
        sa.Column("issuer", TEXT),
        sa.Column("ward", TEXT),
        sa.Column("map_sheet", TEXT),
        sa.Column("parcel", TEXT),
        sa.Column("book_number", TEXT),
        sa.Column("serial_number", TEXT),
        sa.Column("number_key", TEXT),
        sa.PrimaryKeyConstraint("dossier", "position"),
    )
    op.create_index("ix_result_map_sheet_parcel", "result", ["map_sheet", "parcel"])
    op.create_index("ix_result_number_key", "result", ["number_key"])
