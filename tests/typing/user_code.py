"""What users write, as their type checker sees it; every line of ``WRONG`` in the test must be refused."""

from __future__ import annotations

from typing import assert_type

import cxjourney as cx


def from_events() -> None:
    """From a file to a picture."""
    events = cx.read_events("orders.csv", customer="client", scores={"nps": "recommend"}, on_bad_rows="drop")
    assert_type(events, cx.EventLog)
    assert_type(events.n_customers, int)
    statistics = cx.measure(events, goal="Order confirmed")
    assert_type(statistics, cx.JourneyStatistics)
    assert_type(statistics + statistics, cx.JourneyStatistics)
    journey_map = cx.discover_map(events, goal=["Order confirmed"], ends="Cancelled")
    assert_type(journey_map, cx.JourneyMap)
    diagnosis = cx.diagnose(journey_map, fdr=0.05, level=0.95)
    assert_type(diagnosis, cx.Diagnosis)
    assert_type(diagnosis.pain_points, tuple[cx.PainPoint, ...])
    assert_type(diagnosis.friction_stages, tuple[cx.StageFriction, ...])
    picture = cx.render_map(journey_map, diagnosis=diagnosis)
    assert_type(picture, cx.SvgDocument)
    assert_type(picture.text, str)
    picture.save("map.svg")


def by_hand() -> None:
    """A map with the short forms."""
    journey_map = cx.JourneyMap(
        title="First order",
        stages=[cx.Stage(name="Pay", touchpoints=[cx.Touchpoint(name="Checkout", channels=["web"], emotion=-1.2)])],
    )
    assert_type(journey_map.replace(title="Second order"), cx.JourneyMap)
    assert_type(journey_map.touchpoint("Checkout"), cx.Touchpoint)
    assert_type(cx.JourneyMap.load("map.json"), cx.JourneyMap)
    assert_type(cx.pain_points(journey_map), tuple[cx.PainPoint, ...])
    assert_type(cx.friction_stages(journey_map), tuple[cx.StageFriction, ...])


def one_finding(pain: cx.PainPoint) -> None:
    """A finding and its figures."""
    assert_type(pain.estimate, cx.Estimate)
    assert_type(pain.estimate.value, float | None)
    assert_type(pain.touchpoint, str | None)
    assert_type(pain.q_value, float | None)
    assert_type(pain.at_stake, cx.Estimate | None)


def errors() -> None:
    """One tree, each a builtin too."""
    try:
        cx.read_events("missing.csv")
    except cx.DataError as error:
        assert_type(error.code, str)
        assert_type(error.hint, str | None)
