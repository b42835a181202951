"""Logs whose chains can be solved by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import cxjourney as cx

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

GOAL = "Bought"
UNTIL = datetime(2026, 2, 1, tzinfo=UTC)
WORKED = {("G", GOAL): 400, ("M", GOAL): 200, ("G", "M", GOAL): 200, ("G",): 200}
"""The worked example of the attribution literature, two hundred times."""


def log(
    journeys: Mapping[Sequence[str], int],
    *,
    values: float | None = None,
    channels: Mapping[str, Sequence[str]] | None = None,
    minutes: float = 1.0,
    name: str = "C",
) -> cx.EventLog:
    """Return events of journeys; customers take the channels of a touchpoint in turn."""
    rows, customer = [], 0
    for path, times in journeys.items():
        for _ in range(times):
            customer += 1
            for step, touchpoint in enumerate(path):
                time = pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(minutes=step * minutes)
                offered = (channels or {}).get(touchpoint, ("web",))
                value = values if touchpoint == GOAL else None
                rows.append((f"{name}{customer}", time, touchpoint, offered[customer % len(offered)], value))
    columns = ["customer", "time", "touchpoint", "channel", "value"]
    frame = pd.DataFrame(rows, columns=columns).drop(columns=[] if values is not None else ["value"])
    return cx.read_events(frame, **{each: each for each in frame.columns})


def mapped(events: cx.EventLog, *, goal: str | None = GOAL, **options: object) -> cx.JourneyMap:
    """Return a map of events that were watched for a month after."""
    shop = [each for each in events.touchpoints if each != goal]
    stages = {"Shop": shop, **({"Done": [goal]} if goal else {})}
    return cx.discover_map(events, goal=goal, **{"stages": stages, "observed_until": UNTIL, **options})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def log_of() -> Callable[..., cx.EventLog]:
    """Return the function that makes events of journeys."""
    return log


@pytest.fixture(scope="session")
def map_of() -> Callable[..., cx.JourneyMap]:
    """Return the function that makes a map of journeys."""

    def make(
        journeys: Mapping[Sequence[str], int], *, goal: str | None = GOAL, options: Mapping[str, object] | None = None, **more: object
    ) -> cx.JourneyMap:
        return mapped(log(journeys, **more), goal=goal, **(options or {}))  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def worked() -> cx.JourneyMap:
    """Return the map of the worked example."""
    return mapped(log(WORKED))


@pytest.fixture(scope="session")
def shop() -> cx.JourneyMap:
    """Return the map of the sample shop."""
    sample = cx.datasets.sample_shop(customers=3_000)
    return cx.discover_map(sample.events, goal=sample.goal, currency="EUR")


@pytest.fixture(scope="session")
def diagnosis(shop: cx.JourneyMap) -> cx.Diagnosis:
    """Return what hurts in the sample shop."""
    return cx.diagnose(shop)


def stated_map(**changes: object) -> cx.JourneyMap:
    """Return a map written by hand: Search, Cart, and Help on the way from it to Paid."""
    cart = cx.Touchpoint(name="Cart", channels=["web"], emotion=-1.0, measures={"drop_off_rate": 0.5, "transition_time": 120})
    fields: dict[str, object] = {
        "title": "By hand",
        "stages": {
            "Find": [cx.Touchpoint(name="Search", channels=["web"], measures={"drop_off_rate": 0.2, "transition_time": 60})],
            "Pay": [cart, cx.Touchpoint(name="Help", channels=["Phone"], measures={"drop_off_rate": 0.1}), "Paid"],
        },
        "transitions": [
            {"source": "Search", "target": "Cart"},
            {"source": "Cart", "target": "Paid", "share": 0.4},
            {"source": "Cart", "target": "Help", "share": 0.1},
            {"source": "Help", "target": "Paid"},
        ],
        "goal_touchpoints": ["Paid"],
        "support_touchpoints": ["Help"],
    }
    return cx.JourneyMap(**{**fields, **changes})


@pytest.fixture(scope="session")
def stated() -> Callable[..., cx.JourneyMap]:
    """Return the function that writes a map by hand."""
    return stated_map
