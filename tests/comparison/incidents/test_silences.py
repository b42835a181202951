"""Days on which nothing was recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.comparison.incidents.silences import silences, unseen

DAYS, PER_DAY = 120, 80


def table(missing: tuple[int, int] | None) -> pd.DataFrame:
    """Return a shop of customers who need about a day for a step, without the rows of some days."""
    rng = np.random.default_rng(1)
    start = rng.uniform(0, DAYS, DAYS * PER_DAY)
    steps = np.cumsum(np.column_stack([start, *(rng.exponential(1.0, (2, len(start))))]), axis=1)
    stays = np.cumprod(np.column_stack([np.ones(len(start)), rng.random((len(start), 2)) < 0.8]), axis=1) > 0
    customer, step = np.nonzero(stays & (steps < DAYS))
    day = steps[customer, step]
    rows = pd.DataFrame({"customer": customer, "time": datetime(2026, 1, 5, tzinfo=UTC) + pd.to_timedelta(day, unit="D")})
    rows["touchpoint"] = np.array(["Search", "Basket", "Paid"])[step]
    return rows if missing is None else rows[(day < missing[0]) | (day >= missing[1])]


STAGES = {"Browse": ["Search"], "Checkout": ["Basket"], "Payment": ["Paid"]}


@pytest.mark.parametrize("missing", [(60, 63), (60, 74)])
def test_a_hole_in_the_data_is_no_incident(missing: tuple[int, int]) -> None:
    """Customers before it seem to leave, and nobody left."""
    trend = cx.trend(cx.read_events(table(missing)), every="week", goal="Paid", stages=STAGES)

    assert trend.incidents == ()
    assert any("6 March" in note or "6 to" in note for note in trend.notes)


def test_a_log_without_a_hole_has_no_note_of_one() -> None:
    """Nothing is left out there."""
    trend = cx.trend(cx.read_events(table(None)), every="week", goal="Paid", stages=STAGES)

    assert not any("nothing was recorded" in note for note in trend.notes)
    assert (trend.searched_until or date.min) > date(2026, 4, 20)


def test_closed_weekends_are_no_silence() -> None:
    """A closed week is one."""
    week = [9, 8, 8, 9, 7, 0, 0]

    assert silences(np.array(week * 8)) == ()
    assert silences(np.array(week * 4 + [0] * 7 + week * 4)) == ((26, 35),)


def test_a_log_that_is_silent_for_most_of_its_time_keeps_its_silence() -> None:
    """Days of the week are compared with each other, not with the calendar."""
    assert silences(np.array([5] * 20 + [0] * 200 + [5] * 20)) == ((20, 220),)


def test_thin_days_are_no_silence() -> None:
    """In the run-off of a log hardly anybody comes, and that is no hole."""
    assert silences(np.array([50] * 60 + [1, 0, 0, 1, 0, 0, 0, 1])) == ()


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_silences_hold_no_visit_and_lie_between_visits(visits: list[int]) -> None:
    """Whatever the days look like."""
    found = silences(np.array(visits))

    assert all(sum(visits[start:end]) == 0 and visits[start - 1] > 0 and visits[end] > 0 for start, end in found)


def test_customers_are_lost_for_as_long_as_they_had_to_be_followed() -> None:
    """And nobody is seen in the silence itself."""
    assert np.flatnonzero(unseen(20, ((10, 13),), 2)).tolist() == [8, 9, 10, 11, 12]
    assert not unseen(20, (), 5).any()
