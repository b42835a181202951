"""Absorbing chains, many at once: on all data and without each fold, as counted and with something changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

TINY = 1e-9
"""A way out less likely than this is none: what solves such a chain is rounding."""


def goal_from(moves: Floats, goal: Floats) -> Floats:
    """
    Return the probability to reach the goal from each state.

    Parameters
    ----------
    moves
        Probability to go from each state (last axis but one) to each (last axis).
    goal
        Probability to reach the goal directly from each.

    Examples
    --------
    >>> goal_from(np.array([[0.0, 0.25], [0.0, 0.0]]), np.array([0.5, 1.0])).tolist()
    [0.75, 1.0]
    """
    return np.asarray(np.linalg.solve(np.eye(goal.shape[-1]) - moves, goal[..., None])[..., 0], dtype=np.float64)


def expected_visits(moves: Floats, start: Floats) -> Floats:
    """
    Return the mean number of visits a journey makes to each state.

    Parameters
    ----------
    moves
        Probability to go from each state to each.
    start
        Probability that a journey starts at each.

    Examples
    --------
    >>> expected_visits(np.array([[0.5, 0.25], [0.0, 0.0]]), np.array([1.0, 0.0])).tolist()
    [2.0, 0.5]
    """
    transposed = np.swapaxes(np.eye(start.shape[-1]) - moves, -1, -2)
    return np.asarray(np.linalg.solve(transposed, start[..., None])[..., 0], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Chains:
    """
    Chains with the same states; all arrays have the chains as their first axis.

    A visit to a goal state reaches the goal with certainty, so that a journey can start there, too.

    Parameters
    ----------
    start
        Probability that a journey starts at each state.
    onward
        Probability to go from each state (second axis) to each other, and in the last column to reach the goal; what is missing to
        one leaves for good.

    Examples
    --------
    Four journeys start at A, one at B; one goes from A to B, two from A and two from B to the goal.

    >>> counts = np.zeros((1, 3, 3))
    >>> counts[0, 0, 1], counts[0, :2, 2] = 1, 2
    >>> chains = Chains.from_counts(np.array([[4.0, 1, 0]]), counts, np.array([False, False, True]))
    >>> chains.goal_probability.round(3).tolist()
    [0.8]
    """

    start: Floats
    onward: Floats

    @classmethod
    def from_counts(cls, starts: Floats, moves: Floats, is_goal: Flags) -> Self:
        """
        Return the chains whose probabilities are shares of these counts.

        Parameters
        ----------
        starts
            Journeys that start at each state, by chain.
        moves
            Moves between states before the goal, by chain; what is not followed by a move leaves.
        is_goal
            Which states are the goal.
        """
        moves = np.where(is_goal[:, None], 0.0, moves)
        visits = np.maximum(starts + moves.sum(axis=-2), moves.sum(axis=-1))
        shares = np.nan_to_num(divide(moves, visits[..., None]))
        reached = np.broadcast_to(is_goal.astype(np.float64)[:, None], (*shares.shape[:-1], 1))
        return cls(np.nan_to_num(divide(starts, starts.sum(axis=-1, keepdims=True))), np.concatenate([shares, reached], axis=-1))

    @property
    def moves(self) -> Floats:
        """Probability to go from each state to each."""
        return self.onward[..., :-1]

    @property
    def goal(self) -> Floats:
        """Probability to reach the goal directly from each state."""
        return self.onward[..., -1]

    @property
    def leave(self) -> Floats:
        """Probability to leave for good after a visit to each state."""
        return np.asarray(np.maximum(1 - self.onward.sum(axis=-1), 0))

    @cached_property
    def goal_from(self) -> Floats:
        """Probability to reach the goal from each state."""
        return goal_from(self.moves, self.goal)

    @cached_property
    def _ahead(self) -> Floats:
        """The same, and that from the goal itself."""
        return np.concatenate([self.goal_from, np.ones_like(self.goal_from[..., :1])], axis=-1)

    @cached_property
    def visits(self) -> Floats:
        """Mean number of visits a journey makes to each state."""
        return expected_visits(self.moves, self.start)

    @property
    def goal_probability(self) -> Floats:
        """Probability that a journey reaches the goal."""
        return np.asarray((self.start * self.goal_from).sum(axis=-1))

    def returning(self, states: Sequence[int]) -> Floats:
        """
        Return the mean number of visits to some states (last axis) on the way from each state, the visit there included.

        Parameters
        ----------
        states
            Numbers of the states.
        """
        size = self.start.shape[-1]
        return np.asarray(np.linalg.solve(np.eye(size) - self.moves, np.eye(size)[:, list(states)]), dtype=np.float64)

    def gain(self, state: int, row: Floats, returning: Floats | None = None) -> Floats:
        """
        Return by how much the goal probability grows when one state leads elsewhere.

        Parameters
        ----------
        state
            Number of the state.
        row
            What it leads to instead: probabilities to go to each state and to reach the goal, by chain.
        returning
            Column of `returning` for the state, if known.

        Returns
        -------
        ndarray
            NaN where journeys would go round for ever.

        Notes
        -----
        One row changes, so that the changed chain is solved by the formula of Sherman and Morrison [1]_ from what is known of the
        unchanged one.

        References
        ----------
        .. [1] Sherman, J. and Morrison, W. J. (1950). Adjustment of an inverse matrix corresponding to a change in one element of a given
           matrix. Annals of Mathematical Statistics 21(1).
        """
        column = self.returning([state])[..., 0] if returning is None else returning
        change = row - self.onward[..., state, :]
        back = 1 - (change[..., :-1] * column).sum(axis=-1)
        won = self.visits[..., state] * (change * self._ahead).sum(axis=-1)
        return divide(np.asarray(won), np.where(back > TINY, back, np.nan))


def going_on(row: Floats, factor: ArrayLike, *, fixed: Flags | None = None) -> Floats:
    """
    Return a row in which going on is as many times as likely; what is freed goes where the others go.

    Parameters
    ----------
    row
        Probabilities to go on to each state and to reach the goal, by chain; the rest leaves.
    factor
        How many times as likely, by chain; going on never becomes more than certain.
    fixed
        Which moves stay as they are, such as those to where journeys end.

    Examples
    --------
    >>> going_on(np.array([[0.5, 0.25]]), 1.2).round(2).tolist(), going_on(np.array([[0.5, 0.25]]), 2).round(2).tolist()
    ([[0.6, 0.3]], [[0.67, 0.33]])
    """
    total = np.asarray(row.sum(axis=-1))
    freed = np.clip(total * np.asarray(factor, dtype=np.float64), 0, 1) - total
    return _grown(row, row if fixed is None else np.where(fixed, 0.0, row), freed)


def with_less(row: Floats, part: Floats, keep: ArrayLike, *, fixed: Flags | None = None) -> Floats:
    """
    Return a row in which some moves are rarer; what is freed goes pro rata to the moves that are none of these, and never leaves.

    Parameters
    ----------
    row
        Probabilities to go on to each state and to reach the goal, by chain.
    part
        Which share of each of these is to be rarer.
    keep
        Which share of those stays, by chain.
    fixed
        Which moves stay as they are, such as those to where journeys end.

    Returns
    -------
    ndarray
        NaN where there is nowhere else to go.

    Examples
    --------
    Of those who repeat, half do so no more; going on is shared by the others as before.

    >>> with_less(np.array([[0.4, 0.3, 0.1]]), np.array([1.0, 0, 0]), 0.5).round(3).tolist()
    [[0.2, 0.45, 0.15]]
    """
    kept = np.asarray(keep, dtype=np.float64)
    rarer = row * part
    rest = row - rarer
    freed = np.asarray(rarer.sum(axis=-1) * (1 - kept))
    return _grown(rarer * kept[..., None] + rest, rest if fixed is None else np.where(fixed, 0.0, rest), freed)


def _grown(row: Floats, rest: Floats, freed: Floats) -> Floats:
    """Return a row to which something freed is added, pro rata to some of its moves."""
    grown = np.where(freed == 0, 0.0, divide(freed, np.asarray(rest.sum(axis=-1))))
    return np.asarray(row + rest * grown[..., None])
