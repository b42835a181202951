"""The scores of the metric lane: their scales, thresholds and written forms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.model.metric import Metric
from cxjourney.render.views.source import Source, label
from cxjourney.render.views.values import MetricView

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.numerals import Numerals

_USUAL_ORDER = ("nps", "csat", "ces1", "ces2", "rating", "sentiment")
_ROWS = ("nps", "ces", "csat", "rating", "sentiment")
_ACRONYMS = frozenset({"nps", "csat", "ces"})
# From where on a score is coloured good or bad. NPS and CSAT: usual practice in the field; they colour, they never judge.
_NPS_GOOD, _NPS_BAD = 10.0, 0.0
_CSAT_GOOD, _CSAT_BAD = 0.75, 0.6


def metric_views(source: Source) -> tuple[MetricView, ...]:
    """Return the rows of the metric lane: the map's scores that at least one stage or the whole journey has."""
    journey_map = source.journey_map
    declared = {metric.name: metric for metric in journey_map.metrics}
    known = declared | {name: Metric.named(name) for name in _USUAL_ORDER if name not in declared}
    rows: list[MetricView] = []
    for metric in sorted(known.values(), key=lambda metric: _ROWS.index(metric.kind)):
        estimates = [stage.measure(metric.name) for stage in journey_map.stages] + [journey_map.total(metric.name)]
        found = [estimate for estimate in estimates if estimate is not None]
        if found:
            row = metric_row(metric, found, single=sum(other.kind == metric.kind for other in declared.values()) <= 1)
            key = f"metric.{metric.name}"
            rows.append(replace(row, name=source.words(key)) if source.words.has(key) else row)
    return tuple(rows)


def metric_row(metric: Metric, found: list[Estimate], *, single: bool = True) -> MetricView:
    """Return how a score is drawn: its scale, where it is good and bad, and how it is written."""
    name = metric.kind if single and metric.kind in _ACRONYMS else metric.name
    text = name.upper() if name.rstrip("12").lower() in _ACRONYMS else label(name[:1].upper() + name[1:])
    if metric.kind == "nps":
        return MetricView(key=metric.name, name=text, low=-100, high=100, good=_NPS_GOOD, bad=_NPS_BAD, form="points", tick=0)
    values = [estimate.value for estimate in found if estimate.value is not None]
    if metric.kind == "csat" and all(0 <= value <= 1 for value in values):
        return MetricView(key=metric.name, name=text, low=0, high=1, good=_CSAT_GOOD, bad=_CSAT_BAD, form="share")
    low, high = (metric.high, metric.low) if metric.reverse else (metric.low, metric.high)
    form = "signed" if metric.low < 0 else "plain"
    return MetricView(key=metric.name, name=text, low=low, high=high, good=metric.favourable, bad=(low + high) / 2, form=form)


def written(numerals: Numerals, metric: MetricView, value: float) -> str:
    """Return a score as it is printed."""
    if metric.form == "points":
        return numerals.signed(value, 0)
    if metric.form == "share":
        return numerals.percent(value)
    return numerals.signed(value) if metric.form == "signed" else numerals.fixed(value, 1)


def tone(metric: MetricView, value: float) -> str:
    """Return the colour token of a score."""
    sign = 1 if metric.low < metric.high else -1
    if value * sign >= metric.good * sign:
        return "pos"
    return "neg" if value * sign < metric.bad * sign else "neu"
