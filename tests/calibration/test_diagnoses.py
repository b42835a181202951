"""How often a diagnosis is wrong, and how often it finds what is there."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from scipy import stats

import cxjourney as cx
from cxjourney.datasets import Frailty, World, random_world, simulate

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

DIFFERENT = Frailty(leave=0.6, slowness=0.6, valence=0.6, correlation=0.6)


def slowed(world: World, factor: float) -> World:
    """Return the world with longer waits everywhere."""
    return dataclasses.replace(
        world, touchpoints=tuple(dataclasses.replace(each, wait_seconds=factor * each.wait_seconds) for each in world.touchpoints)
    )


def shaped(shape: str, seed: int, plants: int) -> World:
    """Return a world of a shape."""
    options: dict[str, Any] = {
        "many touchpoints": {"touchpoints": 40, "stages": 6},
        "few touchpoints": {"touchpoints": 11, "stages": 4},
        "different customers, repeated journeys": {"frailty": DIFFERENT},
        "heavy tail of journeys": {"frailty": DIFFERENT},
        "natural variation up to the margin": {"variation": 0.49},
    }.get(shape, {})
    world = random_world(seed, plants=plants, **options)
    if shape == "different customers, repeated journeys":
        return dataclasses.replace(world, extra_journeys=1.5)
    if shape == "heavy tail of journeys":
        return dataclasses.replace(world, extra_journeys=1.0, journey_tail=2.5)
    if shape == "short log":
        return dataclasses.replace(world, days=10.0)
    return slowed(world, 12.0) if shape == "slow steps" else world


def diagnosed(world: World, customers: int, seed: int) -> cx.Diagnosis:
    """Return the diagnosis of a simulated log."""
    return cx.diagnose(cx.discover_map(simulate(world, customers=customers, seed=seed).to_events(), goal=world.goal))


NULL = [
    ("plain", 300),
    ("plain", 2_000),
    ("plain", 10_000),
    ("natural variation up to the margin", 5_000),
    ("many touchpoints", 2_000),
    ("few touchpoints", 2_000),
    ("different customers, repeated journeys", 1_000),
    ("heavy tail of journeys", 1_000),
    ("short log", 2_000),
    ("slow steps", 2_000),
]


@pytest.mark.parametrize(("shape", "customers"), NULL)
def test_worlds_without_frictions_have_no_pain_points(results: Any, scale: int, shape: str, customers: int) -> None:
    """At most one diagnosis in twenty holds a false finding, within the error of so few runs."""
    runs = max(2, round((6 if customers > 5_000 else 10) * scale))
    found = [diagnosed(shaped(shape, 7_000 + run, 0), customers, 8_000 + run) for run in range(runs)]
    wrong = sum(bool(each.pain_points) for each in found)
    row = (shape, f"{customers:,}", f"{np.mean([each.tested for each in found]):.0f}", f"{runs:,}", f"{100 * wrong / runs:.1f}%")
    results.add("Nothing to find", *row, keys=2, figures={4: 0.2})

    assert wrong <= stats.binom.ppf(0.999, runs, 0.05)


PLANTED = [
    ("plain", 2_000, 0.7),
    ("plain", 20_000, 0.95),
    ("many touchpoints", 5_000, 0.85),
    ("different customers, repeated journeys", 20_000, 0.95),
    ("short log", 20_000, 0.9),
    ("natural variation up to the margin", 20_000, 0.95),
    ("slow steps", 5_000, 0.8),
]


@pytest.mark.parametrize(("shape", "customers", "recall"), PLANTED)
def test_planted_frictions_are_found_and_nothing_else(results: Any, scale: int, shape: str, customers: int, recall: float) -> None:
    """Recall as promised, false findings at most one in twenty."""
    runs = max(2, round((3 if customers > 5_000 else 8) * scale))
    found, planted, wrong, echoes = 0, 0, [], 0
    for run in range(runs):
        world = shaped(shape, 9_000 + run, 4)
        plants = {(plant.kind, plant.touchpoint, None, None) for plant in world.plants}
        echo = {("drop_off", plant.touchpoint, None, None) for plant in world.plants if plant.kind == "long_wait"}
        pains = diagnosed(world, customers, 9_500 + run).pain_points
        seen = {(pain.kind, pain.touchpoint, pain.channel, pain.segment) for pain in pains}
        found, planted, echoes = found + len(plants & seen), planted + len(plants), echoes + len(echo & seen)
        wrong.append(len(seen - plants - echo) / max(len(seen), 1))
    row = (shape, f"{customers:,}", f"{runs:,}", f"{100 * found / planted:.1f}%", f"{100 * np.mean(wrong):.1f}%", f"{echoes:,}")
    results.add("Planted frictions", *row, keys=2, figures={3: 0.2, 4: 0.1})

    assert found >= stats.binom.ppf(0.001, planted, recall)
    assert np.mean(wrong) <= 0.05 + 3 * np.std(wrong) / np.sqrt(runs)
