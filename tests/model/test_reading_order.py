from __future__ import annotations

import cxjourney as cx
from cxjourney.model.reading_order import reading_order


def test_a_counted_stage_is_read_as_most_moves_go() -> None:
    """The order of the names does not matter where customers show another."""
    moves = [("Basket", "Sign in", 90), ("Sign in", "Card", 80), ("Card", "Sign in", 20)]
    transitions = [{"source": source, "target": target, "count": count} for source, target, count in moves]
    found = reading_order(cx.JourneyMap(stages={"Pay": ["Card", "Sign in", "Basket"]}, transitions=transitions))

    assert found == {"basket": (0, 0), "sign-in": (0, 1), "card": (0, 2)}


def test_a_stated_stage_is_read_as_it_was_written() -> None:
    """Its author said what comes first."""
    transitions = [{"source": "Card", "target": "Basket"}]
    found = reading_order(cx.JourneyMap(stages={"Pay": ["Basket", "Card"], "Get": ["Parcel"]}, transitions=transitions))

    assert found == {"basket": (0, 0), "card": (0, 1), "parcel": (1, 0)}


def test_moves_to_other_stages_do_not_change_a_stage() -> None:
    """Only what happens inside it counts."""
    transitions = [{"source": "Parcel", "target": "Card", "count": 900}]
    found = reading_order(cx.JourneyMap(stages={"Pay": ["Basket", "Card"], "Get": ["Parcel"]}, transitions=transitions))

    assert found["basket"] < found["card"] < found["parcel"]
