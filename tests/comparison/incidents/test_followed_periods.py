"""What is counted by period, in a log that can be counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import cxjourney as cx
from cxjourney.comparison.incidents.series import complete
from cxjourney.statistics.period_run import _Block
from cxjourney.statistics.periods import DAY

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(2026, 3, 1, tzinfo=UTC)
STAGES = {"See": ["A"], "Try": ["B", "Help"], "Own": ["Paid", "Cancelled"]}

_HOUR = 1 / 24


def followed(journeys: dict[str, list[tuple[str, float]]], until: datetime = LAST) -> cx.Trend:
    """Return the figures by ten days of journeys of touchpoints and days; a horizon and a stage window of two days, a week for contacts."""
    rows = [(name, FIRST + timedelta(days=day), touchpoint) for name, steps in journeys.items() for touchpoint, day in steps]
    rows += [("first", FIRST, "Paid"), *(("last", FIRST + timedelta(days=10), name) for inside in STAGES.values() for name in inside)]
    events = cx.read_events(pa.table(dict(zip(("customer", "time", "touchpoint"), map(list, zip(*rows, strict=True)), strict=True))))
    told = cx.measure(events, goal="Paid", ends="Cancelled", support="Help", stages=STAGES, observed_until=until).settings
    settings = told.replace(horizon=2 * DAY, stage_window=2 * DAY, repeat_window=7 * DAY)
    return cx.trend(events, every=timedelta(days=10), settings=settings, observed_until=until)


def first(found: cx.Trend, measure: str, **place: str) -> tuple[float | None, int]:
    """Return a figure of the first ten days and what it is counted of."""
    series = found.of(measure, **place)
    return series.values[0], series.n[0]


def test_who_comes_back_after_the_horizon_was_lost() -> None:
    """Within two days to the second is in time; a second later is not, however long the log goes on."""
    found = followed({
        "at once": [("A", 3), ("B", 3)],
        "in time": [("A", 3), ("B", 5)],
        "late": [("A", 3), ("B", 5 + _HOUR / 3600)],
        "never": [("A", 3)],
    })  # fmt: skip

    assert first(found, "drop_off_rate", stage="See", touchpoint="A") == (pytest.approx(2 / 4), 4)


def test_who_goes_to_a_natural_end_does_not_go_on() -> None:
    """Cancelling lies in a later stage and is no step forward, also where a payment comes too late; paying in time is."""
    found = followed({
        "cancelled": [("A", 3), ("Cancelled", 4)],
        "paid": [("A", 3), ("Paid", 4)],
        "tried": [("A", 3), ("B", 4)],
        "paid late": [("A", 3), ("Cancelled", 4), ("Paid", 8)],
    })  # fmt: skip

    assert first(found, "going_on_rate", stage="See") == (pytest.approx(2 / 4), 4)


@pytest.mark.parametrize(("days", "again"), [(7.0, 1 / 2), (7 + _HOUR / 3600, 0.0)])
def test_a_contact_is_repeated_within_the_window_and_at_its_end(days: float, again: float) -> None:
    """Two contacts in the first ten days that were followed for a week, of which one may be repeated."""
    found = followed({"one": [("Help", 1), ("Help", 1 + days)]})

    assert first(found, "repeat_contact_rate", stage="Try", touchpoint="Help") == (pytest.approx(again), 2)


def test_friction_is_known_where_a_journey_went_on_or_met_it() -> None:
    """Who was seen in the stage a day before the end of the observation may still go on; who repeated met friction already."""
    until = FIRST + timedelta(days=12)
    journeys = {
        "went on": [("B", 8), ("Paid", 8 + _HOUR)],
        "repeated": [("B", 9), ("B", 11.5)],
        "may go on": [("B", 9), ("Help", 11.5)],
    }
    found = followed(journeys, until)

    assert first(found, "friction_rate", stage="Try") == (pytest.approx(1 / 2), 2)


@pytest.mark.parametrize(("days", "periods"), [(20.9, 1), (21.0, 2)])
def test_periods_are_said_once_their_last_customers_were_followed(days: float, periods: int) -> None:
    """The second period ends on day 20; two days later all of it was followed, a day later all but its last day, which is the tolerance."""
    found = followed({"one": [("A", 3), ("B", 4)], "two": [("A", 13), ("B", 14)]}, FIRST + timedelta(days=days))

    assert found.of("drop_off_rate", stage="See", touchpoint="A").said == periods
    assert found.of("visits").said == len(found.periods)


@pytest.mark.parametrize(
    ("width", "first", "last", "whole"),
    [(10, 1.0, 19.0, [True, True]), (10, 1.1, 18.9, [False, False]), (1, 0.5, 1.95, [True, True]), (1, 0.5, 1.8, [True, False])],
)
def test_periods_may_lack_a_day_or_a_tenth_at_either_end(width: int, first: float, last: float, whole: list[bool]) -> None:
    """Two periods of ten days, or of one, of which the first counts from its midnight."""
    edges = (0, width * DAY, 2 * width * DAY)
    sums: Any = SimpleNamespace(periods=SimpleNamespace(edges=edges), period=(int(first * DAY), int(last * DAY)))

    assert complete(sums) == whole


@pytest.mark.parametrize(("late", "window"), [(8, 50), (15, 80)])
def test_half_of_the_log_is_the_window_of_goals_if_it_holds_nine_in_ten(late: int, window: int) -> None:
    """Of 100 journeys with a goal some take 80 days, which is longer than half of a log of 100 days; all others take ten."""
    found = {"days": np.array([10, 80]), "journeys": np.array([100 - late, late])}
    engine = SimpleNamespace(sums=lambda _: found)
    work: Any = SimpleNamespace(events=SimpleNamespace(engine=engine))
    block = _Block(work, plan=None, periods=SimpleNamespace(days=100), until=0, codes="", tables={})  # type: ignore[arg-type]

    assert block._journey_window(["journeys"]) == window * DAY


def test_goals_count_within_the_window_of_a_journey() -> None:
    """Thirteen pay at once and one after forty days, which is longer than half of the log: that is no goal of the first ten days."""
    soon = {f"soon {number}": [("A", 3.0), ("Paid", 3 + _HOUR)] for number in range(12)}
    found = followed({**soon, "late": [("A", 3.0), ("Paid", 43.0)]})

    assert first(found, "goal_rate") == (pytest.approx(13 / 14), 14)


def test_visits_are_those_of_journeys_that_were_followed() -> None:
    """The last day of a period may lack a part: who came half a day before the end of the observation counts in no mean."""
    found = followed({"two": [("A", 12.0), ("B", 12.1)], "late": [("A", 19.5)]}, FIRST + timedelta(days=20))
    series = found.of("visits_per_journey")

    assert (series.values[1], series.n[1]) == (pytest.approx((2 + 5) / 2), 2)
    assert found.of("journeys").n[1] == 3


def counted(rows: list[tuple[str, float, str, Any]], column: str, **given: Any) -> cx.Trend:
    """Return the figures by ten days of customers, days, touchpoints and one more column."""
    names = ("customer", "time", "touchpoint", column)
    dated = [(customer, FIRST + timedelta(days=day), *rest) for customer, day, *rest in rows]
    events = cx.read_events(pa.table(dict(zip(names, map(list, zip(*dated, strict=True)), strict=True))))
    return cx.trend(events, every=timedelta(days=10), observed_until=LAST, **given)


def test_money_is_that_of_the_customers_of_a_period() -> None:
    """Two came in the second ten days, one of them in a journey that had begun before."""
    found = counted([("one", 1, "A", None), ("one", 12, "Paid", 30.0), ("two", 12, "A", None)], "value").of("value_per_customer")

    assert (found.values[1], found.n[1]) == (pytest.approx(30 / 2), 2)


def test_a_contact_for_another_reason_is_no_repeat() -> None:
    """Two customers ask twice within a week, one of them for the same thing."""
    rows = [("one", 1, "Help", "bill"), ("one", 3, "Help", "bill"), ("two", 1, "Help", "bill"), ("two", 3, "Help", "parcel")]
    found = counted(rows, "reason", support="Help", repeat_within=timedelta(days=7))

    assert first(found, "repeat_contact_rate", touchpoint="Help") == (pytest.approx(1 / 4), 4)
