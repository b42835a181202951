"""The ordered columns of a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator

from cxjourney.model.entity import Entity
from cxjourney.model.measure import Measures, find_measure
from cxjourney.model.touchpoint import Touchpoint
from cxjourney.types import Count, Name, Number, Text
from cxjourney.value import pairs

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate


class Stage(Entity):
    """
    A column of the map: a part of the journey with a goal of its own.

    Parameters
    ----------
    order
        Its place, counted from 0; filled in by the map.
    phase
        Before, at or after the purchase.
    goal
        What the customer wants here.
    description
        What happens in it.
    touchpoints
        The interactions of this stage; names are accepted.
    targets
        Planned values of measures, as pairs of name and number.
    measures
        Figures of the whole stage.

    Examples
    --------
    >>> Stage(name="Pay", touchpoints=["Basket", "Card payment"]).touchpoints[1].id
    'card-payment'
    """

    order: Count | None = None
    phase: Literal["pre_purchase", "purchase", "post_purchase"] | None = None
    goal: Text | None = None
    description: Text | None = None
    touchpoints: tuple[Touchpoint, ...] = ()
    targets: Annotated[tuple[tuple[Name, Number], ...], BeforeValidator(pairs)] = ()
    measures: Measures = ()

    def measure(self, name: str, *, channel: str | None = None, segment: str | None = None) -> Estimate | None:
        """
        Return a figure of this stage, or None when it is not there.

        Parameters
        ----------
        name
            Name of the measure, such as ``"going_on_rate"``.
        channel, segment
            Identifiers the figure is restricted to.
        """
        return find_measure(self.measures, name, channel=channel, segment=segment)
