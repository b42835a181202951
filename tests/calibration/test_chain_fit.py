"""What the words for the fit of a chain promise about its forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cxjourney.datasets import random_world
from cxjourney.diagnosis.chain_fit import _level
from cxjourney.inference.chain_fit import SecondOrder, length_distances, lengths, probe
from cxjourney.inference.chains import Chains, going_on

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.datasets import World

    Floats = NDArray[np.float64]

pytestmark = [pytest.mark.calibration, pytest.mark.slow]

POINTS, WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
LONGEST = 300


@dataclass(frozen=True)
class Kind:
    """Customers of one kind: a first-order chain and how often they visit each touchpoint."""

    share: float
    start: Floats
    moves: Floats

    @property
    def visits(self) -> Floats:
        """Mean visits to each touchpoint."""
        return np.linalg.solve(np.eye(len(self.start)) - self.moves.T, self.start)


def population(world: World, spread: float, flows: list[Floats], *, planted: bool) -> list[Kind]:
    """Return the kinds of customers: those of each flow differ in the odds of leaving by a normal distribution."""
    start = np.array([touchpoint.start for touchpoint in world.touchpoints])
    extra = np.zeros(len(start))
    extra[world.names.index(world.plants[0].touchpoint)] = world.plants[0].size * planted
    leave = np.array([touchpoint.leave for touchpoint in world.touchpoints]) + extra
    repeat = np.array([touchpoint.repeat + touchpoint.back for touchpoint in world.touchpoints])
    found = []
    for flow in flows:
        for point, weight in zip(POINTS * spread, WEIGHTS / WEIGHTS.sum(), strict=True):
            odd = leave * np.exp(point) / (1 - leave + leave * np.exp(point))
            again = repeat * (1 - odd) / (1 - leave)
            moves = (1 - odd - again)[:, None] * flow + np.diag(again)
            moves[world.names.index(world.goal)] = 0
            found.append(Kind(weight / len(flows), start / start.sum(), moves))
    return found


def chain_of(kinds: list[Kind], is_goal: NDArray[np.bool_]) -> Chains:
    """Return the chain of what they do together."""
    start = sum(kind.share * kind.start for kind in kinds)
    moves = sum(kind.share * kind.visits[:, None] * kind.moves for kind in kinds)
    return Chains.from_counts(start[None], moves[None], is_goal)


def second_of(kinds: list[Kind], is_goal: NDArray[np.bool_]) -> SecondOrder:
    """Return the chain of what they do together, with a longer memory."""
    count = len(is_goal)
    after = np.zeros((count + 1, count, count + 1))
    for kind in kinds:
        into = np.concatenate([kind.visits[:, None] * kind.moves, kind.start[None]])
        ahead = np.concatenate([kind.moves, 1 - kind.moves.sum(axis=1, keepdims=True)], axis=1)
        after += kind.share * into[:, :, None] * ahead
    before, here, then = np.nonzero(after > 1e-12)
    counts = after[before, here, then]
    return SecondOrder.from_counts(np.where(before == count, -1, before), here, np.where(then == count, -1, then), counts, is_goal)


def observed_lengths(kinds: list[Kind], is_goal: NDArray[np.bool_]) -> Floats:
    """Return the true shares of journeys by length and outcome."""
    found = np.zeros((LONGEST, 2))
    for kind in kinds:
        here, leave = kind.share * kind.start, np.where(is_goal, 0, 1 - kind.moves.sum(axis=1))
        for length in range(LONGEST):
            found[length] += here @ leave, here[is_goal].sum()
            here = here @ kind.moves
    return found


def judged(seed: int, spread: float, *, strays: float) -> tuple[str, float]:
    """Return the word for the fit of a population, and how far the forecast for its friction is off, as a share."""
    rng = np.random.default_rng(seed)
    world = random_world(seed, plants=1, kinds=("drop_off",))
    is_goal = np.array([name == world.goal for name in world.names])
    flow = np.array(world.flow)
    flow = flow / np.maximum(flow.sum(axis=1, keepdims=True), 1e-12)
    other = flow.copy()
    for row in range(int(np.argmax(is_goal))):
        elsewhere = rng.dirichlet(np.full(int(np.argmax(is_goal)) + 1, 0.2))
        other[row] = (1 - strays) * flow[row] + strays * np.pad(elsewhere, (0, len(flow) - len(elsewhere)))
    flows = [flow, other] if strays else [flow]
    hurt, fixed = (population(world, spread, flows, planted=planted) for planted in (True, False))
    chain, better, second = chain_of(hurt, is_goal), chain_of(fixed, is_goal), second_of(hurt, is_goal)
    place = world.names.index(world.plants[0].touchpoint)
    factor = (1 - better.leave[0, place]) / (1 - chain.leave[0, place])
    forecast = chain.gain(place, going_on(chain.onward[:, place], factor))[0]
    true = better.goal_probability[0] - chain.goal_probability[0]
    reached = sum(kind.share * _reach(kind) for kind in hurt)
    bought = sum(kind.share * _reach(kind) * Chains(kind.start[None], _onward(kind, is_goal)).goal_from[0] for kind in hurt)
    there = (reached > 1e-9) & ~is_goal
    wrong = np.abs(chain.goal_from[0][there] - bought[there] / reached[there])
    first, longer = probe(chain, second)
    distances = {
        "length": float(length_distances(lengths(chain, LONGEST), observed_lengths(hurt, is_goal))[0].max()),
        "goal": float((reached[there] * wrong).sum() / reached[there].sum()),
        "memory": float(np.abs(first - longer).sum() / first.sum()),
    }
    return _level(distances), abs(float(forecast / true) - 1)


def _reach(kind: Kind) -> Floats:
    return kind.visits / np.linalg.inv(np.eye(len(kind.start)) - kind.moves).diagonal()


def _onward(kind: Kind, is_goal: NDArray[np.bool_]) -> Floats:
    return np.concatenate([kind.moves, is_goal[:, None].astype(float)], axis=1)[None]


def test_the_words_for_the_fit_keep_their_promise(results: Any, scale: int) -> None:
    """A good fit is rarely off by much; customers who differ strongly are never called good; a plain chain always is."""
    found: dict[str, list[float]] = {"good": [], "fair": [], "poor": []}
    for run in range(12 * scale):
        for spread, strays in ((0.3, 0.0), (0.6, 0.0), (1.0, 0.0), (1.8, 0.0), (0.3, 0.3), (0.6, 1.0)):
            level, error = judged(6_000 + run, spread, strays=strays)
            found[level].append(error)
            assert spread < 1.8 or level != "good"
    for level, errors in found.items():
        figures = [f"{100 * np.quantile(errors, q):.0f}%" for q in (0.5, 0.9)]
        results.add("Fit of the chain", level, f"{len(errors):,}", *figures, keys=1, figures={2: 0.1, 3: 0.3})

    assert judged(6_000, 0.0, strays=0.0) == ("good", pytest.approx(0.0, abs=0.02))
    assert np.quantile(found["good"], 0.9) <= 0.25
    assert np.median(found["good"]) <= 0.1
