from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.errors import StatisticsError
from cxjourney.statistics.table import Table

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(-(10**12), 10**12)), max_size=40)


def table(rows: list[tuple[int, int, int]]) -> Table:
    """Return the table of (fold, touchpoint, n) rows."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Table.grouped(("fold", "touchpoint"), {"fold": columns[0], "touchpoint": columns[1], "n": columns[2]})


def test_rows_with_the_same_keys_are_added() -> None:
    """Grouping leaves one row a key, in order."""
    found = table([(1, 0, 5), (0, 2, 1), (1, 0, 7)])

    assert found["fold"].tolist() == [0, 1]
    assert found["n"].tolist() == [1, 12]


@given(ROWS, ROWS)
def test_adding_tables_equals_grouping_all_their_rows(left: list[tuple[int, int, int]], right: list[tuple[int, int, int]]) -> None:
    """Sums of integers do not depend on how the rows were split."""
    assert table(left) + table(right) == table(left + right) == table(right) + table(left)


@given(ROWS)
def test_row_order_does_not_matter(rows: list[tuple[int, int, int]]) -> None:
    """A table is in key order whatever the order of its rows."""
    assert table(rows) == table(rows[::-1])


@given(ROWS)
def test_keys_too_wide_for_one_number_are_grouped_alike(rows: list[tuple[int, int, int]]) -> None:
    """How far apart keys lie does not matter."""
    wide = table([(fold << 40, touchpoint << 40, n) for fold, touchpoint, n in rows])

    assert [wide["fold"].tolist(), wide["n"].tolist()] == [[fold << 40 for fold in table(rows)["fold"].tolist()], table(rows)["n"].tolist()]


def test_a_dense_array_holds_zero_where_there_is_no_row() -> None:
    """Axes follow the keys asked for; other keys are summed over."""
    found = table([(0, 1, 5), (1, 1, 2), (1, 0, 3)])

    assert found.dense("n", (2, 2), ("touchpoint", "fold")).tolist() == [[0, 3], [5, 2]]
    assert found.dense("n", (2,), ("touchpoint",)).tolist() == [3, 7]


def test_a_dense_array_puts_codes_in_their_places_and_leaves_some_out() -> None:
    """Over all keys and over some of them; the arrays of both sides of a comparison have the same places."""
    columns = {"touchpoint": [0, 0, 1, 2], "fold": [0, 1, 1, 0], "n": [3, 4, 5, 6]}
    found = Table.grouped(("touchpoint", "fold"), {name: np.array(values) for name, values in columns.items()})
    places = {"touchpoint": np.array([2, -1, 0])}

    assert found.dense("n", (3, 2), ("touchpoint", "fold"), places).tolist() == [[6, 0], [0, 0], [3, 4]]
    assert found.dense("n", (3,), ("touchpoint",), places).tolist() == [6, 0, 7]
    assert found.dense("n", (0, 2), ("touchpoint", "fold"), {"touchpoint": np.array([-1, -1, -1])}).shape == (0, 2)


def test_tables_of_different_shape_do_not_add() -> None:
    """Adding what does not fit is an error, never a guess."""
    other = Table.grouped(("fold",), {"fold": np.array([0]), "n": np.array([1])})

    with pytest.raises(StatisticsError, match="different columns"):
        table([(0, 0, 1)]) + other


def test_new_codes_merge_and_nothing_stays_nothing() -> None:
    """Negative codes mean nothing and are kept; equal new codes are added."""
    found = table([(0, -1, 4), (0, 0, 1), (0, 1, 2)]).recoded({"touchpoint": np.array([3, 3])})

    assert found["touchpoint"].tolist() == [-1, 3]
    assert found["n"].tolist() == [4, 3]
