"""The report as people use it: keys are pressed, the screen is dark or small, the page is printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.render import render_map, render_report

if TYPE_CHECKING:
    from types import ModuleType

FOCUSED = "document.activeElement.getAttribute('aria-label')"
TIP = "[...document.querySelectorAll('.cxj-tip')].filter(tip => !tip.hidden).map(tip => tip.textContent)"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(examples: ModuleType) -> str:
    """Return the report of the bike map."""
    journey_map = examples.bike_map()
    return render_report(journey_map, diagnosis=examples.bike_diagnosis(journey_map)).text


def test_the_page_is_quiet(browser: Any, report: str) -> None:
    """No word on the console, no request, no breach of its own policy."""
    browser.open(report)
    browser.ask("document.querySelectorAll('details').forEach(part => { part.open = true; })")

    assert browser.complaints() == []
    assert browser.ask("document.querySelectorAll('.cxj-figure').length") >= 1


def test_a_picture_is_one_stop_of_the_tab_key(browser: Any, report: str) -> None:
    """However many parts it has; the region around it scrolls and is a stop too."""
    browser.open(report)
    browser.ask("document.querySelector('.cxj-region').focus()")
    browser.press("Tab")
    first = browser.ask(FOCUSED)
    browser.press("Tab")

    assert first.startswith("Look: 9,412 customers")
    assert browser.ask("document.activeElement.tagName") == "SUMMARY"


def test_keys_walk_through_the_map(browser: Any, report: str) -> None:
    """Along a lane, to its ends, into the next lane; what has the focus says what it is."""
    browser.open(report)
    browser.ask("document.querySelector('.cxj-figure [role=listitem]').focus()")
    walked = []
    for key in ("ArrowRight", "End", "Home", "ArrowDown", "ArrowUp"):
        browser.press(key)
        walked.append(browser.ask(FOCUSED).split(":")[0])
        assert browser.ask(TIP) == [browser.ask(FOCUSED)]

    assert walked == ["Sign up", "Afterwards", "Look", "Look", "Look"]
    browser.press("Escape")
    assert browser.ask(TIP) == []


def test_the_focus_can_be_seen(browser: Any, report: str) -> None:
    """A ring of two units around the part, and the part is on the screen."""
    browser.open(report, width=700)
    browser.ask("document.querySelector('.cxj-figure [role=listitem]').focus()")
    browser.press("End")

    assert browser.ask("getComputedStyle(document.activeElement).outlineWidth") == "2px"
    box = browser.ask("(({left,right}) => [left, right])(document.activeElement.getBoundingClientRect())")
    assert box[0] >= 0
    assert box[1] <= 700


def test_arrows_are_mirrored_where_the_picture_is(browser: Any, examples: ModuleType) -> None:
    """In a right-to-left map the left arrow goes on."""
    journey_map = examples.bike_map()
    browser.open(render_map(journey_map, locale="fa").interactive().text)
    browser.ask("document.querySelector('.cxj-figure [role=listitem]').focus()")
    browser.press("ArrowLeft")

    assert "Sign up" in browser.ask(FOCUSED)


def test_pointing_tells_the_same_as_the_focus(browser: Any, report: str) -> None:
    """Nothing is available by the pointer alone."""
    browser.open(report)
    browser.ask("document.querySelector('.cxj-figure [role=listitem]').dispatchEvent(new PointerEvent('pointerenter'))")

    assert browser.ask(TIP)[0].startswith("Look: 9,412 customers")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 450)])
def test_small_screens_and_large_letters_fit(browser: Any, report: str, width: int, height: int) -> None:
    """A telephone, and a screen at 200 %: the page itself never scrolls sideways."""
    browser.open(report, width=width, height=height)
    browser.ask("document.querySelectorAll('details').forEach(part => { part.open = true; })")

    assert browser.ask("document.documentElement.scrollWidth") <= width


def test_an_automatic_page_is_dark_on_a_dark_screen(browser: Any, examples: ModuleType) -> None:
    """Every painted colour of the page and of its pictures is that of the dark theme."""
    journey_map = examples.bike_map()
    diagnosis = examples.bike_diagnosis(journey_map)
    style = "(c => [c.color, c.backgroundColor, c.fill, c.stroke])(getComputedStyle(e))"
    colors = f"[...document.querySelectorAll('body *')].map(e => {style})"
    browser.open(render_report(journey_map, diagnosis=diagnosis, theme="auto").text, scheme="dark")
    automatic = browser.ask(colors)
    browser.open(render_report(journey_map, diagnosis=diagnosis, theme="dark").text, scheme="dark")

    assert automatic == browser.ask(colors)
    assert len(automatic) > 1_000


def test_paper_gets_whole_cards_and_no_buttons(browser: Any, report: str) -> None:
    """Text can be found in the print; each pain card stands on one page; the map lies across."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the print")
    browser.open(report)
    pages = pdfium.PdfDocument(browser.pdf())
    texts = [pages[index].get_textpage().get_text_bounded() for index in range(len(pages))]
    across = [index for index in range(len(pages)) if pages[index].get_width() > pages[index].get_height()]

    assert 3 <= len(pages) <= 14
    assert "Show as table" not in "".join(texts)
    assert any("Renting a city bike" in texts[index] for index in across)
    assert any("Customers leave at Identity photo" in text and "touchpoints of the same stage" in text for text in texts)


def test_no_page_of_a_print_ends_with_the_head_of_a_table(browser: Any, report: str) -> None:
    """Wherever a table begins: its head stays with the first row."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the print")
    head = re.sub("<meta http-equiv[^>]*>", "", report.partition("<body>")[0])
    rows = "<tr><td>Row<br>Row<br>Row</td></tr>" * 2
    table = f"<div class=cxj-table><table><caption>Name</caption><thead><tr><th>Head</th></tr></thead><tbody>{rows}</tbody></table></div>"
    blocks = [f"<div style='break-before:page;height:{height}px'></div>{table}" for height in range(880, 1_010, 6)]
    browser.open(f"{head}<body><main class=cxj-page>{''.join(blocks)}</main>")
    pages = pdfium.PdfDocument(browser.pdf())
    texts = [pages[index].get_textpage().get_text_bounded().split() for index in range(len(pages))]

    assert not [text for text in texts if text and "Row" not in text]
    assert ["Name", "Head", *["Row"] * 6] in texts
    assert len(pages) > len(blocks) + 3
