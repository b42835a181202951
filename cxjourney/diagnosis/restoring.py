"""Pain points put back to their reference in the chain of the journeys: what would then happen after a visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from cxjourney.discovery.matching import channel_codes, segment_codes
from cxjourney.inference.chains import going_on, with_less
from cxjourney.inference.jackknife import divide, leave_out
from cxjourney.inference.life_tables import drop_off
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.journey_chain import JourneyChain
    from cxjourney.inference.chain_fit import SecondOrder

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

SUMS = {"drop_off": ("lost", "settled"), "rework": ("rework", "followed"), "escalation": ("escalated", "escalable")}
"""Kinds whose rate the chain can put back, with the sums that make it."""


class Subject(Protocol):
    """What says which channel or segment is meant, such as a `PainPoint`; None means all of them."""

    @property
    def channel_id(self) -> str | None:
        """Identifier of the channel."""

    @property
    def segment_id(self) -> str | None:
        """Identifier of the segment."""


@dataclass(frozen=True, eq=False)
class Restoring:
    """
    What a visit leads to once a pain is back at its reference.

    Parameters
    ----------
    context
        The map under diagnosis.
    chain
        Its journeys.
    pain
        The finding, or whatever else says which channel or segment is meant.
    place
        Place of its touchpoint in the map.
    kind
        Which rate is put back.
    """

    context: Context
    chain: JourneyChain
    pain: Subject
    place: int
    kind: str

    @cached_property
    def code(self) -> int:
        """Code of the touchpoint in the statistics."""
        return int(np.flatnonzero(self.context.places == self.place)[0])

    @property
    def state(self) -> int:
        """State of the touchpoint in the chain."""
        return int(self.chain.states[self.code])

    def row(self, reference: float) -> Floats:
        """
        Return what a visit leads to, on all data and without each fold.

        Parameters
        ----------
        reference
            The rate to put it back to.
        """
        return self.applied(self.chain.chains.onward[:, self.state], self.excess(reference))

    def applied(self, row: Floats, excess: Floats) -> Floats:
        """
        Return a row in which the rate of the whole touchpoint is lower.

        Parameters
        ----------
        row
            What a visit leads to: probabilities to go on to each state and to reach the goal, by chain.
        excess
            By how much lower, by chain; negative numbers make it higher.
        """
        if self.kind == "drop_off":
            return going_on(row, self._factor(excess), fixed=self.exits)
        return with_less(row, self.part, self._keep(excess), fixed=self.exits)

    def gain_with_memory(self, reference: float) -> float:
        """
        Return by how much the goal probability grows in the chain that knows the last two touchpoints, on all data.

        Parameters
        ----------
        reference
            The rate to put it back to.
        """
        return self.chain.second.gain(self.remembered(self.chain.second, self.excess(reference)).share)

    def remembered(self, second: SecondOrder, excess: Floats) -> SecondOrder:
        """
        Return a chain that knows the last two touchpoints in which the rate of the whole touchpoint is lower, whatever came before.

        Parameters
        ----------
        second
            The chain.
        excess
            By how much lower; the first entry is that on all data.
        """
        fixed = self.exits[second.after]
        if self.kind == "drop_off":
            return replace(second, share=second.going_on(self.state, float(self._factor(excess)[0]), fixed=fixed))
        rarer = _returns(second.previous, second.here, second.after) if self.kind == "rework" else self._assisting[second.after]
        return replace(second, share=second.with_less(self.state, rarer, float(self._keep(excess)[0]), fixed=fixed))

    @property
    def exits(self) -> Flags:
        """Which moves are as good as leaving; the last entry is the goal."""
        return np.append(self.chain.is_end, [False])

    def _factor(self, excess: Floats) -> Floats:
        """Return how many times as many visits go on."""
        staying = 1 - self.rate
        return divide(staying + excess, np.where(staying > 0, staying, np.nan))

    def _keep(self, excess: Floats) -> Floats:
        """Return which share of the returns or escalations is left."""
        return np.maximum(1 - np.nan_to_num(divide(excess, self.rate)), 0)

    def excess(self, reference: float) -> Floats:
        """
        Return by how much the rate of the whole touchpoint lies above what it would be, on all data and without each fold.

        Parameters
        ----------
        reference
            The rate to put it back to.
        """
        if self.cell is None:
            return np.asarray(self.rate - reference)
        own, share = self.cell
        return np.asarray(share * (own - reference))

    @cached_property
    def rate(self) -> Floats:
        """Rate of the whole touchpoint."""
        if self.kind == "drop_off":
            sums = self.context.sums("visits", "at_risk"), self.context.life("at_risk_moves"), self.context.life("at_risk_censored")
            return np.asarray(drop_off(*(each[self.place] for each in sums)).replicates)
        events, visits = (self.context.sums("visits", name)[self.place] for name in SUMS[self.kind])
        return divide(leave_out(events), leave_out(visits))

    @cached_property
    def cell(self) -> tuple[Floats, Floats] | None:
        """Rate of the channel or segment, and its share of the visits that count; None where the pain concerns everybody."""
        found = cell_of(self.context, self.pain)
        if found is None:
            return None
        axis, code, column = found
        table = self.context.statistics.tables[f"{axis}_cells"]
        here = table["touchpoint"] == self.code

        def summed(name: str, *, inside: bool) -> Floats:
            rows = here & ((table[axis] == code) if inside else np.isin(table[axis], column))
            return leave_out(np.bincount(table["fold"][rows], table[name][rows], minlength=FOLDS))

        events, counted = SUMS[self.kind]
        seen = leave_out(self.context.sums("visits", "visits")[self.place])
        known = np.nan_to_num(divide(summed("visits", inside=False), seen))
        own = divide(summed(events, inside=True), summed(counted, inside=True))
        return own, known * np.nan_to_num(divide(summed(counted, inside=True), summed(counted, inside=False)))

    @cached_property
    def part(self) -> Floats:
        """Share of the moves to each state, and to the goal, that are the returns or escalations of this touchpoint."""
        table, size = self.chain.statistics.tables, self.chain.size
        if self.kind == "rework":
            second = table["second_order"]
            here = (second["touchpoint"] == self.code) & (second["next"] >= 0)
            back = here & _returns(second["previous"], second["touchpoint"], second["next"])
            every, some = (self._by_state(second["next"][rows], second["moves"][rows]) for rows in (here, back))
            return np.nan_to_num(divide(some, every))
        moves = table["transitions"]
        here = (moves["source"] == self.code) & (moves["reached"] == 0)
        every = self._by_state(moves["target"][here], moves["moves"][here])
        helped = np.append(self._assisting[:size], [False])
        escalated, followed = (self.context.sums("visits", name)[self.place].sum() for name in ("escalated", "followed"))
        share = escalated / max(followed, 1) * every.sum() / max(float(every[helped].sum()), 1e-9)
        return np.where(helped, min(share, 1.0), 0.0)

    @cached_property
    def _assisting(self) -> Flags:
        """Which states a person helps at after an escalation; one entry more for leaving."""
        support = {*self.context.statistics.settings.support, self.context.statistics.touchpoints[self.code]}
        codes = [code for code, name in enumerate(self.context.statistics.touchpoints) if name in support]
        found = np.zeros(self.chain.size + 1, dtype=bool)
        found[self.chain.states[codes]] = True
        found[:-1] &= ~self.chain.is_goal
        return found

    def _by_state(self, codes: Integers, counts: Integers) -> Floats:
        return np.bincount(self.chain.states[codes], counts, minlength=self.chain.size + 1).astype(np.float64)


def _returns(previous: Integers, here: Integers, after: Integers) -> Flags:
    """Return which moves repeat a touchpoint or go back to the one before."""
    return np.asarray((after >= 0) & ((after == here) | (after == previous)))


def cell_of(context: Context, pain: Subject) -> tuple[str, int, Integers] | None:
    """
    Return axis and code of the channel or segment that a finding is about, with all codes of the same column; None where it is about all.

    Parameters
    ----------
    context
        The map under diagnosis.
    pain
        The finding.
    """
    statistics = context.statistics
    if pain.channel_id is not None:
        return "channel", channel_codes(context.journey_map, statistics)[pain.channel_id], np.arange(len(statistics.channels))
    if pain.segment_id is not None:
        code = segment_codes(context.journey_map, statistics)[pain.segment_id]
        columns = np.array(statistics.segment_columns)
        return "segment", code, np.flatnonzero(columns == columns[code])
    return None
