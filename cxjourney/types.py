"""Types that several models share, as annotated aliases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints


def _no_surrogate(value: object) -> object:
    """Refuse text that cannot be written as UTF-8."""
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as cause:
            message = f"text holds a lone surrogate at position {cause.start}, which cannot be written as UTF-8"
            raise ValueError(message) from cause
    return value


def _not_blank(value: str) -> str:
    """Refuse a label that nobody could see."""
    if value.isspace():
        message = "a name needs more than white space"
        raise ValueError(message)
    return value


def _number(value: object) -> object:
    """Refuse truth values and text where a number is meant; numpy's truth values too, without importing numpy."""
    if isinstance(value, (bool, str, bytes)) or type(value).__name__ in {"bool", "bool_"}:
        kind = "text" if isinstance(value, (str, bytes)) else "a truth value"
        message = f"a number is needed, not {kind}"
        raise ValueError(message)
    return value


def _no_bool(value: object) -> object:
    """Refuse truth values where a span of time is meant."""
    return _number(value) if isinstance(value, bool) else value


def _in_utc(value: datetime) -> datetime:
    """Return the same instant in UTC, so that it is always written in the same way."""
    try:
        return value.astimezone(UTC)
    except OverflowError as cause:
        message = "the instant lies outside the years 1 to 9999 in UTC"
        raise ValueError(message) from cause


# Constraints stand before the validators, so that the compiled core checks them.
Number = Annotated[float, BeforeValidator(_number)]
"""A finite number; True is not 1, and text is not a number."""

Count = Annotated[int, Field(ge=0), BeforeValidator(_number)]
"""How many there are."""

Rank = Annotated[int, Field(ge=1), BeforeValidator(_number)]
"""A place in an order, 1 being the first."""

Probability = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]
"""A fraction between 0 and 1."""

Polarity = Annotated[float, Field(ge=-1, le=1), BeforeValidator(_number)]
"""A position between two opposites."""

Valence = Annotated[float, Field(ge=-2, le=2), BeforeValidator(_number)]
"""Feeling from −2 (frustrated) to +2 (delighted)."""

Span = Annotated[timedelta, Field(ge=timedelta(0)), BeforeValidator(_no_bool)]
"""A length of time; a number means seconds."""

Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A point in time, kept in UTC."""

_SLUG = r"^[^\s:/#\x00-\x1f\x7f-\x9f\ufffe\uffff]+$"
Slug = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_SLUG), BeforeValidator(_no_surrogate)]
"""A stable identifier made from a name; see `cxjourney.model.slugs`."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=2_000), BeforeValidator(_no_surrogate), AfterValidator(_not_blank)]
"""A label in any script."""

Reference = Name
"""The identifier of another part of the map; a name is accepted and resolved by the map."""

Text = Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(_no_surrogate)]
"""Longer prose in any script."""

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$"), BeforeValidator(_no_surrogate)]
"""A colour as ``#RRGGBB``."""

SeverityLevel = Literal["critical", "major", "moderate", "minor"]
"""The four levels of severity, the worst first."""
