"""Who travels: personas, segments and single customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BeforeValidator, model_validator

from cxjourney.estimate import Estimate
from cxjourney.model.entity import Entity
from cxjourney.types import Count, Instant, Name, Number, Probability, Reference, Text
from cxjourney.value import Value, pairs

if TYPE_CHECKING:
    from datetime import datetime

Attributes = Annotated[tuple[tuple[Name, Text], ...], BeforeValidator(pairs)]
"""Free facts as pairs; a mapping is accepted."""


class Persona(Entity):
    """
    An archetype of customers, told as one person.

    Parameters
    ----------
    description
        Who this person is, in a few words.
    goals, frustrations
        What the person wants and what stands in the way.
    quote
        What the person says.
    share
        Share of the customers this person stands for.
    segment
        Segment the person belongs to.

    Examples
    --------
    >>> Persona(name="Lena 34", quote="I gave up when the bank page hung.").id
    'lena-34'
    """

    description: Text | None = None
    goals: tuple[Text, ...] = ()
    frustrations: tuple[Text, ...] = ()
    quote: Text | None = None
    share: Probability | None = None
    segment: Reference | None = None


class Segment(Entity):
    """
    A group of customers that share an attribute.

    Parameters
    ----------
    attribute
        Column or property that defines the group.
    description
        Who they are.
    share
        Share of all customers.

    Examples
    --------
    >>> Segment(name="New customers", attribute="customer_type").id
    'new-customers'
    """

    attribute: Name | None = None
    description: Text | None = None
    share: Estimate | None = None


class Customer(Value):
    """
    The profile of one person or account.

    Parameters
    ----------
    id
        The identifier the data use; text, never a number.
    segments
        Names of the segments the customer belongs to.
    acquired, churned
        When the customer came and left.
    churn_reason
        Why the customer left.
    value
        Money the customer brought or will bring.
    referrals
        Customers this one brought.
    attributes
        Anything else worth knowing.

    Examples
    --------
    >>> Customer(id="007", segments=["VIP"], referrals=2).segments
    ('VIP',)
    """

    id: Name
    segments: tuple[Name, ...] = ()
    acquired: Instant | None = None
    churned: Instant | None = None
    churn_reason: Text | None = None
    value: Number | None = None
    referrals: Count = 0
    attributes: Attributes = ()


class Period(Value):
    """
    The span of time a map describes.

    Parameters
    ----------
    start, end
        First and last instant, with their zone; kept in UTC.

    Raises
    ------
    ModelError
        If it ends before it starts.

    Examples
    --------
    >>> Period(start="2026-04-01T00:00+02:00", end="2026-07-01T00:00+02:00").start.isoformat()
    '2026-03-31T22:00:00+00:00'
    """

    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.end < self.start:
            message = f"the period ends ({self.end.isoformat()}) before it starts ({self.start.isoformat()})"
            raise ValueError(message)
        return self

    @classmethod
    def between(cls, start: datetime, end: datetime) -> Period:
        """
        Return the period from one instant to another.

        Parameters
        ----------
        start, end
            Instants with their zone.
        """
        return cls(start=start, end=end)
