"""Pain points of a measured map: all detectors, one correction for looking in many places, findings in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.earlier_period import tested
from cxjourney.diagnosis.gap_family import GapFamily
from cxjourney.diagnosis.registry import GAP_KINDS
from cxjourney.diagnosis.reports import Report
from cxjourney.diagnosis.untested import untested_of
from cxjourney.inference.multiplicity import fcr_level, q_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.registry import Chosen
    from cxjourney.model.findings import PainPoint, Untested

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

FAMILIES = 2
"""Touchpoints are one family of hypotheses, gaps of channels and segments the other; each has half of the error rate."""


@dataclass(frozen=True, slots=True)
class Measured:
    """
    What the tests of a map gave.

    Parameters
    ----------
    pain_points
        Findings in order.
    tested
        Number of hypotheses.
    untested
        What could not be tested.
    """

    pain_points: tuple[PainPoint, ...]
    tested: int
    untested: tuple[Untested, ...]


def measured_pains(context: Context, wanted: Chosen, *, fdr: float) -> Measured:
    """
    Test every touchpoint, and every channel and segment of it, for every kind.

    Parameters
    ----------
    context
        The map under diagnosis.
    wanted
        What is looked for.
    fdr
        Expected share of false findings.
    """
    found = [tested(detector, context) for detector in wanted.detectors]
    count, kinds = len(context.touchpoints), len(found)
    p_values = np.concatenate([each.p_values for each in found]) if found and wanted.touchpoints else np.full(count * kinds, np.nan)
    q = q_values(p_values, families=FAMILIES).reshape(kinds, count)
    gaps = GapFamily(context, wanted, tuple(found), q <= fdr, fdr=fdr)
    kept = (q <= fdr) & ~gaps.moved
    hypotheses = int((~np.isnan(p_values)).sum())
    adjusted = fcr_level(context.level, selected=int(kept.sum()), tested=hypotheses)
    pains = [*_touchpoint_pains(gaps, q, kept, adjusted), *gaps.pain_points()]
    untested = [item for detector, each in zip(wanted.detectors, found, strict=True) for item in untested_of(detector, each, context)]
    order = [*(detector.kind for detector in wanted.detectors), *GAP_KINDS]
    return Measured(ranked(context, pains, order), hypotheses + gaps.hypotheses, (*untested, *gaps.untested()))


def _touchpoint_pains(gaps: GapFamily, q_values: Floats, kept: Flags, adjusted: float) -> list[PainPoint]:
    """Return the findings that stay at their touchpoints."""
    pains = []
    for row, (detector, candidates) in enumerate(zip(gaps.wanted.detectors, gaps.found, strict=True)):
        if kept[row].any():
            report = Report(gaps.context, detector, candidates, adjusted, gaps.context.reach, gaps.remarks(row))
            pains += [report.pain_point(int(place), float(q_values[row, place])) for place in np.flatnonzero(kept[row])]
    return pains


def ranked(context: Context, pains: Sequence[PainPoint], kinds: Sequence[str]) -> tuple[PainPoint, ...]:
    """
    Return findings in order: by severity, then by customers affected, then by kind and place.

    Parameters
    ----------
    context
        The map under diagnosis.
    pains
        Findings in any order.
    kinds
        Kinds in the order of ties.
    """
    place = {touchpoint.id: index for index, touchpoint in enumerate(context.journey_map.touchpoints)}
    order = {kind: index for index, kind in enumerate(kinds)}

    def key(pain: PainPoint) -> tuple[float, float, int, int, str]:
        affected = pain.affected_customers.value if pain.affected_customers else None
        figures = -(pain.severity.value or 0.0), -(affected or 0.0)
        return *figures, order[pain.kind], place[pain.touchpoint_id or ""], pain.channel_id or pain.segment_id or ""

    return tuple(pain.replace(rank=rank) for rank, pain in enumerate(sorted(pains, key=key), 1))
