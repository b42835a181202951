"""What all detectors of rates share: references, tests and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.gap_tests import rate_gaps
from cxjourney.diagnosis.protocol import Candidates, Gaps, Scale, Wording
from cxjourney.diagnosis.references import NONE, no_references, peer_references
from cxjourney.diagnosis.untested import FEW_CUSTOMERS, FEW_PEERS, MIN_CUSTOMERS, NOT_FOLLOWED
from cxjourney.inference.minimum_effect import share_above
from cxjourney.inference.ratios import shares
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.cells import Cells
    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.references import References
    from cxjourney.inference.ratios import Ratios
    from cxjourney.model.findings import Cause
    from cxjourney.statistics import JourneyStatistics

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


LEAST_MARGIN = 0.02
"""A margin set below this asks no more precision of peers: how sure the reference is counts in the test anyway."""

GOING_ON = 0.2
"""Where a smaller share of visits is followed by another, those who go on say nothing about the touchpoint."""


@dataclass(frozen=True, slots=True)
class Rate:
    """
    A kind of pain point that is a share of visits, by name of the two sums.

    Parameters
    ----------
    kind
        Name of the kind, and of its margin.
    hits, of
        Names of the sums: visits where it went wrong, and visits where it could have.
    claim, test, counted
        Its wording; the test has ``{points}`` for the margin in it.
    targets
        Names of planned values.
    missing
        Why nothing can be tested where no visit could have gone wrong.
    """

    kind: str
    hits: str
    of: str
    claim: str
    test: str
    counted: str
    targets: tuple[str, ...] = ()
    missing: str = "No visit could be looked at."
    unit: str = "share"
    scale: Scale = "difference"
    worse: int = 1
    cap: float = 0.3
    cause: Cause | None = None

    def margin(self, context: Context) -> float:
        """Return the smallest difference that counts."""
        return float(getattr(context.margins, self.kind))

    def wording(self, context: Context) -> Wording:
        """Return how its findings are put into words."""
        test = self.test.format(reference="{reference}", points=f"{100 * self.margin(context):g} points")
        return Wording(claim=self.claim, test=test, counted=self.counted)

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Measure and test every touchpoint."""
        if not statistics.tables["visits"].total(self.of):
            return nothing(context, self.missing)
        measured = shares(context.sums("visits", self.hits), context.sums("visits", self.of), squares=context.squares(self.of))
        ask, why = self.asked(context)
        targets = context.targets(*self.targets)
        return compared_rates(context, measured, margin=self.margin(context), targets=targets, ask=ask, ask_why=why)

    def asked(self, context: Context) -> tuple[Flags | None, str]:
        """Return the touchpoints about which something must be said first, and what."""
        del context
        return None, ""

    def gaps(self, cells: Cells, context: Context) -> Gaps | None:
        """Measure and test every cell; None where there are no such sums of cells."""
        if not cells.know(self.hits, self.of):
            return None
        return rate_gaps(cells, self.hits, self.of, margin=self.margin(context) + context.margins.gap_rate)


def compared_rates(
    context: Context,
    measured: Ratios,
    *,
    margin: float,
    factor: float = 1.0,
    targets: Floats,
    ask: Flags | None = None,
    ask_why: str = "",
) -> Candidates:
    """
    Return rates with their references and tests.

    Parameters
    ----------
    context
        The map under diagnosis.
    measured
        The rates.
    margin, factor
        The smallest difference and the smallest ratio that count; both must be exceeded.
    targets
        Planned rates, NaN where there is none.
    ask
        Touchpoints about which something must be declared first.
    ask_why
        What.
    """
    open_question = np.zeros(len(measured.n), dtype=bool) if ask is None else ask
    enough = (measured.customers >= MIN_CUSTOMERS) & ~open_question
    precision = max(margin, LEAST_MARGIN) / 2
    precise = enough & (measured.standard_error <= precision) & ~np.isnan(measured.value)
    peers = peer_references(measured.replicates, precise, context.stages, measured.df)
    references = peers.with_earlier(context.before).with_plan(targets)
    p_values = share_above(measured, references.for_tests, margin=margin)
    if factor > 1:
        p_values = np.maximum(p_values, share_above(measured, references.for_tests, factor=factor))
    reasons = why_untested(measured, references)
    asked = open_question & (measured.customers >= MIN_CUSTOMERS)
    reasons = tuple(ask_why if question else reason for question, reason in zip(asked.tolist(), reasons, strict=True))
    tested = np.array([not reason for reason in reasons], dtype=bool) & (measured.n > 0)
    return Candidates(measured, references, np.where(tested, p_values, np.nan), untested=reasons)


def few_go_on(context: Context) -> Flags:
    """
    Return the touchpoints where hardly any visit is followed by another.

    Parameters
    ----------
    context
        The map under diagnosis.
    """
    followed, visits = (context.sums("visits", name).sum(axis=-1) for name in ("followed", "visits"))
    return np.asarray(followed < GOING_ON * visits)


def why_untested(measured: Ratios, references: References) -> tuple[str, ...]:
    """
    Return why each touchpoint cannot be tested; empty where it can, or where there is nothing to test.

    Parameters
    ----------
    measured
        The figures.
    references
        What they are compared with.
    """
    rows = zip(measured.n.tolist(), measured.customers.tolist(), np.isnan(measured.value).tolist(), references.scope.tolist(), strict=True)
    return tuple(
        "" if n == 0 else FEW_CUSTOMERS if customers < MIN_CUSTOMERS else NOT_FOLLOWED if unknown else FEW_PEERS if scope == NONE else ""
        for n, customers, unknown, scope in rows
    )


def nothing(context: Context, reason: str) -> Candidates:
    """
    Return candidates none of which could be tested.

    Parameters
    ----------
    context
        The map under diagnosis.
    reason
        Why, for the whole map.
    """
    count = len(context.touchpoints)
    zeros = np.zeros((count, FOLDS))
    return Candidates(shares(zeros, zeros), no_references(count), np.full(count, np.nan), whole_map=reason)
