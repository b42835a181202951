"""The paths of journeys: the most common ones, and what goes with each."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from cxjourney.estimate import Estimate
from cxjourney.model import _doors
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Name, Probability, Rank, Text
from cxjourney.value import Value
from cxjourney.wording import number

NO_FIGURE = Estimate.missing()


class PathStep(Value):
    """
    A step of a path.

    Parameters
    ----------
    touchpoint
        Where it is.
    wait
        Median time until the next step, over the journeys of exactly this path; None at the end and where it was not looked at.

    Examples
    --------
    >>> PathStep(touchpoint="Basket").touchpoint
    'Basket'
    """

    touchpoint: Name
    wait: Estimate | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, data: Any) -> Any:
        return {"touchpoint": data} if isinstance(data, str) else data


class Variant(Value):
    """
    A path that many journeys took, step for step.

    Parameters
    ----------
    rank
        Its place, 1 being the most common.
    steps
        Touchpoints in order, with typical times between them.
    journeys, customers
        How many journeys took it, and of how many customers.
    share
        Share of all journeys, with those that may still go on allowed for.
    cumulative_share
        Share of all journeys that took this one or one before it.
    goal_rate
        Share of its journeys with a goal; None without a goal.
    visits
        Mean number of visits, which is that of the steps unless repeats are merged.
    time
        Median time from the first to the last visit; no data where there is one visit only.
    summary
        One plain sentence.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> cx.variants(shop.events, goal=shop.goal).variants[2].touchpoints
    ('Search result', 'Product page')
    """

    rank: Rank
    steps: tuple[PathStep, ...]
    journeys: Count
    customers: Count
    share: Estimate
    cumulative_share: Estimate = NO_FIGURE
    goal_rate: Estimate | None = None
    visits: Estimate = NO_FIGURE
    time: Estimate = NO_FIGURE
    summary: Text = ""

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """Its touchpoints in order."""
        return tuple(step.touchpoint for step in self.steps)


class OtherVariants(Value):
    """
    All other paths together.

    Parameters
    ----------
    variants
        How many different ones.
    journeys
        How many journeys took them.
    share, goal_rate, visits, time
        As for `Variant`.

    Examples
    --------
    >>> OtherVariants(variants=3, journeys=40, share=0.2).variants
    3
    """

    variants: Count
    journeys: Count
    share: Estimate
    goal_rate: Estimate | None = None
    visits: Estimate = NO_FIGURE
    time: Estimate = NO_FIGURE


class Variants(Tabular, Value):
    """
    The most common paths of a log, and all others as one.

    Parameters
    ----------
    variants
        The paths, the most common first.
    other
        The rest; None where there is none.
    goal
        Touchpoints that complete a journey.
    n_journeys
        Journeys that are over, which all shares are of.
    n_open
        Journeys that may still go on, which are not counted.
    n_variants
        Different paths there are.
    merged_repeats
        Whether visits to the same touchpoint in a row are one step.
    min_customers
        Paths of fewer customers are among the others.
    level
        Confidence level of the intervals.
    notes
        Other things to know when reading it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> cx.variants(shop.events, goal=shop.goal, top=2)
    <Variants 2 of 819 paths, 10% of 1,724 journeys>
    """

    variants: tuple[Variant, ...] = ()
    other: OtherVariants | None = None
    goal: tuple[Name, ...] = ()
    n_journeys: Count = 0
    n_open: Count = 0
    n_variants: Count = 0
    merged_repeats: bool = False
    min_customers: Count = 10
    level: Probability = 0.95
    notes: tuple[Text, ...] = ()

    @property
    def summary(self) -> tuple[str, ...]:
        """What there is to know, in plain sentences."""
        return (*(variant.summary for variant in self.variants), *self.notes)

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a path, the others last.

        Examples
        --------
        >>> Variants().to_rows()
        []
        """
        return _doors.rows(self)

    def __str__(self) -> str:
        return "\n".join([repr(self)[1:-1], *self.summary])

    def __repr__(self) -> str:
        covered = self.variants[-1].cumulative_share.value if self.variants else 0.0
        share = number(covered or 0, "share")
        return f"<Variants {len(self.variants):,} of {self.n_variants:,} paths, {share} of {self.n_journeys:,} journeys>"
