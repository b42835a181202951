"""Pain points of a measured map: all detectors, one correction for looking in many places, findings in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.effects import EFFECT_UNITS, Figures, effect_figures, measured_figures, natural, reference_figures
from cxjourney.diagnosis.references import PLAN, STAGE
from cxjourney.diagnosis.sentences import chance, figure, listed, peer_range, with_interval
from cxjourney.diagnosis.severity import severity_figures, severity_level
from cxjourney.diagnosis.untested import untested_of
from cxjourney.estimate import Estimate
from cxjourney.inference.multiplicity import fcr_level, q_values
from cxjourney.model.findings import Finding, PainPoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.protocol import Candidates, Detector
    from cxjourney.model.findings import Untested

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


def measured_pains(context: Context, detectors: Sequence[Detector], *, fdr: float) -> Measured:
    """
    Test every touchpoint for every kind.

    Parameters
    ----------
    context
        The map under diagnosis.
    detectors
        The kinds.
    fdr
        Expected share of false findings.
    """
    found = [detector.candidates(context.statistics, context) for detector in detectors]
    count = len(context.touchpoints)
    p_values = np.concatenate([each.p_values for each in found]) if found else np.empty(0)
    q = q_values(p_values, families=FAMILIES).reshape(-1, count) if count else np.empty((len(found), 0))
    tested = int((~np.isnan(p_values)).sum())
    selected = q <= fdr
    adjusted = fcr_level(context.level, selected=int(selected.sum()), tested=tested)
    pains: list[PainPoint] = []
    for row, (detector, candidates) in enumerate(zip(detectors, found, strict=True)):
        if selected[row].any():
            report = _Report.of(context, detector, candidates, adjusted)
            pains += [report.pain_point(int(place), float(q[row, place])) for place in np.flatnonzero(selected[row])]
    untested = tuple(
        item for detector, candidates in zip(detectors, found, strict=True) for item in untested_of(detector, candidates, context)
    )
    return Measured(ranked(context, pains, [detector.kind for detector in detectors]), tested, untested)


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

    def key(pain: PainPoint) -> tuple[float, float, int, int]:
        affected = pain.affected_customers.value if pain.affected_customers else None
        return -(pain.severity.value or 0.0), -(affected or 0.0), order[pain.kind], place[pain.touchpoint_id or ""]

    return tuple(pain.replace(rank=rank) for rank, pain in enumerate(sorted(pains, key=key), 1))


@dataclass(frozen=True, slots=True, eq=False)
class _Report:
    """Everything needed to write the findings of one kind."""

    context: Context
    detector: Detector
    candidates: Candidates
    adjusted: float
    measured: Figures
    reference: Figures
    effect: Figures
    severity: Figures

    @classmethod
    def of(cls, context: Context, detector: Detector, candidates: Candidates, adjusted: float) -> _Report:
        """Compute the intervals of all touchpoints at once."""
        effect = effect_figures(candidates, adjusted)
        return cls(
            context=context,
            detector=detector,
            candidates=candidates,
            adjusted=adjusted,
            measured=natural(measured_figures(candidates, context.level), detector),
            reference=natural(reference_figures(candidates, context.level), detector),
            effect=natural(effect, detector),
            severity=severity_figures(effect, context.reach, detector, adjusted),
        )

    def pain_point(self, place: int, q_value: float) -> PainPoint:
        """Return the finding at a touchpoint."""
        context, detector = self.context, self.detector
        touchpoint, stage = context.touchpoints[place], context.stage(place)
        n, customers = round(float(self.candidates.measured.n[place])), int(context.customers[place])
        estimate = self.measured.estimate(
            place, level=context.level, n=n, unit=detector.unit, method=_METHODS.get(detector.unit, detector.kind)
        )
        severity = self.severity.estimate(place, level=context.level, n=customers, unit="severity", method=_SEVERITY)
        return PainPoint(
            rank=1,
            kind=detector.kind,
            stage=stage.name,
            touchpoint=touchpoint.name,
            stage_id=stage.id,
            touchpoint_id=touchpoint.id,
            cause=detector.cause,
            estimate=estimate,
            reference=self._reference(place),
            effect=self.effect.estimate(
                place, level=context.level, n=n, unit=EFFECT_UNITS.get(detector.unit, detector.unit), method=self._adjustment
            ),
            q_value=q_value,
            n_customers=customers,
            affected_customers=self._affected(place, customers),
            reach=context.reach_estimates[place],
            severity=severity,
            severity_level=severity_level(severity.value or 0.0),
            evidence=self._evidence(place),
            summary=self._summary(place, estimate, q_value),
        )

    @property
    def _adjustment(self) -> str:
        return f"interval adjusted for the selection, made at level {self.adjusted:.4f}"

    def _reference(self, place: int) -> Estimate:
        if self.candidates.references.scope[place] == PLAN:
            return Estimate.stated(float(self.reference.value[place]), unit=self.detector.unit)
        return self.reference.estimate(
            place,
            level=self.context.level,
            n=len(self._peers(place)),
            unit=self.detector.unit,
            method="median of the peers, jackknife interval",
        )

    def _peers(self, place: int) -> tuple[str, ...]:
        """Return the names of the peers of a touchpoint."""
        context, references = self.context, self.candidates.references
        inside = references.peers & (np.arange(len(references.peers)) != place)
        inside &= np.abs(context.stages - context.stages[place]) <= references.scope[place]
        return tuple(context.touchpoints[index].name for index in np.flatnonzero(inside))

    def _against(self, place: int) -> str:
        scope, names = self.candidates.references.scope[place], self._peers(place)
        if scope == PLAN:
            return "the plan"
        where = f"{'in' if scope == STAGE else 'in and around'} {self.context.stage(place).name}"
        return f"the median of {len(names)} peers {where} ({listed(names)})"

    def _affected(self, place: int, customers: int) -> Estimate:
        """Return how many customers are touched beyond the reference."""
        level, touched = self.context.level, self.candidates.affected
        share, method = self.effect, "customers there times the effect"
        if touched is not None:
            share, method = Figures(touched.value, *touched.interval(level)), "customers there times the share touched"
        value, low, high = (max(customers * float(each[place]), 0.0) for each in (share.value, share.low, share.high))
        return Estimate(value=value, low=min(low, value), high=max(high, value), level=level, n=customers, unit="customers", method=method)

    def _evidence(self, place: int) -> Finding:
        context, candidates = self.context, self.candidates
        wording = self.detector.wording(context)
        planned = candidates.references.scope[place] == PLAN
        counts = (
            (wording.counted, round(float(candidates.measured.n[place]))),
            ("effective customers", int(candidates.measured.customers[place])),
            *((name, int(numbers[place])) for name, numbers in candidates.counts if numbers[place]),
        )
        return Finding(
            test=wording.test.format(reference="the plan" if planned else "the median of its peers"),
            reference=self._against(place),
            margin=self.detector.margin(context),
            p_value=float(candidates.p_values[place]),
            counts=counts,
        )

    def _summary(self, place: int, estimate: Estimate, q_value: float) -> str:
        detector, references = self.detector, self.candidates.references
        name = self.context.touchpoints[place].name
        claim = detector.wording(self.context).claim.format(place=name)
        against = figure(float(self.reference.value[place]), detector.unit)
        if references.scope[place] == PLAN:
            compared = "planned"
        else:
            compared = "at its peers"
            ends = Figures(references.value, references.low, references.high)
            ends = natural(ends, detector)
            against += f" {peer_range(float(ends.low[place]), float(ends.high[place]), detector.unit)}"
        return f"{claim} than {compared}: {with_interval(estimate)} against {against}, n {estimate.n:,}, {chance(q_value)}."


_SEVERITY = "reach times effect over its cap"
_METHODS = {
    "share": "share, Wilson interval on the effective n",
    "seconds": "geometric mean corrected for cut-off follow-up, t interval on logarithms",
    "valence": "mean, Wilson interval on the scale",
}
