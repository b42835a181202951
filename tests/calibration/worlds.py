"""Goal rates of simulated worlds, computed exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.datasets import Plant, World

    Floats = NDArray[np.float64]

POINTS, WEIGHTS = np.polynomial.hermite_e.hermegauss(21)


def goal_rate(world: World) -> float:
    """Return the share of journeys that reach the goal, over all customers; plants concern all channels and segments."""
    weights = WEIGHTS / WEIGHTS.sum()
    points = POINTS * world.frailty.leave
    return float(sum(weight * _goal_rate(world, np.exp(point)) for weight, point in zip(weights, points, strict=True)))


def _goal_rate(world: World, odds: float) -> float:
    """Return the same for customers with such odds of leaving; the state is the visit and the one before it."""
    count = len(world.touchpoints)
    goal = world.names.index(world.goal)
    leave, repeat, back = rates(world, odds)
    flow = np.array(world.flow)
    onward = flow / np.maximum(flow.sum(axis=1, keepdims=True), 1e-12)
    moves = np.zeros((count + 1, count, count + 1, count))
    for here in range(count):
        if here == goal:
            continue
        going = 1 - leave[here] - repeat[here] - back[here]
        for before in range(count + 1):
            moves[before, here, here, here] += repeat[here]
            moves[before, here, here] += (going + (back[here] if before == count else 0.0)) * onward[here]
            if before < count:
                moves[before, here, here, before] += back[here]
    size = count * (count + 1)
    reached = np.zeros((count + 1, count))
    reached[:, goal] = 1
    found = np.linalg.solve(np.eye(size) - moves.reshape(size, size), reached.ravel()).reshape(count + 1, count)
    start = np.array([touchpoint.start for touchpoint in world.touchpoints])
    return float(found[count] @ start / start.sum())


def rates(world: World, odds: float) -> tuple[Floats, Floats, Floats]:
    """Return the probabilities to leave, to repeat and to go back at each touchpoint, as the walk has them."""
    leave, repeat, back = (np.array([getattr(each, name) for each in world.touchpoints]) for name in ("leave", "repeat", "back"))
    for plant in world.plants:
        _add(plant, world.names.index(plant.touchpoint), leave, repeat, back)
    odd = leave * odds / (1 - leave + leave * odds)
    room = (1 - odd) / np.maximum(1 - leave, 1e-12)
    return odd, repeat * room, back * room


def _add(plant: Plant, place: int, leave: Floats, repeat: Floats, back: Floats) -> None:
    if plant.kind == "drop_off":
        leave[place] += plant.size
    if plant.kind == "rework":
        repeat[place] += plant.size / 2
        back[place] += plant.size / 2
