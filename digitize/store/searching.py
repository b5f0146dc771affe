"""Search entries in SQL: the text of each page once, beside the full-text index over its tokens."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from digitize.model.search import Candidate, Query, SearchEntry
from digitize.store import fulltext
from digitize.store.mapping import encode, from_row, to_row
from digitize.store.schema import SEARCH_ENTRY, SEARCH_PAGE

_CHUNK = 100
"""Entries fetched at a time when all are read: each may hold a long paper's text."""

_DOCUMENT: sa.BindParameter[str] = sa.bindparam("document")
_ENTRY_OF = sa.select(SEARCH_ENTRY).where(SEARCH_ENTRY.c.document_id == _DOCUMENT)
_PAGES_OF = sa.select(SEARCH_PAGE).where(SEARCH_PAGE.c.document_id == _DOCUMENT).order_by(SEARCH_PAGE.c.page)
_REMOVE_PAGES = sa.delete(SEARCH_PAGE).where(SEARCH_PAGE.c.document_id == _DOCUMENT)
_REMOVE_ENTRY = sa.delete(SEARCH_ENTRY).where(SEARCH_ENTRY.c.document_id == _DOCUMENT)
_ADD_ENTRY = sa.insert(SEARCH_ENTRY)
_ADD_PAGES = sa.insert(SEARCH_PAGE).returning(SEARCH_PAGE.c.id, sort_by_parameter_order=True)


def index(connection: sa.Connection, entry: SearchEntry) -> None:
    """Put a document into the index in place of its earlier entry; the same entry twice changes nothing."""
    entry = replace(entry, pages=tuple(map(encode, entry.pages)))
    document = {"document": entry.document_id}
    earlier = connection.execute(_ENTRY_OF, document).mappings().first()
    if earlier is not None:
        pages = connection.execute(_PAGES_OF, document).all()
        if _entry(earlier, tuple(page.text for page in pages)) == entry:
            return
        fulltext.remove(connection, {page.id: page.text for page in pages})
        connection.execute(_REMOVE_PAGES, document)
        connection.execute(_REMOVE_ENTRY, document)
    row = to_row(entry)
    connection.execute(_ADD_ENTRY, {column.name: row[column.name] for column in SEARCH_ENTRY.c})
    if entry.pages:
        fulltext.add(connection, _add_pages(connection, entry))


def _add_pages(connection: sa.Connection, entry: SearchEntry) -> dict[int, str]:
    """Write the pages of an entry; return their texts by their new ids."""
    # Ids rise with time and the newest comes first, so the last page goes in first: answers begin with page 1.
    rows: list[dict[str, Any]] = [
        {"document_id": entry.document_id, "page": number, "text": text}
        for number, text in reversed(list(enumerate(entry.pages, start=1)))
    ]
    ids = connection.execute(_ADD_PAGES, rows).scalars()
    return {id_: row["text"] for id_, row in zip(ids, rows, strict=True)}


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
