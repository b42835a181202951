"""The calls upwards of paths, groups and funnels: rows, frames and display, each made when it is asked for."""

# ruff: noqa: PLC0415 - what lies above is imported only then

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from cxjourney.model.funnel import Funnel
    from cxjourney.model.journey_groups import JourneyGroups
    from cxjourney.model.paths import Variants


def variant_rows(found: Variants) -> list[dict[str, object]]:
    """Return one row a path."""
    from cxjourney.interchange import path_rows

    return path_rows.variant_rows(found)


def variant_frame(found: Variants) -> object:
    """Return the paths as a data frame."""
    from cxjourney.interchange import path_rows, rows

    return rows.frame(path_rows.variant_rows(found), path_rows.VARIANT_COLUMNS)


def variants_html(found: Variants) -> str:
    """Return the paths as HTML."""
    from cxjourney.render import path_tables

    return path_tables.variants_html(found)


def funnel_rows(found: Funnel) -> list[dict[str, object]]:
    """Return one row a step."""
    from cxjourney.interchange import path_rows

    return path_rows.funnel_rows(found)


def funnel_frame(found: Funnel) -> object:
    """Return the steps as a data frame."""
    from cxjourney.interchange import path_rows, rows

    return rows.frame(path_rows.funnel_rows(found), path_rows.FUNNEL_COLUMNS)


def funnel_html(found: Funnel) -> str:
    """Return a funnel as HTML."""
    from cxjourney.render import path_tables

    return path_tables.funnel_html(found)


def group_rows(found: JourneyGroups) -> list[dict[str, object]]:
    """Return one row a group."""
    from cxjourney.interchange import path_rows

    return path_rows.group_rows(found)


def group_frame(found: JourneyGroups) -> object:
    """Return the groups as a data frame."""
    from cxjourney.interchange import path_rows, rows

    return rows.frame(path_rows.group_rows(found), path_rows.GROUP_COLUMNS)


def groups_html(found: JourneyGroups) -> str:
    """Return groups as HTML."""
    from cxjourney.render import path_tables

    return path_tables.groups_html(found)


def assign(found: JourneyGroups, events: Any, column: str, observed_until: datetime | None) -> Any:
    """Return a log whose visits belong to groups."""
    from cxjourney.discovery.paths import assigning

    return assigning.assign(found, events, column, observed_until)
