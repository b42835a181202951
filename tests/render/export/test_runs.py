from __future__ import annotations

from itertools import pairwise
from xml.dom import minidom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.model.journey_map import JourneyMap
from cxjourney.render import render_map
from cxjourney.render.characters import clean
from cxjourney.render.export.runs import runs, split_texts
from cxjourney.render.markup import escape_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Card payment", ["latin"]),
        ("Оплата, Πληρωμή", ["latin"]),
        ("پرداخت ۲ مرحله‌ای", ["arabic"]),
        ("תשלום 7", ["hebrew"]),
        ("支付 kártya 結済", ["cjk", "latin", "cjk"]),
        ("한국어", ["cjk"]),
        ("Unboxing 📦 now", ["latin", "emoji", "latin"]),
        ("👩‍👩‍👧🇭🇺1️⃣", ["emoji"]),
        ("12 (34)", ["latin"]),
        ("« سبد »", ["arabic"]),
        ("भुगतान", ["other"]),
        ("", []),
    ],
)
def test_a_text_is_cut_where_its_script_changes(text: str, expected: list[str]) -> None:
    """Digits, spaces and signs stay with what stands before them."""
    assert [kind for kind, _ in runs(text)] == expected


@given(st.text())
def test_the_runs_of_a_text_are_the_text(text: str) -> None:
    """Nothing is lost, and neighbours differ."""
    found = runs(text)

    assert "".join(part for _, part in found) == text
    assert all(one[0] != other[0] for one, other in pairwise(found) if one[1].strip() and other[1].strip())


@given(st.text(min_size=1, max_size=60))
def test_a_split_picture_says_the_same(text: str) -> None:
    """The texts of the picture are unchanged, whatever they hold."""
    drawn = f'<svg><style>a{{}}</style><text x="1"><title>whole</title>{escape_text(clean(text))}</text></svg>'
    node = minidom.parseString(split_texts(drawn).encode()).documentElement  # noqa: S318 - our own output
    parts = node.getElementsByTagName("text")[0].childNodes
    said = "".join(part.data if part.nodeType == part.TEXT_NODE else "".join(child.data for child in part.childNodes) for part in parts)

    assert said == clean(text)
    assert node.getElementsByTagName("style").length == node.getElementsByTagName("title").length == 0


def test_emoji_can_be_replaced() -> None:
    """For formats that cannot draw them: one box a picture, however many characters make it."""
    text = render_map(JourneyMap(stages={"Pay 👩‍👩‍👧": ["Cart 🛒🛒"]})).text

    assert "Pay □" in split_texts(text, emoji="□").replace("</tspan>", "")
    assert "Cart □□" in split_texts(text, emoji="□").replace("</tspan>", "")
