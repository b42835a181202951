"""Yes and no as 1 and 0."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxjourney.errors import BadRowsError, DataError
from cxjourney.ingest import EventLog, read_events

WORDS = {"yes": 1, "Y": 1, "TRUE": 1, " t ": 1, "1": 1, "12": 1, "3.0": 1, "no": 0, "N": 0, "False": 0, "f": 0, "0": 0, "00": 0, "0.0": 0}


def flags_of(values: list[Any], **options: Any) -> list[int | None]:
    """Return the flags of a column of these values."""
    frame = pd.DataFrame({"customer": "c", "time": "2026-01-01", "touchpoint": "t", "again": values})
    log = read_events(frame, reopened="again", **options)
    return [flag for (flag,) in log.engine.rows(f"SELECT reopened FROM {log.relation} ORDER BY position")]


@settings(max_examples=12)
@given(st.lists(st.sampled_from([*WORDS, "", "  "]), min_size=1, max_size=8))
def test_words_and_counts_are_flags(words: list[str]) -> None:
    """Any count above nothing is a yes; a blank is not known."""
    assert flags_of(words) == [WORDS.get(word) for word in words]


@pytest.mark.parametrize("values", [[True, False, None], [2, 0, None], [1.0, 0.0, float("nan")]])
def test_typed_columns_are_flags(values: list[Any]) -> None:
    """Truth values and counts, whatever pandas makes of missing ones."""
    assert flags_of(values) == [1, 0, None]


@pytest.mark.parametrize("value", ["maybe", "-1", "1.5", "nan", "1e3", "0x1", "NA", "none"])
def test_anything_else_is_a_bad_row(value: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(BadRowsError, match="expected yes or no, true or false, or a count") as caught:
        flags_of(["yes", value])

    assert [(problem.kind, problem.count) for problem in caught.value.problems] == [("flag_reopened", 1)]
    assert flags_of(["yes", value], on_bad_rows="drop") == [1]


@pytest.mark.parametrize("value", [-1, 0.5, float("inf")])
def test_odd_counts_are_bad_rows(value: float) -> None:
    """A count is whole and not below nothing."""
    with pytest.raises(BadRowsError):
        flags_of([1, value])


def test_times_are_no_flags() -> None:
    """The column is refused as a whole."""
    with pytest.raises(DataError, match="expected yes or no"):
        flags_of(list(pd.to_datetime(["2026-01-01"])))


def test_hidden_values_stay_hidden() -> None:
    """Also those that are neither yes nor no."""
    with pytest.raises(BadRowsError) as caught:
        flags_of(["secret"], hide_values=True)

    assert "secret" not in str(caught.value)


def test_a_visit_of_two_rows_was_reopened_if_one_says_so() -> None:
    """The completion often knows more than the start."""
    base = {"customer": "c", "time": ["2026-01-01", "2026-01-02"], "touchpoint": "t", "lifecycle": ["start", "complete"]}
    frame = pd.DataFrame({**base, "reopened": ["no", "yes"]})
    log: EventLog = read_events(frame)

    assert log.engine.rows(f"SELECT reopened FROM {log.relation}") == [(1,)]


def test_decimals_are_counts() -> None:
    """What databases hand out."""
    assert flags_of([Decimal(2), Decimal(0)]) == [1, 0]


def test_usual_names_over_times_are_given_up() -> None:
    """They can be neither yes nor no."""
    times = list(pd.to_datetime(["2026-01-01"]))
    log = read_events(pd.DataFrame({"customer": "c", "time": "2026-01-01", "touchpoint": "t", "reopened": times}))

    assert log.flags == ()
    assert "'reopened' holds other values than yes and no" in " ".join(log.quality.notes)
