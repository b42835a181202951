from __future__ import annotations

import re
from html import unescape

import pandas as pd
import pytest

import cxjourney as cx
from cxjourney.render.words import LANGUAGES

HOSTILE = '</script><img src=x onerror=alert(1)>" onclick="x'
ROWS = [
    *((f"a{index}", 60 * step, name) for index in range(12) for step, name in enumerate(("Search", "Basket", "Pay"))),
    *((f"b{index}", 60 * step, name) for index in range(8) for step, name in enumerate(("Search", HOSTILE, "Pay"))),
]


@pytest.fixture(scope="module")
def events() -> cx.EventLog:
    """Return twenty journeys."""
    return cx.read_events(pd.DataFrame(ROWS, columns=["customer", "time", "touchpoint"]), time_unit="s")


@pytest.fixture(scope="module")
def found(events: cx.EventLog) -> cx.Conformance:
    """Return how they kept to a plan."""
    plan = cx.JourneyMap(title="First order", stages={"Find": ["Search", "Basket"], "Buy": ["Pay", "Voucher"]})
    return cx.conformance(plan, events)


def section(text: str) -> str:
    """Return what a reader reads in the section."""
    inside = text[text.index('<section id="conformance"') :]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside[: inside.index("</section>")])))


def test_the_section_has_the_whole_the_picture_and_the_deviations(events: cx.EventLog, found: cx.Conformance) -> None:
    """With names as text."""
    text = cx.render_report(cx.discover_map(events), results=[found]).text
    told = section(text)

    assert "How journeys kept to the plan" in told
    assert "keep to the plan, as far as each came 60% (" in told
    assert "Against the plan" in told
    assert "Basket skipped content 8 40%" in told
    assert "Planned, but never visited: Voucher." in told
    assert "The plan states no expected wait" in told
    assert "<img src=x" not in text


def test_a_map_of_something_else_is_refused(events: cx.EventLog, found: cx.Conformance) -> None:
    """A report is about one kind of journeys."""
    other = cx.JourneyMap(title="Claims", stages={"A": ["B"]})

    for result in (found, cx.compare(*[cx.discover_map(events)] * 2)):
        with pytest.raises(cx.OptionError, match="is of another map: 'Claims' has none of its touchpoints"):
            cx.render_report(other, results=result)


def test_the_stages_of_the_plan_have_their_figures(events: cx.EventLog, found: cx.Conformance) -> None:
    """Also where the map was discovered and has other stages, whose bars would say nothing."""
    told = section(cx.render_report(cx.discover_map(events), results=[found]).text)

    assert re.search(r"Figures of the stages .*Find 40% .*Buy 0% ", told)
    assert "nothing to compare" not in told


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_language_says_it(events: cx.EventLog, found: cx.Conformance, locale: str) -> None:
    """In words of its own."""
    told = section(cx.render_report(cx.discover_map(events), results=[found], locale=locale).text)

    assert ("Deviations, the most common first" in told) is (locale == "en")
