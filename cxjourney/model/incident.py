"""Dated incidents: times in which something was worse than before."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import model_validator

from cxjourney.estimate import Estimate, Location
from cxjourney.model.findings import PainKind
from cxjourney.types import Name, Probability, Text
from cxjourney.value import Value
from cxjourney.wording import figure


class Incident(Value):
    """
    A time in which something went worse (or better) than before.

    Parameters
    ----------
    kind
        What: ``"drop_off"``, ``"rework"``, ``"escalation"``, ``"repeat_contact"``, ``"long_wait"``, ``"low_score"``, …
    measure
        The figure that shows it, such as ``"going_on_rate"``.
    stage, touchpoint, channel, segment
        Where, by name; None means all of them.
    start, end
        First and last day; no last day while it goes on.
    better
        Whether things were better in that time, which makes it no pain point.
    before, during
        The figure outside of it (before its start, where that is long enough) and in it.
    change
        During minus before; for times during divided by before, with the unit ``"ratio"``.
    q_value
        Probability of any false alarm as clear among all the series that were searched (Holm).
    searched_until
        Last day that was searched for it: an incident that goes on is known up to then.
    touchpoints
        Touchpoints of the stage whose own figures changed at the same time.
    summary
        One plain sentence.

    Examples
    --------
    >>> incident = Incident(kind="drop_off", measure="going_on_rate", stage="Checkout", segment="mobile", start="2026-04-09",
    ...     end="2026-05-09", before=0.17, during=0.04)
    >>> incident.going_on, incident.days
    (False, 31)
    """

    kind: PainKind
    measure: Name
    stage: Name | None = None
    touchpoint: Name | None = None
    channel: Name | None = None
    segment: Name | None = None
    start: date
    end: date | None = None
    better: bool = False
    before: Estimate
    during: Estimate
    change: Estimate | None = None
    q_value: Probability | None = None
    searched_until: date | None = None
    touchpoints: tuple[Name, ...] = ()
    summary: Text = ""

    @model_validator(mode="after")
    def _check_dates(self) -> Incident:
        if self.end is not None and self.end < self.start:
            message = f"end ({self.end}) lies before start ({self.start})"
            raise ValueError(message)
        return self

    @property
    def location(self) -> Location:
        """Where it was."""
        return Location(stage=self.stage, touchpoint=self.touchpoint, channel=self.channel, segment=self.segment)

    @property
    def going_on(self) -> bool:
        """Whether it still went on when the last day was observed."""
        return self.end is None

    @property
    def days(self) -> int | None:
        """How many days it lasted; None while it goes on."""
        return None if self.end is None else (self.end - self.start) // timedelta(days=1) + 1

    def __repr__(self) -> str:
        end = self.end or "going on"
        told = (figure(each, interval=False) for each in (self.before, self.during))
        return f"{self.kind} at {self.location}, {self.start} to {end}: {' → '.join(told)}"
