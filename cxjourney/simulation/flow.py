"""The flow of journeys through a map, on all data and without each fold, and what follows from it: goals, time, visits, contacts, cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from cxjourney.inference.chains import Chains
from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Outcome:
    """
    What is expected of a journey; all arrays have the chains as their first axis.

    Parameters
    ----------
    goal
        Probability to reach the goal.
    seconds
        Mean time from the start to the goal of those who reach it; NaN where it is not known.
    visits, contacts
        Mean visits to each state, and those that somebody serves.
    cost
        Mean cost of the visits.
    """

    goal: Floats
    seconds: Floats
    visits: Floats
    contacts: Floats
    cost: Floats


@dataclass(frozen=True, eq=False)
class Flow:
    """
    Journeys up to their goal as chains, with what a visit takes and costs; all arrays have the chains as their first axis.

    Parameters
    ----------
    start
        Probability that a journey starts at each state.
    onward
        Probability to go from each state to each other, and in the last column to reach the goal.
    seconds
        Mean time from a visit to the next; NaN where it is not known.
    after
        Mean visits to each state after the goal, per journey that reaches it.
    mix
        Share of the visits to each state (second axis) in each channel (last axis).
    helping
        Where customers ask for help, by state, without the chains.
    assisted
        Channels in which somebody serves, without the chains and states.
    costs
        Money that a visit costs by channel, likewise.
    ids
        Identifier of the touchpoint of each state; empty for those that several touchpoints share.
    """

    start: Floats
    onward: Floats
    seconds: Floats
    after: Floats
    mix: Floats
    helping: Flags
    assisted: Flags
    costs: Floats
    ids: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of states."""
        return int(self.start.shape[-1])

    @cached_property
    def chains(self) -> Chains:
        """The chains."""
        return Chains(self.start, self.onward)

    @cached_property
    def outcome(self) -> Outcome:
        """What is expected of a journey."""
        goal, ahead = self.chains.goal_probability, self.chains.goal_from
        towards = self.chains.visits * (self.chains.moves @ ahead[..., None])[..., 0]
        spent = np.where(towards > 0, towards * self.seconds, 0.0).sum(axis=-1)
        visits = self.chains.visits + self.after * goal[..., None]
        served = np.where(self.helping, 1.0, self.mix @ self.assisted.astype(np.float64))
        cost = (visits * (self.mix @ self.costs)).sum(axis=-1)
        return Outcome(goal, divide(np.asarray(spent), goal), visits, visits * served, np.asarray(cost))

    def first(self) -> Self:
        """Return the flow on all data alone."""
        arrays = ("start", "onward", "seconds", "after", "mix")
        return replace(self, **{name: getattr(self, name)[:1] for name in arrays})

    def with_row(self, state: int, row: Floats) -> Self:
        """
        Return the flow in which one state leads elsewhere.

        Parameters
        ----------
        state
            Its number.
        row
            What it leads to.
        """
        onward = self.onward.copy()
        onward[:, state] = row
        return replace(self, onward=onward)

    def with_seconds(self, state: int, seconds: Floats) -> Self:
        """
        Return the flow in which the next step after one state takes another time.

        Parameters
        ----------
        state
            Its number.
        seconds
            The time, by chain.
        """
        found = self.seconds.copy()
        found[:, state] = seconds
        return replace(self, seconds=found)

    def with_mix(self, state: int, mix: Floats) -> Self:
        """
        Return the flow in which the visits to one state are in other channels.

        Parameters
        ----------
        state
            Its number.
        mix
            Share of each channel, by chain.
        """
        found = self.mix.copy()
        found[:, state] = mix
        return replace(self, mix=found)

    def with_state(self, identifier: str, row: Floats, seconds: float, mix: Floats) -> Self:
        """
        Return the flow with one state more, to which nothing leads yet.

        Parameters
        ----------
        identifier
            Its touchpoint.
        row
            What it leads to, by chain; the last entry reaches the goal.
        seconds
            Time to the next step.
        mix
            Share of each channel, without the chains.
        """
        count, size = self.start.shape
        onward = np.zeros((count, size + 1, size + 2))
        onward[:, :size, :size], onward[:, :size, -1] = self.onward[..., :-1], self.onward[..., -1]
        onward[:, size, :size], onward[:, size, -1] = row[:, :-1], row[:, -1]
        return replace(
            self,
            start=np.pad(self.start, ((0, 0), (0, 1))),
            onward=onward,
            seconds=np.pad(self.seconds, ((0, 0), (0, 1)), constant_values=seconds),
            after=np.pad(self.after, ((0, 0), (0, 1))),
            mix=np.concatenate([self.mix, np.broadcast_to(mix, (count, 1, len(mix)))], axis=1),
            helping=np.append(self.helping, [False]),
            ids=(*self.ids, identifier),
        )

    def without(self, state: int) -> Self:
        """
        Return the flow in which a state is passed by: whoever would come goes at once where it leads.

        Parameters
        ----------
        state
            Its number.

        Notes
        -----
        The stochastic complement of the state [1]_: probabilities to reach the goal from elsewhere stay what they are.

        References
        ----------
        .. [1] Meyer, C. D. (1989). Stochastic complementation, uncoupling Markov chains, and the theory of nearly reducible systems.
           SIAM Review 31(2).
        """
        row = self.onward[:, state].copy()
        again = 1 - row[:, state]
        row[:, state] = 0.0
        out = divide(row, np.where(again > 0, again, np.nan)[:, None])
        out = np.where((row.sum(axis=-1) == 0)[:, None], 0.0, out)
        start = self.start + self.start[:, state, None] * out[:, :-1]
        onward = self.onward + self.onward[:, :, state, None] * out[:, None, :]
        start[:, state], onward[:, :, state], onward[:, state] = 0.0, 0.0, 0.0
        after = self.after.copy()
        after[:, state] = 0.0
        return replace(self, start=start, onward=onward, after=after)
