"""How the scores of single channels and segments are compared with the rest of their touchpoint."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.gap_tests import cell_reasons, well_measured
from cxjourney.diagnosis.protocol import Candidates, Gaps
from cxjourney.diagnosis.references import rest_references
from cxjourney.diagnosis.score_means import averaged, combined, kept, share_of_bad
from cxjourney.diagnosis.usual_gaps import usual_gaps
from cxjourney.inference.jackknife import divide
from cxjourney.inference.minimum_effect import Reference, mean_above
from cxjourney.inference.ratios import Ratios, means

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.diagnosis.cells import Cells
    from cxjourney.diagnosis.score_means import Combined

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]

MICRO = 1e-6


def score_gaps(cells: Cells, chosen: Sequence[int], *, margin: float) -> Gaps:
    """
    Return the tests of the scores in every cell, each metric against the same metric in the rest of the touchpoint.

    Parameters
    ----------
    cells
        The cells.
    chosen
        Codes of the metrics.
    margin
        The smallest difference that counts, beyond the usual gap of the channel or segment.
    """
    sides = [each.at((slice(None), chosen)) for each in cells.answers]
    own_n, rest_n = (each.effective()["n"] for each in sides)
    own, rest = (
        replace(means(each["valence_sum"] * MICRO, each["n"], bounds=(-2.0, 2.0)), customers=customers[:, chosen])
        for each, customers in zip((each.effective() for each in sides), cells.score_customers(), strict=True)
    )
    known = well_measured(own, rest)
    usual = _usual(cells, own, rest, known, margin)
    expected = np.clip(rest.replicates + usual, -2, 2)
    both = combined(own, expected, rest.df, known, own_n)
    beside = averaged(rest.replicates, both.weights)
    answers = kept(own_n, known)
    p_values = _p_values(both, answers, averaged(_errors(rest), both.weights)[:, 0], margin)
    others = kept(rest_n, known).sum(axis=-1)
    reasons = cell_reasons(np.asarray(known.any(axis=1)), own_n.sum(axis=(1, 2)))
    tested = np.array([not reason for reason in reasons], dtype=bool) & known.any(axis=1)
    found = Candidates(
        both.measured,
        rest_references(both.references, replace(both.measured, replicates=beside, n=others, df=both.df)),
        np.where(tested, p_values, np.nan),
        affected=share_of_bad(sides[0], known),
        untested=reasons,
    )
    total, count = (sum(each[name].sum(axis=-1) for each in sides) for name in ("valence_sum", "n"))
    whole = divide(total * MICRO, count.astype(np.float64))
    inside, beyond = (kept(each["n"], known).sum(axis=-1).astype(np.float64) for each in sides)
    share = np.asarray(np.nan_to_num(divide(inside, inside + beyond)))
    return Gaps(found, averaged(whole[..., None], both.weights)[:, 0], share, averaged(usual, both.weights)[:, 0], margin)


def _usual(cells: Cells, own: Ratios, rest: Ratios, known: Flags, margin: float) -> Floats:
    """Return the usual gaps by metric."""
    spread = np.nan_to_num(own.standard_error**2 + rest.standard_error**2)
    differences, weights = own.replicates - rest.replicates, 1 / (spread + margin**2)
    found = [
        usual_gaps(differences[:, metric], known[:, metric], cells.layout, weights[:, metric], own.n[:, metric], worse=-1)
        for metric in range(known.shape[1])
    ]
    return np.stack(found, axis=1)


def _errors(rest: Ratios) -> Floats:
    """Return standard errors as replicates that do not vary."""
    return np.asarray(rest.standard_error[..., None])


def _p_values(both: Combined, counts: Integers, beside: Floats, margin: float) -> Floats:
    least = np.sqrt(both.least**2 + np.nan_to_num(beside) ** 2)
    return mean_above(-both.measured.replicates, counts, Reference(-both.references, both.df), margin=margin, least=least)
