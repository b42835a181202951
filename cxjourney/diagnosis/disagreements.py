"""Where the answers customers give are at odds with their words, or with what they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.references import NONE, peer_references
from cxjourney.diagnosis.untested import MIN_CUSTOMERS
from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import variance
from cxjourney.inference.minimum_effect import Reference, mean_above
from cxjourney.inference.multiplicity import fcr_level, q_values
from cxjourney.inference.quantiles import t_quantile
from cxjourney.inference.ratios import Ratios, from_replicates, means
from cxjourney.model.disagreement import Disagreement
from cxjourney.wording import chance, figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.model.findings import PainPoint
    from cxjourney.statistics.answer_sums import AnswerSums

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]

GOOD = 0.25
"""Answers whose interval lies above this valence are good: an eighth of the scale above its middle."""

BEHAVIOUR = frozenset({"drop_off", "rework", "escalation", "repeat_contact"})
"""Kinds of pain points that show what customers do."""

_MICRO = 1e-6


def disagreements(context: Context, pains: Sequence[PainPoint], *, fdr: float) -> tuple[Disagreement, ...]:
    """
    Return the touchpoints where two kinds of evidence are at odds, in the map's order.

    Parameters
    ----------
    context
        The map under diagnosis.
    pains
        Its pain points.
    fdr
        Expected share of false findings among the differences.

    Notes
    -----
    Feelings read out of words are compared with answers touchpoint by touchpoint. As the two scales are not the same, what counts is how
    far a difference lies from the median difference at the other touchpoints: by more than a margin, tested in both directions and
    corrected (Benjamini and Hochberg). What customers do disagrees where it makes a pain point although their answers are good.
    """
    both = (*_words(context, fdr=fdr), *_deeds(context, pains))
    place = {touchpoint.id: index for index, touchpoint in enumerate(context.touchpoints)}
    return tuple(sorted(both, key=lambda each: (place[each.touchpoint_id], each.source)))


def _words(context: Context, *, fdr: float) -> Iterator[Disagreement]:
    """Yield the touchpoints where words and answers differ in another way than elsewhere."""
    inferred = np.array([metric.kind == "sentiment" for metric in context.statistics.metrics], dtype=bool)
    if not inferred.any() or inferred.all():
        return
    direct, words = _feelings(context, ~inferred), _feelings(context, inferred)
    answers, readings = (
        each.estimates(level=context.level, unit="valence", method="mean, Wilson interval on the scale") for each in (direct, words)
    )
    differences = _differences(context, direct, words)
    found = np.flatnonzero(differences.q <= fdr)
    level = fcr_level(context.level, selected=len(found), tested=int((~np.isnan(differences.q)).sum()))
    for index in found.tolist():
        touchpoint, difference = context.touchpoints[index], differences.estimate(index, level=level)
        more, q_value = "better" if (difference.value or 0) > 0 else "worse", float(differences.q[index])
        yield Disagreement(
            touchpoint=touchpoint.name,
            touchpoint_id=touchpoint.id,
            source="inferred",
            direct=answers[index],
            other=readings[index],
            difference=difference,
            q_value=q_value,
            summary=f"Customers' words at {touchpoint.name} sound {more} than their answers, more so than elsewhere: "
            f"{figure(readings[index])} against {figure(answers[index])}, {chance(q_value)}.",
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Differences:
    """How far words lie above answers, beyond the usual: replicates, numbers of both, q-values."""

    net: Floats
    apart: Ratios
    q: Floats

    def estimate(self, place: int, *, level: float) -> Estimate:
        """Return the difference at a touchpoint."""
        value, half = float(self.net[place, 0]), float(t_quantile(level, self.apart.df[place]) * np.sqrt(variance(self.net[place])))
        method = "difference from the median difference elsewhere, jackknife t interval, adjusted for the selection"
        n = int(self.apart.n[place])
        return Estimate(value=value, low=value - half, high=value + half, level=level, n=n, unit="valence", method=method)


def _differences(context: Context, direct: Ratios, words: Ratios) -> _Differences:
    """Return the differences of words and answers, tested in both directions against the median difference elsewhere."""
    gap, margin = words.replicates - direct.replicates, context.margins.disagreement
    inferred = np.array([metric.kind == "sentiment" for metric in context.statistics.metrics], dtype=bool)
    counts = np.minimum(*(_answers(context, metrics)["n"] for metrics in (~inferred, inferred)))
    apart = from_replicates(gap, counts, bounds=None)
    enough = (np.minimum(direct.customers, words.customers) >= MIN_CUSTOMERS) & ~np.isnan(gap[:, 0])
    precise = enough & (apart.standard_error <= margin / 2)
    usual = peer_references(gap, precise, np.zeros_like(context.stages), apart.df)
    above = mean_above(gap, counts, usual.for_tests, margin=margin)
    below = mean_above(-gap, counts, Reference(-usual.replicates, usual.df), margin=margin)
    two_sided = np.minimum(1, 2 * np.minimum(above, below))
    q = q_values(np.where(enough & (usual.scope != NONE), two_sided, np.nan))
    return _Differences(gap - usual.replicates, apart, q)


def _feelings(context: Context, metrics: Flags) -> Ratios:
    """Return the mean valence of some metrics by touchpoint."""
    answers = _answers(context, metrics)
    return means(answers["valence_sum"] * _MICRO, answers["n"], bounds=(-2.0, 2.0), squares=answers.squares)


def _answers(context: Context, metrics: Flags) -> AnswerSums:
    """Return the sums of some metrics together."""
    return context.answers.at((slice(None), metrics)).summed(1).effective()


def _deeds(context: Context, pains: Sequence[PainPoint]) -> Iterator[Disagreement]:
    """Yield the touchpoints where customers do what hurts although they answer that all is well."""
    told: set[str] = set()
    kinds = {metric.kind == "sentiment" for metric in context.statistics.metrics}
    name = "valence_direct" if len(kinds) > 1 else "valence"
    if False not in kinds:
        return
    for pain in pains:
        touchpoint = next((each for each in context.touchpoints if each.id == pain.touchpoint_id), None)
        if touchpoint is None or touchpoint.id in told or pain.kind not in BEHAVIOUR or pain.channel or pain.segment:
            continue
        answers = touchpoint.measure(name)
        if answers is None or answers.low is None or answers.low <= GOOD:
            continue
        told.add(touchpoint.id)
        yield Disagreement(
            touchpoint=touchpoint.name,
            touchpoint_id=touchpoint.id,
            source="indirect",
            direct=answers,
            other=pain.estimate,
            q_value=pain.q_value,
            summary=f"Customers rate {touchpoint.name} well, at {figure(answers)}, and yet: {pain.summary}",
        )
