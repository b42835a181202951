from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pytest

from cxjourney.errors import RenderError
from cxjourney.model.journey_map import JourneyMap
from cxjourney.render import SvgDocument, render_map

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.fixture
def document() -> SvgDocument:
    """Return a small picture with a hostile title."""
    return render_map(JourneyMap(title='"<b>First & last', stages={"Pay": ["Checkout"]}))


@pytest.mark.parametrize("suffix", [".svg", ".SVG"])
def test_svg_is_saved_as_it_is(document: SvgDocument, tmp_path: Path, suffix: str) -> None:
    """The file holds the text, byte for byte."""
    path = tmp_path / f"map{suffix}"
    document.save(path)

    assert path.read_bytes() == document.text.encode()
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_page_holds_the_picture_and_loads_nothing(document: SvgDocument, tmp_path: Path) -> None:
    """One file, no requests, a policy that forbids them."""
    document.save(str(tmp_path / "map.html"))
    text = (tmp_path / "map.html").read_text(encoding="utf-8")

    assert text.startswith("<!DOCTYPE html>")
    assert document.text in text
    assert "default-src &#39;none&#39;" in text
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert "<title>&quot;" not in text
    assert '<title>"&lt;b&gt;First &amp; last</title>' in text


@pytest.mark.parametrize("name", ["map.gif", "map", "map.svg.txt"])
def test_another_suffix_is_refused_and_nothing_is_written(document: SvgDocument, tmp_path: Path, name: str) -> None:
    """The hint says which suffixes there are."""
    with pytest.raises(RenderError, match=r"\.svg, \.html, \.png or \.pdf"):
        document.save(tmp_path / name)

    assert list(tmp_path.iterdir()) == []


def test_an_isolated_picture_is_an_image(document: SvgDocument) -> None:
    """Nothing of the page reaches it, nothing in it can run."""
    html = document.to_html(isolate=True)

    assert html.startswith('<img src="data:image/svg+xml;base64,')
    assert 'alt="&quot;&lt;b&gt;First &amp; last"' in html
    assert base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode() == document.text


def test_a_fragment_scrolls_and_can_be_focused(document: SvgDocument) -> None:
    """Wide maps scroll in a region of their own."""
    html = document.to_html()

    assert html.startswith('<div class="cxj-region" role="region" tabindex="0"')
    assert document.text in html


def test_notebooks_get_the_picture_and_the_story(document: SvgDocument) -> None:
    """SVG kept apart from the page, and plain text that tells the story alone."""
    data, metadata = document._repr_mimebundle_()

    assert set(data) == {"image/svg+xml", "text/plain"}
    assert data["text/plain"].splitlines() == ['"<b>First & last', "Pay"]
    assert metadata == {"image/svg+xml": {"unconfined": True}}
    assert document._repr_mimebundle_(include={"text/plain"})[0].keys() == {"text/plain"}
    assert document._repr_mimebundle_(exclude={"text/plain"})[0].keys() == {"image/svg+xml"}


def test_the_story_names_stages_and_pain_points(examples: ModuleType) -> None:
    """One line a stage, one a pain point, in rank order."""
    journey_map = examples.bike_map()
    lines = render_map(journey_map, diagnosis=examples.bike_diagnosis(journey_map)).plain.splitlines()

    assert lines[0] == "Sign up is where we lose them: 24% leave at Identity photo, €112k\u00a0at\u00a0stake"
    assert lines[2] == "Look: 9,412 customers, median 95\u00a0s, 62% go on, friction 11%"
    assert lines[6].startswith("1. [Critical] Customers leave at Identity photo: 24% against 6.0% · q\u00a0<\u00a00.001")
    assert len(lines) == 2 + 4 + 5


def test_the_text_is_the_document(document: SvgDocument) -> None:
    """Printing gives the SVG; the repr is short."""
    assert str(document) == document.text
    assert repr(document).startswith("<SvgDocument '\"<b>First & last', 1120 × ")
