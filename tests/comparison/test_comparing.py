from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import cxjourney as cx
from cxjourney.datasets import Plant, World, random_world, simulate

if TYPE_CHECKING:
    from cxjourney.statistics import JourneyStatistics


@pytest.fixture(scope="module")
def world() -> World:
    """Return a world without frictions."""
    return random_world(7, plants=0, touchpoints=11, stages=4)


def measured(world: World, seed: int, customers: int = 3_000, settings: Any = None) -> JourneyStatistics:
    """Return the statistics of a simulated log."""
    events = simulate(world, customers=customers, seed=seed).to_events()
    return cx.measure(events, settings=settings) if settings else cx.measure(events, goal=world.goal)


@pytest.fixture(scope="module")
def plain(world: World) -> JourneyStatistics:
    """Return its statistics."""
    return measured(world, 1)


@pytest.fixture(scope="module")
def planted(world: World) -> tuple[World, str]:
    """Return the world with a friction at its most visited touchpoint before the goal."""
    name = next(each.name for each in world.touchpoints if each.start == max(every.start for every in world.touchpoints))
    return dataclasses.replace(world, plants=(Plant("drop_off", name, 0.15),)), name


@pytest.fixture(scope="module")
def comparison(plain: JourneyStatistics, planted: tuple[World, str]) -> cx.Comparison:
    """Return the comparison of the world without and with the friction."""
    return cx.compare(plain, measured(planted[0], 2, settings=plain.settings))


def test_a_map_compared_with_itself_differs_in_nothing(plain: JourneyStatistics) -> None:
    """No figure, no element, no pain point."""
    found = cx.compare(plain, plain)

    assert found.is_empty
    assert {each.difference.value for each in found.differences} <= {0.0, 1.0}
    assert found.shared_customers == 1.0


def test_a_planted_friction_is_found(comparison: cx.Comparison, planted: tuple[World, str]) -> None:
    """Where it is, in the right direction, and its consequence for the goal."""
    place = comparison.difference("drop_off_rate", touchpoint=planted[1])

    assert place.flagged
    assert place.better is False
    assert place.difference.low <= 0.15 <= place.difference.high + 0.02
    assert comparison.difference("goal_rate").better is False
    assert comparison.flagged[0].q_value <= comparison.flagged[-1].q_value


def test_the_pain_point_is_new(comparison: cx.Comparison, planted: tuple[World, str], plain: JourneyStatistics) -> None:
    """And solved the other way round."""
    back = cx.compare(measured(planted[0], 2, settings=plain.settings), plain)

    assert ("drop_off", planted[1]) in {(each.kind, each.touchpoint) for each in comparison.new}
    assert ("drop_off", planted[1]) in {(each.kind, each.touchpoint) for each in back.solved}
    assert all(each.confirmed for each in comparison.new)


def test_differences_are_the_other_way_round_when_sides_are_swapped(
    comparison: cx.Comparison, planted: tuple[World, str], plain: Any
) -> None:
    """Up to the sign, or the reciprocal."""
    back = cx.compare(measured(planted[0], 2, settings=plain.settings), plain, pains=False)
    there = {(each.measure, str(each.location)): each for each in comparison.differences}

    for each in back.differences:
        other = there[each.measure, str(each.location)].difference.value
        expected = 1 / other if each.difference.unit == "ratio" else -other
        assert each.difference.value == pytest.approx(expected, abs=1e-9)


def test_the_figures_are_those_of_the_maps(comparison: cx.Comparison, plain: JourneyStatistics) -> None:
    """Before and after print what a map of that side prints."""
    journey_map = cx.discover_map(plain)
    compared = 0
    for each in comparison.differences:
        place = journey_map.touchpoint(each.touchpoint_id) if each.touchpoint_id else None
        if place is None or each.channel_id or each.segment_id:
            continue
        shown = place.measure(each.measure)
        if shown is not None:
            compared += 1
            assert (each.before.value, each.before.low, each.before.n) == pytest.approx((shown.value, shown.low, shown.n))
    assert compared > 40


def test_a_comparison_survives_json(comparison: cx.Comparison) -> None:
    """Equal after reading it again, and the same text on the second writing."""
    text = comparison.model_dump_json()
    again = cx.Comparison.model_validate_json(text)

    assert again == comparison
    assert again.model_dump_json() == text


def test_rows_and_frames_hold_every_difference(comparison: cx.Comparison) -> None:
    """One row each, with plain values."""
    rows = comparison.to_rows()

    assert len(rows) == len(comparison.differences) == len(comparison.to_frame())
    assert rows[0]["measure"] == "goal_rate"
    assert {type(value) for row in rows for value in row.values()} <= {str, float, int, bool, type(None)}


