"""Search entries in SQL: the text of each page once, beside the full-text index over its tokens."""

from dataclasses import replace

import sqlalchemy as sa

from digitize.model.search import Candidate, Query, SearchEntry
from digitize.store import fulltext
from digitize.store.mapping import encode, from_row, to_row
from digitize.store.schema import SEARCH_ENTRY, SEARCH_PAGE


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
    return replace(from_row(SearchEntry, {**row, "pages": "[]"}), pages=pages) if row else None
