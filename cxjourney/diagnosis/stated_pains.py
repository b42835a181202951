"""Pain points of maps written by hand: what their authors state, judged by the margins and marked as an assumption."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.references import MIN_PEERS
from cxjourney.diagnosis.severity import severity_level
from cxjourney.estimate import Estimate
from cxjourney.model.findings import Finding, PainPoint
from cxjourney.wording import number

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cxjourney.diagnosis.margins import Margins
    from cxjourney.model.findings import Cause
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.touchpoint import Touchpoint

EMOTION_CAP, RATE_CAPS, WAIT_CAP = 1.2, {"drop_off": 0.15, "rework": 0.3}, 5.0
RATES = {"drop_off": "drop_off_rate", "rework": "rework_rate"}
KINDS = ("drop_off", "long_wait", "rework", "negative_emotion", "stated")
"""Kinds of stated pains, in the order of ties."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A stated figure that is worse than its reference by more than the margin."""

    kind: str
    estimate: Estimate
    reference: Estimate
    effect: Estimate
    margin: float
    size: float
    against: str
    sentence: str
    cause: Cause | None = None


def stated_pains(journey_map: JourneyMap, margins: Margins, kinds: Collection[str] | None = None) -> tuple[PainPoint, ...]:
    """
    Return the pain points that a map's authors state.

    Parameters
    ----------
    journey_map
        The map.
    margins
        The smallest effects that count.
    kinds
        Kinds to look for; None for all.

    Notes
    -----
    Feelings are compared with neutral, waits with the declared expectation, rates with their target, else with the median of at least
    three other stated ones. A pain in words counts as an effect at the margin, unless a stated figure shows it larger. Reach is taken
    as stated, else everybody.
    """
    pains = []
    for stage in journey_map.stages:
        for touchpoint in stage.touchpoints:
            found = [*_rates(touchpoint, journey_map, margins), *_wait(touchpoint, margins), *_emotion(touchpoint, margins)]
            found += _words(touchpoint, margins, found)
            pains += [_pain_point(each, touchpoint, stage.name, stage.id) for each in found if kinds is None or each.kind in kinds]
    return ranked(pains, journey_map)


def ranked(pains: Sequence[PainPoint], journey_map: JourneyMap) -> tuple[PainPoint, ...]:
    """
    Return stated pains in order: by severity, then by kind, by how far they are beyond the margin, and by place.

    Parameters
    ----------
    pains
        Pains in any order.
    journey_map
        Their map.
    """
    place = {touchpoint.id: index for index, touchpoint in enumerate(journey_map.touchpoints)}

    def order(pain: PainPoint) -> tuple[float, int, float, int]:
        return -(pain.severity.value or 0), KINDS.index(pain.kind), -abs(pain.effect.value or 0), place[pain.touchpoint_id or ""]

    ordered = sorted(pains, key=order)
    return tuple(pain.replace(rank=rank) for rank, pain in enumerate(ordered, 1))


def _value(touchpoint: Touchpoint, name: str) -> float | None:
    """Return a figure that somebody stated, or None."""
    found = touchpoint.measure(name)
    return found.value if found is not None and not found.is_measured else None


def _rates(touchpoint: Touchpoint, journey_map: JourneyMap, margins: Margins) -> list[_Stated]:
    result = []
    for kind, name in RATES.items():
        value = _value(touchpoint, name)
        others = [other for each in journey_map.touchpoints if each.id != touchpoint.id and (other := _value(each, name)) is not None]
        planned = touchpoint.target(name)
        if value is None or (planned is None and len(others) < MIN_PEERS):
            continue
        reference = planned if planned is not None else median(others)
        margin = float(getattr(margins, kind))
        if value - reference <= margin or (kind == "drop_off" and value <= margins.drop_off_ratio * reference):
            continue
        verb = "Customers leave at" if kind == "drop_off" else "Customers repeat or go back at"
        than = "planned" if planned is not None else "elsewhere"
        compared = f"{number(value, 'share')} against {number(reference, 'share')}"
        result.append(
            _Stated(
                kind=kind,
                estimate=Estimate.stated(value, unit="share"),
                reference=Estimate.stated(reference, unit="share"),
                effect=Estimate.stated(value - reference, unit="share"),
                margin=margin,
                size=(value - reference) / RATE_CAPS[kind],
                against="the target" if planned is not None else f"the median of {len(others)} other stated rates",
                sentence=f"{verb} {touchpoint.name} more than {than}: {compared}, as stated.",
            )
        )
    return result


