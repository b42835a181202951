"""The picture of a trend: a timeline of incidents, and small multiples of figures over time."""

from cxjourney.render.trend.picture import render_trend

__all__ = ["render_trend"]
