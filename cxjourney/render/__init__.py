"""Pictures of a journey, written by our own SVG writer: no browser, no font file, same input same bytes."""

from __future__ import annotations

from cxjourney.render.document import SvgDocument
from cxjourney.render.flow import render_flow
from cxjourney.render.funnel.picture import render_funnel
from cxjourney.render.heatmap.picture import render_heatmap
from cxjourney.render.journey.picture import render_journey
from cxjourney.render.map import render_map
from cxjourney.render.paths.picture import render_paths
from cxjourney.render.report.document import HtmlDocument
from cxjourney.render.report.report import render_report
from cxjourney.render.theme import DARK, LIGHT, Theme
from cxjourney.render.trend import render_trend

__all__ = [
    "DARK",
    "LIGHT",
    "HtmlDocument",
    "SvgDocument",
    "Theme",
    "render_flow",
    "render_funnel",
    "render_heatmap",
    "render_journey",
    "render_map",
    "render_paths",
    "render_report",
    "render_trend",
]
