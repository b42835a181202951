"""Figures in words: value, interval and number of observations, in the language of the page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cxjourney.render.heatmap.scales import known_metric
from cxjourney.render.views.metrics import metric_row, written
from cxjourney.wording import COUNTS, count_decimals, figure_decimals

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxjourney.estimate import Estimate
    from cxjourney.model.measure import Measure
    from cxjourney.render.views.source import Source
    from cxjourney.render.words import Words


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
    if estimate.unit in COUNTS:
        return numerals.fixed(amount, count_decimals(estimate.unit, estimate.value, estimate.low, estimate.high))
    if estimate.unit == "share":
        return numerals.percent(amount, figure_decimals(estimate))
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
    text = with_interval(words, estimate, partial(value, source, estimate))
    return text if not with_n or estimate.method == "count" else _with_n(words, text, estimate)


def with_interval(words: Words, estimate: Estimate, say: Callable[[float], str], say_end: Callable[[float], str] | None = None) -> str:
    """
    Return a known figure, with its interval where it has one.

    Parameters
    ----------
    words
        The language.
    estimate
        The figure.
    say
        Returns how a number is written.
    say_end
        Returns how an end of the interval is written, where that is another way.
    """
    text = say(estimate.value or 0.0)
    if estimate.low is None or estimate.high is None:
        return text
    low, high = map(say_end or say, (estimate.low, estimate.high))
    return words("report.interval", value=text, low=low, high=high)


def _with_n(words: Words, text: str, estimate: Estimate) -> str:
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
    words, row = source.words, metric_row(metric, [estimate])
    return _with_n(words, with_interval(words, estimate, partial(written, words.numerals, row)), estimate)


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
