"""What is followed over time: rates, times and scores, their sums, and for how long they need a customer to be followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cxjourney.comparison.incidents.sums import Level
    from cxjourney.model.metric import Metric
    from cxjourney.statistics.period_run import PeriodSums

Followed = Literal["nothing", "horizon", "stage", "journey", "repeat"]


@dataclass(frozen=True, slots=True)
class Rate:
    """
    A share of counts.

    Parameters
    ----------
    name
        Name of the measure.
    table, numerator, denominator
        Where its sums are.
    followed
        For how long customers must be followed.
    kind
        The kind of pain point that it shows; None for figures that are not searched for incidents.
    worse
        1 where more is worse, -1 where less is.
    levels
        Where it is measured.
    """

    name: str
    table: str
    numerator: str
    denominator: str
    followed: Followed
    kind: str | None
    worse: int
    levels: tuple[Level, ...]


_EVERYWHERE: tuple[Level, ...] = ("total", "stage", "touchpoint", "channel", "segment")
_STAGES: tuple[Level, ...] = ("stage", "channel", "segment")

RATES = (
    Rate("drop_off_rate", "visits", "lost", "settled", "horizon", "drop_off", 1, _EVERYWHERE),
    Rate("going_on_rate", "entries", "going_on", "known", "stage", "drop_off", -1, _STAGES),
    Rate("friction_rate", "entries", "friction", "met", "stage", None, 1, _STAGES),
    Rate("friction_ended", "entries", "ended", "met", "stage", None, 1, _STAGES),
    Rate("friction_rework", "entries", "reworked", "met", "stage", None, 1, _STAGES),
    Rate("friction_escalated", "entries", "was_escalated", "met", "stage", None, 1, _STAGES),
    Rate("friction_waited", "entries", "waited", "met", "stage", None, 1, _STAGES),
    Rate("friction_bad_score", "entries", "bad_score", "met", "stage", None, 1, _STAGES),
    Rate("rework_rate", "visits", "rework", "followed", "horizon", "rework", 1, _EVERYWHERE),
    Rate("escalation_rate", "visits", "escalated", "escalable", "horizon", "escalation", 1, _EVERYWHERE),
    Rate("repeat_contact_rate", "contacts", "repeated", "contacts", "repeat", "repeat_contact", 1, _EVERYWHERE),
    Rate("reopened_rate", "visits", "reopened", "reopen_known", "nothing", "reopened", 1, _EVERYWHERE),
    Rate("handoff_rate", "visits", "handed_off", "handoff_known", "nothing", "handoff", 1, _EVERYWHERE),
)
"""The rates; parts of friction overlap, and friction itself is searched through its parts."""

TIME = "transition_time_mean"
"""Name of the geometric mean time to the next step."""

_SCORES = {"ces": "high_effort", "sentiment": "negative_emotion"}


def score_kind(metric: Metric) -> str:
    """
    Return the kind of pain point that a metric shows.

    Parameters
    ----------
    metric
        The metric.
    """
    return _SCORES.get(metric.kind, "low_score")


def follow_up(sums: PeriodSums, followed: Followed) -> int:
    """
    Return for how long a customer must be followed, in microseconds.

    Parameters
    ----------
    sums
        What was counted.
    followed
        What the figure needs.
    """
    settings = sums.settings
    return {
        "nothing": 0,
        "horizon": settings.horizon,
        "stage": settings.stage_window,
        "journey": sums.journey_window,
        "repeat": settings.repeat_window,
    }[followed]


def searched(rate: Rate, level: Level, sums: PeriodSums) -> bool:
    """
    Return whether a rate is searched for incidents at a level: drop-off of stages and their cells is that of going on.

    Parameters
    ----------
    rate
        The rate.
    level
        The level.
    sums
        What was counted.
    """
    if rate.kind is None or level == "total":
        return False
    return not (rate.name == "drop_off_rate" and (level != "touchpoint" or not sums.settings.goal))
