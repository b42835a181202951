"""Figures by period, and what cannot be followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import cxjourney as cx
from cxjourney.errors import EmptyDataError, OptionError
from tests.comparison.daily_shop import STAGES, Fault, daily_shop, daily_table, on_day

if TYPE_CHECKING:
    from collections.abc import Iterable


def log(rows: Iterable[tuple[str, str, str]]) -> cx.EventLog:
    """Return a log of customers, times and touchpoints."""
    customer, time, touchpoint = zip(*rows, strict=True)
    return cx.read_events(pa.table({"customer": customer, "time": time, "touchpoint": touchpoint}))


@pytest.fixture(scope="module")
def shop() -> cx.EventLog:
    """Return a shop in which mobile customers met a fault for three weeks."""
    return daily_shop(days=150, per_day=160, faults=(Fault(60, 80, 0.4),))


@pytest.fixture(scope="module")
def found(shop: cx.EventLog) -> cx.Trend:
    """Return its trend by week."""
    return cx.trend(shop, every="week", goal="Paid", stages=STAGES)


def test_an_incident_is_dated_at_the_segment_that_met_it(found: cx.Trend) -> None:
    """To the day, give or take a few."""
    (incident,) = found.incidents

    assert (incident.kind, incident.stage, incident.segment) == ("drop_off", "Checkout", "mobile")
    assert abs(incident.start - on_day(60)) <= timedelta(3)
    assert incident.end is not None
    assert abs(incident.end - on_day(80)) <= timedelta(3)
    assert (incident.before.low or 0) > (incident.during.high or 1)
    assert (incident.q_value or 1) < 0.05


def test_a_fault_for_all_is_reported_once_at_its_stage() -> None:
    """Not at each of its segments."""
    events = daily_shop(days=150, per_day=160, faults=(Fault(60, 80, 0.4, None),), seed=3)
    (incident,) = cx.trend(events, goal="Paid", stages=STAGES).incidents

    assert (incident.stage, incident.segment, incident.channel) == ("Checkout", None, None)


def test_a_fault_that_goes_on_has_no_end() -> None:
    """The last day searched is not the last day of the log."""
    events = daily_shop(days=150, per_day=160, faults=(Fault(110, 150, 0.4),), seed=4)
    trend = cx.trend(events, goal="Paid", stages=STAGES)

    assert [each.going_on for each in trend.incidents] == [True]
    assert trend.searched_until is not None
    assert trend.searched_until < on_day(149)


def test_what_became_better_is_no_incident() -> None:
    """A fault that ends is an improvement from then on."""
    trend = cx.trend(daily_shop(days=150, per_day=160, faults=(Fault(0, 60, 0.4),), seed=5), goal="Paid", stages=STAGES)

    assert trend.incidents == ()
    assert [(each.segment, each.going_on, each.better) for each in trend.improvements] == [("mobile", True, True)]


def test_figures_equal_those_counted_by_hand(found: cx.Trend, shop: cx.EventLog) -> None:
    """Visits of a week, and journeys that start in it."""
    table = daily_table(days=150, per_day=160, faults=(Fault(60, 80, 0.4),)).to_pandas()
    second = table[(table.timestamp >= "2026-01-12") & (table.timestamp < "2026-01-19")]

    assert found.of("visits").values[1] == len(second)
    assert (
        found.of("visits", segment="mobile", stage="Browse").values[1]
        == ((second.device == "mobile") & second.touchpoint.isin(STAGES["Browse"])).sum()
    )
    assert sum(found.of("customers").n) >= shop.n_customers == sum(found.of("journeys").n)
    assert found.of("csat").n[1] == second.csat.notna().sum()


def test_goals_are_those_of_journeys_that_start_in_the_period(found: cx.Trend) -> None:
    """Whenever they are reached, within the journey window."""
    table = daily_table(days=150, per_day=160, faults=(Fault(60, 80, 0.4),)).to_pandas()
    starts = table.groupby("customer_id").timestamp.min()
    inside = starts[(starts >= "2026-01-12") & (starts < "2026-01-19")].index
    paid = table[(table.touchpoint == "Paid") & table.customer_id.isin(inside)].customer_id.nunique()

    assert found.of("goal_rate").values[1] == pytest.approx(paid / len(inside), abs=0.01)
    assert found.of("goal_rate").n[1] == len(inside)


def test_periods_that_were_not_followed_are_open(found: cx.Trend) -> None:
    """Their figures cannot be said yet; counts can."""
    last = found.of("goal_rate").periods[-1]

    assert last.state == "open"
    assert last.estimate.value is None
    assert last.estimate.method.startswith("cannot be said yet")
    assert found.of("visits").periods[-1].n > 0


def test_a_later_end_of_the_observation_closes_them(shop: cx.EventLog) -> None:
    """Nobody came after the last event."""
    later = cx.trend(shop, every="week", goal="Paid", stages=STAGES, observed_until=datetime(2026, 12, 31, tzinfo=UTC))

    assert len(later.periods) > 40
    assert later.of("goal_rate").periods[20].state == "complete"
    assert later.of("goal_rate").periods[-1].state == "open"
    assert later.of("visits").values[30] is None


def test_settings_of_a_measurement_serve(shop: cx.EventLog) -> None:
    """They say stages, goals and horizons."""
    settings = cx.measure(shop, goal="Paid", stages=STAGES).settings

    assert cx.trend(shop, settings=settings).series == cx.trend(shop, goal="Paid", stages=STAGES).series
    with pytest.raises(OptionError, match="settings= already holds goal"):
        cx.trend(shop, settings=settings, goal="Paid")


def test_a_period_without_data_is_a_gap() -> None:
    """No zero, no line through it."""
    rows = [(f"c{day}", f"2026-{month:02d}-{day:02d}T10:00:00", "Visit") for month in (1, 3) for day in range(1, 28)]
    trend = cx.trend(log(rows), every="month")
    series = trend.of("visits")

    assert series.values == (27, None, 27)
    assert [point.n for point in series.periods] == [27, 0, 27]
    assert repr(series.estimates[1]) == "no data"


def test_cut_periods_are_marked() -> None:
    """The log begins and ends inside of them."""
    rows = [(f"c{day}", (datetime(2026, 1, 14, 12, tzinfo=UTC) + timedelta(day)).isoformat(), "Visit") for day in range(40)]
    trend = cx.trend(log(rows), every="month")

    assert [period.complete for period in trend.periods] == [False, False]
    assert [point.state for point in trend.of("visits").periods] == ["incomplete", "incomplete"]


@pytest.mark.parametrize(
    ("every", "message"), [("year", "every"), ("month", "at least two periods"), (timedelta(0), "positive"), (timedelta(-1), "positive")]
)
def test_periods_that_cannot_be_are_refused(every: Any, message: str) -> None:
    """Unknown, longer than the log, of no length."""
    events = log([("a", "2026-01-05T10:00:00", "Visit"), ("a", "2026-01-09T10:00:00", "Visit")])

    with pytest.raises(OptionError, match=message):
        cx.trend(events, every=every)


def test_too_many_periods_are_refused() -> None:
    """A lone early event makes none of them useful."""
    events = log([("a", "1970-01-01T10:00:00", "Visit"), ("a", "2026-01-09T10:00:00", "Visit")])

    with pytest.raises(OptionError, match="more than 1,000 periods"):
        cx.trend(events, every="week")


def test_wrong_types_are_refused() -> None:
    """By name."""
    events = log([("a", "2026-01-05T10:00:00", "Visit"), ("a", "2026-03-09T10:00:00", "Visit")])

    with pytest.raises(TypeError, match="every takes"):
        cx.trend(events, every=7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="events takes an EventLog"):
        cx.trend("events")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="false_alarm"):
        cx.trend(events, false_alarm=0.0)
    with pytest.raises(OptionError, match="lies before the last event"):
        cx.trend(events, observed_until=datetime(2026, 2, 1, tzinfo=UTC))


def test_an_empty_log_is_refused(shop: cx.EventLog) -> None:
    """There is nothing to follow."""
    with pytest.raises((EmptyDataError, OptionError)):
        cx.trend(shop.filter(touchpoints="Search").filter(since="2030-01-01"))


def test_a_short_log_is_followed_but_not_searched() -> None:
    """It says so."""
    trend = cx.trend(daily_shop(days=15, per_day=50), every="day", goal="Paid", stages=STAGES)

    assert trend.tested == 0
    assert trend.incidents == ()
    assert any("Fewer than 28 days" in each.reason for each in trend.untested)
    assert trend.of("goal_rate").values[3] is not None


def test_a_thin_log_says_that_nothing_could_be_found() -> None:
    """Silence is no good news."""
    trend = cx.trend(daily_shop(days=120, per_day=2), goal="Paid", stages=STAGES)

    assert trend.incidents == ()
    assert any("Too little happens" in each.reason for each in trend.untested)


def test_what_a_series_could_tell_is_said(found: cx.Trend) -> None:
    """More of it in larger places."""
    stage, part = found.of("going_on_rate", stage="Checkout"), found.of("going_on_rate", stage="Checkout", segment="north")

    assert stage.detectable is not None
    assert part.detectable is not None
    assert 0 < stage.detectable < part.detectable < 0.5
    assert stage.kind == "drop_off"
    assert found.of("friction_rate", stage="Checkout").kind is None


def test_scores_with_weights_are_not_followed() -> None:
    """Without their weights they would be other scores than those of the map."""
    rows = [
        (f"c{day}-{n}", (datetime(2026, 1, 1, 9, n, tzinfo=UTC) + timedelta(day)).isoformat(), 9 if n % 2 else 3)
        for day in range(60)
        for n in range(4)
    ]
    who, when, score = zip(*rows, strict=True)
    table = pa.table({"customer": who, "date": when, "nps": score, "weight": [9.0 if each == 9 else 1.0 for each in score]})
    trend = cx.trend(cx.read_surveys(table, scores={"nps": "nps"}, weight="weight"), every="month")

    assert not [series for series in trend.series if series.measure == "nps"]
    assert [each.kind for each in trend.untested if "weights" in each.reason] == ["low_score"]


@pytest.mark.parametrize("late", [40, 2])
def test_goals_that_take_longer_than_half_of_the_log_are_no_rate_of_zero(late: int) -> None:
    """Periods are followed for as long as most goals take, and the result says so."""
    first = datetime(2026, 1, 1, 9, tzinfo=UTC)
    rows = [(f"c{n}", (first + timedelta(n % 30)).isoformat(), "Asked") for n in range(300)]
    rows += [(f"c{n}", (first + timedelta(n % 30 + late)).isoformat(), "Solved") for n in range(0, 300, 3)]
    trend = cx.trend(log(rows), every="week", goal="Solved", observed_until=first + timedelta(71))
    known = [value for value in trend.of("goal_rate").values if value is not None]

    assert known
    assert min(known) > 0.1
    assert any("Goals count within" in note for note in trend.notes) is (late == 40)


def test_one_customer_makes_no_incident() -> None:
    """Thousands of visits of one customer are followed without an error."""
    rows = [
        ("a", (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)).isoformat(), "Visit" if hour % 3 else "Help")
        for hour in range(2_000)
    ]

    assert cx.trend(log(rows), every="week").periods[0].name == "2026-W01"


def test_channels_and_groups_are_places() -> None:
    """A visit counts where it happened, an entry where it began."""
    table = daily_table(days=120, per_day=160, faults=(Fault(50, 70, 0.3),), seed=6)
    events = cx.read_events(table, channel="device", group="region", scores={})
    trend = cx.trend(events, goal="Paid", stages=STAGES)

    assert [(each.stage, each.channel) for each in trend.incidents] == [("Checkout", "mobile")]
    assert trend.of("visits", stage="Browse", segment="north").n[0] > 0


def test_drop_off_beside_longer_times_is_told_in_the_notes() -> None:
    """Two weeks in which half of the customers need a day instead of hours for the last step, and nobody is lost for it."""
    start, rng = datetime(2026, 1, 1, tzinfo=UTC), np.random.default_rng(3)
    rows = []
    for number in range(9_000):
        at = start + timedelta(days=number // 45, hours=rng.uniform(0, 12))
        slow = rng.choice([3, 30]) if 60 <= number // 45 < 75 else 1
        for name, hours, stay in (("Form", 0, 1), ("Check", 1, 0.85), ("Card", 8 * slow, 0.85)):
            if rng.random() > stay:
                break
            at += timedelta(hours=hours * float(rng.lognormal(0, 0.6)))
            rows.append((str(number), at.isoformat(), name))
    stages = {"Apply": ["Form", "Check"], "Pay": ["Card"]}
    trend = cx.trend(log(rows), every="week", goal="Card", stages=stages)

    assert {each.kind for each in trend.incidents} == {"drop_off", "long_wait"}
    assert any("customers who only go on later than usual count as gone" in note for note in trend.notes)
