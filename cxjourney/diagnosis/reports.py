"""Findings in full: figures with intervals, evidence and a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.effects import EFFECT_UNITS, Figures, effect_figures, measured_figures, natural, reference_figures
from cxjourney.diagnosis.references import EARLIER, PLAN, STAGE
from cxjourney.diagnosis.severity import MINOR, MODERATE, severity_figures, severity_level
from cxjourney.estimate import Estimate
from cxjourney.model.findings import Finding, PainPoint
from cxjourney.wording import chance, figure, listed, number, peer_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxjourney.diagnosis.context import Context
    from cxjourney.diagnosis.protocol import Candidates, Detector
    from cxjourney.inference.ratios import Ratios

VAGUE = "; too few customers were seen here in the earlier period to compare with"
_SEVERITY = "reach times effect over its cap"
_METHODS = {
    "share": "share, Wilson interval on the effective n",
    "seconds": "geometric mean corrected for cut-off follow-up, t interval on logarithms",
    "valence": "mean, Wilson interval on the scale",
}
_LIMITED = {
    MODERATE: " No expected wait is declared here: it is the time customers take, and rated moderate at most.",
    MINOR: " No expected wait is declared here: it is the time customers take, less than a minute, and rated minor at most.",
}


@dataclass(frozen=True, eq=False)
class Report:
    """
    Everything needed to write the findings of one kind at touchpoints.

    Parameters
    ----------
    context
        The map under diagnosis.
    detector
        The kind.
    candidates
        What it said.
    adjusted
        Level of the intervals that allows for the selection.
    reach
        Share of all customers who get to each place.
    remarks
        What to add to the sentence at some places.
    """

    context: Context
    detector: Detector
    candidates: Candidates
    adjusted: float
    reach: Ratios
    remarks: Mapping[int, str] = field(default_factory=dict)
    measured: Figures = field(init=False)
    reference: Figures = field(init=False)
    effect: Figures = field(init=False)
    severity: Figures = field(init=False)

    def __post_init__(self) -> None:
        """Compute the intervals of all places at once."""
        detector, candidates, level = self.detector, self.candidates, self.context.level
        effect = effect_figures(candidates, self.adjusted)
        figures = {
            "measured": natural(measured_figures(candidates, level), detector),
            "reference": natural(reference_figures(candidates, level), detector),
            "effect": natural(effect, detector),
            "severity": severity_figures(effect, self.reach, detector, self.adjusted, most=candidates.most, part=candidates.part),
        }
        for name, value in figures.items():
            object.__setattr__(self, name, value)

    def pain_point(self, row: int, q_value: float) -> PainPoint:
        """
        Return the finding at a place.

        Parameters
        ----------
        row
            Which place.
        q_value
            Its q-value.
        """
        context, detector, place = self.context, self.detector, self.place(row)
        touchpoint, stage = context.touchpoints[place], context.stage(place)
        n, customers = round(float(self.candidates.measured.n[row])), self.customers(row)
        estimate = self.measured.estimate(
            row, level=context.level, n=n, unit=detector.unit, method=_METHODS.get(detector.unit, detector.kind)
        )
        effect_unit = EFFECT_UNITS.get(detector.unit, detector.unit)
        severity = self.severity.estimate(row, level=context.level, n=customers, unit="severity", method=self._severity_method)
        return PainPoint(
            rank=1,
            stage=stage.name,
            touchpoint=touchpoint.name,
            stage_id=stage.id,
            touchpoint_id=touchpoint.id,
            **self.where(row),
            cause=detector.cause,
            estimate=estimate,
            reference=self.reference_estimate(row),
            effect=self.effect.estimate(row, level=context.level, n=n, unit=effect_unit, method=self._adjustment),
            q_value=q_value,
            n_customers=customers,
            affected_customers=self._affected(row, customers),
            reach=self.reach_estimate(row),
            severity=severity,
            severity_level=severity_level(severity.value or 0.0),
            evidence=self._evidence(row),
            summary=self._summary(row, estimate, q_value),
        )

    def place(self, row: int) -> int:
        """Return the place of the touchpoint."""
        return row

    def where(self, row: int) -> dict[str, str | None]:
        """Return the kind and the fields that say where, beyond the touchpoint."""
        del row
        return {"kind": self.detector.kind}

    def named(self, row: int) -> str:
        """Return the place in words."""
        return self.context.touchpoints[row].name

    def customers(self, row: int) -> int:
        """Return how many customers got there."""
        return int(self.context.customers[row])

    def reach_estimate(self, row: int) -> Estimate:
        """Return the share of all customers who got there."""
        return self.context.reach_estimates[row]

    def reference_estimate(self, row: int) -> Estimate:
        """Return what the place is compared with, as an estimate."""
        scope, level, unit = self.candidates.references.scope[row], self.context.level, self.detector.unit
        if scope == PLAN:
            return Estimate.stated(float(self.reference.value[row]), unit=unit)
        if scope == EARLIER:
            n = round(float(self.candidates.references.n[row]))
            return self.reference.estimate(row, level=level, n=n, unit=unit, method="the same in the earlier period, jackknife interval")
        n = len(self._peers(row))
        return self.reference.estimate(row, level=level, n=n, unit=unit, method="median of the peers, jackknife interval")

    def against(self, row: int) -> tuple[str, str]:
        """Return what it is compared with: in short, as in the test, and in full."""
        scope, names = self.candidates.references.scope[row], self._peers(row)
        if scope == PLAN:
            return "the plan", "the plan"
        if scope == EARLIER:
            return "the earlier period", "the same touchpoint in the earlier period"
        where = f"{'in' if scope == STAGE else 'in and around'} {self.context.stage(row).name}"
        vague = self.candidates.references.vague
        instead = VAGUE if vague is not None and vague[row] else ""
        return "the median of its peers", f"the median of {len(names)} peers {where} ({listed(names)}){instead}"

    def compared(self, row: int) -> tuple[str, str]:
        """Return the words after "than", and the figure after "against"."""
        scope, unit = self.candidates.references.scope[row], self.detector.unit
        value = number(float(self.reference.value[row]), unit)
        if scope == PLAN:
            return "planned", value
        if scope == EARLIER:
            return "in the earlier period", value
        references = self.candidates.references
        ends = natural(Figures(references.value, references.low, references.high), self.detector)
        return "at its peers", f"{value} {peer_range(float(ends.low[row]), float(ends.high[row]), unit)}"

    @property
    def _severity_method(self) -> str:
        return _SEVERITY if self.candidates.part is None else f"{_SEVERITY}, of those who moved on"

    @property
    def _adjustment(self) -> str:
        return f"interval adjusted for the selection, made at level {self.adjusted:.4f}"

    def _peers(self, row: int) -> tuple[str, ...]:
        """Return the names of the peers of a touchpoint."""
        context, references = self.context, self.candidates.references
        inside = references.peers & (np.arange(len(references.peers)) != row)
        inside &= np.abs(context.stages - context.stages[row]) <= references.scope[row]
        return tuple(context.touchpoints[index].name for index in np.flatnonzero(inside))

    def _affected(self, row: int, customers: int) -> Estimate:
        """
        Return how many customers are touched beyond the reference.

        Rates are of visits: who comes often meets the pain more likely, as if each visit threw the same die.
        """
        level, touched = self.context.level, self.candidates.affected
        share, visits = self.effect, float(self.candidates.measured.n[row]) / max(customers, 1)
        method = "customers with a visit beyond the reference, from the effect and their visits"
        if touched is not None:
            share, visits = Figures(touched.value, *touched.interval(level)), 1.0
            method = "customers there times the share touched"
        met = (1 - (1 - min(max(float(each[row]), 0.0), 1.0)) ** visits for each in (share.value, share.low, share.high))
        value, low, high = (customers * each for each in met)
        return Estimate(value=value, low=min(low, value), high=max(high, value), level=level, n=customers, unit="customers", method=method)

    def _evidence(self, row: int) -> Finding:
        candidates, wording = self.candidates, self.detector.wording(self.context)
        short, full = self.against(row)
        counts = (
            (wording.counted, round(float(candidates.measured.n[row]))),
            ("effective customers", int(candidates.measured.customers[row])),
            *((name, int(numbers[row])) for name, numbers in candidates.counts if numbers[row]),
        )
        limit = 100.0 if candidates.most is None else float(candidates.most[row])
        return Finding(
            test=self.tested(row, wording.test.format(reference=short)) + _LIMITED.get(limit, ""),
            reference=full,
            margin=self.margin(),
            p_value=float(candidates.p_values[row]),
            counts=counts,
        )

    def tested(self, row: int, sentence: str) -> str:
        """Return what was tested, in one sentence."""
        del row
        return sentence

    def margin(self) -> float:
        """Return the smallest effect that counts."""
        return self.detector.margin(self.context)

    def _summary(self, row: int, estimate: Estimate, q_value: float) -> str:
        claim = self.detector.wording(self.context).claim.format(place=self.named(row))
        than, against = self.compared(row)
        remark = (self.candidates.remarks[row] if self.candidates.remarks else "") + self.remarks.get(row, "")
        return f"{claim} than {than}: {figure(estimate)} against {against}, n {estimate.n:,}, {chance(q_value)}.{remark}"
