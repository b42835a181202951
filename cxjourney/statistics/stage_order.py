"""
The stages of a journey map, found from the order in which touchpoints are visited.

Three steps, all in integers, so that the same counts give the same stages on every machine: put the touchpoints in
the order that contradicts the fewest first visits, cut that order where little goes across, and give what is rare
or visited anywhere to the stage of its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cxjourney.statistics.stage_cuts import TOLERANCE, affinity, agreement, best_cuts, median_order, to_neighbours
from cxjourney.statistics.stage_names import stage_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

MOST_ORDERED = 200
"""Touchpoints that are put in order; the others join the stage of their neighbours."""

_TERMINAL = 10  # at most one visit in this many goes on
_SOME = 20  # what fewer journeys meet than one in this many shapes no stage, unless there is a long tail of it
_ROUNDS = 50  # how far from an ordered touchpoint a rare one may be


@dataclass(frozen=True, slots=True)
class FoundStage:
    """
    One stage found in the data.

    Parameters
    ----------
    name
        Made from the names of its touchpoints, different from that of every other stage.
    touchpoints
        Codes of its touchpoints, in order.
    """

    name: str
    touchpoints: tuple[int, ...]


class PairCounts(NamedTuple):
    """
    Counts by pair of touchpoints, as three columns of equal length.

    Parameters
    ----------
    source, target
        Touchpoint codes.
    n
        The count; pairs left out have none, pairs given twice are summed.
    """

    source: Ints
    target: Ints
    n: Ints


@dataclass(frozen=True, slots=True)
class _Counts:
    """The sums of a log, its touchpoints renumbered in the order of their names."""

    names: tuple[str, ...]
    visits: Ints
    journeys: Ints
    after_goal: Ints
    precedence: PairCounts
    transitions: PairCounts
    goals: Ints
    ends: Ints

    @property
    def terminal(self) -> Flags:
        """Which touchpoints hardly anything follows, except those in which most journeys are over as they begin."""
        onward, entered = np.zeros_like(self.visits), np.zeros_like(self.visits)
        np.add.at(onward, self.transitions.source, self.transitions.n)
        np.add.at(entered, self.transitions.target, self.transitions.n)
        ending: Flags = (onward * _TERMINAL <= self.visits) & (2 * entered >= self.visits)
        return ending


def ordered_touchpoints(names: Sequence[str], visits: Ints, goals: Iterable[int] = ()) -> tuple[int, ...]:
    """
    Return the codes of the touchpoints that are put in order: the most visited, and always a goal.

    Only their pairs are needed as ``precedence`` in `find_stage_order`.

    Parameters
    ----------
    names
        Touchpoints by code.
    visits
        Visits by code.
    goals
        Codes of the goals.

    Examples
    --------
    >>> ordered_touchpoints(["cart", "home", "paid"], np.array([5, 9, 2]))
    (0, 1, 2)
    """
    ranked = sorted(range(len(names)), key=lambda code: (-int(visits[code]), names[code]))
    aims = set(goals)
    goal = next((code for code in ranked if code in aims), None)
    return tuple(sorted({*ranked[:MOST_ORDERED], *([] if goal is None else [goal])}))


def find_stage_order(
    *,
    names: Sequence[str],
    visits: Ints,
    journeys: Ints,
    after_goal: Ints,
    precedence: PairCounts,
    transitions: PairCounts,
    goals: frozenset[int] = frozenset(),
    ends: frozenset[int] = frozenset(),
) -> tuple[FoundStage, ...]:
    """
    Find the stages of a journey map from counts of what is visited before what.

    Parameters
    ----------
    names
        Touchpoints by code, all different.
    visits
        Visits by touchpoint.
    journeys
        Journeys that visit the touchpoint.
    after_goal
        Journeys whose first visit to the touchpoint comes after their first visit to a goal; whether
        the goal itself counts makes no difference.
    precedence
        Journeys that visit both touchpoints, and the source first for the first time. Only pairs of
        `ordered_touchpoints` are looked at.
    transitions
        How often a visit to the source is directly followed by a visit to the target.
    goals
        Codes of the touchpoints that complete a journey.
    ends
        Codes of the touchpoints after which ending is natural.

    Returns
    -------
    tuple of FoundStage
        Every touchpoint stands in exactly one stage. The goals are the last touchpoints of their stage, and what most
        of its journeys visit only after the goal stands in later stages. Up to three touchpoints are a stage each;
        touchpoints that no journey combines are one stage.

    Notes
    -----
    *Order.* The touchpoints are put in the order that agrees with as many pairs of first visits as possible (the
    median order of Kemeny [1]_), by moving one touchpoint at a time to its best place (the insertion search of
    Laguna, Martí and Campos [2]_) from an order by net share of pairs won. Counting pairs within journeys, rather
    than averaging positions, keeps the order right when many journeys stop early.

    *Cuts.* That stages are modular, so that journeys move within them more than across, is the idea of Nguyen et al.
    [3]_, who cut the graph of directly following activities where its modularity [4]_ is highest. Here stages are
    runs of the order, which makes the best cuts exact (dynamic programming), and a move counts as
    n / √(moves out of its source · moves into its target): plain counts would merge the few journeys near the goal into
    one stage (the resolution limit of modularity). Touchpoints in which journeys end, next to each other, are
    alternative outcomes and stay together. Six touchpoints or more give at least three stages; 40 or fewer
    at most seven.

    *Neighbours.* A touchpoint then moves to a stage it exchanges more with, if this contradicts hardly any more
    first visits (at most one in 20): that is the place of what is visited anywhere. Touchpoints that fewer than one
    journey in 20 meets shape no stage (unless there is a long tail of them); they join the stage that most of their
    moves come from or go to, among those that their first visits agree with.

    *Goal.* Touchpoints first visited after the goal in most of their journeys are after-sale. Where a goal is named,
    other touchpoints in which journeys end, and declared ends anyway, are a stage at the very end.

    What has no loops, skips or choices has no stages either: a plain chain is cut into parts of similar size.

    References
    ----------
    .. [1] Kemeny, J. G. (1959). Mathematics without numbers. Daedalus 88, 577-591.
    .. [2] Laguna, M., Martí, R., Campos, V. (1999). Intensification and diversification with elite tabu search
       solutions for the linear ordering problem. Computers & Operations Research 26, 1217-1230.
    .. [3] Nguyen, H., Dumas, M., ter Hofstede, A. H. M., La Rosa, M., Maggi, F. M. (2017). Mining business process
       stages from event logs. CAiSE 2017. doi:10.1007/978-3-319-59536-8_36
    .. [4] Newman, M. E. J., Girvan, M. (2004). Finding and evaluating community structure in networks. Physical
       Review E 69, 026113.

    Examples
    --------
    >>> pairs = PairCounts(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([40, 30, 30]))
    >>> n = np.array([50, 40, 30])
    >>> found = find_stage_order(
    ...     names=["browse", "order", "pay"], visits=n, journeys=n, after_goal=0 * n, precedence=pairs, transitions=pairs
    ... )
    >>> [stage.name for stage in found]
    ['browse', 'order', 'pay']
    """
    back = sorted(range(len(names)), key=lambda code: names[code])
    counts = _by_name(back, names, (visits, journeys, after_goal), (precedence, transitions), (goals, ends))
    if not names:
        return ()
    sides = _sides(counts)
    order, shaping = _order(counts, sides)
    rank = np.full(len(names), len(names), dtype=np.int64)
    rank[order] = np.arange(len(order))
    home = _home(counts, order[shaping], order, sides)
    last = np.isin(np.arange(len(names)), counts.goals)
    inside = [
        sorted(np.flatnonzero(home == stage).tolist(), key=lambda code: (last[code], rank[code], -counts.visits[code], code))
        for stage in range(int(home.max()) + 1)
    ]
    known = [[code for code in members if rank[code] < len(names)] for members in inside]
    labels = stage_names(
        [[counts.names[code] for code in members] for members in known], [counts.visits[members].tolist() for members in known]
    )
    return tuple(FoundStage(label, tuple(back[code] for code in members)) for label, members in zip(labels, inside, strict=True))


def _by_name(
    back: list[int],
    names: Sequence[str],
    sums: tuple[Ints, Ints, Ints],
    pairs: tuple[PairCounts, PairCounts],
    roles: tuple[frozenset[int], frozenset[int]],
) -> _Counts:
    """Renumber the touchpoints by name, so that no result depends on their codes."""
    forth = np.empty(len(back), dtype=np.int64)
    forth[back] = np.arange(len(back))
    visits, journeys, after_goal = (np.asarray(column, dtype=np.int64)[back] for column in sums)
    precedence, transitions = (PairCounts(forth[pair.source], forth[pair.target], np.asarray(pair.n, dtype=np.int64)) for pair in pairs)
    goals, ends = (np.sort(forth[np.array(sorted(codes), dtype=np.int64)]) for codes in roles)
    return _Counts(tuple(names[code] for code in back), visits, journeys, after_goal, precedence, transitions, goals, ends)


def _sides(counts: _Counts) -> Ints:
    """
    Return 0 for touchpoints up to the goal, 1 for those after it, 2 for other ways to end.

    What only few journeys see gets no side of its own, except ends that were declared.
    """
    sides = np.zeros(len(counts.names), dtype=np.int64)
    if len(counts.goals):
        reached = int(counts.journeys[counts.goals].max())
        ending = counts.terminal & (counts.journeys * _SOME >= counts.journeys.max())
        sides[ending] = 2
        after = 2 * counts.after_goal > counts.journeys
        after[counts.goals] = False
        sides[after] = 1 if int(counts.after_goal[after].max(initial=0)) * _SOME >= reached else 0
    ends = counts.ends[counts.visits[counts.ends] > 0]
    sides[ends] = np.where(sides[ends] == 1, 1, 2)
    sides[counts.goals] = 0
    return sides


def _order(counts: _Counts, sides: Ints) -> tuple[Ints, Flags]:
    """Return touchpoints in order (up to the goal, the goals, after them, other ends) and which of them shape the stages."""
    codes = np.array(ordered_touchpoints(counts.names, counts.visits, counts.goals.tolist()), dtype=np.int64)
    goal = np.isin(codes, counts.goals)
    before, after, ends = (_block(counts, codes[~goal & (sides[codes] == side)]) for side in range(3))
    blocks = (before, _block(counts, codes[goal]), after, ends)
    shaping = (~_rare(counts, before), np.ones(len(blocks[1]), dtype=np.bool_), ~_rare(counts, after), np.ones(len(ends), dtype=np.bool_))
    return np.concatenate(blocks), np.concatenate(shaping)


def _block(counts: _Counts, codes: Ints) -> Ints:
    """Return touchpoints in their order."""
    return codes[median_order(_matrix(counts.precedence, codes, len(counts.names)))]


def _rare(counts: _Counts, codes: Ints) -> Flags:
    """Tell which touchpoints are met in so few journeys that they shape no stage; a long tail of them does."""
    journeys = counts.journeys[codes]
    rising = np.argsort(journeys, kind="stable")
    tail = np.empty(len(codes), dtype=np.bool_)
    tail[rising] = np.cumsum(journeys[rising]) * _SOME < journeys.sum()
    rare: Flags = tail & (journeys * _SOME < journeys.max(initial=0)) & (len(counts.names) >= 4)
    return rare


def _matrix(pairs: PairCounts, codes: Ints, size: int) -> Ints:
    """Return the counts between the given touchpoints as a square, nothing on its diagonal."""
    place = np.full(size, -1, dtype=np.int64)
    place[codes] = np.arange(len(codes))
    row, column = place[pairs.source], place[pairs.target]
    known = (row >= 0) & (column >= 0) & (row != column)
    square = np.zeros((len(codes), len(codes)), dtype=np.int64)
    np.add.at(square, (row[known], column[known]), pairs.n[known])
    return square


def _home(counts: _Counts, shaping: Ints, order: Ints, sides: Ints) -> Ints:
    """Return the stage of every touchpoint."""
    terminal, goal = counts.terminal, np.isin(shaping, counts.goals)
    goals = goal[:-1] & goal[1:]  # they share a stage
    exchange = affinity(_matrix(counts.transitions, shaping, len(counts.names)))
    turns = [int(place) for place in np.flatnonzero(np.diff(sides[shaping])) + 1]
    if not exchange.any():
        bounds = [0, *turns, len(shaping)]
    elif len(counts.names) < 4:
        bounds = [0, *(np.flatnonzero(~goals) + 1).tolist(), len(shaping)]
    else:
        ending = terminal[shaping] | (sides[shaping] == 2)
        bounds = best_cuts(exchange, ending, (ending[:-1] & ending[1:]) | goals, turns)
    stage = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    before = _matrix(counts.precedence, shaping, len(counts.names))
    home = np.full(len(counts.names), -1, dtype=np.int64)
    home[shaping] = to_neighbours(stage, exchange, before, goal, sides[shaping])
    if len(counts.goals):
        home[counts.goals] = home[counts.goals].max()
    return _attach(counts, home, _reach(counts, home, order, sides), terminal)


def _attach(counts: _Counts, home: Ints, reach: tuple[Ints, Ints], terminal: Flags) -> Ints:
    """Give every touchpoint without a stage the one that most of its moves come from or go to, within its reach."""
    stages = int(home.max()) + 1
    source, target, n = counts.transitions
    item, neighbour, weight = np.concatenate([target, source]), np.concatenate([source, target]), np.concatenate([n, n])
    telling = np.concatenate([np.ones(len(n), dtype=np.bool_), ~terminal[target]])  # an ending may follow anything
    for use in (telling, np.ones_like(telling)):
        for _ in range(_ROUNDS):
            known = use & (home[item] < 0) & (home[neighbour] >= 0)
            if not known.any():
                break
            votes = np.zeros((len(home), stages), dtype=np.int64)
            voted = np.clip(home[neighbour[known]], reach[0][item[known]], reach[1][item[known]])
            np.add.at(votes, (item[known], voted), weight[known])
            home = np.where((home < 0) & votes.any(axis=1), votes.argmax(axis=1), home)
    placed = home >= 0
    busiest = np.bincount(home[placed], weights=counts.visits[placed], minlength=stages).argmax()
    return np.where(placed, home, np.clip(busiest, *reach))


def _reach(counts: _Counts, home: Ints, order: Ints, sides: Ints) -> tuple[Ints, Ints]:
    """Return the first and the last stage a touchpoint may join: on its side of the goal, where its first visits agree."""
    stages = int(home.max()) + 1
    lowest, highest = np.zeros_like(home), np.full_like(home, stages - 1)
    for side in range(3):
        inside = home[(sides == side) & (home >= 0)]
        if len(inside):
            lowest[sides == side], highest[sides == side] = inside.min(), inside.max()
    before = _matrix(counts.precedence, order, len(home))
    agreed = agreement(before, home[order], stages)
    agreed[(np.arange(stages) < lowest[order][:, np.newaxis]) | (np.arange(stages) > highest[order][:, np.newaxis])] = -1
    onward = np.array([not counts.terminal[home == stage].all() for stage in range(stages)])
    if onward.any():  # nothing goes on from a stage of endings
        agreed[np.ix_(~counts.terminal[order], ~onward)] = -1
    best = agreed.max(axis=1, keepdims=True)
    good = (agreed >= 0) & ((best - agreed) * TOLERANCE <= best)
    some = order[good.any(axis=1)]
    good = good[good.any(axis=1)]
    lowest[some], highest[some] = good.argmax(axis=1), stages - 1 - good[:, ::-1].argmax(axis=1)
    return lowest, highest
