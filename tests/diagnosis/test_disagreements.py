"""Answers against words, and against what customers do."""

from __future__ import annotations

import random

import polars as pl
import pytest

import cxjourney as cx

PLACES = ("Shop", "Chat", "Basket", "Pay", "Order")


def journey(words: dict[str, float], *, scores: dict[str, float] | None = None, leave: str | None = None, seed: int = 1) -> cx.JourneyMap:
    """Return a map of customers who rate every touchpoint (4 unless said otherwise) and whose words are as given."""
    chance = random.Random(seed)
    rows: list[dict[str, object]] = []
    for index in range(1_200):
        start = chance.randrange(30 * 86_400)
        for step, name in enumerate(PLACES):
            rating = min(5, max(1, round((scores or {}).get(name, 4.0) + chance.gauss(0, 0.7))))
            feeling = min(1.0, max(-1.0, words.get(name, 0.4) + chance.gauss(0, 0.2)))
            row = {"customer": f"c{index}", "time": start + 60 * step, "touchpoint": name}
            rows.append({**row, "csat": rating, "sentiment": round(feeling, 3)})
            if chance.random() < (0.4 if name == leave else 0.05):
                break
    events = cx.read_events(pl.DataFrame(rows), time_unit="s")
    return cx.discover_map(events, goal="Order", stages={"Buy": PLACES})


def test_words_that_sound_worse_than_the_answers_are_reported() -> None:
    """Only the chat, where words turn bad while the answers stay good."""
    found = cx.diagnose(journey({"Chat": -0.4})).disagreements

    assert [(each.touchpoint, each.source) for each in found] == [("Chat", "inferred")]
    assert found[0].difference is not None
    assert found[0].difference.value == pytest.approx(-1.6, abs=0.2)
    assert "sound worse than their answers" in found[0].summary


def test_a_scale_that_reads_lower_everywhere_is_no_disagreement() -> None:
    """Words and answers are different scales: a difference that is the same everywhere says nothing."""
    assert cx.diagnose(journey(dict.fromkeys(PLACES, -0.2))).disagreements == ()


def test_good_answers_where_customers_leave_are_reported() -> None:
    """Customers rate the payment well and leave there all the same."""
    found = cx.diagnose(journey({}, leave="Pay")).disagreements

    assert [(each.touchpoint, each.source) for each in found] == [("Pay", "indirect")]
    assert found[0].other.unit == "share"
    assert "rate Pay well" in found[0].summary


def test_bad_answers_where_customers_leave_agree() -> None:
    """Bad answers and leaving tell the same story."""
    diagnosis = cx.diagnose(journey({"Pay": -0.5}, scores={"Pay": 1.5}, leave="Pay"))

    assert any(pain.kind == "drop_off" and pain.touchpoint == "Pay" for pain in diagnosis.pain_points)
    assert [each.touchpoint for each in diagnosis.disagreements if each.source == "indirect"] == []


def test_disagreements_stand_in_the_text_and_the_table() -> None:
    """Whoever reads the diagnosis sees them."""
    diagnosis = cx.diagnose(journey({"Chat": -0.4}))

    assert diagnosis.disagreements[0].summary in str(diagnosis)
    assert "Where the evidence is at odds" in diagnosis._repr_html_()
