"""What the rows of every result are, and which results have further tables."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from cxjourney.interchange import (
    comparison_rows,
    conformance_rows,
    forecast_rows,
    path_rows,
    rows,
    satisfaction_rows,
    struggle_rows,
    trend_rows,
)
from cxjourney.interchange.comparison_frames import comparison_frames
from cxjourney.model.comparison import Comparison
from cxjourney.model.conformance import Conformance
from cxjourney.model.findings import Diagnosis
from cxjourney.model.forecast import FixRanking, Forecast
from cxjourney.model.funnel import Funnel
from cxjourney.model.journey_groups import JourneyGroups
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.paths import Variants
from cxjourney.model.satisfaction import SatisfactionIndex, TouchpointRanking
from cxjourney.model.struggle import Struggle
from cxjourney.model.trend import Trend

if TYPE_CHECKING:
    from collections.abc import Sequence


@singledispatch
def result_table(result: object) -> tuple[list[dict[str, Any]], Sequence[str]]:
    """
    Return the rows of a result, and the columns that all of them have.

    Parameters
    ----------
    result
        What was found.

    Examples
    --------
    >>> rows, columns = result_table(Variants())
    >>> rows, columns[:2]
    ([], ('rank', 'path'))
    """
    raise NotImplementedError(type(result).__name__)


result_table.register(Comparison, lambda found: (comparison_rows.comparison_rows(found), comparison_rows.COLUMNS))
result_table.register(Conformance, lambda found: (conformance_rows.conformance_rows(found), conformance_rows.COLUMNS))
result_table.register(Diagnosis, lambda found: (rows.finding_rows(found), rows.FINDING_COLUMNS))
result_table.register(FixRanking, lambda found: (forecast_rows.fix_rows(found), forecast_rows.FIX_COLUMNS))
result_table.register(Forecast, lambda found: (forecast_rows.forecast_rows(found), forecast_rows.FORECAST_COLUMNS))
result_table.register(Funnel, lambda found: (path_rows.funnel_rows(found), path_rows.FUNNEL_COLUMNS))
result_table.register(JourneyGroups, lambda found: (path_rows.group_rows(found), path_rows.GROUP_COLUMNS))
result_table.register(SatisfactionIndex, lambda found: (satisfaction_rows.index_rows(found), satisfaction_rows.INDEX_COLUMNS))
result_table.register(Struggle, lambda found: (struggle_rows.struggle_rows(found), struggle_rows.STRUGGLE_COLUMNS))
result_table.register(TouchpointRanking, lambda found: (satisfaction_rows.ranking_rows(found), satisfaction_rows.RANKING_COLUMNS))
result_table.register(Trend, lambda found: (trend_rows.trend_rows(found), trend_rows.COLUMNS))
result_table.register(Variants, lambda found: (path_rows.variant_rows(found), path_rows.VARIANT_COLUMNS))


@singledispatch
def result_frames(result: object) -> dict[str, object]:
    """
    Return all tables of a map or a result as data frames by name.

    Parameters
    ----------
    result
        What has several tables.

    Raises
    ------
    MissingDependencyError
        If neither pandas nor polars is installed.

    Examples
    --------
    >>> list(result_frames(JourneyMap()))
    ['stages', 'touchpoints', 'transitions', 'measures']
    """
    raise NotImplementedError(type(result).__name__)


result_frames.register(Comparison, comparison_frames)
result_frames.register(Conformance, conformance_rows.conformance_frames)
result_frames.register(JourneyMap, rows.frames)
result_frames.register(Trend, trend_rows.trend_frames)
