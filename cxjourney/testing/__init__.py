"""
Tools for testing code that makes or draws journey maps.

Strategies make test data for Hypothesis, which ``pip install "cxjourney[test]"`` brings; ``check_*`` raise `AssertionError`
when something breaks the promises of the library.
"""

from __future__ import annotations

from cxjourney.testing.checks import check_round_trip, check_svg
from cxjourney.testing.detectors import check_detector
from cxjourney.testing.strategies import NASTY, estimates, event_tables, journey_maps, names, texts

__all__ = ["NASTY", "check_detector", "check_round_trip", "check_svg", "estimates", "event_tables", "journey_maps", "names", "texts"]
