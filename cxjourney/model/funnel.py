"""Funnels: how many journeys come how far along steps in order, and where the others went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cxjourney.arguments import check_texts
from cxjourney.errors import OptionError
from cxjourney.estimate import Estimate
from cxjourney.model import _doors
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Name, Probability, Span, Text
from cxjourney.value import Value
from cxjourney.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

HALF_NOTE = "Journeys take so long here that half of the time the log spans was taken as within=; more of the lost may come back later."
"""Said when the time within which steps count is cut."""


class FunnelLoss(Value):
    """
    Where journeys went that came no further than a step.

    Parameters
    ----------
    kind
        ``"touchpoint"``: what was visited first afterwards, outside the step and within the time of the funnel. ``"ended"``: nothing
        was in that time; the customer may have come to the same step again, or to others later. ``"other"``: several touchpoints
        together, each with few customers.
    touchpoint
        Its name; None for the other kinds.
    journeys
        How many.
    share
        Share of those that came no further.

    Examples
    --------
    >>> str(FunnelLoss(kind="ended", journeys=12, share=0.4))
    'nowhere else in that time 40%'
    """

    kind: Literal["touchpoint", "ended", "other"]
    touchpoint: Name | None = None
    journeys: Count
    share: Estimate

    def __str__(self) -> str:
        where = {"ended": "nowhere else in that time", "other": "others"}.get(self.kind, self.touchpoint)
        return f"{where} {number(self.share.value or 0, 'share')}"


class FunnelStep(Value):
    """
    A step of a funnel.

    Parameters
    ----------
    name
        What it is called.
    touchpoints
        What counts as the step.
    journeys, customers
        How many reach it, all steps before it first.
    share
        Share of those that reach the first step.
    conversion
        Share of those that reach this step and go on to the next; None at the last.
    loss
        Share of those that reach this step and do not; None at the last.
    time
        Median time until the next step, of those that reach it.
    lost_to
        Where those went that come no further, the most common first.
    summary
        One plain sentence.

    Examples
    --------
    >>> FunnelStep(name="Basket", touchpoints=["Basket"], journeys=80, customers=75, share=0.8).name
    'Basket'
    """

    name: Name
    touchpoints: tuple[Name, ...]
    journeys: Count
    customers: Count
    share: Estimate
    conversion: Estimate | None = None
    loss: Estimate | None = None
    time: Estimate | None = None
    lost_to: tuple[FunnelLoss, ...] = ()
    summary: Text = ""


class FunnelMember(Value):
    """
    The funnel of a segment, a group or a channel.

    Parameters
    ----------
    name
        What it is called.
    steps
        The steps in order.

    Examples
    --------
    >>> FunnelMember(name="Gift").steps
    ()
    """

    name: Name
    steps: tuple[FunnelStep, ...] = ()


class Funnel(Tabular, Value):
    """
    How many journeys come how far along steps in order.

    Parameters
    ----------
    steps
        The steps in order, for all journeys.
    by
        What the journeys are divided by; None for nothing.
    members
        The same of each segment, group or channel, the largest first.
    within
        Longest time from the first step to any other.
    n_entered
        Journeys that reach the first step and were followed for that time: those that are counted.
    n_open
        Journeys that reach it too late to be followed for that time, which are not counted.
    min_customers
        Segments and touchpoints of fewer customers are not named.
    level
        Confidence level of the intervals.
    notes
        Other things to know when reading it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> found = cx.funnel(shop.events, ["Product page", "Basket", "Card payment", "Order confirmed"])
    >>> found
    <Funnel Product page 1,769 → Basket 1,350 → Card payment 909 → Order confirmed 661>
    >>> found.step("Card payment").conversion
    0.73 [0.69, 0.76] n=909
    """

    steps: tuple[FunnelStep, ...] = ()
    by: Text | None = None
    members: tuple[FunnelMember, ...] = ()
    within: Span | None = None
    n_entered: Count = 0
    n_open: Count = 0
    min_customers: Count = 10
    level: Probability = 0.95
    notes: tuple[Text, ...] = ()

    def step(self, name: str, *, member: str | None = None) -> FunnelStep:
        """
        Return one step.

        Parameters
        ----------
        name
            Its name.
        member
            The segment, group or channel; None for all journeys.

        Raises
        ------
        OptionError
            If there is no such step or member.
        """
        check_texts(name=name, member=member)
        steps: Sequence[FunnelStep] = self.steps
        if member is not None:
            home = next((each for each in self.members if each.name == member), None)
            if home is None:
                raise OptionError.for_choice("member", member, [each.name for each in self.members])
            steps = home.steps
        found = next((step for step in steps if step.name == name), None)
        if found is None:
            raise OptionError.for_choice("name", name, [step.name for step in self.steps])
        return found

    @property
    def largest_loss(self) -> FunnelStep | None:
        """The step that the largest share of journeys does not go on from; None where nothing is lost or known."""
        known = [(step.loss.value, -place) for place, step in enumerate(self.steps) if step.loss is not None and step.loss.value]
        return self.steps[-max(known)[1]] if known else None

    @property
    def summary(self) -> tuple[str, ...]:
        """What there is to know, in plain sentences."""
        return (*(step.summary for step in self.steps if step.summary), *self.notes)

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a step, all journeys first, then each member.

        Examples
        --------
        >>> Funnel().to_rows()
        []
        """
        return _doors.rows(self)

    def __str__(self) -> str:
        return "\n".join([repr(self)[1:-1], *self.summary])

    def __repr__(self) -> str:
        return f"<Funnel {' → '.join(f'{step.name} {step.journeys:,}' for step in self.steps)}>"
