"""Search entries in SQL: the text of each page once, beside the full-text index over its tokens."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from digitize.model.search import Candidate, Query, SearchEntry
from digitize.store import fulltext
from digitize.store.mapping import encode, from_row, to_row
from digitize.store.schema import SEARCH_ENTRY, SEARCH_PAGE

_CHUNK = 100
"""Entries fetched at a time when all are read: each may hold a long paper's text."""


def index(connection: sa.Connection, entry: SearchEntry) -> None:
    """Put a document into the index in place of its earlier entry; the same entry twice changes nothing."""
    entry = replace(entry, pages=tuple(map(encode, entry.pages)))
    pages = connection.execute(
        sa.select(SEARCH_PAGE)
        .where(SEARCH_PAGE.c.document_id == entry.document_id)
        .order_by(SEARCH_PAGE.c.page)
    ).all()
    if _stored(connection, entry.document_id, tuple(page.text for page in pages)) == entry:
        return
    for page in pages:
        fulltext.remove(connection, page.id, page.text)
    connection.execute(sa.delete(SEARCH_PAGE).where(SEARCH_PAGE.c.document_id == entry.document_id))
    connection.execute(sa.delete(SEARCH_ENTRY).where(SEARCH_ENTRY.c.document_id == entry.document_id))
    row = to_row(entry)
    connection.execute(sa.insert(SEARCH_ENTRY), {column.name: row[column.name] for column in SEARCH_ENTRY.c})
    # Ids rise with time and the newest comes first, so the last page goes in first: answers begin with page 1.
    for number, text in reversed(list(enumerate(entry.pages, start=1))):
        insert = sa.insert(SEARCH_PAGE).values(document_id=entry.document_id, page=number, text=text)
        id_ = connection.execute(insert.returning(SEARCH_PAGE.c.id)).scalar_one()
        fulltext.add(connection, id_, text)


def entries(connection: sa.Connection) -> Iterator[SearchEntry]:
    """Return all entries in the order in which they were indexed, those without pages first."""
    place = sa.func.min(SEARCH_PAGE.c.id).asc().nulls_first()
    statement = (
        sa.select(SEARCH_ENTRY)
        .outerjoin(SEARCH_PAGE)
        .group_by(SEARCH_ENTRY.c.document_id)
        .order_by(place, SEARCH_ENTRY.c.document_id)
    )
    with connection.execute(statement.execution_options(yield_per=_CHUNK)) as result:
        for chunk in result.mappings().partitions():
            pages = _pages(connection, [row["document_id"] for row in chunk])
            for row in chunk:
                yield _entry(row, tuple(pages[row["document_id"]]))


def candidates(connection: sa.Connection, query: Query, limit: int) -> tuple[Candidate, ...]:
    """Return pages that hold all folded tokens, newest document first, at most `limit`."""
    words = question(query)
    ids = fulltext.matches(connection, words, query.phrase, limit) if words else []
    statement = (
        sa.select(SEARCH_PAGE, SEARCH_ENTRY.c.title, SEARCH_ENTRY.c.kind, SEARCH_ENTRY.c.dossier)
        .join(SEARCH_ENTRY)
        .where(SEARCH_PAGE.c.id.in_(ids))
        .order_by(SEARCH_PAGE.c.id.desc())
    )
    return tuple(from_row(Candidate, dict(row)) for row in connection.execute(statement).mappings())


def question(query: Query) -> tuple[str, ...]:
    """Return the words that a query looks for, as the index holds them; nothing of a query is syntax."""
    return tuple(word for token in query.folded for word in fulltext.folded_tokens(token))


def _stored(connection: sa.Connection, document: str, pages: tuple[str, ...]) -> SearchEntry | None:
    statement = sa.select(SEARCH_ENTRY).where(SEARCH_ENTRY.c.document_id == document)
    row = connection.execute(statement).mappings().first()
    return _entry(row, pages) if row else None


def _entry(row: sa.RowMapping, pages: tuple[str, ...]) -> SearchEntry:
    return replace(from_row(SearchEntry, {**row, "pages": "[]"}), pages=pages)


def _pages(connection: sa.Connection, documents: list[str]) -> dict[str, list[str]]:
    """Return the texts of some documents' pages, in order."""
    statement = sa.select(SEARCH_PAGE.c.document_id, SEARCH_PAGE.c.text)
    wanted = statement.where(SEARCH_PAGE.c.document_id.in_(documents))
    pages: dict[str, list[str]] = defaultdict(list)
    for document, text in connection.execute(wanted.order_by(SEARCH_PAGE.c.document_id, SEARCH_PAGE.c.page)):
        pages[document].append(text)
    return pages
