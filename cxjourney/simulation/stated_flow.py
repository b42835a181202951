"""The flow that a map written by hand states."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.errors import StatisticsError
from cxjourney.simulation.flow import Flow
from cxjourney.simulation.observed_flow import cost_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.estimate import Estimate
    from cxjourney.model.channel import Channel
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.touchpoint import Touchpoint

    Floats = NDArray[np.float64]

ROUNDING = 1e-6
NEARLY_ALL = 0.02
"""Shares that are written with two digits add up to what is meant within this."""


@dataclass(frozen=True, eq=False)
class Stated:
    """
    A map written by hand whose moves and rates are stated.

    Parameters
    ----------
    journey_map
        The map.
    new_channels
        Channels that a change brings.
    """

    journey_map: JourneyMap
    new_channels: tuple[Channel, ...] = ()
    fit: None = None
    worth: None = None

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Channels by the last axis of the mix."""
        return (*self.journey_map.channels, *self.new_channels)

    @cached_property
    def flow(self) -> Flow:
        """
        The journeys as stated.

        Raises
        ------
        StatisticsError
            If the map has no goal, or does not state where journeys start, lead and end.
        """
        journey_map, count = self.journey_map, len(self.journey_map.touchpoints)
        if not journey_map.goal_touchpoints:
            raise StatisticsError("a map without a goal has nothing to forecast.", hint="name one: goal_touchpoints=[...].")
        onward = np.zeros((1, count, count + 1))
        for number, touchpoint in enumerate(journey_map.touchpoints):
            if touchpoint.id in journey_map.goal_touchpoints:
                onward[0, number, -1] = 1.0
            else:
                onward[0, number, :-1] = self._row(touchpoint)
        return Flow(
            start=self._starts(onward),
            onward=onward,
            seconds=np.array([[_seconds(touchpoint) for touchpoint in journey_map.touchpoints]]),
            after=np.zeros((1, count)),
            mix=np.array([[self._mix(touchpoint) for touchpoint in journey_map.touchpoints]]).reshape(1, count, len(self.channels)),
            helping=np.array([touchpoint.id in journey_map.support_touchpoints for touchpoint in journey_map.touchpoints], dtype=bool),
            assisted=np.array([channel.kind == "assisted" for channel in self.channels], dtype=bool),
            costs=np.array([cost_of(channel) or 0.0 for channel in self.channels], dtype=np.float64),
            ids=tuple(touchpoint.id for touchpoint in journey_map.touchpoints),
        )

    def _row(self, touchpoint: Touchpoint) -> Floats:
        """Return what a visit leads to."""
        index = {each.id: number for number, each in enumerate(self.journey_map.touchpoints)}
        moves = [move for move in self.journey_map.transitions if move.source == touchpoint.id]
        lost, row = value_of(touchpoint.measure("drop_off_rate")), np.zeros(len(index))
        weights = [value_of(move.share) for move in moves]
        if len(moves) == 1 and weights[0] is None:
            weights = [1.0 - (lost or 0.0)] if lost is not None or moves[0].count is None else [None]
        if moves and any(weight is None for weight in weights):
            weights = [None if move.count is None else float(move.count) for move in moves]
        if any(weight is None for weight in weights):
            raise StatisticsError(
                f"the map does not state how customers go on from {touchpoint.name!r}.", hint="give each of these transitions a share."
            )
        for move, weight in zip(moves, weights, strict=True):
            row[index[move.target]] += weight or 0.0
        total = row.sum()
        if not moves:
            return row
        if lost is not None:
            if all(move.share is not None for move in moves) and min(abs(total - 1), abs(total - (1 - lost))) > NEARLY_ALL:
                raise StatisticsError(
                    f"the shares of the moves from {touchpoint.name!r} add up to {total:.3g}, and {lost:.3g} of its visits leave.",
                    hint=f"shares are of all visits and add up to {1 - lost:.3g}, or of those that go on and add up to 1.",
                )
            return np.asarray(row / max(total, 1e-12) * (1 - lost))
        if (len(moves) == 1 and moves[0].share is None) or total > 1 + ROUNDING or all(move.share is None for move in moves):
            raise StatisticsError(
                f"the map does not state how many leave at {touchpoint.name!r}."
                + (f" The shares of its moves add up to {total:.3g}." if total > 1 + ROUNDING else ""),
                hint='state it: measures={"drop_off_rate": 0.1}.',
            )
        return row

    def _starts(self, onward: Floats) -> Floats:
        """Return where journeys start: as stated, else at the one touchpoint that nothing leads to."""
        touchpoints = self.journey_map.touchpoints
        stated = np.array([value_of(each.measure("start_share")) or 0.0 for each in touchpoints])
        if stated.sum() > 0:
            return np.asarray((stated / stated.sum())[None])
        linked = {move.source for move in self.journey_map.transitions} | set(self.journey_map.goal_touchpoints)
        first = [number for number, each in enumerate(touchpoints) if each.id in linked and not onward[0, :, number].any()]
        if len(first) != 1:
            found = ", ".join(repr(touchpoints[number].name) for number in first[:5]) or "none that nothing leads to"
            raise StatisticsError(f"the map does not state where journeys start: {found}.", hint='state it: measures={"start_share": 0.6}.')
        return np.eye(len(touchpoints))[first]

    def _mix(self, touchpoint: Touchpoint) -> list[float]:
        """Return the share of each channel in the visits: as stated, else all of them in the only one."""
        stated = [value_of(touchpoint.measure("channel_share", channel=channel.id)) for channel in self.channels]
        if any(share is not None for share in stated):
            return [share or 0.0 for share in stated]
        return [float(touchpoint.channels == (channel.id,)) for channel in self.channels]

    def state_of(self, name: str) -> tuple[Touchpoint, int]:
        """
        Return a touchpoint and its state.

        Parameters
        ----------
        name
            Its name or identifier.
        """
        touchpoint = self.journey_map.touchpoint(name)
        return touchpoint, self.flow.ids.index(touchpoint.id)


def value_of(estimate: Estimate | None) -> float | None:
    """
    Return the value of a figure, or None when it is not there.

    Parameters
    ----------
    estimate
        The figure.
    """
    return None if estimate is None else estimate.value


def _seconds(touchpoint: Touchpoint) -> float:
    stated = value_of(touchpoint.measure("transition_time"))
    if stated is None and touchpoint.expected_wait is not None:
        return touchpoint.expected_wait.total_seconds()
    return float("nan") if stated is None else stated
