"""Changes of a flow, one small class each; each may rest on figures that are not known exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from cxjourney.errors import StatisticsError
from cxjourney.inference.chains import going_on
from cxjourney.inference.jackknife import divide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.restoring import Restoring
    from cxjourney.simulation.flow import Flow

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

NEARLY = 1e-9
"""Probabilities that differ by less are the same."""


class Edit(Protocol):
    """A change of a flow."""

    @property
    def uncertain(self) -> int:
        """Number of figures behind it that are not known exactly, beyond what the folds show."""

    def apply(self, flow: Flow, shifted: int | None = None) -> Flow:
        """
        Return the changed flow.

        Parameters
        ----------
        flow
            The flow.
        shifted
            Which of its uncertain figures is one standard error larger; None for none.
        """


@dataclass(frozen=True, eq=False)
class Certain:
    """What has no uncertain figures of its own."""

    @property
    def uncertain(self) -> int:
        """None."""
        return 0


@dataclass(frozen=True, eq=False)
class RateEdit:
    """
    A rate of a touchpoint that is lower or higher.

    Parameters
    ----------
    restoring
        The touchpoint and the rate.
    excesses
        By how much lower, on all data and without each fold; several add up.
    errors
        Standard error of each of them beyond what the folds show, by the same axis.
    """

    restoring: Restoring
    excesses: tuple[Floats, ...]
    errors: tuple[Floats, ...]

    @property
    def uncertain(self) -> int:
        """One a reference."""
        return len(self.errors)

    @property
    def excess(self) -> Floats:
        """By how much lower the rate is in all."""
        return np.asarray(sum(self.excesses))

    def apply(self, flow: Flow, shifted: int | None = None) -> Flow:
        """Return the flow in which the rate is changed."""
        state, excess = self.restoring.state, self.excess
        if shifted is not None:
            excess = excess + self.errors[shifted]
        row = np.broadcast_to(flow.onward[:, state], (len(excess), flow.onward.shape[-1]))
        return flow.with_row(state, self.restoring.applied(row, excess)[: len(flow.start)])


@dataclass(frozen=True, eq=False)
class LostEdit:
    """
    Fewer or more who leave at a state, whatever the reason is.

    Parameters
    ----------
    state
        Its number.
    factor
        Those who go on as a multiple of now, by chain; no more can go on than come.
    fixed
        Moves that are as good as leaving; the last entry is the goal.
    error
        Standard error of the factor beyond what the folds show.
    beside
        Those who went on before, by chain, where the drop-off there is changed, too: whoever that keeps is not kept twice. None where
        nothing else is changed.
    """

    state: int
    factor: Floats
    fixed: Flags
    error: float = 0.0
    beside: Floats | None = None

    @property
    def uncertain(self) -> int:
        """The factor, where it has an error of its own."""
        return int(self.error > 0)

    def apply(self, flow: Flow, shifted: int | None = None) -> Flow:
        """Return the flow in which others go on in proportion."""
        factor = (self.factor if shifted is None else self.factor + self.error)[: len(flow.start)]
        row = flow.onward[:, self.state]
        rest = np.where(self.fixed, 0.0, row)
        total = np.asarray(rest.sum(axis=-1))
        most = divide(1 - row.sum(axis=-1), total)
        if self.beside is not None:
            factor = np.maximum(np.nan_to_num(divide(factor * self.beside[: len(factor)], total), nan=1.0), 1.0)
        return flow.with_row(self.state, row + rest * np.clip(factor - 1, -1, np.nan_to_num(most))[:, None])


@dataclass(frozen=True, eq=False)
class TimeEdit(Certain):
    """
    Another time to the next step.

    Parameters
    ----------
    state
        Number of the state.
    factor
        How many times as long, by chain.
    at_most
        The same if it acts on all of the time, also on what seems to be no waiting.
    """

    state: int
    factor: Floats
    at_most: Floats | None = None

    def apply(self, flow: Flow, shifted: int | None = None) -> Flow:
        """Return the flow in which the step takes as many times as long."""
        del shifted
        return flow.with_seconds(self.state, flow.seconds[:, self.state] * self.factor[: len(flow.start)])

    def farthest(self) -> Self:
        """Return the edit that acts on all of the time."""
        return self if self.at_most is None else replace(self, factor=self.at_most)


@dataclass(frozen=True, eq=False)
class MixEdit(Certain):
    """
    Visits in other channels.

    Parameters
    ----------
    state
        Number of the state.
    mix
        Share of each channel, by chain.
    """

    state: int
    mix: Floats

    def apply(self, flow: Flow, shifted: int | None = None) -> Flow:
        """Return the flow in which the visits are in these channels."""
        del shifted
        return flow.with_mix(self.state, self.mix[: len(flow.start)])


@dataclass(frozen=True, eq=False)
class RedirectEdit(Certain):
    """
    Moves from one state that lead elsewhere, all at once.

    Parameters
    ----------
    source
        Number of the state.
    moves
        Target now, target then, and share of the moves; None for leaving.
    """

    source: int
    moves: tuple[tuple[int | None, int | None, float], ...]

    def apply(self, flow: Flow, shifted: int | None = None) -> Flow:
        """Return the flow in which these moves lead elsewhere."""
        del shifted
        before = flow.onward[:, self.source]
        row, leaving = before.copy(), np.maximum(1 - before.sum(axis=-1), 0)
        for target, to, share in self.moves:
            amount = share * (leaving if target is None else before[:, target])
            if target is not None:
                row[:, target] -= amount
            if to is not None:
                row[:, to] += amount
        return flow.with_row(self.source, np.maximum(row, 0))


@dataclass(frozen=True, eq=False)
class AddEdit(Certain):
    """
    A new state on the way.

    Parameters
    ----------
    identifier
        Identifier of its touchpoint.
    source, target
        Moves from the first to the second pass it; where the second is None, all moves from the first.
    share
        Share of these moves.
    drop_off
        Share of its visits that leave.
    seconds
        Time to the next step.
    mix
        Share of each channel.
    """

    identifier: str
    source: int
    target: int | None
    share: float
    drop_off: float
    seconds: float
    mix: Floats

    def apply(self, flow: Flow, shifted: int | None = None) -> Flow:
        """Return the flow that passes it."""
        del shifted
        before = flow.onward[:, self.source]
        diverted = before * self.share if self.target is None else np.zeros_like(before)
        if self.target is not None:
            diverted[:, self.target] = self.share * before[:, self.target]
        total = diverted.sum(axis=-1)
        row = (1 - self.drop_off) * np.nan_to_num(divide(diverted, total[:, None]))
        found = flow.with_state(self.identifier, row, self.seconds, self.mix)
        onward = found.onward.copy()
        onward[:, self.source, : flow.size] = before[:, :-1] - diverted[:, :-1]
        onward[:, self.source, flow.size] = total
        onward[:, self.source, -1] = before[:, -1] - diverted[:, -1]
        return found.with_row(self.source, onward[:, self.source])


@dataclass(frozen=True, eq=False)
class RemoveEdit(Certain):
    """
    States that are taken away, all at once, so that their order does not matter.

    Parameters
    ----------
    states
        Number, name and what becomes of the visitors of each.
    ends
        Identifiers of the touchpoints where ending is natural: as many end there as now.
    """

    states: tuple[tuple[int, str, str], ...]
    ends: frozenset[str]

    def apply(self, flow: Flow, shifted: int | None = None) -> Flow:
        """Return the flow without them."""
        del shifted
        fixed = np.append(np.isin(flow.ids, sorted(self.ends)), [False])
        for state, name, visitors in self.states:
            if visitors != "as_now":
                flow = flow.with_row(
                    state, self._onward(flow, state, name, fixed) if visitors == "go_on" else np.zeros_like(flow.onward[:, 0])
                )
        for state, name, _ in self.states:
            flow = flow.without(state)
            if not np.isfinite(flow.onward[0]).all():
                raise _nowhere(name)
        return flow

    @staticmethod
    def _onward(flow: Flow, state: int, name: str, fixed: Flags) -> Floats:
        row = flow.onward[:, state].copy()
        row[:, state] = 0.0
        total = row.sum(axis=-1)
        found = going_on(row, divide(np.ones_like(total), total), fixed=fixed)
        if not np.isfinite(found[0]).all():
            raise _nowhere(name)
        return found


def _nowhere(name: str) -> StatisticsError:
    return StatisticsError(
        f"{name!r} cannot be removed: nobody goes anywhere else from there, so that the log cannot show where its visitors would go.",
        hint="let them leave with visitors='leave', or redirect the moves that lead there.",
    )
