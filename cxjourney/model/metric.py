"""The scales that scores are given on."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from cxjourney.arguments import check_choice, is_number
from cxjourney.errors import OptionError, show_value
from cxjourney.types import Name, Number
from cxjourney.value import Value

MetricKind = Literal["nps", "csat", "ces", "rating", "sentiment"]


class Metric(Value):
    """
    A score and its scale.

    Parameters
    ----------
    name
        What people call it: ``"nps"``, ``"csat"``, ``"ces2"``, …
    kind
        Which rules apply to it.
    low, high
        Ends of the scale.
    favourable, unfavourable
        The score from which on an answer is good, and the one up to which it is bad.
    reverse
        Whether a low score is the good one (``ces1``).
    whole
        Whether only whole numbers are possible.

    Examples
    --------
    >>> Metric.named("nps").favourable
    9.0
    """

    name: Name
    kind: MetricKind = "rating"
    low: Number
    high: Number
    favourable: Number
    unfavourable: Number
    reverse: bool = False
    whole: bool = False

    @model_validator(mode="after")
    def _check_scale(self) -> Self:
        if not self.low < self.high:
            message = f"the scale of {self.name!r} must rise: low is {self.low}, high is {self.high}"
            raise ValueError(message)
        return self

    @classmethod
    def named(cls, name: str) -> Self:
        """
        Return a metric of the field with its usual scale.

        Parameters
        ----------
        name
            One of ``nps csat ces1 ces2 rating sentiment``.

        Raises
        ------
        OptionError
            If the name is not one of them.
        """
        check_choice("metric", name, sorted(_USUAL))
        kind, low, high, favourable, unfavourable, reverse, whole = _USUAL[name]
        return cls(name=name, kind=kind, low=low, high=high, favourable=favourable, unfavourable=unfavourable, reverse=reverse, whole=whole)

    def valence(self, score: float) -> float:
        """
        Return where a score lies between −2 and +2.

        Linear over the scale; for NPS linear in two pieces through 0 → −2, 7.5 → 0 and 10 → +2. Both are
        conventions for drawing.

        Parameters
        ----------
        score
            A score on the metric's scale.

        Examples
        --------
        >>> Metric.named("csat").valence(3), Metric.named("nps").valence(10)
        (0.0, 2.0)
        """
        if isinstance(score, bool) or not isinstance(score, (int, float)):
            message = f"score takes a number, found {type(score).__name__}"
            raise TypeError(message)
        if not is_number(score):
            scale = f"the scale of {self.name} goes from {self.low:g} to {self.high:g}."
            raise OptionError(f"score={show_value(score)} is no number to count with.", hint=scale, value=show_value(score))
        if self.kind == "nps":
            return (score - 7.5) / 7.5 * 2 if score < 7.5 else (score - 7.5) / 2.5 * 2
        value = (score - self.low) / (self.high - self.low) * 4 - 2
        return -value if self.reverse else value


_USUAL: dict[str, tuple[MetricKind, float, float, float, float, bool, bool]] = {
    "nps": ("nps", 0, 10, 9, 6, False, True),
    "csat": ("csat", 1, 5, 4, 2, False, False),
    "ces1": ("ces", 1, 5, 2, 4, True, False),
    "ces2": ("ces", 1, 7, 5, 3, False, False),
    "rating": ("rating", 1, 5, 4, 2, False, False),
    "sentiment": ("sentiment", -1, 1, 0.25, -0.25, False, False),
}
