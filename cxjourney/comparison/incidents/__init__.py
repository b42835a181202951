"""Figures by period, and dated incidents: what went wrong, where and when."""

from cxjourney.comparison.incidents.trending import trend

__all__ = ["trend"]
