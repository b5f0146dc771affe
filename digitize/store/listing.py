"""Lists in SQL, as JSON: many values in one parameter, and many rows in one column.

However many there are, the statement stays the same, and nothing that belongs to a record is asked for by itself: to ask
costs more than to read. What the databases call it differs.
"""

from digitize.store.mapping import columns

_ANY_OF = {
    "sqlite": "IN (SELECT value FROM json_each(:{}))",
    "postgresql": "= ANY(ARRAY(SELECT json_array_elements_text(CAST(:{} AS json))))",
}
_LIST, _OBJECT = (
    {"sqlite": "json_group_array", "postgresql": "json_agg"},
    {"sqlite": "json_object", "postgresql": "json_build_object"},
)


def any_of(dialect: str, parameter: str) -> str:
    """Return SQL for being one of the texts in a parameter, which holds them as JSON."""
    return _ANY_OF[dialect].format(parameter)


def listed(dialect: str, kind: type, rows: str) -> str:
    """Return SQL for the canonical JSON of records of `kind`, which the query `rows` finds in their order."""
    pairs = ", ".join(f"'{name}', {name}" for name in columns(kind))
    made = f"CAST({_LIST[dialect]}({_OBJECT[dialect]}({pairs})) AS TEXT)"
    return f"coalesce((SELECT {made} FROM ({rows}) AS part), '[]')"  # noqa: S608  # Names of columns.
