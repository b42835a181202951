"""A figure of a stage, a touchpoint or a whole map."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from cxjourney.arguments import check_texts
from cxjourney.estimate import Estimate
from cxjourney.types import Name, Reference
from cxjourney.value import Value


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
