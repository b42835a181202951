"""Paths, groups of journeys and funnels in a report."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

import cxjourney as cx
from cxjourney.render.report.report import render_report
from cxjourney.render.words import LANGUAGES, words

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def shop() -> dict[str, Any]:
    """Return the map of a shop with its paths, groups and a funnel."""
    found = cx.datasets.sample_shop(customers=1_500)
    steps = ["Product page", "Basket", "Order confirmed"]
    return {
        "map": cx.discover_map(found.events, goal=found.goal),
        "results": [
            cx.funnel(found.events, steps, by="segment", within=timedelta(hours=6)),
            cx.journey_groups(found.events, 3, goal=found.goal),
            cx.variants(found.events, goal=found.goal, top=3),
        ],
    }


def told(text: str) -> str:
    """Return what a reader reads."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def test_each_result_has_a_section_with_its_picture(shop: dict[str, Any]) -> None:
    """And the notes of the result."""
    text = render_report(shop["map"], results=shop["results"]).text
    said = told(text)

    keys = re.findall(r'<section id="([a-z0-9-]+)"', text)
    assert {"variants", "journey-groups", "funnel"} <= set(keys)
    assert "The 3 most common paths" in said
    assert "From Product page to Order confirmed" in said
    assert "Search result → Product page" in said
    assert "journeys may still go on and are not counted" in said


@pytest.mark.parametrize("locale", [language for language in LANGUAGES if language != "en"])
def test_headings_are_said_in_every_language(shop: dict[str, Any], locale: str) -> None:
    """No heading of a section is left in English."""
    said = told(render_report(shop["map"], results=shop["results"], locale=locale).text)

    assert words(locale)("report.variants") in said
    assert words("en")("report.journey_groups") not in said


def test_names_of_results_stay_text() -> None:
    """Whatever a touchpoint is called, it is shown and never run."""
    group = cx.JourneyGroup(name=HOSTILE, representative=[HOSTILE] * 40, journeys=4, share=0.5)
    step = cx.FunnelStep(name=HOSTILE, touchpoints=[HOSTILE], journeys=4, customers=4, share=1.0)
    page = render_report(
        cx.JourneyMap(stages={"Pay": ["Card", HOSTILE]}),
        results=[cx.JourneyGroups(groups=[group]), cx.Funnel(steps=[step], notes=[HOSTILE]), cx.Variants(notes=[HOSTILE])],
    ).text

    assert page.count("<script>") == 1
    assert "<img" not in page
