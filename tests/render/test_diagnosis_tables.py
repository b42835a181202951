from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given

from cxjourney.estimate import Estimate, Location
from cxjourney.model.findings import Diagnosis, PainPoint, Untested
from cxjourney.model.friction import StageFriction
from cxjourney.render.diagnosis_tables import diagnosis_html
from cxjourney.render.html_figures import figure
from cxjourney.render.markup import HTML_ELEMENTS, SVG_ELEMENTS
from cxjourney.testing import names


def _diagnosis(text: str) -> Diagnosis:
    places: dict[str, Any] = dict.fromkeys(("stage", "touchpoint", "channel", "segment"), text)
    pain = PainPoint(
        rank=1, kind=text, **places, estimate={"value": 0.3, "unit": "share"}, reference=0.1, effect=0.2, severity=42,
        severity_level="critical", evidence={"test": text, "reference": text, "margin": 0}, summary=text,
    )  # fmt: skip
    stage = StageFriction(stage=text, stage_id="s", segment=text, rate=0.4, parts={text: 0.3}, flagged=True, summary=text)
    untested = Untested(kind=text, reason=text, locations=[Location(touchpoint=text)] * 7)
    return Diagnosis(title=text, pain_points=[pain], friction_stages=[stage], tested=7, untested=[untested], notes=[text])


@given(names())
def test_any_text_is_escaped(text: str) -> None:
    """The fragment is well-formed and holds nothing but our own elements."""
    root = ET.fromstring(diagnosis_html(_diagnosis(text)))  # noqa: S314 - our own markup

    assert {element.tag for element in root.iter()} <= HTML_ELEMENTS | SVG_ELEMENTS
    words = {"class", "role", "aria-label", "scope", "dir", "direction"}
    numbers = set("width height viewBox x y cx cy r d".split())
    assert {name for element in root.iter() for name in element.attrib} <= words | numbers


def test_a_diagnosis_is_read_in_three_tables() -> None:
    """Ranked pain points, friction of the stages, and what was not tested."""
    root = ET.fromstring(diagnosis_html(_diagnosis("Checkout")))  # noqa: S314

    assert [caption.text for caption in root.iter("caption")] == [
        "Pain points, the worst first",
        "Friction of the stages, in their order",
        "Not tested",
    ]
    cells = [cell.text for cell in root.iter("td")]
    assert "critical\u00a042" in cells
    assert "30%, stated" in cells
    assert "Checkout; Checkout; Checkout; Checkout; Checkout; and 2 more" in cells


def test_rows_and_columns_have_headers() -> None:
    """Screen readers say them."""
    root = ET.fromstring(diagnosis_html(_diagnosis("Checkout")))  # noqa: S314

    for table in root.iter("table"):
        assert all(head.get("scope") == "col" for head in table.findall("thead/tr/th"))
        assert all(len(row.findall("th")) == 1 for row in table.findall("tbody/tr"))


def test_nothing_found_is_said() -> None:
    """An empty diagnosis has no empty table."""
    text = diagnosis_html(Diagnosis(tested=3))

    assert "No pain point was found." in text
    assert "<table" not in text


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (None, "–"),
        (Estimate.missing("share"), "–"),
        (Estimate(value=0.214, unit="share"), "21%, stated"),
        (Estimate(value=93_600, n=5, unit="seconds"), "26\u00a0h, n\u00a05"),
        (Estimate(value=1.5, low=1.2, high=2, n=9, unit="ratio"), "×1.50 (×1.20 to ×2.00), n\u00a09"),
        (Estimate(value=-1.2, unit="valence"), "−1.20, stated"),
        (Estimate.count(1_234, unit="customers"), "1,234"),
    ],
)
def test_figures_are_written_in_their_unit(estimate: Estimate | None, text: str) -> None:
    """With interval and number of observations."""
    assert figure(estimate) == text
