"""The heat maps of a report."""

from __future__ import annotations

import pytest

import cxjourney as cx
from cxjourney.render import render_report
from cxjourney.render.words import LANGUAGES, words


def journey_map(**shares: float) -> cx.JourneyMap:
    """Return a map with one cell a measure in a channel."""
    cells = [cx.Measure(name=name, estimate=cx.Estimate(value=value, n=90, unit="share"), channel="Web") for name, value in shares.items()]
    pay = cx.Touchpoint(name="Card", channels=["Web"], measures=cells)
    return cx.JourneyMap(channels=["Web"], stages=[cx.Stage(name="Pay", touchpoints=[pay])])


def test_a_heat_map_of_zeros_is_a_line() -> None:
    """The next measure takes its place."""
    text = render_report(journey_map(drop_off_rate=0.2, rework_rate=0.0, escalation_rate=0.1)).text

    assert text.count('aria-roledescription="heat map"') == 2
    assert "Zero in every cell, so not drawn: Going back or repeating by channel." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_zeros_is_said_in_every_language(language: str) -> None:
    """There is no empty picture, and the section is not empty either."""
    text = render_report(journey_map(rework_rate=0.0), locale=language).text

    assert 'id="heat"' in text
    assert words(language)("report.heat.zero", names="")[:12] in text
    assert f'aria-roledescription="{words(language)("heat")}"' not in text


def test_a_score_of_zero_is_no_nothing() -> None:
    """A neutral emotion is a finding; a small share is one, too."""
    neutral = cx.Measure(name="valence", estimate=cx.Estimate(value=0.0, n=90, unit="valence"), channel="Web")
    pay = cx.Touchpoint(name="Card", channels=["Web"], measures=[neutral])
    neutral_map = cx.JourneyMap(channels=["Web"], stages=[cx.Stage(name="Pay", touchpoints=[pay])])

    assert "Zero in every cell" not in render_report(neutral_map).text
    assert "Zero in every cell" not in render_report(journey_map(rework_rate=0.0004)).text
