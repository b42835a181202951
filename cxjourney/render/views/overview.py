"""Maps of many touchpoints: which cards stand for a stage, and which channels get a row of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.views.source import Source, label
from cxjourney.render.views.stages import card, known, shares
from cxjourney.render.views.values import TouchpointView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.stage import Stage
    from cxjourney.model.touchpoint import Touchpoint

OVERVIEW_FROM = 41
CARDS_PER_STAGE = 3
CHANNEL_ROWS = 12


def is_overview(source: Source) -> bool:
    """Return whether the map has too many touchpoints to show each."""
    return len(source.journey_map.touchpoints) >= OVERVIEW_FROM


def cards(source: Source, stage: Stage, channels: dict[str, int]) -> tuple[TouchpointView, ...]:
    """Return the cards of a stage: all of them, or the chosen ones and one that sums the rest."""
    if not is_overview(source) or len(stage.touchpoints) <= CARDS_PER_STAGE:
        return tuple(card(source, touchpoint, channels) for touchpoint in stage.touchpoints)
    order = sorted(range(len(stage.touchpoints)), key=lambda index: _weight(source, stage.touchpoints[index], index))
    chosen = sorted(order[:CARDS_PER_STAGE])
    rest = [stage.touchpoints[index] for index in sorted(order[CARDS_PER_STAGE:])]
    return (*(card(source, stage.touchpoints[index], channels) for index in chosen), _more(source, stage, rest))


def _weight(source: Source, touchpoint: Touchpoint, index: int) -> tuple[float, bool, float, int]:
    ranks = [pain.rank for pain in source.pains if pain.touchpoint_id == touchpoint.id]
    moments = source.diagnosis.moments_of_truth if source.diagnosis else ()
    is_moment = touchpoint.moment_of_truth is not None or any(moment.touchpoint_id == touchpoint.id for moment in moments)
    size = known(touchpoint.measure("customers")) or known(touchpoint.measure("visits")) or 0
    return (min(ranks, default=float("inf")), not is_moment, -size, index)


def _more(source: Source, stage: Stage, rest: Sequence[Touchpoint]) -> TouchpointView:
    visits = [value for touchpoint in rest if (value := known(touchpoint.measure("visits"))) is not None]
    words = source.words
    caption = words("visits.short", n=words.numerals.compact(sum(visits))) if visits else None
    spoken = words.count("visits", round(sum(visits))) if visits else None
    return TouchpointView(id=f"{stage.id}-more", name=words.count("more", len(rest)), caption=caption, spoken=spoken, hidden=len(rest))


def channel_rows(source: Source) -> tuple[tuple[str, ...], dict[str, int], int]:
    """
    Return the rows of the channel lane.

    Returns
    -------
    tuple
        Names of the rows, the row of each channel by identifier, and how many channels were put together.
    """
    journey_map = source.journey_map
    weights = {channel.id: 0.0 for channel in journey_map.channels}
    alone = {channel.id: index for index, channel in enumerate(journey_map.channels)}
    names = [channel.id for channel in journey_map.channels]
    for touchpoint in journey_map.touchpoints:
        size = known(touchpoint.measure("visits")) or known(touchpoint.measure("customers")) or 1
        for row, share in shares(touchpoint, alone):
            weights[names[row]] += size * (1 if share is None else share)
    used = [channel for channel in journey_map.channels if weights[channel.id] > 0]
    if len(used) <= CHANNEL_ROWS:
        return tuple(label(channel.name) for channel in used), {channel.id: row for row, channel in enumerate(used)}, 0
    largest = sorted(used, key=lambda channel: (-weights[channel.id], channel.id))[: CHANNEL_ROWS - 1]
    kept = [channel for channel in used if channel in largest]
    rows = {channel.id: kept.index(channel) if channel in kept else len(kept) for channel in used}
    return (*(label(channel.name) for channel in kept), source.words("other")), rows, len(used) - len(kept)
