"""The parameters of a world as arrays, with its plants worked in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.datasets.worlds import Plant, World, WorldTouchpoint

    Floats = NDArray[np.float64]

MOVES_LIMIT = 0.97
"""Leaving, repeating, going back and escalating together stay below this."""


@dataclass(frozen=True)
class WorldTables:
    """
    Arrays that the walk looks up.

    Parameters
    ----------
    start
        Cumulative probability of starting per touchpoint.
    flow
        Cumulative probability of going on, per touchpoint and next touchpoint; a row of zeros ends the journey.
    mix
        Cumulative probability of the channel, per touchpoint.
    offered
        Whether a touchpoint offers a channel.
    segments
        Cumulative share of the segments.
    leave, repeat, back, escalate
        Probabilities per touchpoint, channel and segment.
    log_wait
        Mean logarithm of the seconds to the next visit, likewise.
    valence
        Shift of every feeling, likewise.
    wait_sigma, importance
        Per touchpoint.
    """

    start: Floats
    flow: Floats
    mix: Floats
    offered: NDArray[np.bool_]
    segments: Floats
    leave: Floats
    repeat: Floats
    back: Floats
    escalate: Floats
    log_wait: Floats
    valence: Floats
    wait_sigma: Floats
    importance: Floats


def world_tables(world: World) -> WorldTables:
    """
    Return the parameters of a world as arrays.

    Parameters
    ----------
    world
        The world.
    """
    flow = np.array(world.flow, dtype=float)
    total = flow.sum(axis=1, keepdims=True)
    weights = np.array([_channel_weights(touchpoint, len(world.channels)) for touchpoint in world.touchpoints])
    cells = _cells(world)
    for plant in world.plants:
        _apply(plant, world, cells)
    _limit(cells)
    return WorldTables(
        start=_cumulative(np.array([touchpoint.start for touchpoint in world.touchpoints])),
        flow=np.where(total > 0, np.cumsum(flow / np.where(total > 0, total, 1), axis=1), 0.0),
        mix=np.array([_cumulative(row) for row in weights]),
        offered=weights > 0,
        segments=_cumulative(np.array([segment.share for segment in world.segments])),
        wait_sigma=np.array([touchpoint.wait_sigma for touchpoint in world.touchpoints]),
        importance=np.array([touchpoint.importance for touchpoint in world.touchpoints]),
        **cells,
    )


def _channel_weights(touchpoint: WorldTouchpoint, count: int) -> tuple[float, ...]:
    return touchpoint.channels or (1.0,) * count


def _cumulative(weights: Floats) -> Floats:
    cumulative: Floats = np.cumsum(weights) / weights.sum()
    return cumulative


def _cells(world: World) -> dict[str, Floats]:
    """Return the arrays per touchpoint, channel and segment, before the plants."""
    shape = (len(world.touchpoints), len(world.channels), len(world.segments))

    def base(name: str) -> Floats:
        return np.array([getattr(touchpoint, name) for touchpoint in world.touchpoints])[:, None, None]

    def shift(name: str) -> Floats:
        channels = np.array([getattr(channel, name) for channel in world.channels])
        segments = np.array([getattr(segment, name) for segment in world.segments])
        if name == "slowness":
            channels, segments = np.log(channels), np.log(segments)
        both: Floats = (channels[:, None] + segments[None, :])[None]
        return both

    leave = base("leave")
    assisted = np.array([channel.assisted for channel in world.channels])[None, :, None]
    return {
        "leave": np.where((leave > 0) & (leave < 1), np.clip(leave + shift("leave"), 0.001, 0.999), leave) + np.zeros(shape),
        "repeat": base("repeat") + np.zeros(shape),
        "back": base("back") + np.zeros(shape),
        "escalate": np.where(assisted, 0.0, base("escalate")) + np.zeros(shape),
        "log_wait": np.log(base("wait_seconds")) + shift("slowness"),
        "valence": shift("valence") + np.zeros(shape),
    }


def _apply(plant: Plant, world: World, cells: dict[str, Floats]) -> None:
    """Add one plant to the arrays per touchpoint, channel and segment."""
    channels = [index for index, channel in enumerate(world.channels) if plant.channel in {None, channel.name}]
    segments = [index for index, segment in enumerate(world.segments) if plant.segment in {None, segment.name}]
    where = np.ix_([world.names.index(plant.touchpoint)], channels, segments)
    if plant.kind == "rework":
        cells["repeat"][where] += plant.size / 2
        cells["back"][where] += plant.size / 2
    elif plant.kind == "escalation":
        self_service = np.array([not world.channels[index].assisted for index in channels])
        cells["escalate"][where] += plant.size * self_service[None, :, None]
    else:
        name, amount = {
            "drop_off": ("leave", plant.size),
            "long_wait": ("log_wait", np.log(plant.size) if plant.kind == "long_wait" else 0.0),
            "low_score": ("valence", -plant.size),
        }[plant.kind]
        cells[name][where] += amount


def _limit(cells: dict[str, Floats]) -> None:
    cells["leave"] = np.clip(cells["leave"], 0, 1)
    others = cells["repeat"] + cells["back"] + cells["escalate"]
    room = np.maximum(MOVES_LIMIT - cells["leave"], 0)
    factor = np.where(others > room, room / np.maximum(others, 1e-12), 1)
    for name in ("repeat", "back", "escalate"):
        cells[name] = cells[name] * factor
