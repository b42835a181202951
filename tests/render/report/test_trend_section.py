"""The section of a trend in a report."""

from __future__ import annotations

import pytest

import cxjourney as cx
from tests.render.trend.test_picture import incident, trend

MAP = cx.JourneyMap(title="Shop", stages={"Checkout": ["Basket"]})


@pytest.mark.parametrize("locale", ["en", "fa", "hu", "ru", "vi"])
def test_a_report_shows_incidents(locale: str) -> None:
    """With picture and table, in its language."""
    found = trend(incident(), incident(stage="Basket", better=True, end=None), untested=({"kind": "rework", "reason": "Too little."},))
    page = str(cx.render_report(MAP, results=[found], locale=locale))

    assert 'id="trend"' in page
    assert page.count("<table") >= 2
    assert ("What went worse" in page) is (locale == "en")


def test_a_trend_without_figures_says_so() -> None:
    """No picture, and no error."""
    page = str(cx.render_report(MAP, results=[trend(shown=()).replace(tested=0)]))

    assert "Too little was observed" in page