def test_frames_hold_the_rest_of_a_comparison(comparison: cx.Comparison) -> None:
    """Elements, totals with what each member contributes, pain points, and what was not tested."""
    frames = comparison.to_frames()

    assert len(frames["differences"]) == len(comparison.differences)
    assert set(frames["pains"]["status"]) <= {"solved", "new", "unclear", "remaining"}
    assert len(frames["pains"]) == len(comparison.solved + comparison.new + comparison.unclear + comparison.remaining)
    totals = frames["totals"]
    whole = totals[totals["member"].isna() & (totals["by"] == "channel")].set_index("measure")
    parts = totals[totals["member"].notna() & (totals["by"] == "channel")].groupby("measure")[["rate", "mix"]].sum()
    assert np.allclose(parts.sum(axis=1), whole.loc[parts.index, "total"], atol=1e-9)


def test_totals_are_found_by_name_and_split(comparison: cx.Comparison) -> None:
    """Rate and mix add up to the change."""
    total = comparison.total("goal_rate")

    assert total.rate.value + total.mix.value == pytest.approx(comparison.difference("goal_rate").difference.value)
    assert {split.total for _, each in comparison.totals for split in each.splits} == {each.total for _, each in comparison.totals}
    assert comparison.total("goal_rate", by=total.by) == total
    with pytest.raises(cx.OptionError, match="'x' is not one of"):
        comparison.total("goal_rate", by="x")
    with pytest.raises(cx.OptionError, match="'profit' is not one of"):
        comparison.total("profit")


def test_few_customers_are_shown_and_never_flagged(world: World, plain: JourneyStatistics) -> None:
    """The reason is told."""
    few = measured(world, 5, customers=25, settings=plain.settings)

    found = cx.compare(plain, few)

    assert found.difference("goal_rate") is not None
    assert not found.flagged
    assert found.tested == 0
    assert "Fewer than 30" in found.untested[0].reason


def test_logs_are_measured_with_the_settings_of_the_first(world: World) -> None:
    """So that stages and the horizon are the same; touchpoints that only the second has get a stage."""
    first, second = (simulate(world, customers=400, seed=seed).to_events() for seed in (1, 2))
    rare = world.touchpoints[3].name
    without = first.filter(touchpoints=[name for name in first.touchpoints if name != rare])

    found = cx.compare(without, second, goal=world.goal)

    assert [(each.element, each.name) for each in found.added] == [("touchpoint", rare)]
    assert found.added[0].stage != "Other"
    assert not [note for note in found.notes if "count as gone" in note]


def test_a_touchpoint_of_one_side_has_a_reach_of_nothing_on_the_other(world: World) -> None:
    """So that it can be said whether that is chance."""
    first, second = (simulate(world, customers=1_500, seed=seed).to_events() for seed in (1, 2))
    rare = world.touchpoints[3].name

    found = cx.compare(first.filter(touchpoints=[name for name in first.touchpoints if name != rare]), second, goal=world.goal)

    difference = found.difference("reach", touchpoint=rare)
    assert (difference.before.value, difference.flagged) == (0.0, True)


def test_rare_touchpoints_that_one_map_sums_up_are_compared(plain: JourneyStatistics) -> None:
    """They were seen on both sides; a map of fewer touchpoints makes no difference."""
    found = cx.compare(cx.discover_map(plain, max_touchpoints=4), plain, pains=False)

    assert found.is_empty
    assert len({each.touchpoint for each in found.differences if each.measure == "reach"}) == len(plain.touchpoints)


def test_orders_do_not_matter(comparison: cx.Comparison) -> None:
    """Differences lie in the order of the map, the whole journey first."""
    levels = [0 if str(each.location) == "whole journey" else 1 for each in comparison.differences]

    assert levels == sorted(levels)
    assert np.isfinite([each.difference.value for each in comparison.differences]).all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"fdr": 0.0}, cx.OptionError, "fdr=0.0 must lie between 0 and 1"),
        ({"level": 2}, cx.OptionError, "level=2 must lie between 0 and 1"),
        ({"fdr": "x"}, TypeError, "fdr takes a number"),
        ({"goal": "Pay"}, cx.OptionError, "can only be used with two logs"),
    ],
)
def test_arguments_that_cannot_be_used_are_refused(plain: Any, arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    """Each with what is wanted."""
    with pytest.raises(error, match=message):
        cx.compare(plain, plain, **arguments)


def test_other_things_than_maps_are_refused(plain: JourneyStatistics) -> None:
    """With what is taken."""
    with pytest.raises(TypeError, match="after takes a JourneyMap, JourneyStatistics or an EventLog, found str"):
        cx.compare(plain, "map.json")
