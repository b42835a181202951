"""Scores: each metric under one kind, and plans in the words people use for them."""

from __future__ import annotations

import pytest

import cxjourney as cx
from cxjourney.datasets import Plant, World, WorldScore, WorldTouchpoint, simulate

NAMES = ("Look", "Choose", "Try", "Sign", "Pay", "Done")


def world(*metrics: str, plants: tuple[Plant, ...] = ()) -> World:
    """Return a straight journey that asks these questions everywhere."""
    scores = tuple(WorldScore(metric, 0.6) for metric in metrics)
    touchpoints = tuple(WorldTouchpoint(name, "All", start=float(name == "Look"), scores=scores) for name in NAMES)
    flow = tuple(tuple(float(target == place + 1) for target in range(6)) for place in range(6))
    return World(touchpoints=touchpoints, flow=flow, goal="Done", plants=plants)


def journey_map(*metrics: str, plants: tuple[Plant, ...] = ()) -> cx.JourneyMap:
    """Return the map of two thousand customers in that world."""
    return cx.discover_map(simulate(world(*metrics, plants=plants), customers=2_000, seed=2).to_events(), goal="Done")


KINDS = [("csat", "low_score"), ("nps", "low_score"), ("rating", "low_score"), ("ces2", "high_effort")]


@pytest.mark.parametrize(("metric", "kind"), KINDS)
def test_each_metric_is_tested_under_one_kind(metric: str, kind: str) -> None:
    """Effort is not a low score as well."""
    pains = cx.diagnose(journey_map(metric, plants=(Plant("low_score", "Sign", 1.2),))).pain_points

    assert [(pain.kind, pain.touchpoint) for pain in pains] == [(kind, "Sign")]


@pytest.mark.parametrize(("metric", "met", "missed"), [("nps", -40.0, 60.0), ("csat", 0.5, 0.95), ("ces2", 4.0, 6.5)])
def test_plans_are_read_as_people_publish_them(metric: str, met: float, missed: float) -> None:
    """NPS in points, CSAT as a share, effort as a mean."""
    found = journey_map(metric)
    stage = found.stages[0]

    def planned(target: float) -> cx.JourneyMap:
        sign = tuple(each.replace(targets={metric: target}) if each.name == "Sign" else each for each in stage.touchpoints)
        return found.replace(stages=(stage.replace(touchpoints=sign), *found.stages[1:]))

    assert cx.pain_points(planned(met)) == ()
    assert [pain.touchpoint for pain in cx.pain_points(planned(missed))] == ["Sign"]
    assert "than planned" in cx.pain_points(planned(missed))[0].summary


def test_a_plan_for_nps_is_about_promoters_and_detractors() -> None:
    """The effect in NPS points over fifty; the sentence says so."""
    found = journey_map("nps")
    stage = found.stages[0]
    sign = tuple(each.replace(targets={"nps": 80.0}) if each.name == "Sign" else each for each in stage.touchpoints)
    pain = cx.pain_points(found.replace(stages=(stage.replace(touchpoints=sign), *found.stages[1:])))[0]

    assert pain.effect.value == pytest.approx((found.touchpoint("Sign").measure("nps").value - 80) / 50, abs=0.02)
    assert pain.summary.endswith(" nps as planned, on a scale from −2 to +2.")


def test_a_log_with_effort_alone_has_no_low_scores() -> None:
    """Both reasons are given."""
    untested = {item.kind: item.reason for item in cx.diagnose(journey_map("ces2")).untested}

    assert untested["low_score"] == "There are no scores but those of effort and of emotions."
    assert untested["negative_emotion"] == "There are no readings of emotions."
