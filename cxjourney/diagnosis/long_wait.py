"""Long waits: touchpoints after which the next step takes long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.gap_tests import log_gaps
from cxjourney.diagnosis.protocol import Candidates, Gaps, Scale, Wording
from cxjourney.diagnosis.rates import few_go_on, why_untested
from cxjourney.diagnosis.references import peer_references
from cxjourney.diagnosis.severity import MINOR, MODERATE
from cxjourney.diagnosis.untested import COMPLETE, FEW_GO_ON, MIN_CUSTOMERS, NO_MOVES
from cxjourney.inference.jackknife import divide
from cxjourney.inference.life_tables import log_times
from cxjourney.inference.minimum_effect import mean_above
from cxjourney.inference.ratios import Ratios, from_replicates
from cxjourney.statistics.settings import TIME_BIN
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.cells import Cells
    from cxjourney.diagnosis.context import Context
    from cxjourney.model.findings import Cause
    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers

    Floats = NDArray[np.float64]


LEAST_MARGIN = float(np.log(1.5))
"""A margin set below this asks no more precision of peers: how sure the reference is counts in the test anyway."""


SHORT_SECONDS = 60.0
"""Nobody is known to wait where none is declared, least of all for steps of less than a minute."""


@dataclass(frozen=True, slots=True)
class LongWait:
    """
    The geometric mean of the time to the next step, corrected for moves that the end of the log hides.

    It is a wait in the strict sense only where an expected wait is declared; elsewhere it is the time customers take, and findings are
    rated moderate at most, minor where it takes less than a minute.
    """

    kind: str = "long_wait"
    unit: str = "seconds"
    scale: Scale = "ratio"
    worse: int = 1
    cap: float = 5.0
    cause: Cause | None = "long_wait"

    def margin(self, context: Context) -> float:
        """Return the smallest ratio that counts."""
        return context.margins.long_wait

    def wording(self, context: Context) -> Wording:
        """Return how its findings are put into words."""
        return Wording(
            claim="The next step after {place} takes longer",
            test=f"The time to the next step is more than {context.margins.long_wait:g} times as long as {{reference}}.",
            counted="moves",
        )

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Measure and test every touchpoint."""
        del statistics
        moves, censored, log_sums = _with_later_moves(context)
        timed = moves.sum(axis=-2)
        visits = context.sums("visits", "visits") - context.sums("visits", "zero_gaps")
        logs = log_times(visits, moves, censored, log_sums)
        measured = from_replicates(logs, timed, bounds=None)
        measured = replace(measured, customers=np.minimum(measured.n, context.effective_customers("followed")))
        margin = float(np.log(context.margins.long_wait))
        planned = _planned(context)
        complete = context.complete & np.isnan(planned)
        certain = (measured.standard_error <= max(margin, LEAST_MARGIN) / 2) & ~np.isnan(measured.value)
        precise = (measured.customers >= MIN_CUSTOMERS) & certain & ~complete
        few = few_go_on(context) & np.isnan(planned) & ~complete
        precise &= ~few
        peers = peer_references(measured.replicates, precise, context.stages, measured.df, alike=(measured.n > 0) & ~complete & ~few)
        references = peers.with_earlier(context.before).with_plan(planned)
        p_values = mean_above(measured.replicates, timed, references.for_tests, margin=margin)
        reasons = tuple(
            COMPLETE if done else NO_MOVES if n == 0 else FEW_GO_ON if alone and customers >= MIN_CUSTOMERS else reason
            for n, customers, done, alone, reason in zip(
                measured.n, measured.customers, complete, few, why_untested(measured, references), strict=True
            )
        )
        tested = np.array([not reason for reason in reasons], dtype=bool)
        return Candidates(
            measured,
            references,
            np.where(tested, p_values, np.nan),
            affected=_slower(context, references.value + margin, np.arange(len(planned))),
            untested=reasons,
            most=_most(planned, measured.value),
            part=_going_on(context),
        )

    def gaps(self, cells: Cells, context: Context) -> Gaps:
        """Measure and test every cell."""
        margin = float(np.log(context.margins.long_wait))
        found = log_gaps(cells, "log_sum", "timed", margin=margin)
        figures = found.candidates
        beyond = figures.references.value + margin - (figures.measured.value - found.whole)
        affected = _slower(context, beyond, cells.places)
        planned = _planned(context)[cells.places]
        few = few_go_on(context)[cells.places] & np.isnan(planned)
        changed = replace(
            figures,
            p_values=np.where(few, np.nan, figures.p_values),
            affected=affected,
            most=_most(planned, figures.measured.value),
            part=_going_on(context)[cells.places],
        )
        return replace(found, candidates=changed)


def _most(planned: Floats, logs: Floats) -> Floats:
    """Return how severe a finding may be: where no wait is declared moderate at most, and minor if the step takes less than a minute."""
    return np.where(~np.isnan(planned), 100.0, np.where(logs < np.log(SHORT_SECONDS), MINOR, MODERATE))


def _going_on(context: Context) -> Floats:
    """Return the share of the visits followed for long enough after which the customer was seen to move on."""
    followed, visits = (context.sums("visits", name).sum(axis=-1) for name in ("followed", "visits"))
    watched = visits - context.life("censored").sum(axis=(-2, -1))
    return np.minimum(np.nan_to_num(divide(followed, watched)), 1.0)


def _planned(context: Context) -> Floats:
    """Return logarithms of the expected waits in seconds."""
    declared = [np.nan if each.expected_wait is None else each.expected_wait.total_seconds() for each in context.touchpoints]
    expected = np.where(np.isnan(declared), context.targets("transition_time", "long_wait"), declared)
    return np.log(np.maximum(expected, 1e-3))


def _with_later_moves(context: Context) -> tuple[Integers, Integers, Integers]:
    """
    Return moves, cut-off visits and sums of logarithms by touchpoint, bin and fold, with one bin more for moves after the horizon.

    The horizon says when a customer counts as gone; a step that is always slow must not look faster for it.
    """
    moves, censored, log_sums = (context.life(column) for column in ("moves", "censored", "log_sum"))
    taking_time = context.sums("visits", "followed") - context.sums("visits", "zero_gaps")
    later = taking_time - moves.sum(axis=1)
    later_logs = context.leaving("log_sum") - log_sums.sum(axis=1)
    return (
        np.concatenate([moves, later[:, None]], axis=1),
        np.concatenate([censored, np.zeros_like(later)[:, None]], axis=1),
        np.concatenate([log_sums, later_logs[:, None]], axis=1),
    )


def _slower(context: Context, limits: Floats, places: Integers) -> Ratios:
    """Return the shares of visits that were seen to move on only after a limit, a logarithm of seconds, at places of the map."""
    histogram = context.gap_times()
    slowest = np.concatenate([np.cumsum(histogram[:, ::-1], axis=1)[:, ::-1], np.zeros_like(histogram[:, :1])], axis=1)
    first = np.floor((np.nan_to_num(limits, nan=np.inf) - np.log(1e-3)) / np.log(TIME_BIN) - 0.5) + 1
    slower = slowest[places, np.clip(first, 0, histogram.shape[1]).astype(np.int64)].astype(np.float64)
    visits = context.sums("visits", "visits").sum(axis=-1)[places].astype(np.float64)
    share = np.repeat(np.minimum(divide(slower, visits), 1.0)[:, None], FOLDS + 1, axis=1)
    independent = np.minimum(visits, context.effective_customers("visits")[places])
    return Ratios(share, visits, independent, independent, np.maximum(independent - 1, 1), (0.0, 1.0))
