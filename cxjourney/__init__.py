"""
A customer journey map you can compute with.

Read events, discover the map, find its pain points, draw it::

    import cxjourney as cx

    events = cx.read_events("orders.csv")
    journey_map = cx.discover_map(events, goal="Order confirmed")
    diagnosis = cx.diagnose(journey_map)
    cx.render_map(journey_map, diagnosis=diagnosis).save("map.svg")

Names are loaded on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney import datasets as datasets
    from cxjourney import testing as testing
    from cxjourney.comparison import compare as compare
    from cxjourney.comparison import conformance as conformance
    from cxjourney.comparison import rate_and_mix as rate_and_mix
    from cxjourney.comparison import trend as trend
    from cxjourney.diagnosis import Margins as Margins
    from cxjourney.diagnosis import csi as csi
    from cxjourney.diagnosis import diagnose as diagnose
    from cxjourney.diagnosis import friction_stages as friction_stages
    from cxjourney.diagnosis import pain_points as pain_points
    from cxjourney.diagnosis import rank_touchpoints as rank_touchpoints
    from cxjourney.diagnosis import struggle as struggle
    from cxjourney.discovery import discover_map as discover_map
    from cxjourney.discovery import funnel as funnel
    from cxjourney.discovery import journey_groups as journey_groups
    from cxjourney.discovery import variants as variants
    from cxjourney.engine.progress import Progress as Progress
    from cxjourney.engine.progress import show_progress as show_progress
    from cxjourney.errors import BadRowsError as BadRowsError
    from cxjourney.errors import CxJourneyError as CxJourneyError
    from cxjourney.errors import CxJourneyWarning as CxJourneyWarning
    from cxjourney.errors import DataError as DataError
    from cxjourney.errors import EmptyDataError as EmptyDataError
    from cxjourney.errors import FileFormatError as FileFormatError
    from cxjourney.errors import LimitError as LimitError
    from cxjourney.errors import MissingColumnError as MissingColumnError
    from cxjourney.errors import MissingDependencyError as MissingDependencyError
    from cxjourney.errors import ModelError as ModelError
    from cxjourney.errors import OptionError as OptionError
    from cxjourney.errors import Problem as Problem
    from cxjourney.errors import RenderError as RenderError
    from cxjourney.errors import StatisticsError as StatisticsError
    from cxjourney.estimate import Estimate as Estimate
    from cxjourney.estimate import Location as Location
    from cxjourney.ingest import EventLog as EventLog
    from cxjourney.ingest import EventQuality as EventQuality
    from cxjourney.ingest import Limits as Limits
    from cxjourney.ingest import PostgresSource as PostgresSource
    from cxjourney.ingest import Preset as Preset
    from cxjourney.ingest import read_events as read_events
    from cxjourney.ingest import read_milestones as read_milestones
    from cxjourney.ingest import read_surveys as read_surveys
    from cxjourney.ingest import read_tickets as read_tickets
    from cxjourney.interchange.dot import to_dot as to_dot
    from cxjourney.interchange.schema import json_schema as json_schema
    from cxjourney.model.chain_fit import ChainFit as ChainFit
    from cxjourney.model.changes import Add as Add
    from cxjourney.model.changes import Change as Change
    from cxjourney.model.changes import Fix as Fix
    from cxjourney.model.changes import Redirect as Redirect
    from cxjourney.model.changes import Remove as Remove
    from cxjourney.model.channel import Channel as Channel
    from cxjourney.model.comparison import Comparison as Comparison
    from cxjourney.model.comparison import PainChange as PainChange
    from cxjourney.model.conformance import Conformance as Conformance
    from cxjourney.model.conformance import Deviation as Deviation
    from cxjourney.model.conformance import PlanFit as PlanFit
    from cxjourney.model.customer import Customer as Customer
    from cxjourney.model.customer import Period as Period
    from cxjourney.model.customer import Persona as Persona
    from cxjourney.model.customer import Segment as Segment
    from cxjourney.model.differences import Difference as Difference
    from cxjourney.model.differences import ElementChange as ElementChange
    from cxjourney.model.differences import RenameSuggestion as RenameSuggestion
    from cxjourney.model.differences import Split as Split
    from cxjourney.model.differences import SplitMember as SplitMember
    from cxjourney.model.differences import TotalChange as TotalChange
    from cxjourney.model.disagreement import Disagreement as Disagreement
    from cxjourney.model.emotion import Emotion as Emotion
    from cxjourney.model.evidence import Evidence as Evidence
    from cxjourney.model.evidence import Insight as Insight
    from cxjourney.model.evidence import Opportunity as Opportunity
    from cxjourney.model.findings import Diagnosis as Diagnosis
    from cxjourney.model.findings import Finding as Finding
    from cxjourney.model.findings import MomentOfTruth as MomentOfTruth
    from cxjourney.model.findings import PainPoint as PainPoint
    from cxjourney.model.findings import Untested as Untested
    from cxjourney.model.forecast import FixRanking as FixRanking
    from cxjourney.model.forecast import Forecast as Forecast
    from cxjourney.model.forecast import RankedFix as RankedFix
    from cxjourney.model.forecast import TouchpointForecast as TouchpointForecast
    from cxjourney.model.friction import StageFriction as StageFriction
    from cxjourney.model.funnel import Funnel as Funnel
    from cxjourney.model.funnel import FunnelLoss as FunnelLoss
    from cxjourney.model.funnel import FunnelMember as FunnelMember
    from cxjourney.model.funnel import FunnelStep as FunnelStep
    from cxjourney.model.incident import Incident as Incident
    from cxjourney.model.journey import Journey as Journey
    from cxjourney.model.journey import Visit as Visit
    from cxjourney.model.journey_groups import JourneyGroup as JourneyGroup
    from cxjourney.model.journey_groups import JourneyGroups as JourneyGroups
    from cxjourney.model.journey_map import JourneyMap as JourneyMap
    from cxjourney.model.measure import Measure as Measure
    from cxjourney.model.metric import Metric as Metric
    from cxjourney.model.paths import OtherVariants as OtherVariants
    from cxjourney.model.paths import PathStep as PathStep
    from cxjourney.model.paths import Variant as Variant
    from cxjourney.model.paths import Variants as Variants
    from cxjourney.model.satisfaction import RankedTouchpoint as RankedTouchpoint
    from cxjourney.model.satisfaction import SatisfactionAttribute as SatisfactionAttribute
    from cxjourney.model.satisfaction import SatisfactionIndex as SatisfactionIndex
    from cxjourney.model.satisfaction import TouchpointRanking as TouchpointRanking
    from cxjourney.model.stage import Stage as Stage
    from cxjourney.model.struggle import Struggle as Struggle
    from cxjourney.model.struggle import StruggleFit as StruggleFit
    from cxjourney.model.struggle import StruggleRule as StruggleRule
    from cxjourney.model.struggle import StruggleTerm as StruggleTerm
    from cxjourney.model.struggle import StrugglingJourney as StrugglingJourney
    from cxjourney.model.touchpoint import Touchpoint as Touchpoint
    from cxjourney.model.transition import Transition as Transition
    from cxjourney.model.trend import Trend as Trend
    from cxjourney.model.trend import TrendPeriod as TrendPeriod
    from cxjourney.model.trend import TrendPoint as TrendPoint
    from cxjourney.model.trend import TrendSeries as TrendSeries
    from cxjourney.model.verbatim import Verbatim as Verbatim
    from cxjourney.render import HtmlDocument as HtmlDocument
    from cxjourney.render import SvgDocument as SvgDocument
    from cxjourney.render import Theme as Theme
    from cxjourney.render import render_flow as render_flow
    from cxjourney.render import render_funnel as render_funnel
    from cxjourney.render import render_heatmap as render_heatmap
    from cxjourney.render import render_journey as render_journey
    from cxjourney.render import render_map as render_map
    from cxjourney.render import render_paths as render_paths
    from cxjourney.render import render_report as render_report
    from cxjourney.render import render_trend as render_trend
    from cxjourney.simulation import rank_fixes as rank_fixes
    from cxjourney.simulation import what_if as what_if
    from cxjourney.statistics import JourneyStatistics as JourneyStatistics
    from cxjourney.statistics import MeasureSettings as MeasureSettings
    from cxjourney.statistics import find_stages as find_stages
    from cxjourney.statistics import find_stale_parts as find_stale_parts
    from cxjourney.statistics import measure as measure
    from cxjourney.statistics import measure_sql as measure_sql
    from cxjourney.statistics import survey_scores as survey_scores

__version__ = "0.1.0"

_HOMES = {
    "cxjourney.comparison": "compare conformance rate_and_mix trend",
    "cxjourney.diagnosis": "Margins csi diagnose friction_stages pain_points rank_touchpoints struggle",
    "cxjourney.discovery": "discover_map funnel journey_groups variants",
    "cxjourney.engine.progress": "Progress show_progress",
    "cxjourney.errors": (
        "BadRowsError CxJourneyError CxJourneyWarning DataError EmptyDataError FileFormatError LimitError MissingColumnError "
        "MissingDependencyError ModelError OptionError Problem RenderError StatisticsError"
    ),
    "cxjourney.estimate": "Estimate Location",
    "cxjourney.ingest": "EventLog EventQuality Limits PostgresSource Preset read_events read_milestones read_surveys read_tickets",
    "cxjourney.interchange.dot": "to_dot",
    "cxjourney.interchange.schema": "json_schema",
    "cxjourney.model.chain_fit": "ChainFit",
    "cxjourney.model.changes": "Add Change Fix Redirect Remove",
    "cxjourney.model.channel": "Channel",
    "cxjourney.model.comparison": "Comparison PainChange",
    "cxjourney.model.differences": "Difference ElementChange RenameSuggestion Split SplitMember TotalChange",
    "cxjourney.model.conformance": "Conformance Deviation PlanFit",
    "cxjourney.model.customer": "Customer Period Persona Segment",
    "cxjourney.model.emotion": "Emotion",
    "cxjourney.model.evidence": "Evidence Insight Opportunity",
    "cxjourney.model.disagreement": "Disagreement",
    "cxjourney.model.findings": "Diagnosis Finding MomentOfTruth PainPoint Untested",
    "cxjourney.model.forecast": "FixRanking Forecast RankedFix TouchpointForecast",
    "cxjourney.model.friction": "StageFriction",
    "cxjourney.model.funnel": "Funnel FunnelLoss FunnelMember FunnelStep",
    "cxjourney.model.incident": "Incident",
    "cxjourney.model.journey": "Journey Visit",
    "cxjourney.model.journey_groups": "JourneyGroup JourneyGroups",
    "cxjourney.model.journey_map": "JourneyMap",
    "cxjourney.model.measure": "Measure",
    "cxjourney.model.metric": "Metric",
    "cxjourney.model.paths": "OtherVariants PathStep Variant Variants",
    "cxjourney.model.satisfaction": "RankedTouchpoint SatisfactionAttribute SatisfactionIndex TouchpointRanking",
    "cxjourney.model.stage": "Stage",
    "cxjourney.model.struggle": "Struggle StruggleFit StruggleRule StruggleTerm StrugglingJourney",
    "cxjourney.model.touchpoint": "Touchpoint",
    "cxjourney.model.transition": "Transition",
    "cxjourney.model.trend": "Trend TrendPeriod TrendPoint TrendSeries",
    "cxjourney.model.verbatim": "Verbatim",
    "cxjourney.render": (
        "HtmlDocument SvgDocument Theme render_flow render_funnel render_heatmap render_journey render_map render_paths render_report "
        "render_trend"
    ),
    "cxjourney.simulation": "rank_fixes what_if",
    "cxjourney.statistics": "JourneyStatistics MeasureSettings find_stages find_stale_parts measure measure_sql survey_scores",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}
_MODULES = ("datasets", "testing")

__all__ = sorted([*_HOME, *_MODULES])  # noqa: PLE0605 - one list serves loading and listing

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        from importlib import import_module  # noqa: PLC0415 - kept out of the start

        if name in _HOME:
            value = getattr(import_module(_HOME[name]), name)
        elif name in _MODULES:
            value = import_module(f"cxjourney.{name}")
        else:
            message = f"module 'cxjourney' has no attribute {name!r}"
            raise AttributeError(message)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
