"""Planned values of scores as people publish them: NPS in points, CSAT as a share, effort and ratings as means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.ratios import means

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.references import References
    from cxjourney.inference.ratios import Ratios
    from cxjourney.model.metric import Metric

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


def planned_scores(
    context: Context, by_metric: Ratios, found: list[References], chosen: Sequence[int]
) -> tuple[Ratios, list[References], tuple[str, ...]]:
    """
    Return scores and references in which a planned value of a metric is compared with what it is a plan for.

    Parameters
    ----------
    context
        The map under diagnosis.
    by_metric
        Mean valences by touchpoint and metric.
    found
        Their references, one entry a metric.
    chosen
        Codes of the metrics.

    Returns
    -------
    tuple
        Scores, references, and what has to be said of each touchpoint.

    Notes
    -----
    A plan for NPS is about promoters and detractors, one for CSAT about satisfied customers; their mean valence says neither. Where
    there is such a plan, both figures are placed on the valence scale by the width of their own scale, so that the margin is the same
    part of it: 0.3 points of valence are 15 points of NPS, 7.5 percentage points of satisfied customers, 0.45 of 7 points of effort.
    """
    placed: list[list[str]] = [[] for _ in context.touchpoints]
    for index, code in enumerate(chosen):
        metric = context.statistics.metrics[code]
        planned = _on_valence_scale(metric, context.targets(metric.name))
        known = ~np.isnan(planned)
        if known.any():
            own = _own_figure(context, metric, code)
            if own is not None:
                by_metric = _replaced(by_metric, own, index, known)
                for place in np.flatnonzero(known):
                    placed[place].append(metric.name)
            found = [each.with_plan(planned) if place == index else each for place, each in enumerate(found)]
    remarks = tuple(f" {' and '.join(names)} as planned, on a scale from −2 to +2." if names else "" for names in placed)
    return by_metric, found, remarks


def _on_valence_scale(metric: Metric, planned: Floats) -> Floats:
    if metric.kind == "nps":
        return planned / 50
    if metric.kind == "csat":
        return 4 * planned - 2
    valence = 4 * (planned - metric.low) / (metric.high - metric.low) - 2
    return -valence if metric.reverse else valence


def _own_figure(context: Context, metric: Metric, code: int) -> Ratios | None:
    """Return what the metric is published as, on the valence scale; None where that is the mean valence itself."""
    if metric.kind not in {"nps", "csat"}:
        return None
    answers = context.scores.at((slice(None), code))
    counts, good = answers["n"], answers["favourable"]
    bad = answers["unfavourable"] if metric.kind == "nps" else counts - good
    return means(2.0 * (good - bad), counts, bounds=(-2.0, 2.0), squares=answers.squares)


def _replaced(by_metric: Ratios, own: Ratios, index: int, known: NDArray[np.bool_]) -> Ratios:
    replicates, n_effective = by_metric.replicates.copy(), by_metric.n_effective.copy()
    replicates[known, index], n_effective[known, index] = own.replicates[known], own.n_effective[known]
    return replace(by_metric, replicates=replicates, n_effective=n_effective)
