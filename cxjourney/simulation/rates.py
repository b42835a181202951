"""Rates that are set, scaled or put back: drop-off, rework, escalation."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.diagnosis.restoring import cell_of
from cxjourney.diagnosis.stake_figures import standard_error
from cxjourney.errors import OptionError, StatisticsError
from cxjourney.model.changes import TWINS
from cxjourney.simulation.draft import forecast_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.diagnosis.restoring import Restoring
    from cxjourney.model.changes import Change, Fix
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.simulation.draft import MeasuredDraft

    Floats = NDArray[np.float64]

MEASURES = {"drop_off": "drop_off_rate", "rework": "rework_rate", "escalation": "escalation_rate"}
WORDS = {"drop_off": "drop-off", "rework": "rework", "escalation": "escalation"}
ROUNDING = 1e-9


def set_rates(draft: MeasuredDraft, change: Change, touchpoint: Touchpoint, place: int) -> None:
    """
    Let the rates of a touchpoint be what a change says.

    Parameters
    ----------
    draft
        What the changes come to.
    change
        The change.
    touchpoint, place
        Where.
    """
    for kind, measure in MEASURES.items():
        target, factor = getattr(change, kind), getattr(change, TWINS[kind])
        if target is None and factor is None:
            continue
        draft.claim(touchpoint.id, kind, "", change)
        restoring = draft.restoring(place, kind)
        rate = _known_rate(draft, restoring, touchpoint)
        wanted = np.full_like(rate, target) if target is not None else rate * float(factor or 0.0)
        if wanted[0] > 1 + ROUNDING:
            raise OptionError(
                f"{TWINS[kind]}={factor:g} makes the {WORDS[kind]} at {touchpoint.name!r} {wanted[0]:.3g}, more than everybody.",
                hint=f"the {WORDS[kind]} there is {rate[0]:.3g}, so that the factor can be {at_most(1 / float(rate[0]))} at most.",
            )
        draft.lower(place, kind, rate - wanted)
        _check_room(restoring, rate, wanted, touchpoint)
        draft.state(touchpoint.id, measure, forecast_of(float(wanted[0]), "share", "as the change says"))


def put_back(draft: MeasuredDraft, fix: Fix, touchpoint: Touchpoint, place: int) -> None:
    """
    Put a rate back to the reference of a finding.

    Parameters
    ----------
    draft
        What the changes come to.
    fix
        The fix.
    touchpoint, place
        Where.
    """
    pain = fix.pain_point
    kind = pain.gap_of or pain.kind
    found = cell_of(draft.observed.context, pain)
    draft.claim(touchpoint.id, kind, f"{found[0]} {found[1]}" if found else "", fix)
    restoring = draft.restoring(place, kind, pain)
    rate = _known_rate(draft, restoring, touchpoint)
    reference = pain.reference.value
    if reference is None:
        raise StatisticsError(f"{fix!s}: its reference is not known, so that it cannot be put back.", hint="state the rate with a Change.")
    excess = restoring.excess(reference) * fix.share
    step = standard_error(pain.reference, pain.reference.level)
    error = restoring.excess(reference + step) * fix.share - excess if step else None
    draft.lower(place, kind, excess, error)
    draft.state(touchpoint.id, MEASURES[kind], forecast_of(float(rate[0] - excess[0]), "share", "put back to the reference of the finding"))


def _known_rate(draft: MeasuredDraft, restoring: Restoring, touchpoint: Touchpoint) -> Floats:
    """Return the rate as it is, or say why it means nothing."""
    check_before_goal(draft, restoring.place, touchpoint)
    rate = restoring.rate
    if not np.isfinite(rate[0]):
        raise StatisticsError(
            f"the {restoring.kind.replace('_', ' ')} at {touchpoint.name!r} cannot be said from this log, so that it cannot be changed.",
            hint="nobody was at risk there, or nobody was followed for long enough.",
        )
    return rate


def check_before_goal(draft: MeasuredDraft, place: int, touchpoint: Touchpoint) -> None:
    """
    Refuse what concerns the time after the goal.

    Parameters
    ----------
    draft
        What the changes come to.
    place, touchpoint
        Where.
    """
    if (
        touchpoint.id in draft.observed.journey_map.goal_touchpoints
        or draft.observed.chain.is_goal[int(draft.observed.chain.states[draft.observed.code(place)])]
    ):
        raise OptionError(
            f"{touchpoint.name!r} is the goal: the journey is complete there.", hint="change a touchpoint on the way to the goal."
        )
    if not draft.observed.context.sums("visits", "before")[place].sum():
        raise StatisticsError(
            f"nobody comes to {touchpoint.name!r} before the goal: what happens there wins or loses no goal.",
            hint="forecasts go up to the goal; measure with a later goal=.",
        )


def at_most(limit: float) -> str:
    """
    Return a limit with three digits, rounded down so that it can be used as it is told.

    Parameters
    ----------
    limit
        A positive number.

    Examples
    --------
    >>> at_most(3.8765), at_most(0.96399), at_most(1.0)
    ('3.87', '0.963', '1')
    """
    scale = 10.0 ** (2 - floor(log10(limit)))
    return f"{floor(limit * scale + ROUNDING) / scale:g}"


def _check_room(restoring: Restoring, rate: Floats, wanted: Floats, touchpoint: Touchpoint) -> None:
    """Refuse a rate that cannot be made from the moves that were seen."""
    if wanted[0] <= rate[0] or restoring.kind == "drop_off":
        return
    if rate[0] <= 0:
        raise StatisticsError(
            f"there is no {restoring.kind} at {touchpoint.name!r} in the log, so that it cannot show where more of it would lead.",
            hint="say where the moves go with Redirect.",
        )
    row = restoring.chain.chains.onward[0, restoring.state]
    most = float(rate[0] * row.sum() / max(float((row * restoring.part).sum()), ROUNDING))
    if wanted[0] > most + ROUNDING:
        raise OptionError(
            f"{restoring.kind}={wanted[0]:g} at {touchpoint.name!r} makes the probabilities of what follows exceed one.",
            hint=f"at most {at_most(most)} is possible there.",
        )
