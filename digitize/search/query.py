"""query: what a person types, as tokens."""

from digitize.model.search import Query
from digitize.text.fold import exact_key, fold, tokens

_QUOTES = '"“”'


def parse(text: str) -> Query:
    """Return the query that `text` asks; one in quotes asks for its words in this order.

    Codes fall into their parts, so half a mã hồ sơ finds it too. A text without letters and digits asks nothing:
    `Query((), ())`.
    """
    text = text.strip()
    phrase = len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES
    words = tokens(text)
    return Query(tuple(map(exact_key, words)), tuple(map(fold, words)), phrase and len(words) > 1)
