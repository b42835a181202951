from __future__ import annotations

from typing import Any

import pytest

import cxjourney as cx
from cxjourney.render.views.notes import said_note
from cxjourney.render.words import words


def discovered(**settings: Any) -> cx.JourneyMap:
    """Return a map whose notes say that touchpoints were summed, stages found and endings not declared."""
    pandas = pytest.importorskip("pandas")
    paths = ["ABX"] * 40 + ["AY"] * 40 + ["AC", "AD"]
    rows = [(f"{customer}", f"2026-01-{1 + place:02}", name) for customer, path in enumerate(paths) for place, name in enumerate(path)]
    events = cx.read_events(pandas.DataFrame(rows, columns=["customer", "timestamp", "touchpoint"]))
    return cx.discover_map(events, title="Small", **settings)


def test_notes_of_discovery_are_known() -> None:
    """Each sentence that discovery writes is said in the reader's language, with its names and figures."""
    notes = discovered(max_touchpoints=5).notes
    said = [said_note(words("ru"), note) for note in notes]

    assert len(notes) == 3
    assert said[0] == "Редко посещаемые точки контакта (2) сложены в одну: «Other (2 touchpoints)»."
    assert said[1] == "Этапы найдены по порядку визитов."
    assert said[2] is not None
    assert "«X» (100\u00a0%), «Y» (100\u00a0%)" in said[2]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("12 rarer kinds of move, 3.4% of all moves, are not listed in the map; its statistics hold them.", "12 ritkább"),
        ("12 rarer kinds of move, <0.1% of all moves, are not listed in the map; its statistics hold them.", "átmenet <0,1%-a"),
        ("'Pay' was visited 1,200 times outside its main stage 'Buy'; all its visits count there.", "Pay: 1\u00a0200 látogatás"),
        ("Planned touchpoints that were never observed (2): Letter, Visit.", "(2): Letter, Visit."),
        ("Observed touchpoints that are not in the plan (1): Chat.", "nem szereplő érintkezési pontok (1): Chat."),
        ("Only these parts of the customers were measured: 1 of 4, 2 of 4.", "1 / 4, 2 / 4"),
        ("These parts of the customers were not measured: 2 of 4.", "2 / 4"),
        ("Scores count answers by their weights: 2,746 answers are worth 2,267 equal ones.", "2\u00a0746 válasz 2\u00a0267 egyenlő"),
        ("Rides of staff are left out.", "Rides of staff are left out."),
    ],
)
def test_figures_and_names_of_notes_are_kept(note: str, said: str) -> None:
    """What the package writes is translated; what people write is not."""
    found = said_note(words("hu"), note)

    assert found is not None
    assert said in found
    assert said_note(words("en"), note) == note
