"""Worlds of many shapes, made from a seed: without frictions, or with some planted."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.datasets.worlds import Frailty, Plant, PlantKind, World, WorldChannel, WorldScore, WorldSegment, WorldTouchpoint
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KINDS: tuple[PlantKind, ...] = ("drop_off", "long_wait", "rework", "low_score")

REACH = 0.1
"""Plants stand where at least this many visits are expected per journey, half as many in a single channel or segment."""


def random_world(
    seed: int,
    *,
    stages: int = 5,
    touchpoints: int = 20,
    plants: int = 0,
    gaps: int = 0,
    kinds: Sequence[PlantKind] = KINDS,
    variation: float = 0.4,
    frailty: Frailty | None = None,
) -> World:
    """
    Return a world of random shape, rates, times and scores.

    Parameters
    ----------
    seed
        The same seed and arguments give the same world.
    stages, touchpoints
        How many; at least two touchpoints a stage.
    plants
        Number of frictions planted, each at a touchpoint of its own.
    gaps
        Number of further frictions in a single channel or segment of a touchpoint of its own.
    kinds
        Kinds to plant, in turn.
    variation
        How much touchpoints differ by nature, as a fraction of the default margins of `diagnose`; two
        touchpoints differ by less than a margin while it is below 0.5.
    frailty
        How much customers differ; None for a moderate difference.

    Returns
    -------
    World
        The world; change more with `dataclasses.replace`.

    Raises
    ------
    OptionError
        If the numbers do not fit together.

    Notes
    -----
    Planted effects are two to four times the margin: 2 points and a quarter for drop-off, a factor of 1.5 for waiting
    times, 5 points for rework, 0.3 valence points for scores; in a single channel or segment one point more for rates, 0.4 for
    scores. They stand where at least one visit in ten journeys is expected, in a single channel or segment one in twenty.

    Examples
    --------
    >>> for plant in random_world(3, plants=2).plants:
    ...     print(plant)
    drop_off at Touchpoint 02: +0.08 drop-off rate
    long_wait at Touchpoint 11: ×3.8 time to the next step
    """
    if stages < 1 or touchpoints < 2 * stages + 1:
        raise OptionError(f"{stages} stages need at least {2 * stages + 1} touchpoints, found {touchpoints}.")
    rng = np.random.default_rng([seed, 0x5EED])
    sizes = 2 + rng.multinomial(touchpoints - 2 * stages, np.full(stages, 1 / stages))
    goal = int(sizes[: max(stages - 1, 1)].sum()) - 1
    world = World(
        touchpoints=_touchpoints(rng, sizes, goal, variation),
        flow=_flow(rng, touchpoints, goal),
        goal=f"Touchpoint {goal + 1:02d}",
        channels=(WorldChannel("web"), WorldChannel("app"), WorldChannel("e-mail"), WorldChannel("store", assisted=True)),
        segments=(WorldSegment("new", 0.5), WorldSegment("regular", 0.35), WorldSegment("business", 0.15)),
        frailty=frailty or Frailty(leave=0.2, slowness=0.2, valence=0.3, correlation=0.3),
        order_value=80.0,
    )
    return dataclasses.replace(world, plants=_plants(rng, world, plants, gaps, tuple(kinds)))


def _touchpoints(rng: np.random.Generator, sizes: NDArray[np.int64], goal: int, variation: float) -> tuple[WorldTouchpoint, ...]:
    leave, rework, valence = rng.uniform(0.04, 0.09), rng.uniform(0.04, 0.12), rng.uniform(0.2, 0.8)
    wait, sigma = np.exp(rng.uniform(np.log(120), np.log(43_200))), rng.uniform(0.6, 1.3)
    rates = {"nps": rng.uniform(0.05, 0.3), "csat": rng.uniform(0.1, 0.4)}
    stage_of = np.repeat(np.arange(len(sizes)), sizes)

    def varied(margin: float) -> float:
        return float(rng.uniform(-1, 1)) * variation * margin

    found = []
    for index, stage in enumerate(stage_of):
        asked = [metric for metric in sorted(rates) if rng.random() < 0.75]
        leaving = leave + varied(min(0.02, 0.25 * leave)) if index < goal else 0.2 + varied(0.1)
        returns = (rework + varied(0.05)) * (1 - leaving) * (index < len(stage_of) - 1)
        touchpoint = WorldTouchpoint(
            name=f"Touchpoint {index + 1:02d}",
            stage=f"Stage {stage + 1}",
            start=float(rng.uniform(0.3, 1)) if stage == 0 and index < goal else 0.0,
            leave=leaving,
            repeat=returns / 2,
            back=returns / 2,
            wait_seconds=float(wait * np.exp(varied(np.log(1.5)))),
            wait_sigma=float(sigma),
            channels=tuple(float(weight) for weight in rng.dirichlet([4, 3, 2, 2])),
            scores=tuple(WorldScore(metric, rates[metric], valence + varied(0.3)) for metric in asked),
        )
        found.append(touchpoint)
    return tuple(found)


def _flow(rng: np.random.Generator, count: int, goal: int) -> tuple[tuple[float, ...], ...]:
    """Return weights that lead one to three touchpoints on, never past the goal."""
    rows = np.zeros((count, count))
    for index in range(count - 1):
        last = goal if index < goal else count - 1
        ahead = np.arange(index + 1, min(index + 3, last) + 1)
        rows[index, ahead] = rng.dirichlet([6, 2, 1][: len(ahead)])
    return tuple(tuple(float(weight) for weight in row) for row in rows)


def _plants(rng: np.random.Generator, world: World, plants: int, gaps: int, kinds: tuple[PlantKind, ...]) -> tuple[Plant, ...]:
    visits = _expected_visits(world)
    goal = world.names.index(world.goal)
    free = [int(index) for index in rng.permutation(np.arange(1, goal)) if visits[index] >= REACH]
    if plants + gaps > len(free):
        raise OptionError(f"{plants + gaps} plants need as many touchpoints before the goal, found {len(free)}.", hint="ask for fewer.")
    found = []
    for number in range(plants + gaps):
        kind = kinds[number % len(kinds)]
        index = _place(free, kind, world)
        if number < plants:
            found.append(Plant(kind, world.names[index], _size(rng, kind, world.touchpoints[index])))
        else:
            found.append(_narrowed(rng, kind, world.touchpoints[index], world, float(visits[index])))
    return tuple(found)


def _place(free: list[int], kind: PlantKind, world: World) -> int:
    """Take a free touchpoint; for scores one where most metrics are asked."""
    best = max(free, key=lambda index: len(world.touchpoints[index].scores)) if kind == "low_score" else free[0]
    free.remove(best)
    return best


def _narrowed(rng: np.random.Generator, kind: PlantKind, touchpoint: WorldTouchpoint, world: World, visits: float) -> Plant:
    """Return a plant in one channel or one segment only: of those with enough visits the one with nearest to three in ten of them."""
    plant = Plant(kind, touchpoint.name, _size(rng, kind, touchpoint, alone=True))
    by_channel = rng.random() < 0.5
    parts = world.channels if by_channel else world.segments
    weights = np.array(touchpoint.channels if by_channel else [segment.share for segment in world.segments])
    distance = np.abs(weights / weights.sum() - 0.3)
    enough = weights / weights.sum() * visits >= REACH / 2
    likely = int(np.argmin(np.where(enough, distance, 1))) if enough.any() else int(np.argmax(weights))
    name = parts[likely].name
    return dataclasses.replace(plant, channel=name) if by_channel else dataclasses.replace(plant, segment=name)


def _size(rng: np.random.Generator, kind: PlantKind, touchpoint: WorldTouchpoint, *, alone: bool = False) -> float:
    times = rng.uniform(2.2, 4)
    sizes = {
        "drop_off": times * max(0.03 if alone else 0.02, 0.25 * touchpoint.leave) + 0.01,
        "long_wait": 1.5**times,
        "rework": times * (0.066 if alone else 0.055) + 0.01,
        "low_score": times * (0.48 if alone else 0.36),
        "escalation": times * (0.066 if alone else 0.055),
    }
    return round(float(sizes[kind]), 3)


def _expected_visits(world: World) -> Floats:
    """Return the expected visits of a journey per touchpoint, before any plant."""
    flow = np.array(world.flow)
    stay = np.array([1 - touchpoint.leave - touchpoint.repeat - touchpoint.back for touchpoint in world.touchpoints])
    start = np.array([touchpoint.start for touchpoint in world.touchpoints])
    visits: Floats = np.linalg.solve((np.eye(len(flow)) - stay[:, None] * flow).T, start / start.sum())
    return visits
