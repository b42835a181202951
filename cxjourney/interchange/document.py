"""A map as a JSON or YAML document: nothing lost, the same bytes for the same map."""

from __future__ import annotations

import codecs
from typing import Any

from cxjourney.errors import FileFormatError, ModelError, show_value
from cxjourney.interchange.json_text import dump_json, parse_json
from cxjourney.interchange.yaml_text import dump_yaml, parse_yaml
from cxjourney.model.journey_map import SCHEMA_VERSION, JourneyMap

_PARSERS = {".json": parse_json, ".yaml": parse_yaml, ".yml": parse_yaml}
_DUMPERS = {".json": dump_json, ".yaml": dump_yaml, ".yml": dump_yaml}


def document(journey_map: JourneyMap) -> dict[str, Any]:
    """
    Return a map as plain data: its fields in their order without those at their default, the schema version first.

    Parameters
    ----------
    journey_map
        The map.

    Examples
    --------
    >>> document(JourneyMap(title="First order", stages={"Pay": ["Checkout"]}))["stages"][0]["touchpoints"]
    [{'name': 'Checkout', 'id': 'checkout', 'stage': 'pay'}]
    """
    return {"schema_version": journey_map.schema_version, **journey_map.model_dump(mode="json", exclude_defaults=True)}


def to_text(journey_map: JourneyMap, suffix: str) -> str:
    """
    Return a map as the text of a document.

    Parameters
    ----------
    journey_map
        The map.
    suffix
        ``.json``, ``.yaml`` or ``.yml``.

    Examples
    --------
    >>> print(to_text(JourneyMap(title="First order"), ".json"), end="")
    {
      "schema_version": "1.0",
      "title": "First order"
    }
    """
    return _DUMPERS[suffix](document(journey_map))


def from_text(text: str | bytes, suffix: str, *, source: str) -> JourneyMap:
    """
    Return the map that a document holds.

    Parameters
    ----------
    text
        The document; bytes are UTF-8, or UTF-16 with a byte order mark.
    suffix
        ``.json``, ``.yaml`` or ``.yml``.
    source
        Its name in messages.

    Raises
    ------
    FileFormatError
        If it is no JSON or YAML, no map, or of a version this library does not know.
    LimitError
        If it is nested too deep.
    ModelError
        If the map contradicts itself; every problem is listed.

    Examples
    --------
    >>> from_text('{"stages": {"Pay": ["Checkout"]}}', ".json", source="map.json")
    <JourneyMap 'Customer journey': 1 stage, 1 touchpoint, 0 channels>
    """
    data = _PARSERS[suffix](_decoded(text, source), source=source)
    if not isinstance(data, dict):
        raise FileFormatError(
            f"{source}: expected a map as one object, found {show_value(data)}.",
            hint="write a map with JourneyMap.save() to see the form.",
            source=source,
        )
    _check_version(data, source)
    try:
        return JourneyMap.model_validate(data)
    except ModelError as cause:
        raise ModelError(f"{source}: {cause.message}", hint=cause.hint, source=source, path=cause.path, problems=cause.problems) from cause


def _check_version(data: dict[str, Any], source: str) -> None:
    version = data.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        raise FileFormatError(
            f"{source}: expected schema version {SCHEMA_VERSION!r}, found {show_value(version)}.",
            hint="a newer cxjourney reads newer documents: update it. A version is text, in quotes.",
            source=source,
            value=show_value(version),
        )


def _decoded(text: str | bytes, source: str) -> str:
    if isinstance(text, str):
        return text
    encoding = "utf-16" if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return text.decode(encoding)
    except UnicodeDecodeError as cause:
        line = text.count(b"\n", 0, cause.start) + 1
        raise FileFormatError(
            f"{source}, line {line}: byte {cause.start} is not UTF-8.", hint="save the file as UTF-8.", source=source, line=line
        ) from cause
