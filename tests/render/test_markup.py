from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.errors import RenderError
from cxjourney.render.characters import clean
from cxjourney.render.markup import ATTRIBUTES, SVG_ELEMENTS, Markup, element, number, style

PACKAGE = Path(__file__).parents[2] / "cxjourney" / "render"


@pytest.mark.parametrize("name", ["script", "foreignObject", "image", "use", "animate", "set", "iframe", "SVG", ""])
def test_other_elements_cannot_be_built(name: str) -> None:
    """Nothing active is on the list."""
    with pytest.raises(RenderError, match="may not be written"):
        element(name, {})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("onload", "alert(1)"),
        ("fill", "url(#a)"),
        ("fill", "red"),
        ("style", "fill:red"),
        ("class", "a{b}"),
        ("id", 'x"y'),
        ("href", "javascript:alert(1)"),
        ("href", "data:text/html,x"),
        ("src", "https://example.org/x.png"),
        ("d", "M0 0<"),
        ("font-family", "Evil"),
        ("content", "anything"),
        ("xlink:href", "#a"),
    ],
)
def test_other_attributes_and_values_cannot_be_written(key: str, value: Any) -> None:
    """An attribute takes the values of its kind and no others."""
    with pytest.raises(RenderError, match="may not have the value"):
        element("g", {key: value})


def test_links_may_lead_to_the_web_and_to_mail() -> None:
    """Three schemes pass."""
    assert element("a", {"href": "https://example.org/?a=1&b=2"}) == '<a href="https://example.org/?a=1&amp;b=2"/>'
    assert element("a", {"href": "mailto:a@example.org"}) == '<a href="mailto:a@example.org"/>'


@pytest.mark.parametrize(
    ("value", "text"),
    [(12, "12"), (12.5, "12.5"), (-0.0, "0"), (-0.04, "0"), (0.05, "0.1"), (1e6, "1000000"), (33.333, "33.3")],
)
def test_numbers_have_one_decimal_at_most(value: Any, text: str) -> None:
    """No exponent, no minus zero, no tail."""
    assert number(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_must_be_finite(value: Any) -> None:
    """A coordinate that is no number is a defect, not a picture."""
    with pytest.raises(RenderError, match="finite"):
        number(value)


@pytest.mark.parametrize("rules", ["a{b:url(x)}", "@import 'x'", "</style><script>", "a{b:expression(1)}"])
def test_style_rules_cannot_load_anything(rules: str) -> None:
    """The one style block is ours alone."""
    with pytest.raises(RenderError, match="may not load"):
        style(rules)


@given(st.text().map(clean))
def test_any_text_survives_escaping(text: str) -> None:
    """What goes in comes out of an XML parser unchanged, as text and as attribute."""
    parsed = minidom.parseString(element("g", {"aria-label": text}, (text,)).encode()).documentElement  # noqa: S318 - our own output

    assert parsed.getAttribute("aria-label") == text
    assert "".join(node.data for node in parsed.childNodes) == text


def test_finished_markup_is_not_escaped_again() -> None:
    """Children that are markup stay elements."""
    assert element("g", {}, (element("title", {}, ("a<b",)), "c>d")) == "<g><title>a&lt;b</title>c&gt;d</g>"
    assert isinstance(element("g", {}), Markup)


def test_markup_is_made_in_one_place() -> None:
    """No other module of the renderer writes an angle bracket of its own."""
    pattern = re.compile(r"[\"']\s*</?[a-zA-Z!]|/>")
    offenders = [
        f"{path.name}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "markup.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if pattern.search(line) and "Document " not in line
    ]

    assert offenders == []


def test_the_lists_hold_nothing_active() -> None:
    """The lists themselves are what they promise."""
    assert not SVG_ELEMENTS & {"script", "foreignObject", "image", "use", "animate", "set", "iframe", "filter", "mask"}
    assert not [name for name in ATTRIBUTES if name.startswith("on")]
