"""From events to small tables of integers that add up exactly."""

from cxjourney.statistics.answer_scores import survey_scores
from cxjourney.statistics.journey_statistics import JourneyStatistics
from cxjourney.statistics.measuring import find_stages, measure, measure_sql
from cxjourney.statistics.settings import MeasureSettings
from cxjourney.statistics.stale_parts import find_stale_parts
from cxjourney.statistics.table import Table

__all__ = ["JourneyStatistics", "MeasureSettings", "Table", "find_stages", "find_stale_parts", "measure", "measure_sql", "survey_scores"]
