"""Groups of similar journeys, each with a journey that stands for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cxjourney.arguments import check_text
from cxjourney.errors import OptionError
from cxjourney.estimate import Estimate
from cxjourney.model import _doors
from cxjourney.model.journey import Journey, Visit
from cxjourney.model.paths import NO_FIGURE, PathStep
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Name, Number, Probability, Span, Text
from cxjourney.value import Value
from cxjourney.wording import number

FEW = 10
"""A path that fewer journeys take can tell who took it."""

WEAK = 0.25
"""Below this silhouette there are hardly any groups, as Kaufman and Rousseeuw say."""


class JourneyGroup(Value):
    """
    Journeys that are alike, and the one that stands for them.

    Parameters
    ----------
    name
        What it is called.
    representative
        The path of an actual journey from which the journeys of the group differ least, with median times between its steps: those of the
        same moves over all journeys of the group.
    same
        How many journeys take exactly this path.
    journeys, customers
        How many journeys are in the group, and of how many customers.
    share
        Share of all journeys.
    goal_rate
        Share of its journeys with a goal; None without a goal.
    visits
        Mean number of visits of its journeys.
    time
        Median time from the first to the last visit.
    distance
        Mean distance of its journeys from the representative: 0 are the same, 1 share no step.
    coverage
        Share of its journeys that are near: whose distance is at most 0.25.
    summary
        One plain sentence.

    Examples
    --------
    >>> group = JourneyGroup(name="Path A", representative=["Search", "Basket"], journeys=40, share=0.4)
    >>> group.touchpoints
    ('Search', 'Basket')
    """

    name: Name
    representative: tuple[PathStep, ...]
    same: Count = 0
    journeys: Count
    customers: Count = 0
    share: Estimate
    goal_rate: Estimate | None = None
    visits: Estimate = NO_FIGURE
    time: Estimate = NO_FIGURE
    distance: Estimate = NO_FIGURE
    coverage: Estimate = NO_FIGURE
    summary: Text = ""

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """The touchpoints of the representative in order."""
        return tuple(step.touchpoint for step in self.representative)

    def journey(self, start: datetime) -> Journey:
        """
        Return the representative as a journey that `render_journey` draws.

        Parameters
        ----------
        start
            When it begins; the steps follow after their median times, and at once where these are not known.

        Examples
        --------
        >>> from datetime import UTC, datetime
        >>> group = JourneyGroup(name="Path A", representative=["Search", "Basket"], journeys=40, share=0.4)
        >>> len(group.journey(datetime(2026, 1, 1, tzinfo=UTC)).visits)
        2
        """
        if not isinstance(start, datetime):
            message = f"start takes a datetime with a time zone, found {type(start).__name__}"
            raise TypeError(message)
        visits, time = [], start
        for step in self.representative:
            visits.append(Visit(touchpoint=step.touchpoint, time=time))
            try:
                time += timedelta(seconds=(step.wait.value or 0.0) if step.wait else 0.0)
            except OverflowError as cause:
                raise OptionError(f"start={start} is too late: the journey ends after the year 9999.", hint="start earlier.") from cause
        return Journey(customer=self.name, visits=tuple(visits))


class JourneyGroups(Tabular, Value):
    """
    Groups of similar journeys.

    Parameters
    ----------
    groups
        The groups, the largest first.
    goal
        Touchpoints that complete a journey.
    n_journeys
        Journeys that are over, which all shares are of.
    n_open
        Journeys that may still go on, which are not counted.
    n_variants
        Different paths there are.
    n_left_out
        Journeys in no group, because there are too many different paths.
    quality
        Share of the distance from the one most central journey of all that the groups save: 1 if all journeys are those of the
        representatives, 0 if groups tell nothing.
    silhouette
        How much nearer journeys are to their own group than to the next one, between −1 and 1; None for one group.
    merged_repeats
        Whether visits to the same touchpoint in a row are one step.
    journey_gap
        Silence that ends a journey; None where each customer makes one journey.
    seed
        Start of the hash that chose among rare paths.
    level
        Confidence level of the intervals.
    notes
        Other things to know when reading it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> found = cx.journey_groups(shop.events, 2, goal=shop.goal)
    >>> [group.touchpoints[-1] for group in found.groups]
    ['First wear', 'Product page']
    """

    groups: tuple[JourneyGroup, ...] = ()
    goal: tuple[Name, ...] = ()
    n_journeys: Count = 0
    n_open: Count = 0
    n_variants: Count = 0
    n_left_out: Count = 0
    quality: Probability | None = None
    silhouette: Number | None = None
    merged_repeats: bool = True
    journey_gap: Span | None = None
    seed: Count = 0
    level: Probability = 0.95
    notes: tuple[Text, ...] = ()

    def group(self, name: str) -> JourneyGroup:
        """
        Return one group.

        Parameters
        ----------
        name
            Its name.

        Raises
        ------
        OptionError
            If there is no such group.
        """
        check_text("name", name)
        found = next((group for group in self.groups if group.name == name), None)
        if found is None:
            raise OptionError.for_choice("name", name, [group.name for group in self.groups])
        return found

    def renamed(self, *names: str) -> JourneyGroups:
        """
        Return the same groups under other names.

        Parameters
        ----------
        *names
            One for each group, in their order.

        Raises
        ------
        OptionError
            If there are not as many names as groups, or two are the same.
        """
        if len(names) != len(self.groups) or len(set(names)) != len(names):
            message = f"{len(self.groups)} groups need as many different names, found {len(set(names))} in {len(names)}."
            raise OptionError(message, hint="name them in the order of groups.")
        pairs = zip(self.groups, names, strict=True)
        return self.replace(groups=tuple(each.replace(name=name, summary=each.summary.replace(each.name, name, 1)) for each, name in pairs))

    def assign(self, events: Any, *, column: str = "path", observed_until: datetime | None = None) -> Any:
        """
        Return an event log whose visits belong to the group of their journey, as if a column had said so.

        The groups are segments then: ``filter(segments="Path A")`` keeps the journeys of a group, maps and heat maps show them side by
        side, and `compare` takes two of them. The log may be another one than that the groups were found in, such as that of the
        next month. Journeys that may still go on belong to no group.

        Parameters
        ----------
        events
            An event log.
        column
            Name of the column.
        observed_until
            End of the observation; by default the last event.

        Returns
        -------
        EventLog
            The log with one more group of visits.

        Raises
        ------
        OptionError
            If the log is divided by a column of that name already, or knows none of the touchpoints.
        DataError
            If the rows are in another engine.
        """
        return _doors.assign(self, events, column, observed_until)

    @property
    def summary(self) -> tuple[str, ...]:
        """What there is to know, in plain sentences."""
        return (*(group.summary for group in self.groups), *self.notes)

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a group.

        Examples
        --------
        >>> JourneyGroups().to_rows()
        []
        """
        return _doors.rows(self)

    def __str__(self) -> str:
        return "\n".join([repr(self)[1:-1], *self.summary])

    def __repr__(self) -> str:
        shares = ", ".join(f"{group.name} {number(group.share.value or 0, 'share')}" for group in self.groups)
        return f"<JourneyGroups of {self.n_journeys:,} journeys: {shares}>"
