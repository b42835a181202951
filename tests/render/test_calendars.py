from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.render.calendars import gregorian, solar_hijri


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(2021, 3, 20), (1399, 12, 30)),
        (date(2021, 3, 21), (1400, 1, 1)),
        (date(2024, 3, 20), (1403, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2026, 3, 21), (1405, 1, 1)),
        (date(2026, 9, 22), (1405, 6, 31)),
    ],
)
def test_solar_hijri_days_are_those_of_the_calendar(day: date, expected: tuple[int, int, int]) -> None:
    """New years, leap days and the end of the long months."""
    assert solar_hijri(day) == expected


@given(st.dates(date(1900, 1, 1), date(2080, 12, 31)))
def test_a_day_is_followed_by_the_next(day: date) -> None:
    """No day is skipped or said twice."""
    one, other = solar_hijri(day), solar_hijri(day + timedelta(days=1))

    assert other == (one.year, one.month, one.day + 1) or (other.day == 1 and other[:2] in {(one.year, one.month + 1), (one.year + 1, 1)})
    assert gregorian(day) == (day.year, day.month, day.day)
