from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxjourney.render.characters import clean, clusters, directed, is_rtl, isolate, shorten


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a\x00b", "a\ufffdb"),
        ("a\x1bb\uffff", "a\ufffdb\ufffd"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("two\n lines\tand  spaces ", "two lines and spaces"),
        ("no\u00a0break stays", "no\u00a0break stays"),
        ("evil \u202egnp.exe", "evil gnp.exe"),
        ("a\u2067b\u2069", "ab"),
        ("left-to-right mark \u200e stays", "left-to-right mark \u200e stays"),
        ("می\u200cشود", "می\u200cشود"),
    ],
)
def test_clean_shows_what_cannot_be_drawn(text: str, drawn: str) -> None:
    """Illegal characters become U+FFFD, bidi controls go, white space is one space."""
    assert clean(text) == drawn


@pytest.mark.parametrize(
    "cluster",
    [
        "e\u0301",
        "👍🏽",
        "👨\u200d👩\u200d👧\u200d👦",
        "🇭🇺",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "각",
        "\u1100\u1161\u11a8",
        "ن\u064f",
        "🏴\U000e0067\U000e007f",
    ],
)
def test_a_cluster_is_one_character_to_a_reader(cluster: str) -> None:
    """Marks, emoji sequences, flags and Hangul syllables stay whole."""
    assert clusters(f"a{cluster}b") == ["a", cluster, "b"]


def test_flags_come_in_pairs() -> None:
    """Four regional indicators are two flags."""
    assert clusters("🇭🇺🇻🇳") == ["🇭🇺", "🇻🇳"]


@given(st.text())
def test_clusters_lose_nothing(text: str) -> None:
    """The clusters of a text, joined, are the text."""
    assert "".join(clusters(text)) == text


@given(st.text())
def test_clean_is_idempotent(text: str) -> None:
    """A cleaned text needs no second cleaning."""
    assert clean(clean(text)) == clean(text)


@given(st.text(), st.integers(1, 20))
def test_shorten_keeps_whole_clusters(text: str, limit: int) -> None:
    """What is left is at most the limit long and starts the text, apart from the ellipsis."""
    short = shorten(text, limit)

    assert len(clusters(short)) <= max(limit, 1)
    assert text.startswith(short.removesuffix("…").rstrip(" ")) or short == text
    assert not short or not unicodedata.combining(short.removesuffix("…")[:1] or "a") or text.startswith(short[:1])


def test_only_right_to_left_letters_are_isolated() -> None:
    """Digits and Latin letters stay bare; what is isolated is not isolated again."""
    assert isolate("Pay 12") == "Pay 12"
    assert isolate("۱۲") == "۱۲"
    assert isolate("پرداخت") == "\u2068پرداخت\u2069"
    assert isolate(isolate("پرداخت")) == "\u2068پرداخت\u2069"
    assert is_rtl("שלום")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("پرداخت", "\u2067پرداخت\u2069"),
        ("Web", "\u2067Web\u2069"),
        ("Why?", "\u2067\u2066Why?\u2069\u2069"),
        ("Customers leave at \u2068پرداخت\u2069", "\u2067\u2066Customers leave at \u2068پرداخت\u2069\u2069\u2069"),
        ("−۰٫۷", "−۰٫۷"),
        ("+24", "+24"),
        ("۱۸٬۲۴۰ · ۶۰٪", "\u2067۱۸٬۲۴۰ · ۶۰٪\u2069"),
    ],
)
def test_a_right_to_left_picture_isolates_all_but_bare_figures(text: str, drawn: str) -> None:
    """Letters of any script in U+2067 to U+2069; sentences of a left-to-right language keep their own order inside."""
    assert directed(text, "rtl") == drawn
