"""What a chain says about journeys that it was not fitted to: their lengths, whom they reach, and what a longer memory would forecast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from cxjourney.inference.chains import Chains

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

ENOUGH = 1e-9
"""When this share of journeys is still under way, or a probability changes by no more than this, the rest does not matter."""

ROUNDS = 2_000
"""Steps after which a second-order chain that has not come to rest is given up."""

END = -1
"""What stands for the visit after the last."""


def lengths(chain: Chains, limit: int) -> Floats:
    """
    Return the shares of journeys by number of visits (from 1) and outcome: 0 for those that leave, 1 for those that reach the goal.

    Parameters
    ----------
    chain
        One chain or more, of which the first is taken. The visit to the goal counts.
    limit
        Longest length; longer journeys are counted there.

    Examples
    --------
    >>> from cxjourney.inference.chains import Chains
    >>> lengths(Chains(np.array([[1.0, 0]]), np.array([[[0.5, 0.25, 0], [0, 0, 1.0]]])), 3).tolist()
    [[0.25, 0.0], [0.125, 0.25], [0.125, 0.25]]
    """
    here, moves, goal, leave = chain.start[0], chain.moves[0], chain.goal[0], chain.leave[0]
    shares = np.zeros((limit, 2))
    for length in range(limit):
        shares[length] = here @ leave, here @ goal
        here = here @ moves
        if here.sum() < ENOUGH:
            return shares
    shares[-1] += here @ (1 - chain.goal_from[0]), here @ chain.goal_from[0]
    return shares


def length_distances(expected: Floats, observed: ArrayLike) -> tuple[Floats, Floats]:
    """
    Return how far lengths are from what a chain expects, and how many journeys there were, by outcome.

    Parameters
    ----------
    expected
        Shares of journeys by length and outcome.
    observed
        Journeys by length and outcome.

    Notes
    -----
    The largest difference of the distribution functions (Kolmogorov and Smirnov), taken apart for those who leave and for those who
    reach the goal: customers who differ make both shorter or longer than a chain has them, and the two would cancel.

    Examples
    --------
    >>> found = length_distances(np.array([[0.25, 0.25], [0.25, 0.25]]), [[40, 50], [10, 50]])
    >>> found[0].round(2).tolist(), found[1].tolist()
    ([0.3, 0.0], [50.0, 100.0])
    """
    counts, shares = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    size = max(len(counts), len(shares))
    counts, shares = (np.pad(each, ((0, size - len(each)), (0, 0))) for each in (counts, shares))
    n = counts.sum(axis=0)
    gaps = np.abs(divide(np.cumsum(counts, axis=0), n[None]) - divide(np.cumsum(shares, axis=0), shares.sum(axis=0)[None]))
    return np.asarray(np.nan_to_num(gaps).max(axis=0, initial=0)), n


def reach(chain: Chains) -> Floats:
    """
    Return the probability that a journey visits each state, up to and including the goal.

    Parameters
    ----------
    chain
        One chain or more, of which the first is taken.

    Examples
    --------
    >>> from cxjourney.inference.chains import Chains
    >>> reach(Chains(np.array([[1.0, 0]]), np.array([[[0.5, 0.25, 0], [0, 0, 1.0]]]))).tolist()
    [1.0, 0.5]
    """
    again = np.linalg.inv(np.eye(chain.start.shape[-1]) - chain.moves[0]).diagonal()
    return np.asarray(np.nan_to_num(divide(chain.visits[0], again)))


@dataclass(frozen=True, eq=False)
class SecondOrder:
    """
    A chain that knows the last two visits.

    Parameters
    ----------
    pair
        Number of the pair of visits each move starts from.
    following
        Number of the pair it leads to; -1 where the journey reaches the goal, -2 where it ends.
    share
        Its probability.
    previous, here, after
        The visit before, the visit, and the next one, by move; -1 where there is none.
    start
        Mean number of journeys that begin with each pair.
    visits
        Mean number of visits per journey to each pair.
    """

    pair: Integers
    following: Integers
    share: Floats
    previous: Integers
    here: Integers
    after: Integers
    start: Floats
    visits: Floats

    @classmethod
    def from_counts(cls, previous: Integers, here: Integers, after: Integers, moves: ArrayLike, is_goal: Flags) -> Self:
        """
        Return the chain whose probabilities are shares of these counts.

        Parameters
        ----------
        previous, here, after
            The visit before (-1 at the start), the visit, and the next one (-1 where the journey ends).
        moves
            How often these followed each other before the goal.
        is_goal
            Which states are the goal.
        """
        size = len(is_goal)
        inside = ~is_goal[here]
        previous, here, after = previous[inside], here[inside], after[inside]
        counts = np.asarray(moves, dtype=np.float64)[inside]
        keys, pair = np.unique((previous + 1) * size + here, return_inverse=True)
        visits = _summed(pair, counts, len(keys))
        ahead = (here + 1) * size + np.maximum(after, 0)
        place = np.minimum(np.searchsorted(keys, ahead), max(len(keys) - 1, 0))
        known = (keys[place] == ahead) if len(keys) else np.zeros(0, dtype=bool)
        reached = (after >= 0) & is_goal[np.maximum(after, 0)]
        following = np.where(reached, -1, np.where((after >= 0) & known, place, -2))
        journeys = visits[keys < size].sum()
        start = np.where(keys < size, visits, 0.0) / max(journeys, 1)
        return cls(pair, following, counts / visits[pair], previous, here, after, start, visits / max(journeys, 1))

    def goal_from(self, share: Floats | None = None) -> Floats:
        """
        Return the probability to reach the goal from each pair, NaN where it cannot be found.

        Parameters
        ----------
        share
            Other probabilities of the moves; None for those that were counted.
        """
        share = self.share if share is None else share
        size = len(self.visits)
        direct = _summed(self.pair, np.where(self.following == -1, share, 0.0), size)
        inside = self.following >= 0
        pair, following, weight = self.pair[inside], self.following[inside], share[inside]
        found = direct
        for _ in range(ROUNDS):
            before, found = found, direct + _summed(pair, weight * found[following], size)
            if not len(found) or float(np.abs(found - before).max()) < ENOUGH:
                return found
        return np.full(size, np.nan)

    def gain(self, share: Floats) -> float:
        """
        Return by how much the goal probability grows when moves have other probabilities.

        Parameters
        ----------
        share
            The probabilities of the moves.
        """
        return float(self.start @ (self.goal_from(share) - self._counted))

    @cached_property
    def _counted(self) -> Floats:
        return self.goal_from()

    def going_on(self, state: int, factor: float, *, fixed: Flags | None = None) -> Floats:
        """
        Return the probabilities when going on from a state is as many times as likely, whatever came before.

        Parameters
        ----------
        state
            Number of the state.
        factor
            How many times.
        fixed
            Which moves stay as they are; None for none.
        """
        size, goes = len(self.visits), self.after != END
        others = goes if fixed is None else goes & ~fixed
        onward, rest = (_summed(self.pair, np.where(each, self.share, 0.0), size) for each in (goes, others))
        freed = np.clip(onward * factor, 0, 1) - onward
        grown = np.nan_to_num(1 + divide(freed, rest), nan=1.0)[self.pair]
        changed = (self.here == state) & (rest > 0)[self.pair]
        left = np.where(goes, self.share, self.share - freed[self.pair])
        return np.where(changed, np.where(others, self.share * grown, left), self.share)

    def with_less(self, state: int, rarer: Flags, keep: float, *, fixed: Flags | None = None) -> Floats:
        """
        Return the probabilities when some moves from a state are rarer and its other moves more frequent; as many leave as before.

        Parameters
        ----------
        state
            Number of the state.
        rarer
            Which moves.
        keep
            Which share of these stays.
        fixed
            Which moves stay as they are; None for none.
        """
        size = len(self.visits)
        changed = (self.here == state) & (self.after != END)
        less, others = changed & rarer, changed & ~rarer
        others = others if fixed is None else others & ~fixed
        freed = _summed(self.pair, np.where(less, self.share, 0.0), size) * (1 - keep)
        rest = _summed(self.pair, np.where(others, self.share, 0.0), size)
        possible = (rest > 0)[self.pair]
        grown = np.nan_to_num(1 + divide(freed, rest))[self.pair]
        return np.where(possible & less, self.share * keep, np.where(possible & others, self.share * grown, self.share))


def probe(chain: Chains, second: SecondOrder) -> tuple[Floats, Floats]:
    """
    Return what both chains forecast if a little fewer left at each state: the gain of goals per share of leavers who stay.

    Parameters
    ----------
    chain
        One chain or more, of which the first is taken.
    second
        The second-order chain of the same journeys.

    Notes
    -----
    The slope of the goal probability at what was counted. Where everybody leaves after a pair of visits, those who stay go where
    others go from there.
    """
    ahead = chain.goal_from[0]
    onward = chain.onward[0]
    hopes = np.nan_to_num(divide(onward[:, :-1] @ ahead + onward[:, -1], np.asarray(onward.sum(axis=-1))))
    first = chain.visits[0] * chain.leave[0] * hopes
    size, after = len(second.visits), second.goal_from()[np.maximum(second.following, 0)]
    value = np.where(second.following == -1, 1.0, np.where(second.following == -2, 0.0, after))
    stays = np.where(second.after != END, second.share, 0.0)
    going = _summed(second.pair, stays, size)
    state = np.zeros(size, dtype=np.int64)
    state[second.pair] = second.here
    hope = np.where(going > 0, divide(_summed(second.pair, np.asarray(stays * value), size), going), hopes[state])
    gains = _summed(state, second.visits * (1 - going) * hope, len(first))
    return first, gains


def _summed(place: Integers, parts: Floats, size: int) -> Floats:
    """Return the sums of parts by place."""
    return np.asarray(np.bincount(place, parts, minlength=size), dtype=np.float64)
