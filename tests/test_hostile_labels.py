"""Labels that attack or confuse, from the log to the picture: refused by name, or drawn as given."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from lxml import etree

import cxjourney as cx
from cxjourney.errors import BadRowsError
from cxjourney.testing import check_svg

if TYPE_CHECKING:
    from pathlib import Path

FILES = [
    "blns_git",
    "blns_npm",
    "csv_injection",
    "own",
    "unicode_bidi",
    "unicode_emoji",
    "unicode_grapheme",
    "unicode_normalization_pairs",
    "xss_bleach",
    "xss_dompurify",
    "xss_feedparser",
    "xss_h5sc",
    "xss_payloadbox",
]


def labels(folder: Path, name: str) -> list[str]:
    """Return the different labels of a file, without those that hold no character or a lone surrogate."""
    entries = json.loads((folder / "labels" / f"{name}.json").read_text(encoding="utf-8"))
    found = dict.fromkeys(entry["s"] for entry in entries)
    return [label for label in found if label.strip() and not re.search("[\ud800-\udfff]", label)]


def frame(given: list[str]) -> pd.DataFrame:
    """Return a log in which one customer a label visits it between two plain touchpoints, in every text role."""
    rows = []
    for number, label in enumerate(given):
        for place, touchpoint in enumerate(("Start", label, "End")):
            rows.append((label + str(number), f"2026-01-{1 + number % 27:02d}T00:{place:02d}:00Z", touchpoint, label, label))
    return pd.DataFrame(rows, columns=["customer", "timestamp", "touchpoint", "channel", "segment"])


@pytest.mark.parametrize("name", FILES)
def test_hostile_labels_go_through_the_whole_library(hostile_inputs: Path, name: str) -> None:
    """A log full of hostile labels becomes a map whose documents load again and whose picture holds nothing active."""
    given = labels(hostile_inputs, name)

    events = cx.read_events(frame(given), on_bad_rows="drop")
    found = cx.discover_map(events, title=given[0], max_touchpoints=200, stages={"All": list(events.touchpoints)})
    picture = cx.render_map(found, diagnosis=cx.diagnose(found))

    assert events.quality.rows == events.quality.kept + sum(count for _, count in events.quality.dropped)
    assert cx.JourneyMap.model_validate_json(found.to_json()) == found
    check_svg(picture.text)
    assert ET.fromstring(picture.text).tag == etree.fromstring(picture.text.encode()).tag  # noqa: S314 - what is tested


@pytest.mark.parametrize("name", FILES)
def test_hostile_labels_by_hand(hostile_inputs: Path, name: str) -> None:
    """A map by hand whose every text is hostile is drawn within the allow-list."""
    given = [label for label in labels(hostile_inputs, name) if len(label) <= 2_000][:40]

    touchpoints = [
        cx.Touchpoint(name=label, id=f"t{number}", channels=[label], emotion=-1, thought=label, owner=label, pains=[label])
        for number, label in enumerate(given)
    ]
    found = cx.JourneyMap(
        title=given[0],
        goal=given[-1],
        channels=[{"name": label, "id": f"c{number}"} for number, label in enumerate(given[:12])],
        personas=[cx.Persona(name=given[0], quote=given[-1], description=given[0])],
        stages=[
            cx.Stage(
                name=given[0],
                goal=given[-1],
                touchpoints=[
                    touchpoint.replace(channels=[f"c{number % min(12, len(given))}"]) for number, touchpoint in enumerate(touchpoints)
                ],
            )
        ],
    )

    check_svg(cx.render_map(found, diagnosis=cx.diagnose(found)).text)
    assert cx.JourneyMap.from_networkx(found.to_networkx()) == found


def test_a_long_label_is_a_bad_row() -> None:
    """Ten thousand letters are no name."""
    with pytest.raises(BadRowsError, match="2,000"):
        cx.read_events(pd.DataFrame({"customer": ["a"], "timestamp": ["2026-01-01"], "touchpoint": ["x" * 10_000]}))


def test_a_lone_surrogate_is_refused_where_it_stands() -> None:
    """What cannot be written as UTF-8 never enters, from a frame or by hand."""
    with pytest.raises(cx.CxJourneyError, match="surrogate"):
        cx.read_events(pd.DataFrame({"customer": ["a"], "timestamp": ["2026-01-01"], "touchpoint": ["x\ud800"]}, dtype=object))
    with pytest.raises(cx.ModelError, match=r"surrogate.*touchpoints\[0\]\.name"):
        cx.JourneyMap(stages={"A": ["x\ud800"]})
