"""Seeded walks of many customers through a world at once, step by step, without a row in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.arguments import LARGEST, whole_number
from cxjourney.datasets.tables import WorldTables, world_tables
from cxjourney.datasets.worlds import scale_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.datasets.worlds import World

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

STEPS_LIMIT = 500
"""No journey is longer than this, whatever the world says."""

MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Walk:
    """
    Visits as columns of equal length, ordered by time; numbers stand for names.

    Parameters
    ----------
    customer, journey
        Number of the customer, and of the journey over all customers.
    step
        Position of the visit in its journey, from 0.
    time
        Microseconds since 1970, UTC.
    touchpoint, channel, segment
        Positions in the world's touchpoints, channels and segments.
    last
        Whether the journey ends with this visit, also when the window hides what follows a visit.
    value
        Hundredths of a currency unit, 0 for none.
    scores
        Answers by metric, −1 for none.
    """

    customer: Integers
    journey: Integers
    step: Integers
    time: Integers
    touchpoint: Integers
    channel: Integers
    segment: Integers
    last: NDArray[np.bool_]
    value: Integers
    scores: dict[str, Integers]

    def __len__(self) -> int:
        return len(self.time)


@dataclass
class _Travellers:
    """The journeys that are still under way, one entry each."""

    journey: Integers
    customer: Integers
    segment: Integers
    leave_odds: Floats
    slowness: Floats
    mood: Floats
    time: Integers
    touchpoint: Integers
    before: Integers
    channel: Integers
    escalated: NDArray[np.bool_]

    def stay(self, keep: NDArray[np.bool_]) -> None:
        for name in vars(self):
            setattr(self, name, getattr(self, name)[keep])


@dataclass(frozen=True)
class _Dice:
    """What a step needs besides the travellers."""

    world: World
    tables: WorldTables
    rng: np.random.Generator
    metrics: dict[str, tuple[Floats, Floats, Floats]]
    assisted: Floats


def walk(world: World, *, customers: int, seed: int, observed: bool = True) -> Walk:
    """
    Let customers walk through a world.

    Parameters
    ----------
    world
        Where they walk.
    customers
        How many.
    seed
        Start of the random numbers; the same seed gives the same visits.
    observed
        Hide the visits after the end of the window, as real data do.

    Returns
    -------
    Walk
        The visits, ordered by time.

    Raises
    ------
    OptionError
        If the number of customers is not at least 1.
    """
    customers = whole_number("customers", customers, 1, most=LARGEST)
    seed = whole_number("seed", seed, 0)
    tables = world_tables(world)
    rng = np.random.default_rng(seed)
    assisted = np.array([channel.assisted for channel in world.channels], dtype=float) * tables.offered
    dice = _Dice(world, tables, rng, _questions(world), assisted)
    travellers = _arrivals(dice, customers)
    steps = []
    for step in range(STEPS_LIMIT):
        steps.append(_visit(travellers, dice, step))
        travellers.stay(~steps[-1]["last"].astype(bool))
        if not len(travellers.journey):
            break
    columns = {name: np.concatenate([part[name] for part in steps]) for name in steps[0]}
    return _ordered(columns, world, observed=observed)


def _questions(world: World) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Return the answer rate, mean feeling and spread of each metric per touchpoint."""
    found = {}
    for metric in world.metrics:
        rows = [next((score for score in touchpoint.scores if score.metric == metric), None) for touchpoint in world.touchpoints]
        columns = [(row.rate, row.valence, row.spread) if row else (0.0, 0.0, 0.0) for row in rows]
        rate, valence, spread = np.array(columns, dtype=float).T
        found[metric] = (rate, valence, spread)
    return found


def _arrivals(dice: _Dice, customers: int) -> _Travellers:
    world, rng = dice.world, dice.rng
    segment = _pick(dice.tables.segments, rng.random(customers))
    traits = _traits(dice, customers)
    customer = np.repeat(np.arange(customers), _journey_counts(dice, customers))
    count = len(customer)
    window = world.days * 86_400 * MICROSECONDS
    begin = round(world.start.timestamp()) * MICROSECONDS
    return _Travellers(
        journey=np.arange(count),
        customer=customer,
        segment=segment[customer],
        leave_odds=traits[0][customer],
        slowness=traits[1][customer],
        mood=traits[2][customer],
        time=begin + _milliseconds(rng.random(count) * window),
        touchpoint=_pick(dice.tables.start, rng.random(count)),
        before=np.full(count, -1),
        channel=np.full(count, -1),
        escalated=np.zeros(count, dtype=bool),
    )


