"""Periods in a row."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.engine.duckdb import DuckdbEngine
from cxjourney.errors import OptionError
from cxjourney.ingest.zones import from_microseconds
from cxjourney.statistics.periods import DAY, calendar
from cxjourney.statistics.resolve import instant


def moment(*parts: int) -> int:
    """Return microseconds since 1970."""
    return int(datetime(*parts, tzinfo=UTC).timestamp()) * 1_000_000  # type: ignore[misc]


@pytest.mark.parametrize(
    ("every", "names"),
    [
        ("month", ("2025-12", "2026-01", "2026-02")),
        ("quarter", ("2025-Q4", "2026-Q1")),
        ("week", ("2025-W52", "2026-W01", "2026-W02", "2026-W03", "2026-W04", "2026-W05", "2026-W06")),
        (timedelta(days=20), ("2025-12-24", "2026-01-13", "2026-02-02")),
    ],
)
def test_periods_have_names(every: Any, names: tuple[str, ...]) -> None:
    """Weeks begin on Monday and have the numbers of ISO 8601."""
    found = calendar(every, moment(2025, 12, 24, 7), moment(2026, 2, 4, 8))

    assert found.names == names


def test_hours_are_periods_too() -> None:
    """They are called by their start."""
    found = calendar(timedelta(hours=6), moment(2026, 1, 1, 7), moment(2026, 1, 1, 20))

    assert found.names == ("2026-01-01T00:00:00", "2026-01-01T06:00:00", "2026-01-01T12:00:00", "2026-01-01T18:00:00")
    assert found.every == "6 hours"


@given(st.sampled_from(["day", "week", "month", "quarter"]), st.integers(-3_000, 20_000), st.integers(1, 400))
def test_every_moment_is_in_one_period(every: Any, first: int, length: int) -> None:
    """Edges rise, the first is at or before the first event, the last after the end."""
    try:
        found = calendar(every, first * DAY + 5, (first + length) * DAY + 7)
    except OptionError:
        assert length < 200
        return

    assert list(found.edges) == sorted(set(found.edges))
    assert found.edges[0] <= first * DAY + 5
    assert found.edges[-2] <= (first + length) * DAY + 7 < found.edges[-1]
    assert found.days == length + 1


def test_the_engine_counts_days_and_periods_as_the_calendar_does() -> None:
    """Also before 1970."""
    engine = DuckdbEngine(threads=1)
    found = calendar("month", moment(1969, 11, 5, 3), moment(1970, 2, 3))
    moments = [moment(1969, 11, 5, 3), moment(1969, 11, 30, 23, 59), moment(1969, 12, 1), moment(1970, 1, 1), moment(1970, 2, 1)]
    rows = " UNION ALL ".join(f"SELECT {each} AS moment" for each in moments)
    sums = engine.sums(
        f"SELECT moment, {found.day_sql('moment')} AS day, {found.period_sql('moment')} AS period FROM ({rows}) AS m ORDER BY 1"
    )

    assert sums["day"].tolist() == [0, 25, 26, 57, 88]
    assert sums["period"].tolist() == [0, 0, 1, 2, 3]
    engine.close()


def test_times_are_exact_to_the_microsecond_at_any_date() -> None:
    """Also at the end of all dates, where seconds as a float are off by more than a microsecond."""
    last = datetime.max.replace(tzinfo=UTC)

    assert instant(datetime(2300, 7, 1, 12, 0, 0, 123_457, tzinfo=UTC), "observed_until") == 10_429_473_600_123_457
    assert from_microseconds(instant(last, "observed_until") or 0) == last


def test_a_sentinel_as_the_end_is_too_many_periods() -> None:
    """The year 9999 stands for "never" in many systems."""
    never = instant(datetime.max.replace(tzinfo=UTC), "observed_until") or 0

    with pytest.raises(OptionError, match="more than 1,000 periods: the log covers 2026-01-01 to 9999-12-31"):
        calendar("week", moment(2026, 1, 1), never)


@pytest.mark.parametrize(("last", "hint"), [(0, "all events are at one time"), (3_600_000_000, "minutes=5"), (3 * DAY, 'every="day"')])
def test_periods_that_are_too_long_are_told_what_would_do(last: int, hint: str) -> None:
    """Nobody with a log of an hour is sent to periods of days."""
    with pytest.raises(OptionError, match=re.escape(hint)):
        calendar("month", 0, last)
