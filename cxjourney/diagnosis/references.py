"""What a touchpoint is compared with: its plan, else its earlier period, else its peers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.untested import MIN_CUSTOMERS
from cxjourney.inference.minimum_effect import Reference
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.inference.ratios import Ratios

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

MIN_PEERS = 3
NONE, STAGE, REST, EARLIER, PLAN = -1, 0, 1_000_000, 1_000_001, 1_000_002
"""Scopes: no reference, peers of the same stage (more: of the stages up to so far away), the rest of the touchpoint, the earlier
period, the plan."""


@dataclass(frozen=True, slots=True, eq=False)
class References:
    """
    What each touchpoint is compared with.

    Parameters
    ----------
    replicates
        The references on all data, then without each fold; NaN where there is none.
    df
        Degrees of freedom of their variance, infinite for plans.
    scope
        How many stages away the peers may be; `NONE` without a reference, `REST`, `EARLIER` or `PLAN`.
    low, high
        Smallest and largest of the peers.
    peers
        Which touchpoints are measured precisely enough to be peers.
    n
        Numbers of observations behind references that are one figure; 0 for others.
    vague
        Where the earlier figure was not measured precisely enough to compare with; None without an earlier period.
    worth
        Numbers of independent observations that earlier figures are worth, NaN for other references; None without an earlier period.
    """

    replicates: Floats
    df: Floats
    scope: Integers
    low: Floats
    high: Floats
    peers: Flags
    n: Floats
    vague: Flags | None = None
    worth: Floats | None = None

    @property
    def value(self) -> Floats:
        """The references."""
        return np.asarray(self.replicates[..., 0])

    @property
    def for_tests(self) -> Reference:
        """The same as the tests want it."""
        return Reference(self.replicates, self.df, self.worth)

    def with_plan(self, targets: Floats) -> References:
        """
        Return the references in which planned values come before peers.

        Parameters
        ----------
        targets
            Planned values on the scale of the references, NaN where there is none.
        """
        planned = ~np.isnan(targets)
        constant = np.repeat(targets[:, None], self.replicates.shape[1], axis=1)
        return self._with(planned, constant, df=np.full(len(targets), np.inf), scope=PLAN, n=np.zeros(len(targets)))

    def with_earlier(self, before: Ratios | None) -> References:
        """
        Return the references in which figures of an earlier period come before peers.

        Parameters
        ----------
        before
            Figures of the earlier period on the scale of the references; None where there is no such period. How sure they are counts in
            the test.
        """
        if before is None:
            return self
        known = (before.customers >= MIN_CUSTOMERS) & ~np.isnan(before.value)
        found = self._with(known, before.replicates, df=before.df, scope=EARLIER, n=before.n)
        return replace(found, vague=~known & (before.n > 0), worth=np.where(known, before.n_effective, np.nan))

    def _with(self, known: Flags, replicates: Floats, *, df: Floats, scope: int, n: Floats) -> References:
        """Return the references with others where those are known."""
        return replace(
            self,
            replicates=np.where(known[:, None], replicates, self.replicates),
            df=np.where(known, df, self.df),
            scope=np.where(known, scope, self.scope),
            low=np.where(known, replicates[:, 0], self.low),
            high=np.where(known, replicates[:, 0], self.high),
            n=np.where(known, n, self.n),
            worth=None if self.worth is None else np.where(known, np.nan, self.worth),
        )


def no_references(count: int) -> References:
    """
    Return references for touchpoints that have none.

    Parameters
    ----------
    count
        Number of touchpoints.
    """
    nan = np.full(count, np.nan)
    return References(
        replicates=np.full((count, FOLDS + 1), np.nan),
        df=np.full(count, FOLDS - 1.0),
        scope=np.full(count, NONE, dtype=np.int64),
        low=nan.copy(),
        high=nan,
        peers=np.zeros(count, dtype=bool),
        n=np.zeros(count),
    )


def rest_references(replicates: Floats, rest: Ratios) -> References:
    """
    Return the references of cells: the rest of their touchpoints, moved by what sets the channel or segment apart elsewhere.

    Parameters
    ----------
    replicates
        The references on all data, then without each fold.
    rest
        Figures of the rest as they are.
    """
    count = len(replicates)
    return References(
        replicates=replicates,
        df=rest.df,
        scope=np.full(count, REST, dtype=np.int64),
        low=rest.value,
        high=rest.value,
        peers=np.zeros(count, dtype=bool),
        n=rest.n,
    )


def peer_references(replicates: Floats, peers: Flags, stages: Integers, df: Floats, *, alike: Flags | None = None) -> References:
    """
    Return the median of each touchpoint's peers, itself left out.

    Peers are those of the same stage if there are at least three others, else those of the nearest stages around it that hold three
    together; where even the whole map does not, there is no reference.

    Parameters
    ----------
    replicates
        Figures of the touchpoints on all data, then without each fold.
    peers
        Which touchpoints are measured precisely enough.
    stages
        Stage of each touchpoint.
    df
        Degrees of freedom of their variances.
    alike
        For figures that differ between stages by nature, such as times: which touchpoints have one. A stage that holds enough of them,
        measured precisely or not, is never compared with other stages.

    Notes
    -----
    The median is taken again without each fold, so that its variance, and what it shares with the touchpoint because the same
    customers visit both, come from the folds like any other.
    """
    known = np.where(np.isnan(replicates), replicates[:, :1], replicates)
    result = no_references(len(replicates))
    span = int(np.ptp(stages)) if len(stages) else 0
    for stage in np.unique(stages):
        own = alike is not None and np.count_nonzero(alike[stages == stage]) > MIN_PEERS
        for distance in range(1 if own else span + 1):
            members = np.flatnonzero(np.abs(stages - stage) <= distance)
            found = _without_itself(known, peers, members)
            chosen = (stages[members] == stage) & (found.count >= MIN_PEERS) & (result.scope[members] == NONE)
            places = members[chosen]
            result.replicates[places] = found.median[chosen]
            result.scope[places] = distance
            result.low[places], result.high[places] = found.low[chosen], found.high[chosen]
            if (result.scope[stages == stage] != NONE).all():
                break
    if peers.any():
        result.df[:] = df[peers].min()
    return replace(result, peers=peers)


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    median: Floats
    low: Floats
    high: Floats
    count: Integers


def _without_itself(replicates: Floats, peers: Flags, members: Integers) -> _Group:
    """Return median, smallest and largest of the peers among members, for each member without itself."""
    valid = members[peers[members]]
    own = peers[members].astype(np.int64)
    count = len(valid) - own
    if len(valid) < 2:
        nan = np.full((len(members), replicates.shape[1]), np.nan)
        return _Group(nan, nan[:, 0], nan[:, 0], np.zeros(len(members), dtype=np.int64))
    order = np.argsort(replicates[valid], axis=0, kind="stable")
    values = np.take_along_axis(replicates[valid], order, axis=0)
    ranks = np.full((len(members), replicates.shape[1]), len(valid), dtype=np.int64)
    ranks[own == 1] = np.argsort(order, axis=0, kind="stable")

    def at(place: Integers) -> Floats:
        """Return the value at a place of the sorted peers, the member itself left out."""
        shifted = place[:, None] + (place[:, None] >= ranks)
        return np.take_along_axis(values, np.minimum(shifted, len(valid) - 1), axis=0)

    median = (at((count - 1) // 2) + at(count // 2)) / 2
    return _Group(median, at(np.zeros_like(count))[:, 0], at(count - 1)[:, 0], count)
