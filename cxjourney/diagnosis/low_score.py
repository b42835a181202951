"""Low scores: touchpoints that customers rate lower than others with the same question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.protocol import Candidates, Scale, Wording
from cxjourney.diagnosis.rates import nothing
from cxjourney.diagnosis.references import NONE, References, peer_references
from cxjourney.diagnosis.untested import FEW_CUSTOMERS, FEW_PEERS, MIN_CUSTOMERS, NO_ANSWERS, NO_SCORES
from cxjourney.inference.jackknife import divide, variance
from cxjourney.inference.minimum_effect import mean_above
from cxjourney.inference.ratios import Ratios, from_replicates, means, shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.model.findings import Cause
    from cxjourney.statistics import JourneyStatistics

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MICRO = 1e-6

LEAST_MARGIN = 0.3
"""A margin set below this asks no more precision of peers: how sure the reference is counts in the test anyway."""


@dataclass(frozen=True, slots=True)
class LowScore:
    """
    Mean valence of the answers, each metric against touchpoints with the same metric.

    The differences of several metrics are combined by their precision; valences of different metrics are never compared.
    """

    kind: str = "low_score"
    unit: str = "valence"
    scale: Scale = "difference"
    worse: int = -1
    cap: float = 1.2
    cause: Cause | None = None

    def margin(self, context: Context) -> float:
        """Return the smallest difference that counts."""
        return -context.margins.low_score

    def wording(self, context: Context) -> Wording:
        """Return how its findings are put into words."""
        return Wording(
            claim="Scores at {place} are lower",
            test=f"Scores lie more than {context.margins.low_score:g} points of valence below {{reference}} with the same question.",
            counted="answers",
        )

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Measure and test every touchpoint."""
        if not statistics.metrics or not len(statistics.tables["scores"]):
            return nothing(context, NO_SCORES)
        counts = context.scores("n")
        by_metric = means(context.scores("valence_sum") * MICRO, counts, bounds=(-2.0, 2.0), squares=context.score_squares())
        margin = context.margins.low_score
        usable = (by_metric.customers >= MIN_CUSTOMERS) & ~np.isnan(by_metric.value)
        found = _references(context, by_metric, usable, margin)
        known = usable & (np.stack([each.scope for each in found], axis=1) != NONE)
        weights = _precision(by_metric, found, known)
        measured = from_replicates(_combined(by_metric.replicates, weights), _kept(counts, known), bounds=(-2.0, 2.0))
        measured = _with_customers(measured, by_metric, known)
        references = _joined(found, weights, known)
        least = replace(measured, n_effective=measured.customers).standard_error
        p_values = mean_above(-measured.replicates, _kept(counts, known), _negated(references).for_tests, margin=margin, least=least)
        tested = np.asarray(known.any(axis=1))
        reasons = _reasons(counts.sum(axis=(1, 2)), np.asarray(usable.any(axis=1)), tested)
        bad = _kept(context.scores("unfavourable"), known)
        return Candidates(
            measured,
            references,
            np.where(tested, p_values, np.nan),
            affected=shares(bad, _kept(counts, known)),
            untested=reasons,
        )


def _references(context: Context, by_metric: Ratios, usable: Flags, margin: float) -> list[References]:
    """Return the references of each metric."""
    precise = usable & (by_metric.standard_error <= max(margin, LEAST_MARGIN) / 2)
    planned = context.targets("valence", "low_score")
    return [
        peer_references(by_metric.replicates[:, metric], precise[:, metric], context.stages, by_metric.df[:, metric]).with_plan(planned)
        for metric in range(usable.shape[1])
    ]


def _precision(by_metric: Ratios, found: list[References], known: Flags) -> Floats:
    """Return the weight of each metric at each touchpoint: the precision of its difference, adding up to 1."""
    spread = np.stack([variance(by_metric.replicates[:, metric] - each.replicates) for metric, each in enumerate(found)], axis=1)
    certain = np.where(known, divide(np.ones_like(spread), np.where(known, np.maximum(spread, 1e-9), np.nan)), 0.0)
    return np.asarray(np.nan_to_num(divide(certain, certain.sum(axis=1, keepdims=True))))


def _combined(replicates: Floats, weights: Floats) -> Floats:
    """Return replicates averaged over the metrics; NaN where no metric is known."""
    filled = np.where(np.isnan(replicates), replicates[..., :1], replicates)
    total = (np.where(weights[..., None] > 0, filled, 0.0) * weights[..., None]).sum(axis=1)
    return np.where(np.asarray(weights.any(axis=1))[:, None], total, np.nan)


def _kept(sums: NDArray[np.int64], known: Flags) -> NDArray[np.int64]:
    """Return sums by touchpoint and fold over the metrics that are known."""
    return np.asarray((sums * known[..., None]).sum(axis=1))


def _with_customers(measured: Ratios, by_metric: Ratios, known: Flags) -> Ratios:
    """Return the figures with the effective customers of the metric that has the most."""
    customers = np.where(known, by_metric.customers, 0).max(axis=1)
    return Ratios(measured.replicates, measured.n, measured.n_effective, customers, measured.df, measured.bounds)


def _joined(found: list[References], weights: Floats, known: Flags) -> References:
    """Return the references averaged over the metrics as the figures are."""
    replicates = _combined(np.stack([each.replicates for each in found], axis=1), weights)
    scopes = np.where(known, np.stack([each.scope for each in found], axis=1), NONE)
    lows, highs = (np.stack([getattr(each, end) for each in found], axis=1) for end in ("low", "high"))
    low, high = ((np.where(weights > 0, ends, 0.0) * weights).sum(axis=1) for ends in (lows, highs))
    df = np.where(known, np.stack([each.df for each in found], axis=1), np.inf).min(axis=1)
    peers = np.asarray(np.stack([each.peers for each in found], axis=1).any(axis=1))
    return References(replicates, df, scopes.max(axis=1), low, high, peers)


def _negated(references: References) -> References:
    return References(-references.replicates, references.df, references.scope, references.low, references.high, references.peers)


def _reasons(answers: NDArray[np.int64], usable: Flags, known: Flags) -> tuple[str, ...]:
    return tuple(
        NO_ANSWERS if n == 0 else FEW_CUSTOMERS if not enough else "" if tested else FEW_PEERS
        for n, enough, tested in zip(answers, usable, known, strict=True)
    )
