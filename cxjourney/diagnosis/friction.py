"""The friction of stages: which share of the journeys entering a stage meets an obstacle there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.friction_sums import EVERYTHING, PARTS, StageSums
from cxjourney.diagnosis.untested import MIN_CUSTOMERS
from cxjourney.errors import counted
from cxjourney.estimate import Estimate
from cxjourney.inference.jackknife import degrees_of_freedom, divide, replicate, variance
from cxjourney.inference.minimum_effect import Reference, share_above
from cxjourney.inference.multiplicity import q_values
from cxjourney.inference.quantiles import t_quantile
from cxjourney.model.friction import StageFriction
from cxjourney.wording import chance, figure, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.diagnosis.context import Context
    from cxjourney.inference.ratios import Ratios
    from cxjourney.model.findings import PainPoint
    from cxjourney.model.stage import Stage

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

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

_OTHERWISE = "Earlier period: other parts of friction could be seen then, so that it is not compared."


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
    Journeys are counted whose first visit in the stage was followed for twice the horizon (in short logs, for half of the log), except
    those that may still be in it and have met no friction so far. The interval is Wilson's on the effective number of journeys from
    the folds. Stages are no reference for each other: a stage is flagged by a pain point in it, or when it exceeds its own target, else
    its own rate in the earlier period where the same parts could be seen then, by the margin, tested one-sided at the boundary and
    corrected over the stages that have either (Benjamini and Hochberg).
    """
    sums = StageSums(context)
    rate = sums.share(EVERYTHING)
    parts = {name: sums.share(bit).estimates(level=context.level) for name, bit in PARTS.items()}
    estimates = rate.estimates(level=context.level, method="journeys that met friction, Wilson interval on the effective n")
    before = None if context.earlier is None else StageSums(context.earlier).share(EVERYTHING)
    alike = np.ones(len(estimates), dtype=bool) if context.earlier is None else _seen_alike(sums, StageSums(context.earlier))
    then = () if before is None else before.estimates(level=context.level, method="the same in the earlier period")
    q_over = _against_references(context, rate, before, alike)
    changes = _emotion_changes(context, sums)
    result = []
    for place, stage in enumerate(context.journey_map.stages):
        inside = [pain for pain in pains if pain.stage_id == stage.id]
        q_pains = [pain.q_value for pain in inside if pain.q_value is not None]
        over = bool(q_over[place] <= fdr)
        q_found = [*q_pains, *([float(q_over[place])] if not np.isnan(q_over[place]) else [])]
        earlier = then[place] if then and then[place].n else None
        seen = {name: found[place] for name, found in parts.items() if sums.observed(name)[place]}
        notes = [_MISSING[name] for name in PARTS if name not in seen and name in _MISSING]
        result.append(
            StageFriction(
                stage=stage.name,
                stage_id=stage.id,
                rate=estimates[place],
                parts=tuple(seen.items()),
                flagged=bool(inside) or over,
                q_value=min(q_found, default=None),
                target=_target(stage),
                earlier=earlier,
                time_spent=stage.measure("time_spent"),
                going_on_rate=stage.measure("going_on_rate"),
                emotion_change=changes[place],
                pain_points=tuple(pain.rank for pain in inside),
                notes=(*notes, *([] if alike[place] or earlier is None else [_OTHERWISE])) if estimates[place].n else (),
                summary=_summary(stage, estimates[place], seen) + _beyond(stage, earlier, float(q_over[place]) if over else None),
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


def _target(stage: Stage) -> float | None:
    planned = dict(stage.targets).get("friction_rate")
    return None if planned is None else min(max(planned, 0.0), 1.0)


def _against_references(context: Context, rate: Ratios, before: Ratios | None, alike: NDArray[np.bool_]) -> Floats:
    """Return q-values of the rates exceeding their targets, else those of the earlier period, by more than the margin."""
    planned = [_target(stage) for stage in context.journey_map.stages]
    targets = np.array([np.nan if target is None else target for target in planned], dtype=np.float64)
    references = np.repeat(targets[:, None], rate.replicates.shape[1], axis=1)
    df, worth = np.full(len(targets), np.inf), np.full(len(targets), np.inf)
    if before is not None:
        unplanned = np.isnan(targets) & alike & (before.customers >= MIN_CUSTOMERS)
        references = np.where(unplanned[:, None], before.replicates, references)
        df, worth = np.where(unplanned, before.df, df), np.where(unplanned, before.n_effective, worth)
    p_values = share_above(rate, Reference(references, df, worth), margin=context.margins.friction)
    return q_values(np.where((rate.n > 0) & ~np.isnan(references[:, 0]), p_values, np.nan))


def _seen_alike(sums: StageSums, before: StageSums) -> NDArray[np.bool_]:
    """Return in which stages the same parts of friction could be seen in both periods: one that begins is no change for the worse."""
    return np.asarray(np.array([sums.observed(name) == before.observed(name) for name in PARTS]).all(axis=0), dtype=np.bool_)


def _emotion_changes(context: Context, sums: StageSums) -> list[Estimate | None]:
    """Return the mean valence of each stage minus that of the last one before it with scores."""
    answers = context.answers.summed(1).changed(sums.per_touchpoint).effective()
    counts = answers["n"]
    feelings = replicate(divide, answers["valence_sum"] * 1e-6, counts)
    df = degrees_of_freedom(counts)
    result: list[Estimate | None] = [None] * len(counts)
    before: int | None = None
    for place in np.flatnonzero(counts.sum(axis=-1) > 0):
        if before is not None:
            both = feelings[place] - feelings[before]
            value, half = float(both[0]), float(t_quantile(context.level, min(df[place], df[before])) * np.sqrt(variance(both)))
            n = round(float(counts[place].sum()))
            method = "difference of mean valences, t interval"
            result[place] = Estimate(
                value=value, low=value - half, high=value + half, level=context.level, n=n, unit="valence", method=method
            )
        before = int(place)
    return result


def _summary(stage: Stage, rate: Estimate, parts: dict[str, Estimate]) -> str:
    if not rate.n or rate.value is None:
        entered = stage.measure("journeys")
        if entered is None or not entered.value:
            return f"No journey was seen to enter {stage.name}."
        return f"The friction in {stage.name} cannot be said: no journey was followed for long enough after it."
    shown = [f"{number(part.value, 'share')} {_WORDS[name]}" for name, part in parts.items() if part.value]
    met = f"{counted(rate.n, 'journey')} {'meets' if rate.n == 1 else 'meet'}"
    return f"{figure(rate)} of {met} friction in {stage.name}" + (f": {', '.join(shown)}." if shown else ".")


def _beyond(stage: Stage, earlier: Estimate | None, q_value: float | None) -> str:
    """Return what the rate exceeds, as another sentence; nothing where it exceeds nothing."""
    if q_value is None:
        return ""
    target = _target(stage)
    if target is not None:
        return f" That is more than the target of {number(target, 'share')}, {chance(q_value)}."
    return f" That is more than in the earlier period, {figure(earlier)}, {chance(q_value)}." if earlier else ""
