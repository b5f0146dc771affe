"""The full-text index: the one file that differs by database.

It holds our own tokens (`digitize.text`), folded and joined by blanks, under the id of their search page. SQLite's FTS5
is used without content: the text lies in search_page, and a page is taken out by naming the tokens that it went in with.
"""

import sqlalchemy as sa

from digitize.text.fold import fold, tokens

TABLE = "search_text"
"""The index; tables whose name begins so belong to it and are no part of the schema."""


def create(connection: sa.Connection) -> None:
    """Create the index."""
    if connection.dialect.name != "sqlite":
        raise NotImplementedError("the full-text index exists for SQLite only")
    # The ascii tokenizer parts words at blanks and ASCII signs alone, so our tokens are taken as they are.
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5(tokens, content='', columnsize=0, tokenize='ascii')"
    )


def add(connection: sa.Connection, page: int, text: str) -> None:
    """Index the text of a search page."""
    statement = sa.text(f"INSERT INTO {TABLE} (rowid, tokens) VALUES (:page, :tokens)")  # noqa: S608
    connection.execute(statement, {"page": page, "tokens": " ".join(folded_tokens(text))})


def remove(connection: sa.Connection, page: int, text: str) -> None:
    """Take a search page out; `text` is what it was indexed with."""
    statement = sa.text(f"INSERT INTO {TABLE} ({TABLE}, rowid, tokens) VALUES ('delete', :page, :tokens)")  # noqa: S608
    connection.execute(statement, {"page": page, "tokens": " ".join(folded_tokens(text))})


def matches(connection: sa.Connection, words: tuple[str, ...], phrase: bool, limit: int) -> list[int]:
    """Return search pages that hold all `words` (folded tokens), one after the other if `phrase`, newest first."""
    statement = sa.text(
        f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH :query ORDER BY rowid DESC LIMIT :limit"  # noqa: S608
    )
    # Words hold letters and digits only; in quotes none of them is an operator.
    query = f'"{" ".join(words)}"' if phrase else " ".join(f'"{word}"' for word in words)
    return list(connection.execute(statement, {"query": query, "limit": limit}).scalars())


def folded_tokens(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of `text`: what the index knows of it."""
    return tokens(fold(text))
