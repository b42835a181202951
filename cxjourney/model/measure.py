"""A figure of a stage, a touchpoint or a whole map."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from cxjourney.arguments import check_texts
from cxjourney.estimate import Estimate
from cxjourney.types import Name, Reference
from cxjourney.value import Value

SHARES = frozenset({
    "reach", "start_share", "channel_share", "goal_rate", "drop_off_rate", "going_on_rate", "friction_rate", "rework_rate",
    "escalation_rate", "repeat_contact_rate", "reopened_rate", "handoff_rate", "response_rate",
})  # fmt: skip
"""Measures that are shares of all."""

_ROUNDING = 1e-9


def check_share(name: str, estimate: Estimate) -> None:
    """
    Refuse what somebody states and cannot be a share.

    Parameters
    ----------
    name
        What it is a share of, for the message.
    estimate
        The figure.

    Raises
    ------
    ValueError
        If it lies outside 0 and 1 and its unit does not say that it is no share.
    """
    is_share = estimate.unit in {"", "share"} and not estimate.is_measured
    if is_share and estimate.value is not None and not -_ROUNDING <= estimate.value <= 1 + _ROUNDING:
        message = f"{name} must be a share from 0 to 1, 0.2 for 20%, found {estimate.value:g}"
        raise ValueError(message)


class Measure(Value):
    """
    One figure, perhaps of one channel, segment or period only.

    Parameters
    ----------
    name
        What it measures: ``"customers"``, ``"drop_off_rate"``, ``"nps"``, …
    estimate
        The figure with its uncertainty.
    channel, segment
        Identifier of the channel or segment it is restricted to.
    period
        Span of time it is restricted to.

    Examples
    --------
    >>> Measure(name="drop_off_rate", estimate=0.12)
    drop_off_rate: 0.12 stated
    """

    name: Name
    estimate: Estimate
    channel: Reference | None = None
    segment: Reference | None = None
    period: Name | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.name in SHARES:
            check_share(self.name, self.estimate)
        return self

    def __repr__(self) -> str:
        place = " ".join(part for part in (self.channel, self.segment, self.period) if part)
        return f"{self.name}{f' ({place})' if place else ''}: {self.estimate}"


def _from_mapping(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple({"name": name, "estimate": estimate} for name, estimate in value.items())
    return value


Measures = Annotated[tuple[Measure, ...], BeforeValidator(_from_mapping)]
"""Figures in a fixed order; a mapping from name to number is accepted."""


def find_measure(
    measures: tuple[Measure, ...],
    name: str,
    *,
    channel: str | None = None,
    segment: str | None = None,
) -> Estimate | None:
    """
    Return the estimate of a measure, or None when it is not there.

    Parameters
    ----------
    measures
        Figures to look in.
    name
        Name of the measure.
    channel, segment
        Identifiers the figure is restricted to; None asks for the unrestricted one.
    """
    check_texts(name=name, channel=channel, segment=segment)
    for measure in measures:
        if (measure.name, measure.channel, measure.segment, measure.period) == (name, channel, segment, None):
            return measure.estimate
    return None
