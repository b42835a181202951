"""Figures in words: value, interval and number of observations, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.heatmap.scales import known_metric
from cxjourney.render.views.metrics import metric_row, written

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.measure import Measure
    from cxjourney.render.views.source import Source

_WHOLE = frozenset({"customers", "journeys", "visits", "touchpoints", "severity", "answers", "goals", "contacts"})


def value(source: Source, estimate: Estimate, amount: float) -> str:
    """
    Return a number in the unit of an estimate.

    Parameters
    ----------
    source
        The map and the language.
    estimate
        Whose unit it has.
    amount
        The number.
    """
    numerals = source.words.numerals
    if estimate.unit in _WHOLE:
        return numerals.fixed(amount)
    if estimate.unit == "ratio":
        return source.words("report.times", n=numerals.fixed(amount, 1))
    if estimate.unit and source.is_money(estimate):
        return numerals.money(amount, source.currency(estimate))
    return source.figure(estimate.model_copy(update={"value": amount}))


def whole(source: Source, estimate: Estimate | None, *, with_n: bool = True) -> str:
    """
    Return a figure with all that belongs to it.

    Parameters
    ----------
    source
        The map and the language.
    estimate
        The figure.
    with_n
        Whether to say how many observations there are.
    """
    words = source.words
    if estimate is None or estimate.value is None:
        return words("report.none")
    text = value(source, estimate, estimate.value)
    if estimate.low is not None and estimate.high is not None:
        low, high = value(source, estimate, estimate.low), value(source, estimate, estimate.high)
        text = words("report.interval", value=text, low=low, high=high)
    if not with_n or estimate.method == "count":
        return text
    return words.listed([text, words("report.stated") if estimate.n is None else words.numerals.count(estimate.n)])


def of_measure(source: Source, measure: Measure) -> str:
    """
    Return a figure of a stage or touchpoint; a score as its scale is written.

    Parameters
    ----------
    source
        The map and the language.
    measure
        The figure.
    """
    metric = known_metric(measure.name, source.journey_map.metrics)
    estimate = measure.estimate
    if metric is None or estimate.value is None:
        return whole(source, estimate)
    row = metric_row(metric, [estimate])
    numbers = [
        written(source.words.numerals, row, amount) for amount in (estimate.value, estimate.low, estimate.high) if amount is not None
    ]
    text = source.words("report.interval", value=numbers[0], low=numbers[1], high=numbers[2]) if len(numbers) == 3 else numbers[0]
    return source.words.listed([text, source.words("report.stated") if estimate.n is None else source.words.numerals.count(estimate.n)])


def measure_name(source: Source, name: str) -> str:
    """
    Return what a measure is called.

    Parameters
    ----------
    source
        The map and the language.
    name
        Name of the measure.
    """
    metric = known_metric(name, source.journey_map.metrics)
    if metric is not None:
        return metric_row(metric, []).name
    key = f"heat.measure.{name}"
    if source.words.has(key):
        return source.words(key)
    first, _, rest = name.replace("_", " ").partition(" ")
    return f"{first.upper() if known_metric(first, ()) else first[:1].upper() + first[1:]} {rest}".strip()


def difference(source: Source, estimate: Estimate, amount: float) -> str:
    """
    Return a difference between two figures; between shares it is one of points.

    Parameters
    ----------
    source
        The map and the language.
    estimate
        Whose unit it has.
    amount
        The number.
    """
    if estimate.unit == "share":
        return source.words("report.points", n=source.words.numerals.fixed(amount * 100, 1))
    return value(source, estimate, amount)


def whole_difference(source: Source, estimate: Estimate) -> str:
    """
    Return a difference with its interval.

    Parameters
    ----------
    source
        The map and the language.
    estimate
        The difference.
    """
    if estimate.value is None:
        return source.words("report.none")
    texts = [difference(source, estimate, amount) for amount in (estimate.value, estimate.low, estimate.high) if amount is not None]
    return source.words("report.interval", value=texts[0], low=texts[1], high=texts[2]) if len(texts) == 3 else texts[0]
