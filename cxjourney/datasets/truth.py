"""The true figures of a world, from a reference run that no window cuts off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.datasets.walk import walk
from cxjourney.datasets.worlds import scale_of
from cxjourney.errors import OptionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.datasets.walk import Walk
    from cxjourney.datasets.worlds import Plant, World

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

REFERENCE_SEED = 20_260_105


@dataclass(frozen=True)
class TouchpointTruth:
    """
    What is true of a touchpoint.

    Parameters
    ----------
    touchpoint, stage
        Its name and its stage's.
    reach
        Share of journeys that visit it.
    drop_off_rate
        Share of the visits at risk that end the journey, or move on later than the horizon; None where nothing is at risk.
    rework_rate
        Share of the visits with a next visit that return.
    escalation_rate
        Share of those in self-service channels that are followed by an assisted one, here.
    wait_median_seconds, wait_mean_seconds
        Median and geometric mean of the time to the next visit.
    valence
        Mean valence of the answers by metric, as pairs.
    """

    touchpoint: str
    stage: str
    reach: float
    drop_off_rate: float | None
    rework_rate: float | None
    escalation_rate: float | None
    wait_median_seconds: float | None
    wait_mean_seconds: float | None
    valence: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class WorldTruth:
    """
    What is true of a world.

    Parameters
    ----------
    touchpoints
        One entry per touchpoint, in the world's order.
    goal_rate
        Share of journeys that reach the goal.
    visits_mean
        Mean number of visits of a journey.
    plants
        The frictions put in on purpose.
    """

    touchpoints: tuple[TouchpointTruth, ...]
    goal_rate: float
    visits_mean: float
    plants: tuple[Plant, ...]

    def __getitem__(self, touchpoint: str) -> TouchpointTruth:
        found = next((truth for truth in self.touchpoints if truth.touchpoint == touchpoint), None)
        if found is None:
            raise OptionError.for_choice("touchpoint", touchpoint, [truth.touchpoint for truth in self.touchpoints])
        return found


def world_truth(
    world: World,
    *,
    customers: int = 100_000,
    channel: str | None = None,
    segment: str | None = None,
    horizon_seconds: float | None = None,
    seed: int = REFERENCE_SEED,
) -> WorldTruth:
    """
    Return the true figures of a world.

    Parameters
    ----------
    world
        The world, with or without plants.
    customers
        Size of the reference run; the standard error of a rate shrinks with its root.
    channel, segment
        Only the visits in this channel or by this segment.
    horizon_seconds
        Moves slower than this count as leaving, as a life table read at a horizon has it; None for no horizon.
    seed
        Seed of the reference run.

    Notes
    -----
    The run is not cut off by the window, so that nothing needs correcting. The definitions are the library's: a visit is at risk
    before the journey's first goal, in stages up to the goal's, not at a declared end.
    """
    visits = _by_journey(walk(world, customers=customers, seed=seed, observed=False))
    facts = _facts(visits, world, np.inf if horizon_seconds is None else horizon_seconds * 1e6)
    chosen = _chosen(visits, world, channel, segment)
    journeys = len(np.unique(visits.journey[chosen]))
    stages = [touchpoint.stage for touchpoint in world.touchpoints]
    parts = [np.flatnonzero(chosen & (visits.touchpoint == code)) for code in range(len(stages))]
    truths = tuple(
        _touchpoint_truth(visits, facts, part, (name, stage), journeys)
        for name, stage, part in zip(world.names, stages, parts, strict=True)
    )
    goals = np.unique(visits.journey[chosen & (visits.touchpoint == world.names.index(world.goal))])
    return WorldTruth(truths, len(goals) / max(journeys, 1), int(chosen.sum()) / max(journeys, 1), world.plants)


def valence_of(metric: str, answers: Integers) -> Floats:
    """
    Return the valence of answers by the library's drawing convention.

    Parameters
    ----------
    metric
        Name of the metric.
    answers
        Answers on its scale.
    """
    low, high = scale_of(metric)
    if metric == "nps":
        return np.where(answers < 7.5, (answers - 7.5) / 3.75, (answers - 7.5) / 1.25)
    valence = 4 * (answers - low) / (high - low) - 2
    return -valence if metric == "ces1" else valence


@dataclass(frozen=True)
class _Facts:
    """What is known of each visit from those around it."""

    at_risk: Flags
    moved: Flags
    followed: Flags
    rework: Flags
    escalable: Flags
    escalated: Flags
    gap: Floats


def _by_journey(visits: Walk) -> Walk:
    order = np.lexsort((visits.step, visits.journey))
    columns = {name: value[order] for name, value in vars(visits).items() if name != "scores"}
    return type(visits)(**columns, scores={name: value[order] for name, value in visits.scores.items()})


def _facts(visits: Walk, world: World, horizon: float) -> _Facts:
    here = visits.touchpoint
    followed = np.append(visits.journey[1:] == visits.journey[:-1], [False])
    following = np.where(followed, np.append(here[1:], [-1]), -1)
    before = np.where(visits.step >= 1, np.append([-1], here[:-1]), -1)
    before_that = np.where(visits.step >= 2, np.append([-1, -1], here[:-2])[: len(here)], -1)
    gap = np.where(followed, np.append(np.diff(visits.time), [0]), 0).astype(float)
    returns = (following == here) | ((following == before) & (before >= 0) & (before_that != here))
    assisted = np.array([channel.assisted for channel in world.channels])[visits.channel]
    alone = followed & ~assisted
    helped = alone & np.append(assisted[1:], [False]) & (following == here)
    return _Facts(_at_risk(visits, world), followed & (gap <= horizon), followed, followed & returns, alone, helped, gap)


def _at_risk(visits: Walk, world: World) -> Flags:
    goal = world.names.index(world.goal)
    reached = np.where(visits.touchpoint == goal, visits.step, len(visits))
    first = np.minimum.reduceat(reached, np.flatnonzero(visits.step == 0))
    journey = np.cumsum(visits.step == 0) - 1
    stage = np.array([world.stages.index(touchpoint.stage) for touchpoint in world.touchpoints])
    possible = (stage <= stage[goal]) & np.array([name not in world.ends for name in world.names])
    at_risk: Flags = (visits.step < first[journey]) & possible[visits.touchpoint]
    return at_risk


def _chosen(visits: Walk, world: World, channel: str | None, segment: str | None) -> Flags:
    chosen = np.ones(len(visits), dtype=bool)
    if channel is not None:
        chosen &= visits.channel == [part.name for part in world.channels].index(channel)
    if segment is not None:
        chosen &= visits.segment == [part.name for part in world.segments].index(segment)
    return chosen


def _touchpoint_truth(visits: Walk, facts: _Facts, part: Integers, names: tuple[str, str], journeys: int) -> TouchpointTruth:
    gaps = np.maximum(facts.gap[part][facts.followed[part]], 1_000) / 1e6
    at_risk, followed = part[facts.at_risk[part]], part[facts.followed[part]]
    answers = {metric: column[part][column[part] >= 0] for metric, column in visits.scores.items()}
    return TouchpointTruth(
        touchpoint=names[0],
        stage=names[1],
        reach=len(np.unique(visits.journey[part])) / max(journeys, 1),
        drop_off_rate=_share(~facts.moved[at_risk]),
        rework_rate=_share(facts.rework[followed]),
        escalation_rate=_share(facts.escalated[part[facts.escalable[part]]]),
        wait_median_seconds=float(np.median(gaps)) if len(gaps) else None,
        wait_mean_seconds=float(np.exp(np.log(gaps).mean())) if len(gaps) else None,
        valence=tuple((metric, float(valence_of(metric, given).mean())) for metric, given in answers.items() if len(given)),
    )


def _share(flags: Flags) -> float | None:
    return float(flags.mean()) if len(flags) else None
