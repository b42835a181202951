"""Types that several models share, as annotated aliases."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints


def _no_surrogate(value: object) -> object:
    """Refuse text that cannot be written as UTF-8."""
    if isinstance(value, str):
        position = next((index for index, char in enumerate(value) if "\ud800" <= char <= "\udfff"), None)
        if position is not None:
            message = f"text holds a lone surrogate at position {position}, which cannot be written as UTF-8"
            raise ValueError(message)
    return value


def _no_bool(value: object) -> object:
    """Refuse True and False where a number is meant."""
    if isinstance(value, bool):
        message = "a number is needed, not a truth value"
        raise ValueError(message)  # noqa: TRY004 - Pydantic collects ValueErrors
    return value


Number = Annotated[float, BeforeValidator(_no_bool)]
"""A finite number; True is not 1."""

Probability = Annotated[float, BeforeValidator(_no_bool), Field(ge=0, le=1)]
"""A fraction between 0 and 1."""

Valence = Annotated[float, BeforeValidator(_no_bool), Field(ge=-2, le=2)]
"""Feeling from −2 (frustrated) to +2 (delighted)."""

Slug = Annotated[str, BeforeValidator(_no_surrogate), StringConstraints(min_length=1, max_length=200, pattern=r"^[^\s:/#]+$")]
"""A stable identifier made from a name; see `cxjourney.model.slugs`."""

Name = Annotated[str, BeforeValidator(_no_surrogate), StringConstraints(min_length=1, max_length=2_000)]
"""A label in any script."""

Text = Annotated[str, BeforeValidator(_no_surrogate), StringConstraints(max_length=20_000)]
"""Longer prose in any script."""

Color = Annotated[str, BeforeValidator(_no_surrogate), StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
"""A colour as ``#RRGGBB``."""

SeverityLevel = Literal["critical", "major", "moderate", "minor"]
"""The four levels of severity, the worst first."""
