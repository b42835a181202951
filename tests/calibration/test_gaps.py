"""How often a diagnosis is wrong about channels and segments, and how often it finds what is there, at the place where it is."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.datasets import Frailty, Plant, World, random_world, simulate

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

DIFFERENT = Frailty(leave=0.6, slowness=0.6, valence=0.6, correlation=0.6)
MARGINS = {"drop_off": 0.03, "rework": 0.06, "low_score": 0.4, "long_wait": float(np.log(1.5))}
VARIATION = 0.4
"""How much single channels and segments of a touchpoint differ by nature, as a fraction of the margins; two of them by less than one."""


def apart(world: World, seed: int) -> World:
    """Return the world with channels and segments that differ everywhere."""
    rng = np.random.default_rng([seed, 1])

    def changed(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        traits = [(rng.uniform(-0.01, 0.03), rng.uniform(-0.4, 0.2), np.exp(rng.uniform(-0.4, 0.5))) for _ in parts]
        return tuple(
            dataclasses.replace(part, leave=float(leave), valence=float(valence), slowness=float(slowness))
            for part, (leave, valence, slowness) in zip(parts, traits, strict=True)
        )

    return dataclasses.replace(world, channels=changed(world.channels), segments=changed(world.segments))


def varied(world: World, seed: int) -> World:
    """Return the world with small differences in every channel and segment of every touchpoint but the last, where nothing follows."""
    rng = np.random.default_rng([seed, 2])
    places = [("channel", part.name) for part in world.channels] + [("segment", part.name) for part in world.segments]
    small = []
    for touchpoint in world.names[:-1]:
        for kind, margin in MARGINS.items():
            for axis, name in places:
                size = float(rng.uniform(-0.5, 0.5)) * VARIATION * margin
                size = float(np.exp(size)) if kind == "long_wait" else size
                small.append(Plant(kind, touchpoint, size, **{axis: name}))  # type: ignore[arg-type]
    return dataclasses.replace(world, plants=(*world.plants, *small))


def shaped(shape: str, seed: int, *, plants: int = 0, gaps: int = 0) -> tuple[World, tuple[Plant, ...]]:
    """Return a world of a shape, and the frictions planted in it."""
    world = random_world(seed, plants=plants, gaps=gaps, variation=0.3)
    planted = world.plants
    if shape != "plain":
        world = varied(apart(world, seed), seed)
    if shape == "apart, different customers, repeated journeys":
        world = dataclasses.replace(world, extra_journeys=1.5, frailty=DIFFERENT, channel_stay=0.5)
    return (dataclasses.replace(world, days=10.0) if shape == "apart, short log" else world), planted


def diagnosed(world: World, customers: int, seed: int) -> cx.Diagnosis:
    """Return the diagnosis of a simulated log."""
    return cx.diagnose(cx.discover_map(simulate(world, customers=customers, seed=seed).to_events(), goal=world.goal))


NULL = [
    ("plain", 2_000),
    ("apart", 2_000),
    ("apart", 10_000),
    ("apart, different customers, repeated journeys", 2_000),
    ("apart, short log", 2_000),
]


@pytest.mark.parametrize(("shape", "customers"), NULL)
def test_channels_and_segments_that_are_alike_are_no_findings(results: Any, scale: int, shape: str, customers: int) -> None:
    """At most one diagnosis in twenty holds a false finding, within the error of so few runs."""
    runs = max(2, round((6 if customers > 5_000 else 10) * scale))
    found = [diagnosed(shaped(shape, 3_000 + run)[0], customers, 4_000 + run) for run in range(runs)]
    wrong = sum(bool(each.pain_points) for each in found)
    row = (shape, f"{customers:,}", f"{np.mean([each.tested for each in found]):.0f}", f"{runs:,}", f"{100 * wrong / runs:.1f}%")
    results.add("Channels and segments that are alike", *row, keys=2, figures={4: 0.2})

    assert wrong <= stats.binom.ppf(0.999, runs, 0.05)


PLANTED = [
    ("plain", 2_000, 0.45),
    ("plain", 20_000, 0.95),
    ("apart", 5_000, 0.7),
    ("apart", 20_000, 0.92),
    ("apart, different customers, repeated journeys", 20_000, 0.92),
]


@pytest.mark.parametrize(("shape", "customers", "recall"), PLANTED)
def test_frictions_are_found_where_they_are(results: Any, scale: int, shape: str, customers: int, recall: float) -> None:
    """At their channel or segment; false findings at most one in twenty."""
    runs = max(2, round((3 if customers > 5_000 else 8) * scale))
    found, count, wrong = 0, 0, []
    for run in range(runs):
        world, planted = shaped(shape, 5_000 + run, plants=2, gaps=4)
        plants = {(plant.kind, plant.touchpoint, plant.channel, plant.segment) for plant in planted}
        echo = {("drop_off", *place) for kind, *place in plants if kind == "long_wait"}
        pains = diagnosed(world, customers, 6_000 + run).pain_points
        seen = {(pain.gap_of or pain.kind, pain.touchpoint, pain.channel, pain.segment) for pain in pains}
        found, count = found + len(plants & seen), count + len(plants)
        wrong.append(len(seen - plants - echo) / max(len(seen), 1))
    row = (shape, f"{customers:,}", f"{runs:,}", f"{100 * found / count:.1f}%", f"{100 * np.mean(wrong):.1f}%")
    results.add("Frictions in one channel or segment", *row, keys=2, figures={3: 0.2, 4: 0.1})

    assert found >= stats.binom.ppf(0.001, count, recall)
    assert np.mean(wrong) <= 0.05 + 3 * np.std(wrong) / np.sqrt(runs)