def _traits(dice: _Dice, customers: int) -> tuple[Floats, Floats, Floats]:
    """Return how each customer differs: odds of leaving, slowness (both logarithms) and mood."""
    frailty = dice.world.frailty
    common, *own = (dice.rng.standard_normal(customers) for _ in range(4))
    shared, rest = np.sqrt(frailty.correlation), np.sqrt(1 - frailty.correlation)
    leave, slow, mood = (shared * common + rest * part for part in own)
    return frailty.leave * leave, frailty.slowness * slow, -frailty.valence * mood


def _journey_counts(dice: _Dice, customers: int) -> Integers:
    mean, tail, uniform = dice.world.extra_journeys, dice.world.journey_tail, dice.rng.random(customers)
    if mean <= 0:
        return np.ones(customers, dtype=np.int64)
    if tail is not None:
        return 1 + np.minimum(mean * (tail - 1) * ((1 - uniform) ** (-1 / tail) - 1) + 0.5, STEPS_LIMIT).astype(np.int64)
    extra: Integers = (np.log1p(-uniform) / np.log(mean / (1 + mean))).astype(np.int64)
    return 1 + extra


def _visit(travellers: _Travellers, dice: _Dice, step: int) -> dict[str, NDArray[np.generic]]:
    """Let every traveller make one visit and decide where to go next; return the visits."""
    count = len(travellers.journey)
    channel = _channels(travellers, dice)
    cell = (travellers.touchpoint, channel, travellers.segment)
    moment = dice.rng.standard_normal(count)
    feeling = dice.tables.valence[cell] + travellers.mood
    visits: dict[str, NDArray[np.generic]] = {
        "journey": travellers.journey,
        "customer": travellers.customer,
        "segment": travellers.segment,
        "step": np.full(count, step),
        "time": travellers.time,
        "touchpoint": travellers.touchpoint,
        "channel": channel,
        **_answers(travellers.touchpoint, feeling, moment, dice),
        **_values(travellers.touchpoint, dice),
    }
    following = _next_touchpoints(travellers, dice, cell, moment)
    wait = np.exp(dice.tables.log_wait[cell] + travellers.slowness + dice.tables.wait_sigma[cell[0]] * dice.rng.standard_normal(count))
    travellers.time = travellers.time + _milliseconds(np.minimum(wait, 3e9) * MICROSECONDS)
    travellers.before, travellers.touchpoint, travellers.channel = travellers.touchpoint, following, channel
    return visits | {"last": following < 0}


def _channels(travellers: _Travellers, dice: _Dice) -> Integers:
    chosen = _pick_row(dice.tables.mix, travellers.touchpoint, dice.rng.random(len(travellers.journey)))
    if dice.world.channel_stay > 0:
        keeps = (travellers.channel >= 0) & (dice.rng.random(len(chosen)) < dice.world.channel_stay)
        keeps &= dice.tables.offered[travellers.touchpoint, travellers.channel]
        chosen = np.where(keeps, travellers.channel, chosen)
    helped = travellers.escalated & (dice.assisted.sum(axis=1)[travellers.touchpoint] > 0)
    if helped.any():
        chosen[helped] = dice.assisted.argmax(axis=1)[travellers.touchpoint[helped]]
    return chosen


