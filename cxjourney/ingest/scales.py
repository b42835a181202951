"""The scale a column of scores is given on."""

from __future__ import annotations

from dataclasses import dataclass

from cxjourney.errors import DataError, OptionError
from cxjourney.model.metric import Metric

SCORE_NAMES = ("nps", "csat", "ces", "ces1", "ces2", "rating", "sentiment")
"""Column names that are taken for scores."""

_VERSIONED = "ces"
_QUARTER = 0.25
_HAS_BOXES = 3, 10
"""Widths of scales whose answers are boxes to tick; others, such as 0–100, are cut at a quarter."""


@dataclass(frozen=True)
class Scale:
    """
    A metric, or a name whose metric the values must tell.

    Parameters
    ----------
    name
        What the caller or the column calls it.
    metric
        The metric; None for ``ces``, which has two versions.
    """

    name: str
    metric: Metric | None

    def resolve(self, greatest: float | None, column: str, source: str) -> Metric | None:
        """
        Return the metric once the greatest value is known; None if there is no value to tell it by.

        Parameters
        ----------
        greatest
            Greatest value of the column.
        column
            Its name, for the message.
        source
            Name of the source, for the message.

        Raises
        ------
        DataError
            If the values fit both versions of CES.
        """
        if self.metric is not None or greatest is None:
            return self.metric
        if greatest > Metric.named("ces1").high:
            return Metric.named("ces2")
        raise DataError(
            f"{source}: the values of {column!r} fit both versions of the customer effort score: "
            "ces1 (1–5, low is easy) and ces2 (1–7, high is easy).",
            code="ces_version",
            hint=f'say which: scores={{"ces2": {column!r}}} or scores={{"ces1": {column!r}}}; scores={{}} leaves it out.',
            source=source,
            column=column,
        )


def scale_for(metric: str, given: str | tuple[str, float, float]) -> Scale:
    """
    Return the scale of ``scores={metric: given}``.

    Parameters
    ----------
    metric
        Name of the metric.
    given
        Column name, or column name with the ends of the scale.

    Raises
    ------
    OptionError
        If the metric has no usual scale and none is given, or the given one cannot be used.
    """
    if isinstance(given, str):
        return Scale(metric, None if metric == _VERSIONED else Metric.named(metric))
    if not (isinstance(given, tuple) and len(given) == 3):  # type: ignore[redundant-expr] # callers may not check types
        message = f"scores[{metric!r}] must be a column name or (column, low, high), not {given!r}"
        raise TypeError(message)
    _, low, high = given
    if not low < high or abs(low) > 1_000_000 or abs(high) > 1_000_000:
        raise OptionError(f"scores[{metric!r}]: a scale rises, found low={low} and high={high}.", hint="give (column, low, high).")
    return Scale(metric, _stretched(metric, float(low), float(high)))


def _stretched(metric: str, low: float, high: float) -> Metric:
    usual = Metric.named(metric) if metric in SCORE_NAMES and metric != _VERSIONED else None
    if usual is not None and usual.kind == "nps" and (low, high) != (usual.low, usual.high):
        raise OptionError(f"scores['nps']: NPS is asked on 0–10, found {low:g}–{high:g}.", hint='call it "rating" or another name.')
    if usual is not None and (low, high) == (usual.low, usual.high):
        return usual
    reverse = usual.reverse if usual else False
    upper, lower = high - (high - low) * _QUARTER, low + (high - low) * _QUARTER
    if usual is not None and usual.kind == "csat" and _HAS_BOXES[0] <= high - low <= _HAS_BOXES[1]:
        upper = high - 1  # the top two boxes, however many there are
    return Metric(
        name=metric,
        kind=usual.kind if usual else "rating",
        low=low,
        high=high,
        favourable=lower if reverse else upper,
        unfavourable=upper if reverse else lower,
        reverse=reverse,
    )
