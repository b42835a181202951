"""From changes to edits of the flow of a measured map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.diagnosis.associations import SCORES
from cxjourney.diagnosis.restoring import SUMS, cell_of
from cxjourney.errors import OptionError
from cxjourney.model.changes import Add, Change, Fix, Redirect, Remove
from cxjourney.simulation import associated, rates
from cxjourney.simulation.channels import set_channels, shift_visits
from cxjourney.simulation.draft import MeasuredDraft
from cxjourney.simulation.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.changes import AnyChange
    from cxjourney.model.findings import PainPoint
    from cxjourney.model.touchpoint import Touchpoint
    from cxjourney.simulation.observed_flow import Observed

FIXABLE = (*SUMS, "long_wait", *SCORES)
"""Kinds of pain points that can be put back."""

ROUNDING = 1e-6


def drafted(observed: Observed, changes: Sequence[AnyChange]) -> MeasuredDraft:
    """
    Return what changes of a measured map come to.

    Parameters
    ----------
    observed
        The map with its journeys.
    changes
        The changes.

    Raises
    ------
    OptionError
        If a change does not fit the map, or two contradict each other.
    StatisticsError
        If the log cannot show what a change leads to.
    """
    draft = MeasuredDraft(observed=observed)
    for change in changes:
        if isinstance(change, Change):
            touchpoint, place, _ = observed.place(change.touchpoint)
            rates.set_rates(draft, change, touchpoint, place)
            associated.set_wait(draft, change, touchpoint, place)
            associated.set_score(draft, change, touchpoint, place)
            set_channels(draft, change, touchpoint, place)
        elif isinstance(change, Fix):
            _fix(draft, change)
        elif isinstance(change, Add) and change.is_channel:
            _add_channel(draft, change)
    _add_routes(draft, changes)
    return draft


def _add_routes(draft: MeasuredDraft, changes: Sequence[AnyChange]) -> None:
    observed = draft.observed

    def state_of(name: str) -> tuple[Touchpoint, int]:
        touchpoint, _, state = observed.place(name)
        return touchpoint, state

    routes = Routes(observed.journey_map, observed.flow, observed.channels, state_of, draft.claim)
    draft.routes += routes.redirected([change for change in changes if isinstance(change, Redirect)])
    draft.routes += routes.added([change for change in changes if isinstance(change, Add) and not change.is_channel])
    draft.routes += routes.removed([change for change in changes if isinstance(change, Remove)], changes)


def _add_channel(draft: MeasuredDraft, change: Add) -> None:
    observed = draft.observed
    touchpoint, place, state = observed.place(change.touchpoint)
    axis = next(index for index, channel in enumerate(observed.channels) if change.channel in {channel.id, channel.name})
    if observed.flow.mix[0, state, axis] > 0:
        raise OptionError(
            f"{touchpoint.name!r} has the channel {change.channel!r} already.",
            hint=f"use Change(touchpoint={touchpoint.name!r}, channel_share={{{change.channel!r}: {change.share:g}}}).",
        )
    if change.wait is not None:
        raise OptionError("wait belongs to a new touchpoint, not to a new channel.", hint="leave it out.")
    shift_visits(draft, change, touchpoint, place, targets={axis: change.share}, drop_off=change.drop_off)


def _fix(draft: MeasuredDraft, fix: Fix) -> None:
    pain = fix.pain_point
    touchpoint, place = place_of(draft.observed, pain)
    if (pain.gap_of or pain.kind) in SUMS:
        rates.put_back(draft, fix, touchpoint, place)
    else:
        associated.put_back(draft, fix, touchpoint, place)


def place_of(observed: Observed, pain: PainPoint) -> tuple[Touchpoint, int]:
    """
    Return the touchpoint of a finding and its place.

    Parameters
    ----------
    observed
        The map with its journeys.
    pain
        The finding.

    Raises
    ------
    OptionError
        If the finding is not one of the map, or of a kind that cannot be put back.
    """
    kind = pain.gap_of or pain.kind
    if kind not in FIXABLE:
        raise OptionError(
            f"{kind!r} at {pain.touchpoint or pain.stage!r} cannot be put back: what goes with it in moves to the goal is not known.",
            hint=f"kinds that can: {', '.join(FIXABLE)}.",
        )
    places = {touchpoint.id: place for place, touchpoint in enumerate(observed.context.touchpoints)}
    place = places.get(pain.touchpoint_id or "")
    title = observed.journey_map.title
    if place is None:
        raise OptionError(f"{pain.summary!r} is no finding of {title!r}: it has no such touchpoint.", hint="diagnose this map.")
    if pain.basis == "assumption":
        raise OptionError(
            f"{pain.summary!r} is stated, not measured; {title!r} is measured.", hint="say what changes with Change(touchpoint=...)."
        )
    if not _is_here(observed, pain, place):
        raise OptionError(
            f"{pain.summary!r} is no finding of {title!r}, where the figures are others.", hint="fix the findings of diagnose(journey_map)."
        )
    return observed.context.touchpoints[place], place


def _is_here(observed: Observed, pain: PainPoint, place: int) -> bool:
    """Return whether a finding has the figures of this map."""
    context = observed.context
    for axis, identifier in (("channel", pain.channel_id), ("segment", pain.segment_id)):
        known = {each.id for each in getattr(observed.journey_map, f"{axis}s")}
        if identifier is not None and identifier not in known:
            return False
    found = cell_of(context, pain)
    if found is None:
        return pain.n_customers == int(context.customers[place])
    axis, code, _ = found
    table = observed.statistics.tables[f"{axis}_cells"]
    rows = (table["touchpoint"] == observed.code(place)) & (table[axis] == code)
    return pain.n_customers == int(table["customers"][rows].sum())
