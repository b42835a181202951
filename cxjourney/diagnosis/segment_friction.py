"""The friction of stages by segment: whose journeys meet more of it than those of the other customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.friction_sums import EVERYTHING, PARTS, StageSums
from cxjourney.diagnosis.untested import MIN_CUSTOMERS
from cxjourney.discovery.matching import segment_codes
from cxjourney.errors import counted
from cxjourney.inference.minimum_effect import Reference, share_above
from cxjourney.inference.multiplicity import q_values
from cxjourney.model.friction import StageFriction
from cxjourney.wording import chance, figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.estimate import Estimate
    from cxjourney.inference.ratios import Ratios

    Floats = NDArray[np.float64]


def friction_by_segment(context: Context, *, fdr: float) -> tuple[StageFriction, ...]:
    """
    Return the friction of each stage for each segment that enters it, stage by stage.

    Parameters
    ----------
    context
        The map under diagnosis.
    fdr
        Expected share of false findings.

    Notes
    -----
    Each segment is compared with the other segments of the same column together. It is flagged when its rate exceeds theirs by more than
    the margin of friction, tested one-sided at the boundary and corrected over all stages and segments (Benjamini and Hochberg).
    """
    statistics = context.statistics
    seen = set(np.unique(statistics.tables["segment_stages"]["segment"]).tolist())
    segments = [(segment, code) for segment, code in segment_codes(context.journey_map, statistics).items() if code in seen]
    if not segments:
        return ()
    sums = [StageSums(context, (code,)) for _, code in segments]
    rates = [each.share(EVERYTHING) for each in sums]
    rest = [StageSums(context, _others(context, code, seen)).share(EVERYTHING) for _, code in segments]
    q = _q_values(rates, rest, margin=context.margins.friction)
    own = [rate.estimates(level=context.level, method="journeys that met friction, Wilson interval on the effective n") for rate in rates]
    others = [rate.estimates(level=context.level, method="journeys of the other segments") for rate in rest]
    parts = [{name: each.share(bit).estimates(level=context.level) for name, bit in PARTS.items()} for each in sums]
    names = {segment.id: segment.name for segment in context.journey_map.segments}
    result = []
    for place, stage in enumerate(context.journey_map.stages):
        for index, (segment, _) in enumerate(segments):
            if not own[index][place].n:
                continue
            q_value = None if np.isnan(q[index, place]) else float(q[index, place])
            flagged = q_value is not None and q_value <= fdr
            result.append(
                StageFriction(
                    stage=stage.name,
                    stage_id=stage.id,
                    segment=names[segment],
                    segment_id=segment,
                    rate=own[index][place],
                    parts=tuple((name, found[place]) for name, found in parts[index].items() if sums[index].observed(name)[place]),
                    flagged=flagged,
                    q_value=q_value,
                    going_on_rate=stage.measure("going_on_rate", segment=segment),
                    summary=_summary(names[segment], stage.name, own[index][place], others[index][place], q_value if flagged else None),
                )
            )
    return tuple(result)


def _q_values(rates: list[Ratios], rest: list[Ratios], *, margin: float) -> Floats:
    """Return q-values by segment and stage; NaN where either side has too few customers."""
    pairs = list(zip(rates, rest, strict=True))
    p_values = np.stack(
        [share_above(own, Reference(others.replicates, others.df, others.n_effective), margin=margin) for own, others in pairs]
    )
    few = np.stack([np.minimum(own.customers, others.customers) < MIN_CUSTOMERS for own, others in pairs])
    return q_values(np.where(few, np.nan, p_values).ravel()).reshape(p_values.shape)


def _others(context: Context, code: int, seen: set[int]) -> tuple[int, ...]:
    """Return the other segments of the same column."""
    columns = context.statistics.segment_columns
    return tuple(other for other in sorted(seen) if other != code and columns[other] == columns[code])


def _summary(segment: str, stage: str, rate: Estimate, others: Estimate, q_value: float | None) -> str:
    met = f"{counted(rate.n or 0, 'journey')} of {segment} {'meets' if rate.n == 1 else 'meet'}"
    start = f"{figure(rate)} of {met} friction in {stage}"
    if not others.n:
        return f"{start}; there is no other segment to compare with."
    against = f"{figure(others)} of the others"
    return f"{start} against {against}." if q_value is None else f"{start}, more than {against}, {chance(q_value)}."
