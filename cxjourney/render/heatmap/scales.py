"""From a figure to one of five steps of tint: what is good and bad, where steps begin, and how they are called."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from cxjourney.model.metric import Metric
from cxjourney.numerals import share_decimals
from cxjourney.render.views.metrics import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.render.views.values import MetricView
    from cxjourney.render.words import Words

Form = Literal["share", "seconds", "valence", "score", "count"]
Sense = Literal["bad", "good", "plain"]

STEPS = 5
_FACTORS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))
WEAKEST, STRONGEST = 0.06, 0.5
"""How strongly the first and the last step tint a card; the last still lets ink stand out (tested)."""

FRICTION = (0.2, 0.4, 0.6, 0.8)
VALENCE = (-1.0, -0.25, 0.25, 1.0)
_SPANS = (10, 30, 60, 180, 600, 1_800, 3_600, 10_800, 43_200, 86_400, 259_200, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_557_600)

SENSES: dict[str, tuple[Form, Sense]] = {
    "friction_rate": ("share", "bad"),
    "drop_off_rate": ("share", "bad"),
    "rework_rate": ("share", "bad"),
    "escalation_rate": ("share", "bad"),
    "repeat_contact_rate": ("share", "bad"),
    "reopened_rate": ("share", "bad"),
    "handoff_rate": ("share", "bad"),
    "transition_time": ("seconds", "bad"),
    "transition_time_p90": ("seconds", "bad"),
    "time_spent": ("seconds", "bad"),
    "valence": ("valence", "good"),
    "going_on_rate": ("share", "good"),
    "goal_rate": ("share", "good"),
    "channel_share": ("share", "plain"),
    "reach": ("share", "plain"),
}
"""Form of the known measures and whether much of them is good or bad; the order is the one in which one is chosen."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    One tint and what it stands for.

    Parameters
    ----------
    label
        Its range in words.
    token
        Colour token, or None for no tint.
    opacity
        How strong it is.
    """

    label: str
    token: str | None
    opacity: float


@dataclass(frozen=True, slots=True)
class Scale:
    """
    How figures are tinted.

    Parameters
    ----------
    thresholds
        Where steps begin, rising.
    steps
        One more than there are thresholds.
    """

    thresholds: tuple[float, ...]
    steps: tuple[Step, ...]

    def step(self, value: float) -> Step:
        """Return the step of a figure; one that lies on a threshold belongs to the upper step."""
        return self.steps[sum(value >= threshold for threshold in self.thresholds)]


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How a measure is read: its form, its sense, and its scale of scores if it is one.

    Parameters
    ----------
    name
        Name of the measure.
    form
        How its figures are written.
    sense
        Whether much of it is bad, good or neither.
    metric
        For a score: its scale.
    """

    name: str
    form: Form
    sense: Sense
    metric: MetricView | None = None

    def written(self, words: Words, value: float, *, decimals: int | None = None) -> str:
        """Return a figure as it is printed."""
        numerals = words.numerals
        if self.metric is not None:
            return written(numerals, self.metric, value)
        if self.form == "share":
            return numerals.percent(value, share_decimals(value) if decimals is None else decimals)
        if self.form == "seconds":
            return numerals.duration(value)
        if self.form == "valence":
            return numerals.signed(value)
        return numerals.compact(value) if abs(value) >= 100 else numerals.fixed(value, 0 if value == int(value) else 1)


def reading(name: str, unit: str, metric: MetricView | None) -> Reading:
    """
    Return how a measure is read.

    Parameters
    ----------
    name
        Name of the measure.
    unit
        Unit of its figures, for a measure that is not known by name.
    metric
        Its scale, when it is a score.
    """
    if metric is not None:
        return Reading(name, "score", "good", metric)
    forms: dict[str, Form] = {"share": "share", "seconds": "seconds", "valence": "valence"}
    form, sense = SENSES.get(name, (forms.get(unit, "count"), "plain"))
    return Reading(name, form, sense)


def scale(how: Reading, values: Sequence[float], words: Words) -> Scale:
    """
    Return the steps for these figures.

    Parameters
    ----------
    how
        How the measure is read.
    values
        All figures that are shown.
    words
        The language.
    """
    thresholds = _thresholds(how, values)
    labels = _labels(how, thresholds, words)
    tints = _tints(how, len(thresholds) + 1)
    return Scale(thresholds, tuple(Step(label, token, opacity) for label, (token, opacity) in zip(labels, tints, strict=True)))


def _thresholds(how: Reading, values: Sequence[float]) -> tuple[float, ...]:
    if how.metric is not None:
        low, high = sorted((how.metric.low, how.metric.high))
        bad, good = sorted((how.metric.bad, how.metric.good))
        return tuple(sorted({(low + bad) / 2, bad, good, (good + high) / 2}))
    if how.form == "valence":
        return VALENCE
    if how.form == "seconds":
        return _spans(values)
    if how.name == "friction_rate" or (how.form == "share" and how.sense == "good"):
        return FRICTION
    return _even(max((abs(value) for value in values), default=0.0))


def _spans(values: Sequence[float]) -> tuple[float, ...]:
    """Return at most four usual spans of time that part these."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    inside = [span for span in _SPANS if low < span <= high]
    if len(inside) < STEPS:
        return tuple(inside)
    return tuple(inside[round((index + 0.5) * (len(inside) - 1) / (STEPS - 1))] for index in range(STEPS - 1))


def _even(most: float) -> tuple[float, ...]:
    """Return four round thresholds that part the room from zero to the largest figure."""
    if most < 1e-300:  # a quarter of less is not told from nothing
        return ()
    quarter = Decimal(repr(most)) / (STEPS - 1)
    power = Decimal(10) ** quarter.adjusted()
    step = max(factor * power for factor in _FACTORS if factor * power <= quarter)
    return tuple(float(step * index) for index in range(1, STEPS))


def _labels(how: Reading, thresholds: tuple[float, ...], words: Words) -> list[str]:
    texts = [how.written(words, value, decimals=0 if value >= 0.01 else 1) for value in thresholds]
    if not texts:
        return [words("heat.all")]
    middle = [words("heat.between", low=low, high=high) for low, high in pairwise(texts)]
    return [words("heat.under", high=texts[0]), *middle, words("heat.over", low=texts[-1])]


def _tints(how: Reading, count: int) -> list[tuple[str | None, float]]:
    if how.form in {"valence", "score"} and count == STEPS:
        tints: list[tuple[str | None, float]] = [
            ("neg", STRONGEST), ("neg", 0.2), (None, 0), ("pos", 0.2), ("pos", STRONGEST),
        ]  # fmt: skip
        falls = how.metric is not None and how.metric.low > how.metric.high
        return tints[::-1] if falls else tints
    token = "dot2" if how.sense == "plain" else "neg"
    rise = (STRONGEST - WEAKEST) / max(count - 1, 1)
    rising: list[tuple[str | None, float]] = [(token, round(WEAKEST + rise * index, 2)) for index in range(count)]
    return rising[::-1] if how.sense == "good" else rising


def known_metric(name: str, declared: Sequence[Metric]) -> Metric | None:
    """
    Return the scale of a score by its name, or None when the measure is none.

    Parameters
    ----------
    name
        Name of a measure.
    declared
        The map's own scores.
    """
    found = next((metric for metric in declared if metric.name == name), None)
    return found or (Metric.named(name) if name in {"nps", "csat", "ces1", "ces2", "rating", "sentiment"} else None)
