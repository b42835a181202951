"""Moves from one touchpoint to the next."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from cxjourney.estimate import Estimate
from cxjourney.model.measure import check_share
from cxjourney.types import Count, Reference
from cxjourney.value import Value


class Transition(Value):
    """
    A move from one touchpoint directly to another.

    Parameters
    ----------
    source, target
        Identifiers of the touchpoints.
    count
        How often it was made; None for a stated move.
    share
        Share of the visits to the source that were followed by it.
    time
        Typical time it took, in seconds.

    Examples
    --------
    >>> Transition(source="cart", target="checkout", count=120, share=0.8).share
    0.80 stated
    """

    source: Reference
    target: Reference
    count: Count | None = None
    share: Estimate | None = None
    time: Estimate | None = None

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.share is not None:
            check_share("share", self.share)
        return self
