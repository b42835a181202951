"""How the figures of a journey change from period to period, and when something went wrong."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, model_validator

from cxjourney.arguments import check_texts
from cxjourney.errors import OptionError, counted
from cxjourney.estimate import Estimate, Location
from cxjourney.model import _doors
from cxjourney.model.findings import PainKind, Untested
from cxjourney.model.incident import Incident
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Instant, Name, Number, Probability, Text
from cxjourney.value import Value

PeriodState = Literal["complete", "incomplete", "open"]

NOT_YET = "cannot be said yet: not followed for long enough"
"""Method of an estimate whose period was not followed for long enough."""


class TrendPeriod(Value):
    """
    A period of a trend.

    Parameters
    ----------
    name
        What it is called, such as ``"2026-07"``.
    start, end
        Its first instant, and the first one after it, in UTC.
    complete
        Whether the log covers all of it.

    Examples
    --------
    >>> from datetime import datetime, UTC
    >>> TrendPeriod(name="2026-07", start=datetime(2026, 7, 1, tzinfo=UTC), end=datetime(2026, 8, 1, tzinfo=UTC)).complete
    True
    """

    name: Name
    start: Instant
    end: Instant
    complete: bool = True


class TrendPoint(Value):
    """
    A figure of one period.

    Parameters
    ----------
    period, start, end
        When.
    n
        Number of observations; 0 in a period without data.
    estimate
        The figure; without a value where there is no data, or where it cannot be said yet.
    state
        ``"complete"``; ``"incomplete"`` where the log covers only a part of the period; ``"open"`` where the customers were not followed
        for long enough to say what became of them.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> found = cx.trend(shop.events, every="month", goal=shop.goal)
    >>> [(point.period, point.state) for point in found.of("goal_rate").periods]
    [('2026-04', 'complete'), ('2026-05', 'complete'), ('2026-06', 'open')]
    """

    period: Name
    start: Instant
    end: Instant
    n: Count
    estimate: Estimate
    state: PeriodState = "complete"


class TrendSeries(Value):
    """
    One figure at one place, period by period.

    Parameters
    ----------
    measure
        What: ``"goal_rate"``, ``"friction_rate"``, ``"drop_off_rate"``, ``"nps"``, …
    stage, touchpoint, channel, segment
        Where, by name; None means all of them.
    unit, level, method
        As in an `Estimate`.
    values, low, high, n
        The figures of the periods in order with their intervals and numbers of observations; None where there is none.
    said
        Number of periods, from the first, that were followed for long enough.
    kind
        The kind of pain point it was searched for, None where it was only counted.
    detectable
        The smallest change for the worse over three weeks that would most likely be found (in nine of ten cases): a difference, for times
        a ratio. None where nothing was tested.

    Examples
    --------
    >>> series = TrendSeries(measure="rework_rate", values=[0.1, None], low=[0.08, None], high=[0.12, None], n=[900, 0], said=2)
    >>> series.estimates
    (0.10 [0.08, 0.12] n=900, no data)
    """

    measure: Name
    stage: Name | None = None
    touchpoint: Name | None = None
    channel: Name | None = None
    segment: Name | None = None
    unit: Text = "share"
    level: Annotated[Number, Field(gt=0, lt=1)] = 0.95
    method: Text = ""
    values: tuple[Number | None, ...]
    low: tuple[Number | None, ...]
    high: tuple[Number | None, ...]
    n: tuple[Count, ...]
    said: Count = 0
    kind: PainKind | None = None
    detectable: Number | None = None

    _periods: tuple[TrendPeriod, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _check_lengths(self) -> TrendSeries:
        if len({len(self.values), len(self.low), len(self.high), len(self.n)}) != 1:
            message = "values, low, high and n must hold one entry a period each"
            raise ValueError(message)
        return self

    @property
    def location(self) -> Location:
        """Where it was measured."""
        return Location(stage=self.stage, touchpoint=self.touchpoint, channel=self.channel, segment=self.segment)

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """The figures of the periods in order."""
        return tuple(self._estimate(place) for place in range(len(self.values)))

    def _estimate(self, place: int) -> Estimate:
        value, n = self.values[place], self.n[place]
        if value is None:
            return Estimate.missing(self.unit, method="no data" if place < self.said else NOT_YET)
        low, high = self.low[place], self.high[place]
        return Estimate(value=value, low=low, high=high, level=self.level, n=n, unit=self.unit, method=self.method)

    @property
    def periods(self) -> tuple[TrendPoint, ...]:
        """The periods with their dates and figures; empty for a series that belongs to no trend."""
        states: list[PeriodState] = ["open" if place >= self.said else "complete" for place in range(len(self.values))]
        return tuple(
            TrendPoint(
                period=period.name,
                start=period.start,
                end=period.end,
                n=self.n[place],
                estimate=self._estimate(place),
                state="incomplete" if states[place] == "complete" and not period.complete else states[place],
            )
            for place, period in enumerate(self._periods)
        )

    def __repr__(self) -> str:
        known = sum(value is not None for value in self.values)
        return f"<TrendSeries {self.measure} at {self.location}, {known} of {len(self.values)} periods known>"


class Trend(Tabular, Value):
    """
    The figures of a journey by period, with dated incidents.

    Parameters
    ----------
    every
        Length of a period in words.
    periods
        The periods in order.
    series
        Every figure at every place: the whole journey, stages, touchpoints, stages by channel and by segment.
    incidents
        Times in which something was worse, the earliest first.
    improvements
        Times in which something was better.
    false_alarm
        In at most this share of logs in which nothing changed there is any incident; good and bad spells of many days are changes.
    level
        Confidence level of the intervals.
    searched_until
        Last day that was searched for incidents; later ones were not followed for long enough.
    tested
        Number of series searched.
    untested
        What could not be searched, and why.
    notes
        Other things to know when reading it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> found = cx.trend(shop.events, every="month", goal=shop.goal)
    >>> found
    <Trend 3 periods (month), ... series, 0 incidents, 0 improvements>
    >>> found.of("goal_rate").estimates[0].n > 500
    True
    """

    every: Text
    periods: tuple[TrendPeriod, ...]
    series: tuple[TrendSeries, ...] = ()
    incidents: tuple[Incident, ...] = ()
    improvements: tuple[Incident, ...] = ()
    false_alarm: Probability = 0.05
    level: Annotated[Number, Field(gt=0, lt=1)] = 0.95
    searched_until: date | None = None
    tested: Count = 0
    untested: tuple[Untested, ...] = ()
    notes: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _give_dates(self) -> Trend:
        for series in self.series:
            if len(series.values) != len(self.periods):
                message = f"{series.measure} at {series.location} holds {len(series.values)} periods, the trend {len(self.periods)}"
                raise ValueError(message)
            series._periods = self.periods  # noqa: SLF001 - a series alone knows no dates
        return self

    def of(
        self,
        measure: str,
        *,
        stage: str | None = None,
        touchpoint: str | None = None,
        channel: str | None = None,
        segment: str | None = None,
    ) -> TrendSeries:
        """
        Return one series.

        Parameters
        ----------
        measure
            Name of the measure.
        stage, touchpoint, channel, segment
            Names of where; a touchpoint needs no stage.

        Raises
        ------
        OptionError
            If there is no such series.
        """
        check_texts(measure=measure, stage=stage, touchpoint=touchpoint, channel=channel, segment=segment)
        asked = {"stage": stage, "touchpoint": touchpoint, "channel": channel, "segment": segment}
        if touchpoint is not None and stage is None:
            del asked["stage"]
        for each in self.series:
            if each.measure == measure and all(getattr(each, part) == name for part, name in asked.items()):
                return each
        known = sorted({each.measure for each in self.series})
        if measure not in known:
            raise OptionError.for_choice("measure", measure, known)
        place = Location(stage=stage, touchpoint=touchpoint, channel=channel, segment=segment)
        there = sorted({str(each.location) for each in self.series if each.measure == measure})
        raise OptionError.for_choice(f"{measure} at", str(place), there)

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a figure and period, ready for any table.

        Examples
        --------
        >>> Trend(every="month", periods=()).to_rows()
        []
        """
        return _doors.rows(self)

    def to_frames(self) -> dict[str, object]:
        """
        Return the figures and the incidents as DataFrames, by name: ``"figures"`` and ``"incidents"``.

        Raises
        ------
        MissingDependencyError
            If neither pandas nor polars is installed.
        """
        return _doors.frames(self)

    @property
    def summary(self) -> tuple[str, ...]:
        """What happened, in plain sentences: incidents, then improvements."""
        return tuple(each.summary for each in (*self.incidents, *self.improvements))

    def __str__(self) -> str:
        said = (
            f"{counted(len(self.incidents), 'incident')} in {self.tested:,} series"
            if self.tested
            else "nothing could be searched for incidents"
        )
        lines = [f"{said} over {len(self.periods):,} periods ({self.every})"]
        lines += [*self.summary, *(str(each) for each in self.untested), *self.notes]
        return "\n".join(lines)

    def __repr__(self) -> str:
        found = f"{counted(len(self.incidents), 'incident')}, {counted(len(self.improvements), 'improvement')}"
        return f"<Trend {len(self.periods):,} periods ({self.every}), {len(self.series):,} series, {found}>"
