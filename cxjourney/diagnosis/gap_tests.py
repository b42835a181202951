"""How single channels and segments are compared with the rest of their touchpoint."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.protocol import Candidates, Gaps
from cxjourney.diagnosis.references import rest_references
from cxjourney.diagnosis.untested import FEW_IN_CELL, MIN_CUSTOMERS
from cxjourney.diagnosis.usual_gaps import usual_gaps
from cxjourney.inference.jackknife import divide, replicate
from cxjourney.inference.minimum_effect import Reference, mean_above, share_above
from cxjourney.inference.ratios import Ratios, from_replicates

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from cxjourney.diagnosis.cells import Cells, Sides

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MICRO = 1e-6
LOG_MILLISECOND = float(np.log(1e-3))


def rate_gaps(cells: Cells, hits: str, of: str, *, margin: float, factor: float = 1.0, without: str | None = None) -> Gaps:
    """
    Return the tests of a share of visits in every cell.

    Parameters
    ----------
    cells
        The cells.
    hits, of
        Names of the sums: visits where it went wrong, and visits where it could have.
    margin, factor
        The smallest difference and the smallest ratio that count, beyond the usual gap of the channel or segment; both must be exceeded.
    without
        A part of the hits; the tests must also hold when they are not counted.

    Notes
    -----
    The reference is the rate in the rest of the touchpoint plus the median gap of the same channel or segment elsewhere. That the
    cell lies above it by no more than the margin is tested as in the score test for two shares.
    """
    whole, part = cells.sums(hits), cells.sums(of)
    customers = cells.effective_customers(of)
    gaps, p_values = _compared_shares(cells, whole, part, customers, margin=margin, factor=factor)
    if without is not None:
        less = cells.sums(without)
        fewer = type(whole)(whole.own - less.own, whole.rest - less.rest)
        p_values = np.maximum(p_values, _compared_shares(cells, fewer, part, customers, margin=margin, factor=factor)[1])
    return _tested(gaps, p_values)


def log_gaps(cells: Cells, logs: str, of: str, *, margin: float) -> Gaps:
    """
    Return the tests of the mean logarithm of a time in every cell.

    Parameters
    ----------
    cells
        The cells.
    logs, of
        Names of the sums: logarithms over one millisecond in millionths, and how many.
    margin
        The smallest difference of logarithms that counts, beyond the usual gap of the channel or segment.
    """
    totals, counts = cells.sums(logs), cells.sums(of)
    own, rest = (
        _unbounded(replicate(divide, total * MICRO, count) + LOG_MILLISECOND, count, customers)
        for total, count, customers in zip(totals, counts, cells.effective_customers(of), strict=True)
    )
    usable = well_measured(own, rest)
    spread = np.nan_to_num(own.variance + rest.variance)
    usual = usual_gaps(own.replicates - rest.replicates, usable, cells.layout, 1 / (spread + margin**2), own.n, worse=1)
    expected = rest.replicates + usual
    p_values = mean_above(own.replicates, counts.own, Reference(expected, rest.df), margin=margin)
    whole = divide(sum(total.sum(axis=-1) for total in totals) * MICRO, sum(count.sum(axis=-1) for count in counts)) + LOG_MILLISECOND
    references = rest_references(expected, rest)
    reasons = cell_reasons(usable, own.n)
    found = Candidates(own, references, p_values, untested=reasons)
    return _tested(Gaps(found, whole, _share(own.n, rest.n), usual[:, 0], margin), p_values)


def well_measured(own: Ratios, rest: Ratios) -> Flags:
    """
    Return where enough customers stand behind both sides.

    Parameters
    ----------
    own, rest
        Figures of the cells and of the rest.
    """
    enough = (own.customers >= MIN_CUSTOMERS) & (rest.customers >= MIN_CUSTOMERS)
    return np.asarray(enough & ~np.isnan(own.value) & ~np.isnan(rest.value))


def cell_reasons(usable: Flags, n: Floats) -> tuple[str, ...]:
    """
    Return why each cell cannot be tested; empty where it can, or where nothing was observed.

    Parameters
    ----------
    usable
        Where enough customers stand behind both sides.
    n
        Numbers of observations in the cells.
    """
    return tuple("" if good or not count else FEW_IN_CELL for good, count in zip(usable.tolist(), n.tolist(), strict=True))


def _compared_shares(
    cells: Cells, hits: Sides, of: Sides, customers: tuple[Floats, Floats], *, margin: float, factor: float
) -> tuple[Gaps, Floats]:
    own, rest = (_shares(hit, count, known) for hit, count, known in zip(hits, of, customers, strict=True))
    usable = well_measured(own, rest)
    spread = np.nan_to_num(own.standard_error**2 + rest.standard_error**2)
    usual = usual_gaps(own.replicates - rest.replicates, usable, cells.layout, 1 / (spread + margin**2), own.n, worse=1)
    expected = np.clip(rest.replicates + usual, 0, 1)
    reference = Reference(expected, rest.df, rest.n_effective, expected - rest.replicates)
    p_values = share_above(own, reference, margin=margin)
    if factor > 1:
        p_values = np.maximum(p_values, share_above(own, reference, factor=factor))
    whole = divide(hits.own.sum(axis=-1) + hits.rest.sum(axis=-1), (of.own.sum(axis=-1) + of.rest.sum(axis=-1)).astype(np.float64))
    reasons = cell_reasons(usable, own.n)
    found = Candidates(own, rest_references(expected, rest), p_values, untested=reasons)
    return Gaps(found, whole, _share(own.n, rest.n), usual[:, 0], margin, factor), p_values


def _tested(gaps: Gaps, p_values: Floats) -> Gaps:
    """Return the gaps with p-values where there is something to test and no reason not to."""
    found = gaps.candidates
    tested = np.array([not reason for reason in found.untested], dtype=bool) & (found.measured.n > 0)
    candidates = Candidates(found.measured, found.references, np.where(tested, p_values, np.nan), untested=found.untested)
    return replace(gaps, candidates=candidates)


def _shares(hits: ArrayLike, of: ArrayLike, customers: Floats) -> Ratios:
    return from_replicates(replicate(divide, hits, of), of, customers=customers, at_most_n=True)


def _unbounded(replicates: Floats, count: ArrayLike, customers: Floats) -> Ratios:
    independent = np.minimum(np.asarray(count, dtype=np.float64).sum(axis=-1), customers)
    return from_replicates(replicates, count, bounds=None, customers=independent)


def _share(own: Floats, rest: Floats) -> Floats:
    return np.asarray(np.nan_to_num(divide(own, own + rest)))