def _next_touchpoints(travellers: _Travellers, dice: _Dice, cell: tuple[Integers, ...], moment: Floats) -> Integers:
    """Return where each traveller goes next, −1 for nowhere."""
    tables, here = dice.tables, travellers.touchpoint
    odds = np.exp(travellers.leave_odds - tables.importance[here] * moment)
    leave = tables.leave[cell]
    leave = leave * odds / (1 - leave + leave * odds)
    fate, spent = dice.rng.random(len(here)), 1 - tables.leave[cell]
    room = np.where(spent > 0, (1 - leave) / np.where(spent > 0, spent, 1), 0)
    repeat = leave + tables.repeat[cell] * room
    escalate = repeat + tables.escalate[cell] * room
    back = escalate + tables.back[cell] * room
    following = _pick_row(tables.flow, here, dice.rng.random(len(here)))
    following = np.where(tables.flow[here, -1] > 0, following, -1)
    returns = (fate < back) & (travellers.before >= 0)
    following = np.where(returns, travellers.before, following)
    following = np.where(fate < escalate, here, following)
    travellers.escalated = (fate >= repeat) & (fate < escalate)
    return np.where(fate < leave, -1, following)


def _answers(touchpoint: Integers, feeling: Floats, moment: Floats, dice: _Dice) -> dict[str, Integers]:
    """Return the answers by metric: a shared mood of the visit, an own view per question, rounded to the scale."""
    found = {}
    for metric, (rate, valence, spread) in dice.metrics.items():
        answers = np.flatnonzero(dice.rng.random(len(touchpoint)) < rate[touchpoint])
        places = touchpoint[answers]
        noise = 0.8 * moment[answers] + 0.6 * dice.rng.standard_normal(len(answers))
        column = np.full(len(touchpoint), -1)
        column[answers] = answer(metric, valence[places] + feeling[answers] + spread[places] * noise)
        found[f"score:{metric}"] = column
    return found


def answer(metric: str, valence: Floats) -> Integers:
    """
    Return the answers that feelings lead to.

    Parameters
    ----------
    metric
        Name of the metric; its scale bounds the answers.
    valence
        Feelings, −2 to +2.

    Notes
    -----
    The inverse of the library's drawing convention: linear over the scale, for NPS piecewise linear through
    0 → −2, 7.5 → 0, 10 → +2; for ``"ces1"`` a high answer is a bad feeling.
    """
    low, high = scale_of(metric)
    if metric == "nps":
        score = 7.5 + np.where(valence < 0, 3.75, 1.25) * valence
    else:
        score = low + (high - low) * ((-valence if metric == "ces1" else valence) + 2) / 4
    return np.clip(np.floor(score + 0.5), low, high).astype(np.int64)


def _values(touchpoint: Integers, dice: _Dice) -> dict[str, Integers]:
    world = dice.world
    column = np.zeros(len(touchpoint), dtype=np.int64)
    bought = np.flatnonzero(touchpoint == world.names.index(world.goal)) if world.order_value > 0 else np.empty(0, dtype=np.int64)
    spread = world.order_sigma * dice.rng.standard_normal(len(bought))
    column[bought] = np.floor(100 * world.order_value * np.exp(spread) + 0.5)
    return {"value": column}


def _ordered(columns: dict[str, NDArray[np.generic]], world: World, *, observed: bool) -> Walk:
    time = columns["time"].astype(np.int64)
    order = np.argsort(time, kind="stable")
    if observed:
        end = round(world.start.timestamp()) * MICROSECONDS + round(world.days * 86_400 * MICROSECONDS)
        order = order[time[order] < end]
    taken = {name: column[order] for name, column in columns.items()}
    scores = {name.removeprefix("score:"): taken.pop(name) for name in list(taken) if name.startswith("score:")}
    integers = {name: column.astype(np.int64) for name, column in taken.items() if name != "last"}
    return Walk(**integers, last=taken["last"].astype(bool), scores={name: column.astype(np.int64) for name, column in scores.items()})


def _milliseconds(microseconds: Floats) -> Integers:
    """Return whole milliseconds, as logs have them, in microseconds."""
    return (microseconds / 1_000).astype(np.int64) * 1_000


def _pick(cumulative: Floats, uniform: Floats) -> Integers:
    return np.minimum(np.searchsorted(cumulative, uniform, side="right"), len(cumulative) - 1)


def _pick_row(cumulative: Floats, row: Integers, uniform: Floats) -> Integers:
    """Return for each entry the first column of its row whose cumulative probability exceeds its number."""
    found: Integers = np.minimum((cumulative[row] <= uniform[:, None]).sum(axis=1), cumulative.shape[1] - 1)
    return found