def _wait(touchpoint: Touchpoint, margins: Margins) -> list[_Stated]:
    value = _value(touchpoint, "transition_time")
    expected = touchpoint.expected_wait.total_seconds() if touchpoint.expected_wait is not None else touchpoint.target("transition_time")
    if value is None or not expected or expected <= 0 or value <= margins.long_wait * expected:
        return []
    return [
        _Stated(
            kind="long_wait",
            estimate=Estimate.stated(value, unit="seconds"),
            reference=Estimate.stated(expected, unit="seconds"),
            effect=Estimate.stated(value / expected, unit="ratio"),
            margin=margins.long_wait,
            size=float(np.log(value / expected) / np.log(WAIT_CAP)),
            against="the expected wait",
            sentence=f"Customers wait after {touchpoint.name} longer than expected: {number(value, 'seconds')} against "
            f"{number(expected, 'seconds')}, as stated.",
            cause="long_wait",
        )
    ]


def _emotion(touchpoint: Touchpoint, margins: Margins) -> list[_Stated]:
    stated = [reading.valence for reading in touchpoint.emotions if reading.estimate is None]
    worst = min(stated, default=0.0)
    if worst >= -margins.negative_emotion:
        return []
    return [
        _Stated(
            kind="negative_emotion",
            estimate=Estimate.stated(worst, unit="valence"),
            reference=Estimate.stated(0.0, unit="valence"),
            effect=Estimate.stated(worst, unit="valence"),
            margin=-margins.negative_emotion,
            size=-worst / EMOTION_CAP,
            against="neutral",
            sentence=f"{touchpoint.name} frustrates customers: {number(worst, 'valence')} on a scale from −2 to +2, as stated.",
        )
    ]


def _words(touchpoint: Touchpoint, margins: Margins, found: Sequence[_Stated]) -> list[_Stated]:
    """Return the pains in words as one finding, unless a stated figure of the touchpoint already is one."""
    if not touchpoint.pains or found:
        return []
    return [
        _Stated(
            kind="stated",
            estimate=Estimate(value=None, unit="valence", method="stated in words"),
            reference=Estimate.stated(0.0, unit="valence"),
            effect=Estimate.stated(-margins.negative_emotion, unit="valence"),
            margin=-margins.negative_emotion,
            size=margins.negative_emotion / EMOTION_CAP,
            against="no pain",
            sentence=f"{touchpoint.name} hurts, as stated: {'; '.join(touchpoint.pains[:3])}",
        )
    ]


def _pain_point(found: _Stated, touchpoint: Touchpoint, stage: str, stage_id: str) -> PainPoint:
    reach = touchpoint.measure("reach")
    share = 1.0 if reach is None or reach.value is None else reach.value
    severity = 100 * min(max(share, 0.0), 1.0) * min(found.size, 1.0)
    words = "" if found.kind == "stated" or not touchpoint.pains else f" {'; '.join(touchpoint.pains[:3])}"
    return PainPoint(
        rank=1,
        kind=found.kind,
        stage=stage,
        touchpoint=touchpoint.name,
        stage_id=stage_id,
        touchpoint_id=touchpoint.id,
        cause=found.cause,
        estimate=found.estimate,
        reference=found.reference,
        effect=found.effect,
        reach=reach,
        severity=Estimate.stated(severity, unit="severity"),
        severity_level=severity_level(severity),
        basis="assumption",
        evidence=Finding(test="None: stated by the authors of the map.", reference=found.against, margin=found.margin),
        summary=found.sentence + words,
    )
