from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxjourney as cx
from cxjourney.interchange import dot
from cxjourney.render.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE = [
    'say "so"',
    "back\\slash",
    "ends with \\",
    "\\N \\G \\l",
    "line\nbreak\r\n",
    "<b>bold</b>",
    "<>",
    "&lt;&#65;&amp;",
    "a\x00b",
    "graph",
    "12",
    "a -> b; c",
    "]];}",
    "// no comment",
    "پرداخت",
    "👨‍👩‍👧",
]
STRING = r'(?:[a-zA-Z_][a-zA-Z_0-9]*|-?[\d.]+|"(?:[^"\\\n]|\\.)*")'
STATEMENT = re.compile(rf"{STRING}(?: -> {STRING})? \[(?:{STRING}={STRING} ?)*\]|{STRING}=\S+(?: {STRING}={STRING})*|.*[{{}}]|.*\w=.*")


def by_hand(names: list[str]) -> cx.JourneyMap:
    """Return a map whose every text is one of these names."""
    touchpoints = [cx.Touchpoint(name=name, id=f"t{place}", emotion=-1, description=name) for place, name in enumerate(names)]
    moves = [{"source": f"t{place}", "target": f"t{(place + 1) % len(names)}", "count": place} for place in range(len(names))]
    return cx.JourneyMap(title=names[0], stages=[cx.Stage(name=names[-1], goal=names[0], touchpoints=touchpoints)], transitions=moves)


def labels(source: str) -> list[str]:
    """Return the labels of the nodes, as they are shown."""
    return [
        re.sub(r"\\(.)", r"\1", text.split("\\n")[0]).replace("&amp;", "&")
        for text in re.findall(r't\d+ \[label="((?:[^"\\]|\\.)*)"', source)
    ]


def test_the_source_is_as_agreed(check_golden: Callable[[str, str], None]) -> None:
    """The whole document of a map with everything that shows in it."""
    touchpoints = [cx.Touchpoint(name="Search", emotion=0.8, measures={"visits": 900}), cx.Touchpoint(name='Reviews "new"', emotion=-0.04)]
    journey_map = cx.JourneyMap(
        title="First order",
        stages=[
            cx.Stage(name="Find & <choose>", goal="A jacket that fits", touchpoints=touchpoints),
            cx.Stage(name="Pay", touchpoints=[cx.Touchpoint(name="Checkout", emotion=-1.2, moment_of_truth=True)]),
        ],
        transitions=[
            {"source": "Search", "target": "Checkout", "count": 600, "share": 0.7},
            {"source": "Checkout", "target": "Search", "count": 150, "share": 0.24},
            {"source": "Checkout", "target": "Checkout", "count": 9, "share": 0.01},
            {"source": "Search", "target": 'Reviews "new"'},
        ],
    )

    check_golden("flow.dot", cx.to_dot(journey_map))


def test_labels_are_only_ever_text() -> None:
    """Quotes, backslashes, line breaks, entities and angle brackets are shown, not interpreted."""
    shown = labels(cx.to_dot(by_hand(HOSTILE)))

    assert shown == [re.sub(r"\s+", " ", name).strip().replace("\x00", "\ufffd") for name in HOSTILE]


@pytest.mark.skipif(shutil.which("dot") is None, reason="the program dot is not installed")
def test_graphviz_reads_what_is_written() -> None:
    """The program keeps every label as it was escaped, and finds no HTML."""
    source = cx.to_dot(by_hand(HOSTILE))
    done = subprocess.run(["dot", "-Tdot_json"], input=source.encode(), capture_output=True, check=True)  # noqa: S607
    nodes = {entry["name"]: entry["label"] for entry in json.loads(done.stdout)["objects"] if entry["name"].startswith("t")}

    assert len(nodes) == len(HOSTILE)
    assert nodes["t5"] == "<b>bold</b>\\nemotion −1.0"
    assert b"syntax error" not in done.stderr
    assert subprocess.run(["dot", "-Tsvg"], input=source.encode(), capture_output=True, check=True).stdout.count(b"<b>") == 0  # noqa: S607


@given(st.lists(st.text(min_size=1, max_size=30).filter(lambda text: text.strip() != "" and text.isprintable()), min_size=1, max_size=3))
@settings(max_examples=60)
def test_any_text_stays_inside_its_quotes(names: list[str]) -> None:
    """No label ends its string early: every line is a statement of the language."""
    source = cx.to_dot(by_hand(names))

    assert all(STATEMENT.fullmatch(line.strip()) for line in source.splitlines())


@pytest.mark.parametrize("name", ["own", "blns_npm", "unicode_bidi", "xss_payloadbox", "csv_injection"])
def test_collected_hostile_labels_are_only_ever_text(hostile_inputs: Path, name: str) -> None:
    """Whatever attackers and collectors thought of stays inside its quotes."""
    entries = json.loads((hostile_inputs / "labels" / f"{name}.json").read_text(encoding="utf-8"))
    given = [text for text in dict.fromkeys(entry["s"] for entry in entries) if text.strip() and len(text) <= 2_000]
    given = [text for text in given if not re.search("[\ud800-\udfff]", text)][:80]
    source = cx.to_dot(by_hand(given))

    assert source.count("\n\t\t\tt") == len(given)
    assert all(STATEMENT.fullmatch(line.strip()) for line in source.rstrip("\n").split("\n"))


def test_every_transition_is_an_edge() -> None:
    """Nothing is left out, however rare."""
    journey_map = cx.datasets.sample_map()
    source = cx.to_dot(journey_map)

    assert len(re.findall(r"^\t\S.* -> ", source, re.MULTILINE)) == len(journey_map.transitions)
    assert source.count("subgraph cluster_") == len(journey_map.stages)


def test_the_source_is_saved_by_its_suffix(tmp_path: Path) -> None:
    """A map saved as .dot is that text."""
    journey_map = cx.datasets.sample_map()
    journey_map.save(tmp_path / "map.dot")

    assert (tmp_path / "map.dot").read_text(encoding="utf-8") == cx.to_dot(journey_map)


def test_its_colours_are_those_of_the_light_theme() -> None:
    """One palette for all pictures."""
    ours: dict[str, Any] = {"ink": dot.INK, "line2": dot.LINE, "panel": dot.PANEL, "card": dot.CARD, "pos": dot.GOOD}
    ours |= {"neu": dot.NEUTRAL, "neg": dot.BAD, "moment": dot.MOMENT}

    assert {token: LIGHT.tokens()[token] for token in ours} == ours
