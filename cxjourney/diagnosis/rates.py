"""What all detectors of rates share: references, tests and reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.protocol import Candidates
from cxjourney.diagnosis.references import NONE, no_references, peer_references
from cxjourney.diagnosis.untested import FEW_CUSTOMERS, FEW_PEERS, MIN_CUSTOMERS, NOT_FOLLOWED
from cxjourney.inference.minimum_effect import share_above
from cxjourney.inference.ratios import shares
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.references import References
    from cxjourney.inference.ratios import Ratios

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


LEAST_MARGIN = 0.02
"""A margin set below this asks no more precision of peers: how sure the reference is counts in the test anyway."""


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
    precise = enough & (measured.standard_error <= max(margin, LEAST_MARGIN) / 2) & ~np.isnan(measured.value)
    references = peer_references(measured.replicates, precise, context.stages, measured.df).with_plan(targets)
    p_values = share_above(measured, references.for_tests, margin=margin)
    if factor > 1:
        p_values = np.maximum(p_values, share_above(measured, references.for_tests, factor=factor))
    reasons = why_untested(measured, references)
    asked = open_question & (measured.customers >= MIN_CUSTOMERS)
    reasons = tuple(ask_why if question else reason for question, reason in zip(asked.tolist(), reasons, strict=True))
    tested = np.array([not reason for reason in reasons], dtype=bool) & (measured.n > 0)
    return Candidates(measured, references, np.where(tested, p_values, np.nan), untested=reasons)


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
