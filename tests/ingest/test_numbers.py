"""Numbers as exact scaled integers."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from cxjourney.errors import BadRowsError, DataError
from cxjourney.ingest import EventLog, read_events
from cxjourney.ingest.numbers import number_hint, number_pattern


def values(log: EventLog) -> list[int | None]:
    """Return the values of a log in file order."""
    return [value for (value,) in log.engine.rows(f"SELECT value FROM {log.relation} ORDER BY position")]


def read_values(read: Any, cells: list[str], **options: Any) -> EventLog:
    """Read a log with these cells as values."""
    rows = "".join(f'c1;2026-01-01T10:00:00Z;Cart;"{cell}"\n' for cell in cells)
    log: EventLog = read("customer_id;timestamp;touchpoint;value\n" + rows, delimiter=";", **options)
    return log


def test_numbers_are_exact(read: Any) -> None:
    """Ten times a tenth is one, and blanks are no zeros."""
    log = read_values(read, ["0.1", "-5", "+2.5e1", "1e-400", "", " 7 ", "123456789.1234"])

    assert values(log) == [1_000, -50_000, 250_000, 0, None, 70_000, 1_234_567_891_234]


@pytest.mark.parametrize("cell", ["NaN", "inf", "-inf", "1e400", "1_000", "０", "0x10", "€5", "5%", "½", "1,5", ".", "1.2.3", "9e15"])
def test_what_is_no_plain_number_is_a_bad_row(read: Any, cell: str) -> None:
    """Nothing enters a sum in silence."""
    with pytest.raises(BadRowsError, match="column 'value': not a number") as caught:
        read_values(read, ["1", cell])

    assert (caught.value.line, caught.value.code) == (3, "bad_rows")


def test_decimal_comma_and_thousands_are_read_where_said(read: Any) -> None:
    """Only by their options."""
    log = read_values(read, ["1,5", "1.234,5", "1234,5", "1.234.567"], decimal=",", thousands=".")

    assert values(log) == [15_000, 12_345_000, 12_345_000, 12_345_670_000]


def test_the_hint_names_the_options_that_would_read_most(read: Any) -> None:
    """An example of the data stands in it."""
    with pytest.raises(BadRowsError) as caught:
        read_values(read, ["1,5", "1.234,50"])

    assert caught.value.hint == 'values look like "1.234,50"; pass decimal="," thousands=".".'
    assert number_hint(["abc", "1e400"]) is None


def test_groups_of_digits_are_complete_or_not_a_number() -> None:
    """Half a group is a typing error."""
    pattern = number_pattern(".", ",")

    assert [bool(re.fullmatch(pattern, text)) for text in ("1,234.5", "1234", "1,23", ",123", "1,2345")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_more_decimals_than_are_kept_are_noted(read: Any) -> None:
    """Rounding is said; a binary fraction is not."""
    log = read_values(read, ["0.12345", "0.1234"])

    assert values(log) == [1_235, 1_234]
    assert "1 number has more than 4 decimals" in " ".join(log.quality.notes)


def frame(cells: list[object]) -> pd.DataFrame:
    """Return a frame with these cells as values."""
    time = pd.Timestamp("2026-01-01", tz="UTC")
    return pd.DataFrame({"customer_id": "c", "timestamp": time, "touchpoint": "Cart", "value": cells})


def test_typed_columns_are_read_like_their_text() -> None:
    """Whole numbers, fractions and missing ones."""
    assert values(read_events(frame([1, 2]))) == [10_000, 20_000]
    assert values(read_events(frame([0.1 + 0.2, None]))) == [3_000, None]


def test_infinity_in_a_typed_column_is_a_bad_row() -> None:
    """It cannot be summed."""
    with pytest.raises(BadRowsError, match="row 1"):
        read_events(frame([1.0, float("inf")]))


def test_truth_is_no_number() -> None:
    """True is not 1."""
    with pytest.raises(DataError, match="boolean"):
        read_events(frame([True, False]))
