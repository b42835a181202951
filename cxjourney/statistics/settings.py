"""What a measurement was told and what it resolved from the data: the same settings give sums that add."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from cxjourney.model.channel import ChannelKind
from cxjourney.types import Name
from cxjourney.value import Value, pairs

LIFE_BINS = 48
"""Number of life-table bins: each is √2 times as wide as the one before, the last ends at the horizon."""

TIME_BIN = 1.02
"""Ratio of the ends of a bin of the time histograms."""

REPEAT_WINDOW = 7 * 86_400_000_000
"""Within a week, another contact counts as a repeat."""

UNPLANNED_STAGE = "Other"
"""Stage of touchpoints that the settings place nowhere."""


class MeasureSettings(Value):
    """
    Everything that must be equal for two measurements to be added.

    Parameters
    ----------
    goal, ends, support
        Touchpoints that complete a journey, after which ending is natural, and where customers ask for help.
    stages
        Stages in order, as pairs of name and touchpoints.
    stages_found
        Whether the stages were found from the order of visits.
    expected_waits
        Planned waits, as pairs of touchpoint and microseconds.
    aliases
        Names in the data and the touchpoint each of them means, as pairs.
    journey_gap
        Silence that ends a journey, in microseconds; None keeps one journey a customer.
    horizon
        Moves slower than this count as leaving, in microseconds.
    stage_window
        How long a journey must be followed from its first visit in a stage to be counted there, in microseconds: twice the horizon, in
        short logs half of the log, but the horizon at least.
    channel_kinds
        Whether customers serve themselves in a channel, as pairs of channel and ``"self_service"``, ``"assisted"`` or ``"unknown"``.
    landmark_waits
        How long a customer may wait before the wait counts as long, as pairs of touchpoint and microseconds.
    repeat_window
        Time within which another contact counts as a repeat, in microseconds.
    observed_until
        End of the observation, in microseconds since 1970 (UTC).
    weight_unit
        What the whole numbers are worth that answers are counted with, in millionths; None where every answer counts the same.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=300)
    >>> cx.measure(shop.events, goal=shop.goal).settings.goal
    ('Order confirmed',)
    """

    goal: tuple[Name, ...] = ()
    ends: tuple[Name, ...] = ()
    support: tuple[Name, ...] = ()
    stages: Annotated[tuple[tuple[Name, tuple[Name, ...]], ...], BeforeValidator(pairs)] = ()
    stages_found: bool = False
    expected_waits: Annotated[tuple[tuple[Name, int], ...], BeforeValidator(pairs)] = ()
    aliases: Annotated[tuple[tuple[Name, Name], ...], BeforeValidator(pairs)] = ()
    journey_gap: int | None = Field(default=None, gt=0)
    horizon: int = Field(default=1, gt=0)
    stage_window: int = Field(default=1, gt=0)
    observed_until: int = 0
    channel_kinds: Annotated[tuple[tuple[Name, ChannelKind], ...], BeforeValidator(pairs)] = ()
    landmark_waits: Annotated[tuple[tuple[Name, int], ...], BeforeValidator(pairs)] = ()
    repeat_window: int = Field(default=REPEAT_WINDOW, gt=0)
    weight_unit: int | None = Field(default=None, gt=0)

    @property
    def life_edges(self) -> tuple[int, ...]:
        """Upper end of each life-table bin, in microseconds; the last is the horizon."""
        return tuple(max(1, int(self.horizon * 2 ** ((index - LIFE_BINS + 1) / 2))) for index in range(LIFE_BINS))

    @property
    def follow_up(self) -> int:
        """How long customers must be followed after their last visit until no sum can change any more, in microseconds."""
        expected = [wait + 1 for _, wait in self.expected_waits]  # longer than expected is one more at least
        contacts = self.repeat_window if self.support else 0
        return max(self.horizon, self.stage_window, contacts, *expected, *(wait for _, wait in self.landmark_waits))

    def stage_of(self, touchpoint: str) -> int:
        """
        Return the place of a touchpoint's stage, counted from 0; the one after the last for an unplanned one.

        Parameters
        ----------
        touchpoint
            Name of a touchpoint.
        """
        for index, (_, touchpoints) in enumerate(self.stages):
            if touchpoint in touchpoints:
                return index
        return len(self.stages)
