"""Forecast what changes to a journey would do, before anybody makes them."""

from cxjourney.simulation.forecasting import what_if
from cxjourney.simulation.ranking import rank_fixes

__all__ = ["rank_fixes", "what_if"]
