"""In which order findings and stages are shown: by what they put at stake, else by how severe they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.findings import PainPoint
    from cxjourney.model.friction import StageFriction


def by_stake(pains: Sequence[PainPoint]) -> tuple[PainPoint, ...]:
    """
    Return findings in order, the worst first: by what is at stake where that is known, else by severity.

    Parameters
    ----------
    pains
        Findings, already in the order of severity with its ties.

    Notes
    -----
    Both are brought on one scale by the goals that a point of severity puts at stake at least in this map, taken from the findings about
    which both are known. A finding whose stake cannot be said is placed as if that held for it, too, so that it comes before a known
    one only if it is clearly more severe; no such figure is shown. An association whose interval holds both nothing and as much as its
    severity suggests says nothing, and is placed by its severity.

    Examples
    --------
    >>> by_stake([])
    ()
    """
    worth = _goals_per_point(pains)
    order = sorted(pains, key=lambda pain: (-_weight(pain, worth), pain.rank))
    return tuple(pain.replace(rank=rank) for rank, pain in enumerate(order, 1))


def with_attention(stages: Sequence[StageFriction], pains: Sequence[PainPoint]) -> tuple[StageFriction, ...]:
    """
    Return stages in their order, the flagged ones with their place by what their findings put at stake.

    Parameters
    ----------
    stages
        The friction of the stages.
    pains
        The ranked findings of the map.
    """
    worth = _goals_per_point(pains)
    weights = {
        stage.stage_id: sum(_weight(pain, worth) for pain in pains if pain.stage_id == stage.stage_id) for stage in stages if stage.flagged
    }
    order = sorted(weights, key=lambda stage: -weights[stage])
    place = {stage: number for number, stage in enumerate(order, 1)}
    return tuple(stage.replace(attention=place[stage.stage_id]) if stage.flagged else stage for stage in stages)


def _goals_per_point(pains: Sequence[PainPoint]) -> float | None:
    """Return how many goals a point of severity puts at stake at least; None where that is not known of any finding."""
    known = [
        pain.at_stake.value / pain.severity.value
        for pain in pains
        if pain.at_stake_basis == "measured" and pain.at_stake is not None and pain.at_stake.value and pain.severity.value
    ]
    return min((ratio for ratio in known if ratio > 0), default=None)


def _weight(pain: PainPoint, worth: float | None) -> float:
    severity, stake = pain.severity.value or 0.0, pain.at_stake
    usual = severity * (worth if worth is not None else 1.0)
    if worth is None or stake is None or stake.value is None:
        return usual
    vague = stake.low is not None and stake.high is not None and stake.low <= 0 and stake.high >= usual
    return usual if pain.at_stake_basis == "association" and vague else max(stake.value, 0.0)
