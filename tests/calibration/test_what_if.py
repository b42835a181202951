"""How often forecasts hold what the changed world really gives."""

from __future__ import annotations

import dataclasses
import importlib.util
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.datasets import Frailty, World, random_world, simulate
from cxjourney.datasets.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

ALIKE, DIFFERENT = Frailty(leave=0.0), Frailty(leave=0.6, slowness=0.6, valence=0.6, correlation=0.6)
FIX = {"drop_off": "drop-off fixed", "rework": "rework fixed"}
LONG = 3_000.0
"""Days of a log so long that its end cuts off next to nothing: then the truth is known exactly."""

Change = tuple[str, tuple[Any, ...], World]


def exactly(world: World) -> float:
    """Return the true goal rate of a world."""
    spec = importlib.util.spec_from_file_location("calibration_worlds", Path(__file__).with_name("worlds.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return float(module.goal_rate(world))


def observed(world: World, customers: int) -> float:
    """Return the goal rate that the same window shows of very many customers."""
    visits = walk(world, customers=customers, seed=424_242)
    reached = np.unique(visits.journey[visits.touchpoint == world.names.index(world.goal)])
    return len(reached) / len(np.unique(visits.journey))


def without_touchpoint(world: World, place: int) -> World:
    """Return the world in which everybody who would come to a touchpoint goes where it leads."""
    flow = np.array(world.flow)
    ahead = flow / np.maximum(flow.sum(axis=1, keepdims=True), 1e-12)
    ways = ahead + ahead[:, [place]] * ahead[[place]]
    start = np.array([each.start for each in world.touchpoints])
    start += start[place] * ahead[place]
    ways[:, place], start[place] = 0.0, 0.0
    touchpoints = tuple(dataclasses.replace(each, start=float(weight)) for each, weight in zip(world.touchpoints, start, strict=True))
    return dataclasses.replace(world, touchpoints=touchpoints, flow=tuple(map(tuple, ways.tolist())))


def led_elsewhere(world: World, source: int, target: int, to: int) -> World:
    """Return the world in which seven in ten of those who go on from a touchpoint to another go to a third."""
    flow = np.array(world.flow)
    moved = 0.7 * flow[source, target]
    flow[source, target], flow[source, to] = flow[source, target] - moved, flow[source, to] + moved
    return dataclasses.replace(world, flow=tuple(map(tuple, flow.tolist())))


def changes(world: World, diagnosis: cx.Diagnosis) -> Iterator[Change]:
    """List changes of a world with two frictions: what they are, as the library is asked, and the changed world."""
    goal, flow = world.names.index(world.goal), np.array(world.flow)
    fixes = []
    for plant in world.plants:
        pain = next((each for each in diagnosis.pain_points if (each.kind, each.touchpoint) == (plant.kind, plant.touchpoint)), None)
        if pain is not None and pain.channel is pain.segment is None:
            fixes.append(cx.Fix(pain))
            yield FIX[plant.kind], (fixes[-1],), world.with_plants(*(each for each in world.plants if each is not plant))
    if len(fixes) == 2:
        yield "both fixed", tuple(fixes), world.with_plants()
    for place in (2, 5):
        if place != goal:
            yield "touchpoint removed", (cx.Remove(world.names[place]),), without_touchpoint(world, place)
    for source in range(1, goal - 1):
        ways = [int(each) for each in np.flatnonzero(flow[source]) if each <= goal]
        if len(ways) > 1:
            names = [world.names[each] for each in (source, *ways)]
            redirect = cx.Redirect(names[0], names[1], to=names[2], share=0.7)
            yield "moves led elsewhere", (redirect,), led_elsewhere(world, source, ways[0], ways[1])
            return


SHAPES = [
    ("customers alike", 2_000, {"frailty": ALIKE}, {}),
    ("customers alike", 20_000, {"frailty": ALIKE}, {}),
    ("plain", 5_000, {}, {}),
    ("different customers", 20_000, {"frailty": DIFFERENT}, {}),
    ("different customers, repeated journeys", 5_000, {"frailty": DIFFERENT}, {"extra_journeys": 1.5}),
    ("heavy tail of journeys", 3_000, {"frailty": DIFFERENT}, {"extra_journeys": 1.5, "journey_tail": 2.5}),
]


@pytest.mark.parametrize(("shape", "customers", "made", "changed"), SHAPES)
def test_forecasts_hold_the_goal_rate_of_the_changed_world(  # noqa: PLR0917 - a table of worlds
    results: Any, scale: int, shape: str, customers: int, made: dict[str, Any], changed: dict[str, Any]
) -> None:
    """In nine of ten cases at least, also where customers differ unseen and come again."""
    held, sizes = defaultdict(list), defaultdict(list)
    for run in range((1 if customers > 5_000 else 5 if shape == "plain" else 2) * scale):
        world = random_world(12_000 + run, plants=2, kinds=("drop_off", "rework"), **made)
        world = dataclasses.replace(world, days=LONG, **changed)
        journey_map, now = cx.discover_map(simulate(world, customers=customers, seed=77 + run).to_events(), goal=world.goal), exactly(world)
        for kind, asked, other in changes(world, cx.diagnose(journey_map)):
            forecast, then = cx.what_if(journey_map, *asked), exactly(other)
            rate, change = forecast.goal_rate, forecast.goal_rate_change
            held[kind].append((rate.low <= then <= rate.high, change.low <= then - now <= change.high))
            sizes[kind].append((change.value, then - now))
    for kind, found in held.items():
        shares, (value, true) = np.mean(found, axis=0), np.mean(sizes[kind], axis=0)
        cells = (*(f"{100 * share:.1f}%" for share in shares), f"{value / true:.2f}", f"{len(found):,}")
        results.add("What if", shape, f"{customers:,}", kind, *cells, keys=3, figures={3: 0.6, 4: 0.6})
    for which in range(2):
        every = [each[which] for found in held.values() for each in found]
        assert sum(every) >= stats.binom.ppf(1e-3, len(every), 0.9)


def test_forecasts_of_logs_that_are_cut_off_hold_what_such_logs_show(results: Any, scale: int) -> None:
    """Journeys that the end of the window hides count as not reaching the goal, now and then."""
    held = []
    for run in range(2 * scale):
        world = dataclasses.replace(random_world(12_500 + run, plants=2, kinds=("drop_off", "rework")), days=30.0)
        journey_map = cx.discover_map(simulate(world, customers=2_000, seed=run).to_events(), goal=world.goal)
        for _, asked, other in changes(world, cx.diagnose(journey_map)):
            forecast, then = cx.what_if(journey_map, *asked), observed(other, 60_000)
            held.append(forecast.goal_rate.low <= then <= forecast.goal_rate.high)
    cells = (f"{100 * np.mean(held):.1f}%", "–", "–", f"{len(held):,}")
    results.add("What if", "short log", "2,000", "any of these", *cells, keys=3, figures={3: 0.6})

    assert sum(held) >= stats.binom.ppf(1e-3, len(held), 0.9)
