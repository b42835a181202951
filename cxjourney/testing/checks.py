"""Checks that every map and every picture has to pass; use them on your own, too."""

from __future__ import annotations

import pickle
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.parsers import expat

from cxjourney.render.markup import ATTRIBUTES, LINK_SCHEMES, SVG_ELEMENTS

if TYPE_CHECKING:
    from cxjourney.model.journey_map import JourneyMap


def check_round_trip(journey_map: JourneyMap) -> None:
    """
    Check that a map survives JSON, a file, the graph and pickling without losing anything.

    Parameters
    ----------
    journey_map
        Any map.

    Raises
    ------
    AssertionError
        If one of the copies differs, or a second dump has other bytes.

    Examples
    --------
    >>> from cxjourney.datasets import sample_map
    >>> check_round_trip(sample_map())
    """
    kind = type(journey_map)
    text = journey_map.to_json()
    again = kind.model_validate_json(text)
    _expect(again == journey_map, "the map read from its JSON differs")
    _expect(again.to_json() == text, "the second JSON has other bytes")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.json"
        journey_map.save(path)
        _expect(kind.load(path) == journey_map, "the map loaded from a file differs")
    _expect(kind.from_networkx(journey_map.to_networkx()) == journey_map, "the map made from its graph differs")
    _expect(pickle.loads(pickle.dumps(journey_map)) == journey_map, "the unpickled map differs")  # noqa: S301 - our own bytes
    _expect(journey_map.to_json() == text, "the map has changed")


def check_svg(text: str) -> None:
    """
    Check that a picture is well-formed XML and holds nothing that could run, load or link elsewhere.

    Parameters
    ----------
    text
        An SVG document.

    Raises
    ------
    AssertionError
        If it is not well-formed, or holds an element, an attribute or a reference that is not allowed.

    Examples
    --------
    >>> check_svg('<svg xmlns="http://www.w3.org/2000/svg"><title>A &amp; B</title></svg>')
    >>> check_svg('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    Traceback (most recent call last):
      ...
    AssertionError: the element 'script' is not allowed
    """
    parser = expat.ParserCreate()
    depth: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        _expect(bool(depth) == (name != "svg"), f"the element {name!r} stands where svg should or may not")
        depth.append(name)
        _check_element(name, attributes)

    def refuse(*_: object) -> None:
        _expect(ok=False, message="a DOCTYPE, processing instruction, CDATA section or comment is not allowed")

    def data(content: str) -> None:
        if depth[-1] == "style":
            _expect(not any(part in content for part in ("url(", "@import", "expression(")), "a style rule loads something")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: depth.pop()
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    parser.StartCdataSectionHandler = refuse
    parser.CommentHandler = refuse
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as cause:
        raise AssertionError(f"the picture is not well-formed XML: {cause}") from cause


SPOKEN = frozenset({"aria-label", "aria-roledescription"})
"""Attributes that hold words for a screen reader: whatever stands there is read, never followed."""


def _check_element(name: str, attributes: dict[str, str]) -> None:
    _expect(name in SVG_ELEMENTS, f"the element {name!r} is not allowed")
    for key, value in attributes.items():
        _expect(key in ATTRIBUTES, f"the attribute {key!r} of {name!r} is not allowed")
        if key not in SPOKEN:
            _expect("url(" not in value and "javascript:" not in value.casefold(), f"{key}={value!r} refers to something")
    if "href" in attributes:
        _expect(urlsplit(attributes["href"]).scheme in LINK_SCHEMES, f"the link {attributes['href']!r} is not allowed")


def _expect(ok: bool, message: str) -> None:  # noqa: FBT001 - a condition
    if not ok:
        raise AssertionError(message)
