"""Touchpoints that stand in another stage in the later log."""

from __future__ import annotations

import pandas as pd
import pytest

import cxjourney as cx

OLD = {"Home": "Look", "Cart": "Look", "Pay": "Buy", "Paid": "Buy"}


def log(name: str, stages: dict[str, str], *, else_in: str | None = None) -> cx.EventLog:
    """Return the events of 120 customers; of every third the cart is in another stage, if any is given."""
    rows = [
        (
            f"{name}{number}",
            pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(hours=number, minutes=5 * step),
            place,
            else_in if else_in and place == "Cart" and number % 3 == 0 else stage,
        )
        for number in range(120)
        for step, (place, stage) in enumerate(stages.items())
    ]
    return cx.read_events(pd.DataFrame(rows, columns=["customer", "time", "touchpoint", "stage"]))


def test_what_stands_in_another_stage_has_moved() -> None:
    """Though both logs are measured by the stages of the first, which is told."""
    found = cx.compare(log("a", OLD), log("b", OLD | {"Cart": "Buy"}), goal="Paid", pains=False)

    assert [str(each) for each in found.moved] == ["The touchpoint Cart moved from Look to Buy."]
    assert [note for note in found.notes if "stages of the first one" in note]
    assert cx.Comparison.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((OLD, None), (OLD, None)),
        ((OLD, "Buy"), (OLD | {"Cart": "Buy"}, "Look")),
        ((OLD, "Buy"), (OLD | {"Cart": "Buy"}, None)),
        ((OLD, None), (OLD | {"Cart": "Buy"}, "Look")),
    ],
)
def test_what_stays_has_not_moved(before: tuple[dict[str, str], str | None], after: tuple[dict[str, str], str | None]) -> None:
    """Nor what stands in both stages, before or after, in one of them more often by chance."""
    found = cx.compare(log("a", before[0], else_in=before[1]), log("b", after[0], else_in=after[1]), goal="Paid", pains=False)

    assert found.moved == ()
    assert not [note for note in found.notes if "stages of the first one" in note]
