"""What all detectors of scores share: each metric against its own reference, the differences combined by their precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.earlier_period import aligned
from cxjourney.diagnosis.protocol import Candidates, Gaps, Scale, Wording
from cxjourney.diagnosis.rates import nothing
from cxjourney.diagnosis.references import NONE, References, peer_references
from cxjourney.diagnosis.score_gaps import score_gaps
from cxjourney.diagnosis.score_means import Combined, combined, kept, one_metric, share_of_bad
from cxjourney.diagnosis.score_targets import planned_scores
from cxjourney.diagnosis.untested import FEW_CUSTOMERS, FEW_PEERS, MIN_CUSTOMERS, NO_ANSWERS
from cxjourney.inference.minimum_effect import Reference, mean_above
from cxjourney.inference.ratios import Ratios, means

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.diagnosis.cells import Cells
    from cxjourney.diagnosis.context import Context
    from cxjourney.model.findings import Cause
    from cxjourney.statistics import JourneyStatistics

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

MICRO = 1e-6

LEAST_MARGIN = 0.3
"""A margin set below this asks no more precision of peers: how sure the reference is counts in the test anyway."""


@dataclass(frozen=True, slots=True)
class Score:
    """
    A kind of pain point that is a mean valence, over the metrics it takes.

    Each metric is compared with touchpoints that ask the same question; valences of different metrics are never compared.

    Parameters
    ----------
    kind
        Name of the kind, and of its margin.
    metrics
        Kinds of metrics it takes; no metric is tested under two kinds of pain point.
    targets
        Names of planned valences.
    claim, subject
        Its wording.
    missing
        Why nothing can be tested without such a metric.
    """

    kind: str
    metrics: tuple[str, ...]
    targets: tuple[str, ...]
    claim: str
    subject: str
    missing: str
    unit: str = "valence"
    scale: Scale = "difference"
    worse: int = -1
    cap: float = 1.2
    cause: Cause | None = None

    def margin(self, context: Context) -> float:
        """Return the smallest difference that counts."""
        return -float(getattr(context.margins, self.kind))

    def wording(self, context: Context) -> Wording:
        """Return how its findings are put into words."""
        return Wording(
            claim=self.claim,
            test=f"{self.subject} lie more than {-self.margin(context):g} points of valence below {{reference}} with the same question.",
            counted="effective answers" if context.statistics.settings.weight_unit else "answers",
        )

    def candidates(self, statistics: JourneyStatistics, context: Context) -> Candidates:
        """Measure and test every touchpoint."""
        chosen = self.chosen(statistics)
        if not chosen:
            return nothing(context, self.missing)
        margin = -self.margin(context)
        counts = context.scores["n"][:, chosen]
        by_metric = valences(context, chosen)
        usable = (by_metric.customers >= MIN_CUSTOMERS) & ~np.isnan(by_metric.value)
        found = [self._references(context, by_metric, usable, index, margin) for index in range(len(chosen))]
        by_metric, found, remarks = planned_scores(context, by_metric, found, chosen)
        known = usable & (np.stack([each.scope for each in found], axis=1) != NONE)
        replicates, df = (np.stack([getattr(each, name) for each in found], axis=1) for name in ("replicates", "df"))
        both = combined(by_metric, replicates, df, known, counts)
        tested = np.asarray(known.any(axis=1))
        return Candidates(
            both.measured,
            _joined(found, both, known),
            np.where(tested, _p_values(both, kept(counts, known), margin), np.nan),
            affected=share_of_bad(context.answers.at((slice(None), chosen)), known),
            untested=_reasons(counts.sum(axis=(1, 2)), np.asarray(usable.any(axis=1)), tested),
            remarks=remarks,
        )

    def gaps(self, cells: Cells, context: Context) -> Gaps:
        """Measure and test every cell."""
        margin = max(-self.margin(context), context.margins.gap_valence)
        return score_gaps(cells, self.chosen(context.statistics), margin=margin)

    def chosen(self, statistics: JourneyStatistics) -> list[int]:
        """
        Return which metrics with answers the kind takes.

        Parameters
        ----------
        statistics
            What was measured.
        """
        answered = set(statistics.tables["scores"]["metric"].tolist())
        return [code for code, metric in enumerate(statistics.metrics) if metric.kind in self.metrics and code in answered]

    def _references(self, context: Context, by_metric: Ratios, usable: Flags, index: int, margin: float) -> References:
        """Return the references of one metric."""
        precision = max(margin, LEAST_MARGIN) / 2
        precise = usable & (by_metric.standard_error <= precision)
        peers = peer_references(by_metric.replicates[:, index], precise[:, index], context.stages, by_metric.df[:, index])
        name = context.statistics.metrics[self.chosen(context.statistics)[index]].name
        before = None if context.earlier is None else _before(context, name)
        return peers.with_earlier(before).with_plan(context.targets(*self.targets))


def valences(context: Context, chosen: Sequence[int]) -> Ratios:
    """
    Return the mean valence of each touchpoint and metric.

    Parameters
    ----------
    context
        The map under diagnosis.
    chosen
        Codes of the metrics.
    """
    answers = context.scores.at((slice(None), chosen))
    return means(answers["valence_sum"] * MICRO, answers["n"], bounds=(-2.0, 2.0), squares=answers.squares)


def _before(context: Context, metric: str) -> Ratios | None:
    """Return the mean valence of a metric in the earlier period, by touchpoint of the later one; None where it was not asked."""
    earlier = context.earlier
    names = [] if earlier is None else [each.name for each in earlier.statistics.metrics]
    if earlier is None or metric not in names:
        return None
    return aligned(context, earlier, one_metric(valences(earlier, [names.index(metric)]), 0))


def _p_values(both: Combined, counts: NDArray[np.int64], margin: float) -> Floats:
    """Return p-values of the hypothesis that scores lie below their references by no more than a margin."""
    return mean_above(-both.measured.replicates, counts, Reference(-both.references, both.df), margin=margin, least=both.least)


def _joined(found: list[References], both: Combined, known: Flags) -> References:
    """Return the references averaged over the metrics as the figures are."""
    scopes = np.where(known, np.stack([each.scope for each in found], axis=1), NONE)
    low, high, n = (np.stack([getattr(each, name) for each in found], axis=1) for name in ("low", "high", "n"))
    low, high = ((np.where(both.weights > 0, ends, 0.0) * both.weights).sum(axis=1) for ends in (low, high))
    peers = np.asarray(np.stack([each.peers for each in found], axis=1).any(axis=1))
    return References(both.references, both.df, scopes.max(axis=1), low, high, peers, np.where(known, n, 0).sum(axis=1))


def _reasons(answers: NDArray[np.int64], usable: Flags, known: Flags) -> tuple[str, ...]:
    return tuple(
        NO_ANSWERS if n == 0 else FEW_CUSTOMERS if not enough else "" if tested else FEW_PEERS
        for n, enough, tested in zip(answers, usable, known, strict=True)
    )
