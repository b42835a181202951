"""The journeys of a log as an absorbing chain: on all data, without each fold, and with a longer memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.untested import NO_GOAL
from cxjourney.inference.chain_fit import SecondOrder
from cxjourney.inference.chains import Chains
from cxjourney.ingest.numbers import VALUE_SCALE
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from cxjourney.statistics import JourneyStatistics

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

MOST_STATES = 200
"""A log with more touchpoints has those visited least put together: solving grows with the third power of their number."""

MOST_MOVES = 200_000
"""With more different moves after two visits the longer memory would know hardly more than single journeys."""

NOBODY = "No journey reaches the goal, so that the log cannot show what would win it."
EVERYBODY = "Every journey reaches the goal: none can be won."


@dataclass(frozen=True, eq=False)
class JourneyChain:
    """
    The journeys of a log up to their goal, as a chain that knows the last touchpoint.

    Parameters
    ----------
    statistics
        What was measured.
    kept
        Codes of touchpoints that must stay apart, however rarely they are visited.
    """

    statistics: JourneyStatistics
    kept: tuple[int, ...] = ()

    @cached_property
    def problem(self) -> str:
        """Why there is no chain that could say anything; empty where there is one."""
        totals = self.statistics.tables["totals"]
        if not self.statistics.settings.goal:
            return NO_GOAL
        goals = totals.total("goals")
        return NOBODY if goals == 0 else EVERYBODY if goals >= totals.total("journeys") else ""

    @cached_property
    def states(self) -> Integers:
        """State of each touchpoint code; those visited least share the last one where there are very many."""
        count = len(self.statistics.touchpoints)
        if count <= MOST_STATES:
            return np.arange(count)
        visits = self.statistics.dense("visits", "visits", "touchpoint").sum(axis=-1)
        apart = np.zeros(count, dtype=bool)
        settings = self.statistics.settings
        apart[[*self._codes_of((*settings.goal, *settings.ends)), *self.kept]] = True
        order = np.lexsort((np.arange(count), -visits, ~apart))[: MOST_STATES - 1]
        states = np.full(count, len(order), dtype=np.int64)
        states[order] = np.arange(len(order))
        return states

    @property
    def size(self) -> int:
        """Number of states."""
        return int(self.states.max(initial=-1)) + 1

    @cached_property
    def is_goal(self) -> Flags:
        """Which states are the goal."""
        found = np.zeros(self.size, dtype=bool)
        found[self.states[self._codes_of(self.statistics.settings.goal)]] = True
        return found

    @cached_property
    def is_end(self) -> Flags:
        """Which states are declared ends: going there is leaving."""
        found = np.zeros(self.size, dtype=bool)
        found[self.states[self._codes_of(self.statistics.settings.ends)]] = True
        return found & ~self.is_goal

    @cached_property
    def chains(self) -> Chains:
        """The chain on all data, then without each fold."""
        starts = np.zeros((FOLDS, self.size))
        visits = self.statistics.tables["visits"]
        np.add.at(starts, (visits["fold"], self.states[visits["touchpoint"]]), visits["starts"])
        moves = np.zeros((FOLDS, self.size, self.size))
        table = self.statistics.tables["transitions"]
        early = table["reached"] == 0
        places = tuple(self.states[table[key][early]] for key in ("source", "target"))
        np.add.at(moves, (table["fold"][early], *places), table["moves"][early])
        return Chains.from_counts(_without_each(starts), _without_each(moves), self.is_goal)

    @cached_property
    def returning(self) -> dict[int, Floats]:
        """Mean visits to the state of each touchpoint that is kept apart, on the way from every state, solved for all of them at once."""
        states = sorted({int(self.states[code]) for code in self.kept})
        return dict(zip(states, np.moveaxis(self.chains.returning(states), -1, 0), strict=True))

    @property
    def has_memory(self) -> bool:
        """Whether the log shows what follows after two visits, without being made of hardly anything else."""
        return 0 < len(self.statistics.tables["second_order"]) <= MOST_MOVES

    @cached_property
    def second(self) -> SecondOrder:
        """The chain that knows the last two touchpoints, on all data."""
        table = self.statistics.tables["second_order"]
        before, here, after = (self._coded(table[key]) for key in ("previous", "touchpoint", "next"))
        return SecondOrder.from_counts(before, here, after, table["moves"], self.is_goal)

    @property
    def journeys(self) -> int:
        """Number of journeys."""
        return self.statistics.tables["totals"].total("journeys")

    @cached_property
    def value_of_a_goal(self) -> Floats | None:
        """What a journey that reaches the goal is worth, on all data and without each fold; None where values say nothing."""
        totals = self.statistics.tables["totals"]
        value, goals = (_without_each(totals.dense(name, (FOLDS,), ("fold",)).astype(np.float64)) for name in ("value", "goals"))
        if not totals.total("valued") or value[0] <= 0 or goals[0] <= 0:
            return None
        worth = np.divide(value, goals, out=np.full(len(value), np.nan), where=goals > 0)
        return np.asarray(worth / VALUE_SCALE)

    def _codes_of(self, names: Collection[str]) -> list[int]:
        return [code for code, name in enumerate(self.statistics.touchpoints) if name in names]

    def _coded(self, codes: Integers) -> Integers:
        return np.where(codes < 0, -1, self.states[np.maximum(codes, 0)] if len(self.states) else -1)


def _without_each(sums: Floats) -> Floats:
    """Return totals, then totals without each fold, where the folds are the first axis."""
    total = sums.sum(axis=0, keepdims=True)
    return np.concatenate([total, total - sums])
