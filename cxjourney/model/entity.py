"""What every named part of a map has: a name to show and an identifier that outlives renaming."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from cxjourney.model.slugs import slug
from cxjourney.types import Name, Slug
from cxjourney.value import Value


class Entity(Value):
    """
    A named part of a map.

    Parameters
    ----------
    name
        Label in any script, shown as given.
    id
        Stable identifier; made from the name when not given, kept when the name changes.
    """

    name: Name
    id: Slug = Field(default="", validate_default=False)  # filled in below; a default keeps type checkers content

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, data: Any) -> Any:
        if isinstance(data, str):
            data = {"name": data}
        if isinstance(data, dict) and data.get("id") is None and isinstance(data.get("name"), str) and data["name"]:
            return {**data, "id": slug(data["name"])}
        return data
