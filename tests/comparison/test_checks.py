from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import polars as pl
import pytest

import cxjourney as cx
from cxjourney.comparison.checks import _same_period

if TYPE_CHECKING:
    from cxjourney.ingest import EventLog

STEPS = ["Search", "Cart", "Pay"]


def log(score: str | None = None, *, first: int = 0, days: int = 28, ask: tuple[str, int] | None = None) -> EventLog:
    """Return the events of 120 customers who go through three steps, two of three to the end."""
    rows = [
        {
            "customer": f"c{number}",
            "time": f"2026-0{1 + number % 2}-{1 + (number + step) % days:02d}T0{step}:00:00Z",
            "touchpoint": name,
            "score": 4,
        }
        for number in range(first, first + 120)
        for step, name in enumerate(STEPS if number % 3 else STEPS[:2])
    ]
    scores: dict[str, object] = {score: "score"} if score else {}
    if ask:
        scores = {score or "rating": ("score", *ask)}
    return cx.read_events(pl.DataFrame(rows), customer="customer", time="time", touchpoint="touchpoint", scores=scores or None)


def test_different_goals_are_refused() -> None:
    """Reaching one is not reaching the other."""
    before, after = (cx.measure(log(first=first), goal=goal) for first, goal in ((0, "Pay"), (500, "Cart")))

    with pytest.raises(cx.StatisticsError, match="different goals: 'Pay' before, 'Cart' after"):
        cx.compare(before, after)


def test_different_journey_gaps_are_refused() -> None:
    """A journey is not the same thing then."""
    before, after = cx.measure(log(), goal="Pay"), cx.measure(log(first=500), goal="Pay", journey_gap=timedelta(days=1))

    with pytest.raises(cx.StatisticsError, match="the journey gap is none before, 24 h after"):
        cx.compare(before, after)


def test_different_scales_are_refused() -> None:
    """Scores are never pooled across scales."""
    with pytest.raises(cx.StatisticsError, match="'rating' are on different scales: 1 to 5 before, 0 to 10 after"):
        cx.compare(log("rating", ask=(1, 5)), log("rating", first=500, ask=(0, 10)))


def test_different_versions_of_effort_are_refused() -> None:
    """One is good when high, the other when low."""
    with pytest.raises(cx.StatisticsError, match="different ways: ces1 before, ces2 after"):
        cx.compare(log("ces1"), log("ces2", first=500))


def test_different_currencies_are_refused() -> None:
    """Nothing is converted in silence."""
    before, after = (cx.discover_map(log(), currency=currency) for currency in ("EUR", "USD"))

    with pytest.raises(cx.StatisticsError, match="EUR before and in USD after"):
        cx.compare(before, after)


def test_a_score_of_one_side_is_told() -> None:
    """And not compared."""
    found = cx.compare(log("csat"), log(first=500))

    assert "Only one side has the scores csat." in found.notes
    assert found.difference("csat") is None


def test_a_goal_of_one_side_is_told() -> None:
    """What depends on it is not compared."""
    found = cx.compare(cx.measure(log(), goal="Pay"), cx.measure(log(first=500)), pains=False)

    assert any("Only the side before has a goal" in note for note in found.notes)
    assert found.difference("goal_rate") is None


def test_customers_on_both_sides_are_noticed() -> None:
    """A share of the smaller side, by their identifiers."""
    found = cx.compare(log(), log(first=60), pains=False)

    assert found.shared_customers == 0.5
    assert any(note.startswith("About 50% of the customers of the smaller side are on both sides") for note in found.notes)
    assert cx.compare(log(), log(first=500), pains=False).shared_customers == 0


def test_very_different_horizons_leave_drop_off_out() -> None:
    """With the reason."""
    before = cx.measure(log(), goal="Pay")
    after = cx.measure(log(first=500), settings=before.settings.replace(horizon=3 * before.settings.horizon))

    found = cx.compare(before, after, pains=False)

    reasons = {item.kind: item.reason for item in found.untested}
    assert "Customers count as gone after" in reasons["drop_off_rate"]
    assert all(each.q_value is None for each in found.differences if each.measure == "drop_off_rate")
    assert found.difference("goal_rate").q_value is not None


def test_arms_are_named_and_are_no_elements() -> None:
    """A segment that tells the sides apart was neither added nor removed."""
    rows = [{"customer": f"c{n}", "time": "2026-01-01T00:00:00Z", "touchpoint": "Pay", "arm": "ab"[n % 2]} for n in range(200)]
    events = cx.read_events(pl.DataFrame(rows), customer="customer", time="time", touchpoint="touchpoint", segment="arm")

    found = cx.compare(events.filter(segments="a"), events.filter(segments="b"), pains=False)

    assert (found.added, found.removed) == ((), ())
    assert "By arm, the side before is a and the side after b." in found.notes


def test_customers_in_several_arms_are_told() -> None:
    """The log counts each in the arm they were in first, which chance did not put them into twice."""
    rows = [
        {"customer": f"c{n}", "time": f"2026-01-0{1 + step}T00:00:00Z", "touchpoint": "Pay", "arm": "b" if step and n < 20 else "ab"[n % 2]}
        for n in range(200)
        for step in range(2)
    ]
    events = cx.read_events(pl.DataFrame(rows), customer="customer", time="time", touchpoint="touchpoint", segment="arm")

    notes = cx.compare(events.filter(segments="a"), events.filter(segments="b"), pains=False).notes

    assert [note for note in notes if "several values" in note] == [
        "Segment 'arm': 10 customers have several values; the first in time was taken. For arms of a test they must be in one only."
    ]


@pytest.mark.parametrize(("start", "same"), [(14, True), (16, False), (30, False)])
def test_periods_are_the_same_if_they_share_more_than_half(start: int, *, same: bool) -> None:
    """Thirty days from the first, and thirty from another one."""
    before, after = (SimpleNamespace(period=(day, day + 30)) for day in (0, start))

    assert _same_period(before, after) is same  # type: ignore[arg-type]
