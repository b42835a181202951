"""The form of a map document, for editors and other programs."""

from __future__ import annotations

from typing import Any

from cxjourney.model.journey_map import JourneyMap


def json_schema() -> dict[str, Any]:
    """
    Return the JSON Schema (draft 2020-12) of a map document.

    It describes what `JourneyMap.save` writes. `JourneyMap.load` also takes the short forms, such as a name instead
    of a touchpoint.

    Returns
    -------
    dict
        A fresh dictionary each time.

    Examples
    --------
    >>> schema = json_schema()
    >>> schema["title"], schema["properties"]["state"]["enum"]
    ('JourneyMap', ['as_is', 'to_be'])
    """
    schema = JourneyMap.model_json_schema(mode="validation")
    for part in (schema, *schema["$defs"].values()):
        _shorten(part)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _shorten(part: dict[str, Any]) -> None:
    """Keep the first sentence of a class's documentation, and no default for an identifier made from the name."""
    part["description"] = part["description"].split("\n\n")[0].replace("\n", " ")
    if "id" in part["properties"]:
        part["properties"]["id"].pop("default")
