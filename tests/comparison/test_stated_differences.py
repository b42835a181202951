from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

import cxjourney as cx
from cxjourney.testing import journey_maps


def test_stated_figures_differ_without_a_test() -> None:
    """Two hand-written maps: nobody knows how sure they are."""
    before = cx.JourneyMap(
        stages={"Pay": [cx.Touchpoint(name="Card", measures={"drop_off_rate": 0.2}, expected_wait=timedelta(minutes=2))]}
    )
    after = cx.JourneyMap(stages={"Pay": [cx.Touchpoint(name="Card", measures={"drop_off_rate": 0.1}, expected_wait=timedelta(minutes=5))]})

    found = cx.compare(before, after)

    leaving = found.difference("drop_off_rate", touchpoint="Card")
    assert leaving.summary == "Drop off rate at Pay / Card fell from 20% to 10%: −10.0 points."
    assert (leaving.better, leaving.q_value, leaving.flagged) == (True, None, False)
    assert found.difference("transition_time", touchpoint="Card").difference.value == 180
    assert "nothing is tested" in found.notes[0]


def test_a_plan_is_compared_with_what_was_observed() -> None:
    """The difference has the interval of the side that was measured."""
    shop = cx.datasets.sample_shop(customers=1_500)
    plan = cx.JourneyMap(
        title="Plan",
        stages={"Pay": [cx.Touchpoint(name="Card payment", measures={"drop_off_rate": 0.05}), "Order confirmed"]},
        goal_touchpoints=["order-confirmed"],
    )

    found = cx.compare(plan, shop.events)

    difference = found.difference("drop_off_rate", touchpoint="Card payment")
    assert difference.difference.low > 0.05
    assert difference.difference.low == pytest.approx(difference.after.low - 0.05)
    assert {each.name for each in found.added if each.element == "touchpoint"} > {"Basket"}
    assert cx.compare(shop.events, plan).difference("drop_off_rate", touchpoint="Card payment").difference.high < -0.05


def test_pain_points_of_plans_are_solved_when_they_are_no_longer_stated() -> None:
    """Nothing is confirmed, because nothing was tested."""
    before = cx.JourneyMap(stages={"Pay": [cx.Touchpoint(name="Card", emotion=-1.5), cx.Touchpoint(name="Till", emotion=-1.0)]})
    after = cx.JourneyMap(stages={"Pay": [cx.Touchpoint(name="Card", emotion=1.0), cx.Touchpoint(name="Till", emotion=-1.0)]})

    found = cx.compare(before, after)

    assert [(each.touchpoint, each.confirmed) for each in found.solved] == [("Card", None)]
    assert [each.touchpoint for each in found.remaining] == ["Till"]
    assert not found.new


def test_a_pain_point_goes_with_its_touchpoint() -> None:
    """The sentence says so."""
    before = cx.JourneyMap(stages={"Pay": ["Card", cx.Touchpoint(name="Till", emotion=-1.0)]})

    [pain] = cx.compare(before, cx.JourneyMap(stages={"Pay": ["Card"]})).solved

    assert pain.summary == "Till (negative emotion): went with its touchpoint, which is no longer seen."


@given(journey_maps())
def test_any_map_is_the_same_as_itself(journey_map: cx.JourneyMap) -> None:
    """Nothing differs, whatever its names are."""
    written = journey_map.replace(origin="hypothesis")
    if not written.stages:
        return

    assert cx.compare(written, written).is_empty


def test_a_measured_map_needs_its_statistics() -> None:
    """Its figures would otherwise be taken for stated ones."""
    shop = cx.datasets.sample_shop(customers=300)
    alone = cx.discover_map(shop.events, goal=shop.goal).with_statistics(None)

    with pytest.raises(cx.StatisticsError, match="statistics they come from are not beside it"):
        cx.compare(alone, alone)
