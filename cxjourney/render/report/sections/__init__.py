"""
What a report says about results: one module a type, listed here in the order in which a report shows them.

A new type of result gets a module with a ``SECTION`` and one line in `SECTIONS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.report.sections import comparison, conformance, fixes, forecast, funnel, journey_groups, trend, variants

if TYPE_CHECKING:
    from cxjourney.render.report.section import Section

SECTIONS: tuple[Section, ...] = (
    variants.SECTION,
    journey_groups.SECTION,
    funnel.SECTION,
    conformance.SECTION,
    trend.SECTION,
    comparison.SECTION,
    fixes.SECTION,
    forecast.SECTION,
)
