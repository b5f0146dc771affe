"""The tables. Those of the ledger follow from the types of the model, so a new field without a migration is found.

13.5 million pages must fit: no text is kept twice and no index stands without a query that needs it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from digitize.model.audit import AuditEvent
from digitize.model.fields import DocumentFields
from digitize.model.guard import AutoLink, Band
from digitize.model.intake import Batch, Document, Page, Sending, Task, Unit, Upload
from digitize.model.match import Attachment, Component, Decision, Dossier, NearDuplicate, ResultRecord
from digitize.model.search import SearchEntry
from digitize.store.mapping import DERIVED, columns, key, table_name

metadata = sa.MetaData()

# Text is compared by its bytes in every database, so that an order never depends on a server's language.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# SQLite counts up only what it calls INTEGER, which holds 64 bits there.
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _column(name: str, plain: type, optional: bool, **options: Any) -> sa.Column[Any]:
    scalars: dict[type, sa.types.TypeEngine[Any]] = {
        int: sa.Integer(),
        float: sa.Float(),
        bool: sa.Boolean(),
        datetime: TEXT,
        date: TEXT,
        str: TEXT,
    }
    # Whatever is nested is JSON, which is never compared.
    form = scalars.get(str if issubclass(plain, StrEnum) else plain, sa.Text())
    return sa.Column(name, form, nullable=optional, **options)


def _columns(kind: type, without: tuple[str, ...] = ()) -> list[sa.Column[Any]]:
    found = [_column(name, *rest) for name, rest in columns(kind).items() if name not in without]
    return found + [_column(name, str, optional=False) for name in DERIVED.get(kind, {})]


def _record(kind: type) -> sa.Table:
    return sa.Table(table_name(kind), metadata, *_columns(kind), sa.PrimaryKeyConstraint(key(kind)))


def _index(table: sa.Table, *names: str, unique: bool = False, absent: str | None = None) -> None:
    """Index some columns; with `absent`, only the rows in which that column is NULL."""
    where = None if absent is None else table.c[absent].is_(None)
    sa.Index(
        f"ix_{table.name}_{'_'.join(names)}",
        *(table.c[name] for name in names),
        unique=unique,
        sqlite_where=where,
        postgresql_where=where,
    )


RECORDS: dict[type, sa.Table] = {
    kind: _record(kind)
    for kind in (
        *(Batch, Upload, Page, Document, Task, DocumentFields, Decision, Attachment, Unit, Sending),
        *(NearDuplicate, AutoLink, Band),
    )
}
"""The ledger's tables that are written with `put`."""

AUDIT = sa.Table(
    table_name(AuditEvent),
    metadata,
    sa.Column("arrival", SERIAL, primary_key=True, autoincrement=True),
    *_columns(AuditEvent),
)
_index(AUDIT, "id", unique=True)
_index(AUDIT, "number", unique=True)

TABLES: dict[type, sa.Table] = RECORDS | {AuditEvent: AUDIT}
"""The ledger's tables that are read with `get` and `find`."""

_index(RECORDS[Batch], "state")
_index(RECORDS[Upload], "batch_id", "state")
_index(RECORDS[Upload], "sha256")
_index(RECORDS[Page], "batch_id", "disposition")
_index(RECORDS[Page], "upload_id")
_index(RECORDS[Page], "document_id")
_index(RECORDS[Page], "disposition", "verdict")
_index(RECORDS[Document], "batch_id", "stage")
_index(RECORDS[Document], "batch_id", "status")
_index(RECORDS[Document], "status")
_index(RECORDS[Task], "state", "lane", "asked_at")
_index(RECORDS[Task], "state", "lane", "id", absent="asked_at")
_index(RECORDS[Task], "batch_id", "hop", "state")
_index(RECORDS[DocumentFields], "document_id")
_index(RECORDS[Decision], "document_id")
_index(RECORDS[Attachment], "dossier", "active", "role", "code")
_index(RECORDS[Attachment], "document_id")
_index(RECORDS[NearDuplicate], "document_id")
_index(RECORDS[NearDuplicate], "other_document")
_index(RECORDS[Sending], "batch_id", "upload_id")
_index(RECORDS[AutoLink], "procedure", "found_at")
_index(RECORDS[AutoLink], "quality", "found_at")
_index(RECORDS[AutoLink], "station", "found_at")
_index(RECORDS[AutoLink], "drawn", "found_at")

SEARCH_ENTRY = sa.Table(
    "search_entry",
    metadata,
    *_columns(SearchEntry, without=("pages",)),
    sa.PrimaryKeyConstraint("document_id"),
)
SEARCH_PAGE = sa.Table(
    "search_page",
    metadata,
    sa.Column("id", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("document_id", TEXT, sa.ForeignKey("search_entry.document_id"), nullable=False),
    sa.Column("page", sa.Integer(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
)
_index(SEARCH_PAGE, "document_id", "page", unique=True)

DOSSIER = sa.Table(
    "dossier",
    metadata,
    *_columns(Dossier, without=("components", "results")),
    sa.Column("owner_folded", TEXT, nullable=False),
    sa.Column("owner_id_hash", TEXT, nullable=True),
    sa.PrimaryKeyConstraint("code"),
)
_index(DOSSIER, "owner_folded", "received_on")
_index(DOSSIER, "owner_born", "received_on")
_index(DOSSIER, "owner_id_hash")
_index(DOSSIER, "book", "serial", "received_on")


def _part(kind: type, name: str, *extra: sa.Column[Any]) -> sa.Table:
    return sa.Table(
        name,
        metadata,
        sa.Column("dossier", TEXT, sa.ForeignKey("dossier.code"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_columns(kind),
        *extra,
        sa.PrimaryKeyConstraint("dossier", "position"),
    )


COMPONENT = _part(Component, "component")
RESULT = _part(
    ResultRecord,
    "result",
    *(
        sa.Column(name, TEXT, nullable=True)
        for name in ("number_key", "book_number_key", "serial_number_key")
    ),
)
_index(RESULT, "number_key", "issued_on")
_index(RESULT, "map_sheet", "parcel")
_index(RESULT, "book_number_key")
_index(RESULT, "serial_number_key")
