"""The metric lane: a track, an interval and a dot per stage and score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.layout import LABEL_COLUMN, MARGIN, Column
from cxjourney.render.marks import Circle, Mark, Paint, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Page, Style, group, lane_label, line, paragraph
from cxjourney.render.text import Font, fit, measure
from cxjourney.render.views.metrics import tone, written

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.render.views.values import MetricView, StageView

ROW = 30
_NAME = Font(12, 700)
_VALUE = Font(13, 700)
_TRACK = Paint(None, "line2", 2)
_TICK = Paint(None, "line2", 1.4)
_FEW = 50


def draw(page: Page, top: float) -> Drawn:
    """
    Return the metric lane.

    Parameters
    ----------
    page
        What to draw from.
    top
        Upper edge.
    """
    metrics = page.view.metrics
    rows = [top + 14 + ROW * index for index in range(len(metrics))]
    marks: list[Mark] = []
    right = page.grid.left - 10
    for metric, y in zip(metrics, rows, strict=True):
        marks += paragraph(fit(metric.name, right - MARGIN - LABEL_COLUMN + 2, _NAME), right, y + 4, Style(_NAME, "ink2", "end"))
    for stage, column in zip(page.view.stages, page.grid.columns, strict=True):
        cells = [mark for metric, y in zip(metrics, rows, strict=True) for mark in _cell(page, stage, column, metric, y)]
        marks += group("listitem", _spoken(page, stage), cells + _answers(page, stage, column, top + ROW * len(metrics) + 14))
    name = page.words("lane.metrics")
    return Drawn(ROW * len(metrics) + 22, (*lane_label(name, _note(page), top, axis=True), *group("list", name, marks)))


def _note(page: Page) -> str:
    estimates = [estimate for stage in page.view.stages for _, estimate in stage.metrics]
    if any(estimate.low is not None for estimate in estimates):
        return page.words("lane.metrics.sub", level=page.view.level)
    return page.words("lane.metrics.stated")


def _is_known(page: Page, estimate: Estimate | None) -> bool:
    if estimate is None or estimate.value is None:
        return False
    return estimate.n is None or estimate.n >= max(page.view.min_n, 1)


def _missing(page: Page, estimate: Estimate | None) -> str:
    few = estimate is not None and estimate.value is not None and bool(estimate.n)
    return page.words("few_answers", n=page.words.numerals.fixed(page.view.min_n)) if few else page.words("no_answers")


def _cell(page: Page, stage: StageView, column: Column, metric: MetricView, y: float) -> list[Mark]:
    left, right = column.x + 14, column.right - 60
    estimate = stage.metric(metric.key)
    if estimate is None or estimate.value is None or not _is_known(page, estimate):
        return [
            *_empty_track(_missing(page, estimate), (left, right, y)),
            Text(column.right - 12, y + 4.5, "–", Font(13, 600), "ink3", "end"),
        ]
    marks: list[Mark] = [line([(left, y), (right, y)], _TRACK)]
    if metric.tick is not None:
        x = _x(metric, metric.tick, left, right)
        marks.append(line([(x, y - 4), (x, y + 4)], _TICK))
    color = tone(metric, estimate.value)
    marks += _interval(metric, estimate, (left, right, y), color)
    x = _x(metric, estimate.value, left, right)
    few = estimate.n is not None and estimate.n < _FEW
    marks.append(Circle(x, y, 4.2, Paint("bg", color, 2)) if few else Circle(x, y, 4.5, Paint(color, "bg", 1.4)))
    printed = Text(
        column.right - 12, y + 4.5, written_value(page, metric, estimate.value), _VALUE, "ink" if color == "neu" else color, "end"
    )
    return [*marks, printed]


def _empty_track(words: str, track: tuple[float, float, float]) -> list[Mark]:
    """Return a track without a dot, open around the words that say why."""
    left, right, y = track
    middle, half = (left + right) / 2, measure(words, SMALL) / 2 + 6
    text = Text(middle, y + 4, words, SMALL, "ink3", "middle")
    if middle - half <= left:
        return [text]
    return [line([(left, y), (middle - half, y)], _TRACK), line([(middle + half, y), (right, y)], _TRACK), text]


def written_value(page: Page, metric: MetricView, value: float) -> str:
    """Return a score as it is printed."""
    return written(page.words.numerals, metric, value)


def _interval(metric: MetricView, estimate: Estimate, track: tuple[float, float, float], color: str) -> list[Mark]:
    if estimate.low is None or estimate.high is None:
        return []
    left, right, y = track
    start, end = sorted((_x(metric, estimate.low, left, right), _x(metric, estimate.high, left, right)))
    return [Rect(start - 2.5, y - 2.5, end - start + 5, 5, Paint(color, fill_opacity=0.45), 2.5)]


def _x(metric: MetricView, value: float, left: float, right: float) -> float:
    share = (value - metric.low) / (metric.high - metric.low)
    return left + (right - left) * min(max(share, 0), 1)


def _answers(page: Page, stage: StageView, column: Column, y: float) -> list[Mark]:
    counts = sorted({estimate.n for _, estimate in stage.metrics if _is_known(page, estimate) and estimate.n is not None})
    if not counts:
        return []
    text = page.words.numerals.count(counts[0])
    if len(counts) > 1:
        text = page.words("answers.span", least=text, most=page.words.numerals.fixed(counts[-1]))
    return [Text(column.right - 12, y, text, SMALL, "ink3", "end")]


def _spoken(page: Page, stage: StageView) -> str:
    parts: list[str] = []
    for metric in page.view.metrics:
        estimate = stage.metric(metric.key)
        if estimate is None or estimate.value is None or not _is_known(page, estimate):
            parts.append(f"{metric.name} {_missing(page, estimate)}")
            continue
        text = f"{metric.name} {written_value(page, metric, estimate.value)}"
        parts.append(text if estimate.n is None else page.words.listed((text, page.words.numerals.count(estimate.n))))
    return f"{stage.name}: {page.words.listed(parts, 'semicolon')}"
