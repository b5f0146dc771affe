"""The full-text index: the one file that differs by database.

It holds our own tokens (`digitize.text`), folded, under the id of their search page, and no parser but ours ever looks at
a text or a question. SQLite's FTS5 is used without content: the text lies in search_page, and a page is taken out by
naming the tokens that it went in with. PostgreSQL keeps a tsvector for each page, made here.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate

import sqlalchemy as sa

from digitize.store.database import is_server
from digitize.text.fold import fold, tokens

TABLE = "search_text"
"""The index; tables whose name begins so belong to it and are no part of the schema."""

_LAST_POSITION = 16_383
_MOST_POSITIONS = 255
"""What a tsvector remembers: so many places in a page, and of a single word; it drops the rest without a word."""

_LONGEST_WORD = 2_046
_LARGEST_VECTOR = 1 << 20
"""Bytes of UTF-8 that a word, and all different words of a page with their places, may have."""

_ADD_VECTORS = sa.text(f"INSERT INTO {TABLE} VALUES (:page, CAST(:tokens AS tsvector), :placed)")  # noqa: S608
_ADD_TOKENS = sa.text(f"INSERT INTO {TABLE} (rowid, tokens) VALUES (:page, :tokens)")  # noqa: S608
_REMOVE_VECTORS = sa.text(f"DELETE FROM {TABLE} WHERE page = :page")  # noqa: S608
_REMOVE_TOKENS = sa.text(f"INSERT INTO {TABLE} ({TABLE}, rowid, tokens) VALUES ('delete', :page, :tokens)")  # noqa: S608


def create(connection: sa.Connection) -> None:
    """Create the index."""
    if not is_server(connection):
        # The ascii tokenizer parts words at blanks and ASCII signs alone, so our tokens are taken as they are.
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {TABLE} USING fts5(tokens, content='', columnsize=0, tokenize='ascii')"
        )
        return
    connection.exec_driver_sql(
        f"CREATE TABLE {TABLE} (page BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL, placed BOOLEAN NOT NULL)"
    )
    connection.exec_driver_sql(f"CREATE INDEX ix_{TABLE}_tokens ON {TABLE} USING gin (tokens)")


def add(connection: sa.Connection, pages: Mapping[int, str]) -> None:
    """Index the texts of search pages."""
    rows: list[dict[str, object]] = []
    for page, text in pages.items():
        words = folded_tokens(text)
        if is_server(connection):
            vector, placed = _vector(words)
            rows.append({"page": page, "tokens": vector, "placed": placed})
        else:
            rows.append({"page": page, "tokens": " ".join(words)})
    if rows:
        connection.execute(_ADD_VECTORS if is_server(connection) else _ADD_TOKENS, rows)


def remove(connection: sa.Connection, pages: Mapping[int, str]) -> None:
    """Take search pages out, with the texts that they were indexed with."""
    rows: list[dict[str, object]] = [
        {"page": page, "tokens": " ".join(folded_tokens(text))} for page, text in pages.items()
    ]
    if rows:
        connection.execute(_REMOVE_VECTORS if is_server(connection) else _REMOVE_TOKENS, rows)


def matches(connection: sa.Connection, words: tuple[str, ...], phrase: bool, limit: int) -> list[int]:
    """Return search pages that hold all `words` (folded tokens), one after the other if `phrase`, newest first."""
    if is_server(connection):
        return _matches_vectors(connection, words, phrase, limit)
    statement = sa.text(
        f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH :query ORDER BY rowid DESC LIMIT :limit"  # noqa: S608
    )
    # Words hold letters and digits only; in quotes none of them is an operator.
    query = f'"{" ".join(words)}"' if phrase else " ".join(f'"{word}"' for word in words)
    return list(connection.execute(statement, {"query": query, "limit": limit}).scalars())


def folded_tokens(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of `text`: what the index knows of it."""
    return tokens(fold(text))


def follow(text: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether `words` stand one after the other somewhere in `text`."""
    wanted, length = tuple(words), len(words)
    return any(tuple(text[start : start + length]) == wanted for start in range(len(text) - length + 1))


def _matches_vectors(
    connection: sa.Connection, words: tuple[str, ...], phrase: bool, limit: int
) -> list[int]:
    text = f"SELECT text FROM search_page WHERE search_page.id = {TABLE}.page"  # noqa: S608
    statement = sa.text(
        f"SELECT page, placed, CASE WHEN NOT placed THEN ({text}) END AS text"  # noqa: S608
        f" FROM {TABLE} WHERE tokens @@ CAST(:all AS tsquery) AND page < :before"
        " AND (NOT :phrase OR NOT placed OR tokens @@ CAST(:row AS tsquery))"
        " ORDER BY page DESC LIMIT :limit"
    )
    lexemes = [_lexeme(word) for word in words]
    question = {"all": " & ".join(dict.fromkeys(lexemes)), "row": " <-> ".join(lexemes), "phrase": phrase}
    found: list[int] = []
    before = 1 << 62
    while True:
        rows = connection.execute(statement, question | {"before": before, "limit": limit}).all()
        # A page without places is asked itself.
        found += [
            row.page for row in rows if row.placed or not phrase or follow(folded_tokens(row.text), words)
        ]
        if len(rows) < limit or len(found) >= limit:
            return found[:limit]
        before = rows[-1].page


def _vector(words: Sequence[str]) -> tuple[str, bool]:
    """Return words as a tsvector, and whether it says where each stands: it can do so for a page of common length."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words, start=1):
        places[_lexeme(word)].append(place)
    size = sum(len(word.encode()) + 3 + 2 * len(found) for word, found in places.items())
    often = max(map(len, places.values()), default=0)
    if len(words) <= _LAST_POSITION and often <= _MOST_POSITIONS and size < _LARGEST_VECTOR:
        return " ".join(f"{word}:{','.join(map(str, found))}" for word, found in places.items()), True
    sizes = accumulate(len(word.encode()) for word in places)
    return " ".join(word for word, size in zip(places, sizes, strict=True) if size < _LARGEST_VECTOR), False


def _lexeme(word: str) -> str:
    """Return a word as PostgreSQL reads it within a tsvector or tsquery: in quotes nothing of it is an operator."""
    if len(word.encode()) > _LONGEST_WORD:
        word = hashlib.sha256(word.encode()).hexdigest()
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"
