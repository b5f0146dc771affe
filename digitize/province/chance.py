"""The one source of chance: the same key gives the same dice on every machine."""

import random


def dice(*key: str | int) -> random.Random:
    """Return a generator of random numbers that depends on `key` alone."""
    return random.Random("/".join(str(part) for part in key))  # noqa: S311  # Papers are drawn by chance, not secrets.
