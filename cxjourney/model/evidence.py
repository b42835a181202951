"""What a statement in a map rests on, and what follows from it."""

from __future__ import annotations

from typing import Literal

from cxjourney.estimate import Estimate
from cxjourney.model.entity import Entity
from cxjourney.types import Count, Name, Reference, Text
from cxjourney.value import Value


class Evidence(Value):
    """
    What a statement rests on.

    Parameters
    ----------
    source
        Where it comes from: a survey, an interview, a log.
    kind
        Asked directly, said indirectly, inferred from behaviour, or assumed.
    quote
        Words of a customer.
    n
        Number of observations.
    link
        Address of the source.

    Examples
    --------
    >>> Evidence(source="Interviews in March", kind="direct", n=12).kind
    'direct'
    """

    source: Name
    kind: Literal["direct", "indirect", "inferred", "assumed"] = "assumed"
    quote: Text | None = None
    n: Count | None = None
    link: Text | None = None


class Insight(Value):
    """
    Something learned about the journey.

    Parameters
    ----------
    text
        The insight in one or two sentences.
    stage, touchpoint
        Where it applies.
    evidence
        What it rests on.

    Examples
    --------
    >>> Insight(text="Customers fear the bank page.", evidence=[Evidence(source="Interviews", n=12)]).evidence[0].n
    12
    """

    text: Text
    stage: Reference | None = None
    touchpoint: Reference | None = None
    evidence: tuple[Evidence, ...] = ()


class Opportunity(Entity):
    """
    Something that could be done about a pain.

    Parameters
    ----------
    stage, touchpoint
        Where it would be done.
    description
        What it is.
    gain
        What it is expected to bring, in money.
    cost
        What it is expected to cost.

    Examples
    --------
    >>> Opportunity(name="Guest checkout", stage="pay", gain=331_000).gain
    331,000 stated
    """

    stage: Reference | None = None
    touchpoint: Reference | None = None
    description: Text | None = None
    gain: Estimate | None = None
    cost: Estimate | None = None
