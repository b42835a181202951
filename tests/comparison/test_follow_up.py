from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from cxjourney.ingest import EventLog

START = datetime(2026, 1, 1, tzinfo=UTC)
HALF, END = START + timedelta(days=30), START + timedelta(days=60)


def stationary(seed: int, customers: int = 3_000) -> EventLog:
    """Return journeys of five steps that begin at any time of two months alike, seen until their end."""
    chance, rows = random.Random(seed), []
    for customer in range(customers):
        time = START + timedelta(days=chance.uniform(0, 60))
        for touchpoint in ("A", "B", "C", "D", "Z"):
            rows.append((f"c{customer}", time, touchpoint))
            time += timedelta(days=chance.expovariate(1 / 1.5))
    frame = pd.DataFrame(rows, columns=["customer_id", "time", "touchpoint"])
    return cx.read_events(frame[frame["time"] <= END])


def measured(events: EventLog) -> cx.JourneyStatistics:
    """Return what is known of the whole log."""
    return cx.measure(events, goal="Z", stages={"S": ["A", "B", "C", "D"], "End": ["Z"]}, observed_until=END)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whole_halves_of_a_stationary_log_do_not_differ(seed: int) -> None:
    """The later half holds the journeys that the end of the log cuts off."""
    events = stationary(seed)
    settings = measured(events).settings
    halves = [events.filter(until=HALF, whole_journeys=True), events.filter(since=HALF, whole_journeys=True)]

    found = cx.compare(*(cx.measure(each, settings=settings) for each in halves), pains=False)

    assert not found.flagged
    assert "may still go on" in found.notes[0]
    reasons = {each.kind: each.reason for each in found.untested}
    assert {"goal_rate", "visits_per_journey", "reach", "time_spent"} <= set(reasons)
    assert "not followed for long enough" in reasons["goal_rate"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_halves_that_were_watched_alike_are_tested_and_do_not_differ(seed: int) -> None:
    """The earlier half is seen as it was seen on the day of the cut."""
    events = stationary(seed)
    settings = measured(events).settings
    before = cx.measure(events.filter(until=HALF), settings=settings, observed_until=HALF)
    after = cx.measure(events.filter(since=HALF, whole_journeys=True), settings=settings)

    found = cx.compare(before, after, pains=False)
    goal = found.difference("goal_rate")

    assert not found.flagged
    assert not any("followed" in note for note in found.notes)
    assert goal is not None
    assert goal.q_value is not None


def test_arms_of_the_same_period_are_tested_however_many_journeys_are_open() -> None:
    """They were watched alike, and who is still under way is part of what they differ in."""
    events = stationary(1)
    settings = measured(events).settings
    slow = stationary(2).filter(until=END - timedelta(days=2))
    arms = cx.measure(events, settings=settings), cx.measure(slow, settings=settings)

    found = cx.compare(*arms, pains=False)
    goal = found.difference("goal_rate")

    assert not any("followed" in note for note in found.notes)
    assert goal is not None
    assert goal.q_value is not None


def test_maps_that_share_nothing_are_refused_and_say_so() -> None:
    """The names of both sides are told, and how to bring them together."""
    other = pd.DataFrame({"customer_id": ["x", "x"], "time": [START, HALF], "touchpoint": ["Dentist", "Bill"]})
    maps = cx.discover_map(stationary(1, 50)), cx.discover_map(cx.read_events(other), stages={"Visit": ["Dentist", "Bill"]})

    with pytest.raises(cx.StatisticsError, match=r"share no touchpoint and no stage \(touchpoints before: 'A'.*after: 'Dentist'") as caught:
        cx.compare(*maps)

    assert "renames=" in str(caught.value.hint)
