"""The cheapest pairing of two sets (the assignment problem), without SciPy."""

import numpy as np
from numpy.typing import NDArray


def cheapest_pairing(cost: NDArray[np.int64]) -> int:
    """Return the least total cost of pairing every row or every column, whichever are fewer, one to one.

    Args:
        cost: (rows, columns) whole numbers, negative ones allowed.

    The Hungarian algorithm with shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987), a column vector at
    a time; each row takes at most as many steps as there are rows before it.
    """
    table = cost if cost.shape[0] <= cost.shape[1] else cost.T
    if table.size == 0:
        return 0
    row_of = _augment_all(np.ascontiguousarray(table))
    columns = np.flatnonzero(row_of >= 0)
    return int(table[row_of[columns], columns].sum())


def _augment_all(cost: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each column the row that it is paired with, or -1."""
    rows, columns = cost.shape
    row_price = np.zeros(rows, np.int64)
    column_price = np.zeros(columns, np.int64)
    row_of = np.full(columns, -1, np.int64)
    for row in range(rows):
        _augment(cost, row, row_price, column_price, row_of)
    return row_of


def _augment(
    cost: NDArray[np.int64],
    row: int,
    row_price: NDArray[np.int64],
    column_price: NDArray[np.int64],
    row_of: NDArray[np.int64],
) -> None:
    """Pair one more row along the shortest augmenting path; prices and pairs are changed in place."""
    far = np.iinfo(np.int64).max // 4
    columns = cost.shape[1]
    reach = np.full(columns, far)
    came_from = np.full(columns, -1, np.int64)
    seen = np.zeros(columns, bool)
    here, at = row, -1
    while True:
        step = cost[here] - row_price[here] - column_price
        nearer = ~seen & (step < reach)
        reach[nearer] = step[nearer]
        came_from[nearer] = at
        at = int(np.where(seen, far, reach).argmin())
        delta = reach[at]
        row_price[row] += delta
        row_price[row_of[seen]] += delta
        column_price[seen] -= delta
        reach[~seen] -= delta
        seen[at] = True
        if row_of[at] < 0:
            break
        here = int(row_of[at])
    while at >= 0:
        back = int(came_from[at])
        row_of[at] = row_of[back] if back >= 0 else row
        at = back
