"""A shuffle of any size that holds no list: where a number goes, and where it came from, without the others."""

from collections.abc import Sequence
from math import isqrt
from random import Random


class Shuffle:
    """A bijection of 0 … size - 1 drawn by chance, in memory and set-up that grow with the root of its size.

    A Feistel network over a rectangle at least as large, walked until the number falls inside (Black and Rogaway,
    Ciphers with arbitrary finite domains, 2002). Its rounds look up numbers drawn by chance: it mixes well and keeps no
    secret.

    Args:
        rng: what decides the order.
        size: how many numbers, at least 1.
    """

    def __init__(self, rng: Random, size: int) -> None:
        self.size = size
        self._width = isqrt(size - 1) + 1
        self._height = -(-size // self._width)
        self._rows = [self._draw(rng, self._width, self._height) for _ in range(2)]
        self._columns = [self._draw(rng, self._height, self._width) for _ in range(2)]

    def __call__(self, number: int) -> int:
        """Return where `number` goes."""
        while True:
            row, column = divmod(number, self._width)
            for rows, columns in zip(self._rows, self._columns, strict=True):
                row = (row + rows[column]) % self._height
                column = (column + columns[row]) % self._width
            number = row * self._width + column
            if number < self.size:
                return number

    def back(self, number: int) -> int:
        """Return what goes to `number`."""
        while True:
            row, column = divmod(number, self._width)
            for rows, columns in zip(self._rows[::-1], self._columns[::-1], strict=True):
                column = (column - columns[row]) % self._width
                row = (row - rows[column]) % self._height
            number = row * self._width + column
            if number < self.size:
                return number

    @staticmethod
    def _draw(rng: Random, places: int, below: int) -> Sequence[int]:
        return [rng.randrange(below) for _ in range(places)]
