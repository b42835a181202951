"""What pain points put at stake, as far as a picture may promise it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.estimate import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.model.findings import PainPoint
    from cxjourney.render.views.source import Source


def shown_stake(pain: PainPoint) -> Estimate | None:
    """Return the money at stake, else the goals; None where nothing is known or only an association, which is no promise."""
    if pain.at_stake_basis == "association":
        return None
    return next((stake for stake in (pain.money_at_stake, pain.at_stake) if stake is not None and stake.value is not None), None)


def linked(source: Source, pain: PainPoint) -> str | None:
    """Return what an association goes with, where it is told from nothing."""
    stakes = [stake for stake in (pain.money_at_stake, pain.at_stake) if stake is not None and stake.value is not None]
    if pain.at_stake_basis != "association" or not stakes or (stakes[-1].low or 0) <= 0:
        return None
    return source.words("pain.linked", amount=source.amount(stakes[0]) or "")


def summed(pains: Iterable[PainPoint]) -> Estimate | None:
    """Return the sum of what is shown, when all is in one unit."""
    stakes = [stake for pain in pains if (stake := shown_stake(pain)) is not None]
    if not stakes or len({stake.unit for stake in stakes}) > 1:
        return None
    return Estimate(value=sum(stake.value or 0 for stake in stakes), unit=stakes[0].unit)


def expected_gain(source: Source, touchpoints: Iterable[str], stage: str | None) -> Estimate | None:
    """Return the most that one pain point puts at stake at these touchpoints, or in a stage: no more than that can be won there."""
    inside = set(touchpoints)
    near = [pain for pain in source.pains if pain.touchpoint_id in inside or (stage is not None and pain.stage_id == stage)]
    stakes = [stake for pain in near if (stake := shown_stake(pain)) is not None]
    return max(stakes, key=lambda stake: stake.value or 0, default=None)
