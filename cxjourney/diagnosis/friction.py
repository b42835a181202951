"""The friction of stages: which share of the journeys entering a stage meets an obstacle there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.sentences import chance, figure, with_interval
from cxjourney.discovery.matching import stage_codes
from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import degrees_of_freedom, divide, replicate, variance
from cxjourney.inference.minimum_effect import Reference, share_above
from cxjourney.inference.multiplicity import q_values
from cxjourney.inference.quantiles import t_quantile
from cxjourney.inference.ratios import shares
from cxjourney.model.friction import StageFriction
from cxjourney.statistics.table import FOLDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.inference.ratios import Ratios
    from cxjourney.model.findings import PainPoint
    from cxjourney.model.stage import Stage

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

MASKS = 32
PARTS = {"ended": 1, "rework": 2, "escalated": 4, "waited": 8, "bad_score": 16}
"""The parts of friction and their bits in the table ``stage_friction``."""

_WORDS = {
    "ended": "ended before the goal",
    "rework": "repeated or went back",
    "escalated": "were passed to a person",
    "waited": "waited beyond the expectation",
    "bad_score": "left a bad score",
}
_MISSING = {
    "ended": "Endings: no visit here is at risk of ending before a goal.",
    "escalated": "Escalations: no channel here is known to be self-service.",
    "waited": "Waits: no wait is declared here.",
    "bad_score": "Scores: nobody was asked here.",
}


def measured_friction(context: Context, pains: Sequence[PainPoint], *, fdr: float) -> tuple[StageFriction, ...]:
    """
    Return the friction of each stage of a measured map, in stage order.

    Parameters
    ----------
    context
        The map under diagnosis.
    pains
        Its pain points, which flag the stages they lie in.
    fdr
        Expected share of false findings.

    Notes
    -----
    Journeys whose outcome in the stage is still open are left out. The interval is Wilson's on the effective number of journeys from
    the folds. Stages are no reference for each other: a stage is flagged by a pain point in it, or when it exceeds its own target by the
    margin, tested one-sided at the boundary and corrected over the stages that have targets (Benjamini and Hochberg).
    """
    sums = _StageSums(context)
    rate = sums.share(MASKS - 1)
    parts = {name: sums.share(bit).estimates(level=context.level) for name, bit in PARTS.items()}
    estimates = rate.estimates(level=context.level, method="journeys that met friction, Wilson interval on the effective n")
    q_target = _against_targets(context, rate)
    changes = _emotion_changes(context, sums)
    result = []
    for place, stage in enumerate(context.journey_map.stages):
        inside = [pain for pain in pains if pain.stage_id == stage.id]
        q_pains = [pain.q_value for pain in inside if pain.q_value is not None]
        over = bool(q_target[place] <= fdr)
        q_found = [*q_pains, *([float(q_target[place])] if not np.isnan(q_target[place]) else [])]
        seen = {name: found[place] for name, found in parts.items() if sums.observed(name)[place]}
        result.append(
            StageFriction(
                stage=stage.name,
                stage_id=stage.id,
                rate=estimates[place],
                parts=tuple(seen.items()),
                flagged=bool(inside) or over,
                q_value=min(q_found, default=None),
                target=_target(stage),
                time_spent=stage.measure("time_spent"),
                going_on_rate=stage.measure("going_on_rate"),
                emotion_change=changes[place],
                pain_points=tuple(pain.rank for pain in inside),
                notes=tuple(_MISSING[name] for name in PARTS if name not in seen and name in _MISSING) if estimates[place].n else (),
                summary=_summary(stage.name, estimates[place], seen, over=over, q_value=float(q_target[place]), target=_target(stage)),
            )
        )
    return tuple(result)


def stated_friction(stages: Sequence[Stage], pains: Sequence[PainPoint]) -> tuple[StageFriction, ...]:
    """
    Return the friction of each stage of a map written by hand.

    Parameters
    ----------
    stages
        Its stages.
    pains
        Its stated pain points.
    """
    result = []
    for stage in stages:
        ranks = tuple(pain.rank for pain in pains if pain.stage_id == stage.id)
        rate = stage.measure("friction_rate") or Estimate.missing("share", method="not measured")
        count = "No stated pain lies" if not ranks else "1 stated pain lies" if len(ranks) == 1 else f"{len(ranks)} stated pains lie"
        result.append(
            StageFriction(
                stage=stage.name,
                stage_id=stage.id,
                rate=rate,
                flagged=bool(ranks),
                target=_target(stage),
                time_spent=stage.measure("time_spent"),
                going_on_rate=stage.measure("going_on_rate"),
                pain_points=ranks,
                summary=f"{count} in {stage.name}; nothing was measured.",
            )
        )
    return tuple(result)


@dataclass(frozen=True)
class _StageSums:
    """Sums by stage of the map, in its order; stages that were never seen hold zeros."""

    context: Context

    @cached_property
    def _codes(self) -> list[int | None]:
        codes = stage_codes(self.context.journey_map, self.context.statistics)
        return [codes.get(stage.id) for stage in self.context.journey_map.stages]

    @cached_property
    def _by_mask(self) -> Integers:
        statistics = self.context.statistics
        return self._placed(
            statistics.tables["stage_friction"].dense("journeys", (len(statistics.stages), MASKS, FOLDS), ("stage", "mask", "fold"))
        )

    @cached_property
    def _squares(self) -> Integers:
        statistics = self.context.statistics
        return self._placed(statistics.tables["stage_squares"].dense("journeys", (len(statistics.stages),), ("stage",)))

    def share(self, bits: int) -> Ratios:
        """Return the shares of journeys with at least one of the bits."""
        met = np.array([bool(mask & bits) for mask in range(MASKS)])
        return shares(self._by_mask[:, met].sum(axis=1), self._by_mask.sum(axis=1), squares=self._squares)

    def per_touchpoint(self, values: Integers) -> Integers:
        """Return values by touchpoint of the map, summed by stage."""
        result = np.zeros((len(self._codes), *values.shape[1:]), dtype=np.int64)
        np.add.at(result, self.context.stages, values)
        return result

    def observed(self, part: str) -> NDArray[np.bool_]:
        """Return in which stages a part of friction could be seen at all."""
        return self._observed[part]

    @cached_property
    def _observed(self) -> dict[str, NDArray[np.bool_]]:
        context = self.context
        waits = dict(context.statistics.settings.expected_waits)
        declared = np.array([touchpoint.name in waits for touchpoint in context.touchpoints], dtype=np.int64)
        seen = {
            "ended": self.per_touchpoint(context.sums("visits", "at_risk").sum(axis=-1)),
            "rework": self._by_mask.sum(axis=(1, 2)),
            "escalated": self.per_touchpoint(context.sums("visits", "escalable").sum(axis=-1)),
            "waited": self.per_touchpoint(declared),
            "bad_score": self.per_touchpoint(context.scores("n").sum(axis=(1, 2))),
        }
        return {name: counts > 0 for name, counts in seen.items()}

    def _placed(self, values: Integers) -> Integers:
        result = np.zeros((len(self._codes), *values.shape[1:]), dtype=np.int64)
        for place, code in enumerate(self._codes):
            if code is not None:
                result[place] = values[code]
        return result


def _target(stage: Stage) -> float | None:
    planned = dict(stage.targets).get("friction_rate")
    return None if planned is None else min(max(planned, 0.0), 1.0)


def _against_targets(context: Context, rate: Ratios) -> Floats:
    targets = np.array(
        [np.nan if (planned := _target(stage)) is None else planned for stage in context.journey_map.stages], dtype=np.float64
    )
    p_values = share_above(rate, Reference.fixed(targets, rate.replicates), margin=context.margins.friction)
    return q_values(np.where((rate.n > 0) & ~np.isnan(targets), p_values, np.nan))


def _emotion_changes(context: Context, sums: _StageSums) -> list[Estimate | None]:
    """Return the mean valence of each stage minus that of the last one before it with scores."""
    counts = sums.per_touchpoint(context.scores("n").sum(axis=1))
    feelings = replicate(divide, sums.per_touchpoint(context.scores("valence_sum").sum(axis=1)) * 1e-6, counts)
    df = degrees_of_freedom(counts)
    result: list[Estimate | None] = [None] * len(counts)
    before: int | None = None
    for place in np.flatnonzero(counts.sum(axis=-1) > 0):
        if before is not None:
            both = feelings[place] - feelings[before]
            value, half = float(both[0]), float(t_quantile(context.level, min(df[place], df[before])) * np.sqrt(variance(both)))
            n = int(counts[place].sum())
            method = "difference of mean valences, t interval"
            result[place] = Estimate(
                value=value, low=value - half, high=value + half, level=context.level, n=n, unit="valence", method=method
            )
        before = int(place)
    return result


def _summary(stage: str, rate: Estimate, parts: dict[str, Estimate], *, over: bool, q_value: float, target: float | None) -> str:
    if not rate.n or rate.value is None:
        return f"No journey was seen to enter {stage}."
    shown = [f"{figure(part.value, 'share')} {_WORDS[name]}" for name, part in parts.items() if part.value]
    text = f"{with_interval(rate)} of {rate.n:,} journeys meet friction in {stage}" + (f": {', '.join(shown)}" if shown else "")
    beyond = f"; that is more than the target of {figure(target, 'share')}, {chance(q_value)}" if over and target is not None else ""
    return f"{text}{beyond}."
