"""The moves of a map as an absorbing Markov chain: journeys that end at the goal, or leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import EmptyDataError, ModelError, OptionError, StatisticsError
from cxjourney.inference.chains import expected_visits, goal_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from cxjourney.model.journey_map import JourneyMap


@dataclass(frozen=True, slots=True, eq=False)
class AbsorbingChain:
    """
    Journeys as a chain that moves between touchpoints until it reaches the goal or leaves.

    The chain knows only the last touchpoint, not how the journey got there. Its goal probability and its expected
    visits equal the observed ones by construction; whether it describes the rest must be judged by other figures.

    Parameters
    ----------
    states
        Identifiers of the touchpoints.
    start
        Probability that a journey starts at each of them.
    moves
        Probability to go from each (row) to each (column).
    goal, leave
        Probability to reach the goal, or to leave for good, directly from each; with the row of ``moves`` they add
        to one.

    References
    ----------
    .. [1] Kemeny, J. G. and Snell, J. L. (1976). Finite Markov Chains. Springer, chapter III.
    .. [2] Anderl, E., Becker, I., von Wangenheim, F. and Schumann, J. H. (2016). Mapping the customer journey.
       International Journal of Research in Marketing 33(3), 457-474. doi:10.1016/j.ijresmar.2016.03.001

    Examples
    --------
    Five journeys through G and M: G reaches the goal twice, M once, G by way of M once, and one leaves at G.

    >>> chain = AbsorbingChain.from_counts(["G", "M"], starts=[4, 1], moves=[[0, 1], [0, 0]], goals=[2, 2], leaves=[1, 0])
    >>> round(chain.goal_probability, 3)
    0.8
    >>> round(chain.removal_effect("G"), 3), round(chain.removal_effect("M"), 3)
    (0.75, 0.5)
    """

    states: tuple[str, ...]
    start: NDArray[np.float64]
    moves: NDArray[np.float64]
    goal: NDArray[np.float64]
    leave: NDArray[np.float64]

    @classmethod
    def from_counts(
        cls, states: Sequence[str], *, starts: ArrayLike, moves: ArrayLike, goals: ArrayLike, leaves: ArrayLike
    ) -> AbsorbingChain:
        """
        Return the chain whose probabilities are shares of these counts.

        Parameters
        ----------
        states
            Names of the states.
        starts
            Journeys that start at each.
        moves
            Moves from each (row) to each (column).
        goals, leaves
            Visits to each that are followed by the goal, or by nothing.

        Raises
        ------
        EmptyDataError
            If no journey starts.
        StatisticsError
            If a count is negative or not finite, the shapes differ, or journeys could go round for ever.
        """
        arrays = [np.asarray(counts, dtype=np.float64) for counts in (starts, moves, goals, leaves)]
        size = len(states)
        if [array.shape for array in arrays] != [(size,), (size, size), (size,), (size,)]:
            raise StatisticsError(f"counts of {size} states are needed, found the shapes {[array.shape for array in arrays]}.")
        if not all(np.isfinite(array).all() and (array >= 0).all() for array in arrays):
            raise StatisticsError("counts are finite and not negative.", hint="count journeys and visits, not differences.")
        start, moved, goal, leave = arrays
        if not start.sum() > 0:
            raise EmptyDataError("no journey starts anywhere.", hint="count the moves between touchpoints first.")
        visits = moved.sum(axis=1) + goal + leave
        total = np.where(visits > 0, visits, 1.0)
        nowhere = np.where(visits > 0, 0.0, 1.0)  # nobody was there, so that what it leads to does not matter
        chain = cls(tuple(states), start / start.sum(), moved / total[:, None], goal / total, leave / total + nowhere)
        chain._check_absorbing()
        for array in (chain.start, chain.moves, chain.goal, chain.leave):
            array.flags.writeable = False
        return chain

    def _check_absorbing(self) -> None:
        """Refuse touchpoints that no journey gets out of: nothing could be said about them."""
        ends = (self.goal + self.leave) > 0
        fresh = ends
        while fresh.any():
            fresh = (self.moves[:, fresh] > 0).any(axis=1) & ~ends
            ends = ends | fresh
        if not ends.all():
            stuck = ", ".join(repr(state) for state, end in zip(self.states, ends, strict=True) if not end)
            raise StatisticsError(f"journeys that reach {stuck} never end.", hint="count the visits that were followed by nothing.")

    @property
    def goal_probability(self) -> float:
        """Probability that a journey reaches the goal."""
        return float(self.start @ self._goal_from())

    def goal_probability_from(self, state: str) -> float:
        """
        Return the probability to reach the goal from a touchpoint.

        Parameters
        ----------
        state
            Its identifier.

        Raises
        ------
        OptionError
            If the chain does not have it.
        """
        return float(self._goal_from()[self._index(state)])

    @property
    def expected_visits(self) -> dict[str, float]:
        """Mean number of visits a journey makes to each touchpoint."""
        visits = expected_visits(self.moves, self.start)
        return dict(zip(self.states, visits.tolist(), strict=True))

    @property
    def expected_length(self) -> float:
        """Mean number of visits of a journey."""
        return float(sum(self.expected_visits.values()))

    def without(self, state: str) -> AbsorbingChain:
        """
        Return the chain in which everybody who would go to a touchpoint leaves instead.

        Parameters
        ----------
        state
            Its identifier.

        Raises
        ------
        OptionError
            If the chain does not have it.
        """
        index = self._index(state)
        moves, goal, leave = self.moves.copy(), self.goal.copy(), self.leave + self.moves[:, index]
        moves[:, index] = 0.0
        moves[index], goal[index], leave[index] = 0.0, 0.0, 1.0
        return AbsorbingChain(self.states, self.start, moves, goal, leave)

    def removal_effect(self, state: str) -> float:
        """
        Return the share of the goals that would be lost without a touchpoint.

        Parameters
        ----------
        state
            Its identifier.

        Raises
        ------
        OptionError
            If the chain does not have it.
        StatisticsError
            If no journey reaches the goal.
        """
        if not self.goal_probability > 0:
            raise StatisticsError("no journey reaches the goal, so that nothing can be lost.", hint="name the goal of the map.")
        return 1.0 - self.without(state).goal_probability / self.goal_probability

    def _goal_from(self) -> NDArray[np.float64]:
        return goal_from(self.moves, self.goal)

    def _index(self, state: str) -> int:
        if state not in self.states:
            raise OptionError.for_choice("state", state, self.states)
        return self.states.index(state)

    def __repr__(self) -> str:
        return f"<AbsorbingChain: {len(self.states)} states, goal probability {self.goal_probability:.3f}>"


def absorbing_chain(journey_map: JourneyMap) -> AbsorbingChain:
    """
    Return the chain of a map's counted moves.

    A visit to a goal touchpoint ends the journey at the goal. A touchpoint has as many visits as its measure says, and
    at least as many as moves lead to it or away from it; what does not lead away leaves, what nothing led to starts.

    Parameters
    ----------
    journey_map
        A map with goal touchpoints and counted transitions.

    Raises
    ------
    ModelError
        If no touchpoint is a goal, or a transition was not counted.
    EmptyDataError
        If there are no transitions.

    Examples
    --------
    >>> from cxjourney.model.journey_map import JourneyMap
    >>> journey_map = JourneyMap(
    ...     stages={"Buy": ["Search", "Checkout", "Done"]},
    ...     transitions=[
    ...         {"source": "Search", "target": "Checkout", "count": 50},
    ...         {"source": "Checkout", "target": "Done", "count": 40},
    ...     ],
    ...     goal_touchpoints=["Done"],
    ... )
    >>> chain = absorbing_chain(journey_map)
    >>> round(chain.goal_probability, 3), round(chain.removal_effect("checkout"), 3)
    (0.8, 1.0)
    """
    if not journey_map.goal_touchpoints:
        raise ModelError("the map has no goal touchpoint.", hint="name one: goal_touchpoints=[...].", path="goal_touchpoints")
    states = [touchpoint.id for touchpoint in journey_map.touchpoints]
    index = {state: number for number, state in enumerate(states)}
    moves = np.zeros((len(states), len(states)))
    for number, move in enumerate(journey_map.transitions):
        if move.count is None:
            raise ModelError(
                f"the move from {move.source!r} to {move.target!r} was not counted.",
                hint="give it a count.",
                path=f"transitions[{number}].count",
            )
        moves[index[move.source], index[move.target]] += move.count
    is_goal = np.array([state in journey_map.goal_touchpoints for state in states])
    visits = np.maximum(np.maximum(_visits(journey_map), moves.sum(axis=0)), moves.sum(axis=1))
    starts = visits - moves.sum(axis=0)
    moves[is_goal] = 0.0
    goals = np.where(is_goal, visits, 0.0)
    return AbsorbingChain.from_counts(states, starts=starts, moves=moves, goals=goals, leaves=visits - moves.sum(axis=1) - goals)


def _visits(journey_map: JourneyMap) -> NDArray[np.float64]:
    found = [touchpoint.measure("visits") for touchpoint in journey_map.touchpoints]
    return np.array([0.0 if visits is None or visits.value is None else visits.value for visits in found])
