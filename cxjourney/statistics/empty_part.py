"""The statistics of nobody: what a part without customers adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.statistics.journey_statistics import JourneyStatistics
from cxjourney.statistics.layout import LAYOUT, empty

if TYPE_CHECKING:
    from cxjourney.model.metric import Metric
    from cxjourney.statistics.settings import MeasureSettings


def nothing_measured(settings: MeasureSettings, metrics: tuple[Metric, ...], part: tuple[int, int]) -> JourneyStatistics:
    """
    Return the statistics of a part without customers.

    Parameters
    ----------
    settings
        The settings that the other parts have.
    metrics
        Scales of the scores of the log.
    part
        Index of the part and number of parts.
    """
    return JourneyStatistics(
        settings=settings,
        touchpoints=(),
        channels=(),
        segments=(),
        metrics=metrics,
        tables={name: empty(name) for name in LAYOUT},
        period=(settings.observed_until, settings.observed_until),
        parts=(part,),
    ).in_order()
