"""Parts of a comparison: differences of figures, of elements, and totals that are split."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cxjourney.estimate import Estimate, Location
from cxjourney.types import Name, Probability, Slug, Text
from cxjourney.value import Value

ElementKind = Literal["stage", "touchpoint", "channel", "segment"]


class Difference(Value):
    """
    One measure on both sides, and how far apart they are.

    Parameters
    ----------
    measure
        What is compared: ``"goal_rate"``, ``"drop_off_rate"``, ``"nps"``, …
    stage, touchpoint, channel, segment
        Where, by the names of the later side; None means all of them.
    stage_id, touchpoint_id, channel_id, segment_id
        The identifiers of the same.
    before, after
        The two figures.
    difference
        After minus before; for times after divided by before, with the unit ``"ratio"``.
    better
        Whether the change is for the better, by its sign alone; None where neither direction is better.
    q_value
        Expected share of false differences among those at least as clear; None where nothing was tested.
    flagged
        Whether the difference stands out from chance, all comparisons considered.
    summary
        One plain sentence.

    Examples
    --------
    >>> Difference(measure="nps", before=53.3, after=19.0, difference=-34.3)
    nps at whole journey: -34.30 stated
    """

    measure: Name
    stage: Name | None = None
    touchpoint: Name | None = None
    channel: Name | None = None
    segment: Name | None = None
    stage_id: Slug | None = None
    touchpoint_id: Slug | None = None
    channel_id: Slug | None = None
    segment_id: Slug | None = None
    before: Estimate
    after: Estimate
    difference: Estimate
    better: bool | None = None
    q_value: Probability | None = None
    flagged: bool = False
    summary: Text = ""

    @property
    def location(self) -> Location:
        """Where it was measured."""
        return Location(stage=self.stage, touchpoint=self.touchpoint, channel=self.channel, segment=self.segment)

    def __repr__(self) -> str:
        return f"{self.measure} at {self.location}: {self.difference}{' (flagged)' if self.flagged else ''}"


class ElementChange(Value):
    """
    A stage, touchpoint, channel or segment that only one side has, or that is elsewhere or called otherwise.

    Parameters
    ----------
    change
        ``"added"``, ``"removed"``, ``"moved"`` to another stage, or ``"renamed"``.
    element
        What it is.
    id, name
        Its identifier and name, those of the later side where it has it.
    before, after
        Stages of a touchpoint that moved, or names of an element that was renamed.
    stage
        Stage of a touchpoint.
    observed
        Whether it is known from data: then it may be there and only was not visited on the other side.

    Examples
    --------
    >>> ElementChange(change="moved", element="touchpoint", id="card", name="Card", before="Basket", after="Pay").summary
    'The touchpoint Card moved from Basket to Pay.'
    """

    change: Literal["added", "removed", "moved", "renamed"]
    element: ElementKind
    id: Slug
    name: Name
    before: Name | None = None
    after: Name | None = None
    stage: Name | None = None
    observed: bool = False

    @property
    def summary(self) -> str:
        """One plain sentence."""
        if self.change == "renamed":
            return f"The {self.element} {self.before} is now called {self.after}."
        if self.change == "moved":
            return f"The {self.element} {self.name} moved from {self.before} to {self.after}."
        where = f" ({self.stage})" if self.stage else ""
        if self.observed:
            return f"The {self.element} {self.name}{where} was seen only {'after' if self.change == 'added' else 'before'}."
        return f"The {self.element} {self.name}{where} is {'new' if self.change == 'added' else 'no longer there'}."

    def __str__(self) -> str:
        return self.summary


class RenameSuggestion(Value):
    """
    A touchpoint, stage, channel or segment that may only have another name.

    Parameters
    ----------
    before, after
        Its names on both sides.
    because
        What speaks for it.
    element
        What it is.

    Examples
    --------
    >>> print(RenameSuggestion(before="Check out", after="Checkout", because="the names are alike"))
    'Check out' may now be called 'Checkout': the names are alike.
    """

    before: Name
    after: Name
    because: Text
    element: ElementKind = "touchpoint"

    def __str__(self) -> str:
        return f"{self.before!r} may now be called {self.after!r}: {self.because}."


class SplitMember(Value):
    """
    What one member contributes to the change of a total.

    Parameters
    ----------
    name
        A segment, channel or touchpoint.
    before, after
        Its own figure; None where it is not on that side.
    share_before, share_after
        Its share in the total, 0 to 1.
    rate, mix
        What its own change and the change of its share add to the total. The mix counts how far the member lies from the mean.

    Examples
    --------
    >>> SplitMember(name="A", before=80.0, after=84.0, share_before=0.667, share_after=0.167, rate=1.7, mix=-22.9).name
    'A'
    """

    name: Name
    before: float | None
    after: float | None
    share_before: Probability
    share_after: Probability
    rate: float
    mix: float


class Split(Value):
    """
    The change of a total, split into what changed within members and what changed in their shares.

    Parameters
    ----------
    by
        What the members are: the name of a segment column, ``"channel"`` or ``"touchpoint"``.
    rate
        Part of the change that happened within the members, at their mean shares.
    mix
        Part that comes from other shares of the members; members on one side only belong here. Both add up to the total exactly.
    total
        The change itself.
    members
        What each member contributes.
    note
        A warning where the mix turns the sign of the change; empty otherwise.

    Examples
    --------
    >>> import cxjourney as cx
    >>> split = cx.rate_and_mix({"A": (80, 2), "B": (0, 1)}, {"A": (84, 1), "B": (6, 5)})
    >>> round(split.rate.value, 2), round(split.mix.value, 2), round(split.total.value, 2)
    (5.17, -39.5, -34.33)
    """

    by: Name
    rate: Estimate
    mix: Estimate
    total: Estimate
    members: tuple[SplitMember, ...] = ()
    note: Text = ""


class TotalChange(Value):
    """
    How a figure of the whole journey changed, with its splits.

    Parameters
    ----------
    measure
        What it is: ``"goal_rate"``, ``"nps"``, …
    before, after
        The two figures.
    total
        After minus before.
    splits
        The change split by each thing it can be split by; the first is the one that ``rate`` and ``mix`` are of.

    Examples
    --------
    >>> import cxjourney as cx
    >>> split = cx.rate_and_mix({"A": (80, 2), "B": (0, 1)}, {"A": (84, 1), "B": (6, 5)})
    >>> TotalChange(measure="nps", before=53.33, after=19.0, total=-34.33, splits=(split,)).rate
    5.17 stated
    """

    measure: Name
    before: Estimate
    after: Estimate
    total: Estimate
    splits: Annotated[tuple[Split, ...], Field(min_length=1)]

    @property
    def rate(self) -> Estimate:
        """What changed within the members of the first split."""
        return self.splits[0].rate

    @property
    def mix(self) -> Estimate:
        """What the changed shares of the members of the first split make."""
        return self.splits[0].mix

    @property
    def by(self) -> str:
        """What the first split is by."""
        return self.splits[0].by
