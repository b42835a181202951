"""A figure with its uncertainty, and the place it belongs to."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from cxjourney.types import Count, Name, Number, Text
from cxjourney.value import Value


class Estimate(Value):
    """
    A number that says how sure it is.

    Parameters
    ----------
    value
        The figure, or None when nothing was observed.
    low, high
        Ends of the interval, in the same unit, or None when there is none.
    level
        Confidence level of the interval.
    n
        Number of observations behind it; None means stated by hand, 0 means no data.
    unit
        Unit of the figure: ``"share"``, ``"seconds"``, ``"valence"``, ``"customers"``, …
    method
        How it was computed.

    Raises
    ------
    ModelError
        If the interval is upside down or only one of its ends is given.

    Examples
    --------
    >>> Estimate(value=0.21, low=0.17, high=0.26, n=313, unit="share")
    0.21 [0.17, 0.26] n=313
    >>> Estimate.stated(-1.2)
    -1.20 stated
    >>> Estimate.missing("share")
    no data
    """

    value: Number | None
    low: Number | None = None
    high: Number | None = None
    level: Annotated[Number, Field(gt=0, lt=1)] = 0.95
    n: Count | None = None
    unit: Text = ""
    method: Text = "stated"

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, data: Any) -> Any:
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return {"value": data}
        return data

    @model_validator(mode="after")
    def _check_interval(self) -> Self:
        if (self.low is None) != (self.high is None):
            message = "an interval needs both low and high"
            raise ValueError(message)
        if self.low is not None and self.high is not None and self.low > self.high:
            message = f"low ({self.low}) lies above high ({self.high})"
            raise ValueError(message)
        if self.value is None and self.low is not None:
            message = "an interval needs a value"
            raise ValueError(message)
        return self

    @classmethod
    def stated(cls, value: float, *, unit: str = "") -> Self:
        """
        Return a figure that somebody states and nobody measured.

        Parameters
        ----------
        value
            The figure.
        unit
            Its unit.
        """
        return cls(value=value, unit=unit)

    @classmethod
    def missing(cls, unit: str = "", *, method: str = "no data") -> Self:
        """
        Return the absence of a figure.

        Parameters
        ----------
        unit
            The unit it would have.
        method
            Why there is none.
        """
        return cls(value=None, n=0, unit=unit, method=method)

    @classmethod
    def count(cls, value: int, *, unit: str) -> Self:
        """
        Return a number of things counted completely.

        Parameters
        ----------
        value
            How many.
        unit
            What was counted.
        """
        return cls(value=value, n=value, unit=unit, method="count")

    @property
    def is_measured(self) -> bool:
        """Whether the figure comes from data."""
        return self.n is not None

    def __str__(self) -> str:
        if self.value is None:
            return "no data"
        if self.method == "count":
            return f"{self.value:,.0f}"
        text = _number(self.value)
        if self.low is not None and self.high is not None:
            text += f" [{_number(self.low)}, {_number(self.high)}]"
        return f"{text} stated" if self.n is None else f"{text} n={self.n}"

    def __repr__(self) -> str:
        return str(self)


def _number(value: float) -> str:
    text = f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.2f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


class Location(Value):
    """
    Where in a map a figure belongs; None means all of them.

    Parameters
    ----------
    stage, touchpoint, channel, segment
        Names as the data spell them.
    period
        Time span, such as ``"2026-07"``.

    Examples
    --------
    >>> str(Location(stage="Pay", touchpoint="Checkout", channel="web"))
    'Pay / Checkout / web'
    """

    stage: Name | None = None
    touchpoint: Name | None = None
    channel: Name | None = None
    segment: Name | None = None
    period: Name | None = None

    def __str__(self) -> str:
        parts = (self.stage, self.touchpoint, self.channel, self.segment, self.period)
        return " / ".join(part for part in parts if part) or "whole journey"
