from __future__ import annotations

import pytest
from hypothesis import given

from cxjourney.model.journey_map import JourneyMap
from cxjourney.testing import check_round_trip, check_svg, journey_maps

SVG = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'


@given(journey_maps())
def test_every_map_survives_the_round_trips(journey_map: JourneyMap) -> None:
    """JSON, file, graph and pickle give the same map back."""
    assert check_round_trip(journey_map) is None


def test_a_map_that_changes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check fails when reading gives another map."""
    monkeypatch.setattr(JourneyMap, "to_json", lambda _self: '{"title": "another"}')

    with pytest.raises(AssertionError, match="JSON differs"):
        check_round_trip(JourneyMap(title="mine"))


def test_a_plain_picture_passes() -> None:
    """Allowed elements, attributes and links are fine."""
    assert check_svg(SVG.format('<title>A &lt; B</title><a href="https://example.org"><rect x="1"/></a>')) is None


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("<script/>", "'script' is not allowed"),
        ("<foreignObject/>", "'foreignObject' is not allowed"),
        ("<svg/>", "'svg' stands where"),
        ('<rect onload="x"/>', "'onload' of 'rect'"),
        ('<rect fill="url(#a)"/>', "refers to something"),
        ('<a href="javascript:x"/>', "refers to something"),
        ('<a href="file:///etc"/>', "is not allowed"),
        ("<style>@import 'x'</style>", "loads something"),
        ("<!-- note -->", "comment is not allowed"),
        ("<![CDATA[x]]>", "CDATA"),
        ("<?php x?>", "processing instruction"),
        ("<rect>", "not well-formed"),
    ],
)
def test_anything_active_is_refused(inside: str, message: str) -> None:
    """Whatever could run, load or link elsewhere fails the check."""
    with pytest.raises(AssertionError, match=message):
        check_svg(SVG.format(inside))


@pytest.mark.parametrize("text", ["", "<html/>", "<!DOCTYPE svg><svg/>"])
def test_other_documents_are_refused(text: str) -> None:
    """A picture is one svg element without a DOCTYPE."""
    with pytest.raises(AssertionError):
        check_svg(text)
