"""What a saved log remembers of itself: which columns divide the customers, and the scales of its scores."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxjourney.ingest.numbers import literal
from cxjourney.ingest.paths import sql_path
from cxjourney.ingest.roles import fold
from cxjourney.ingest.scales import scale_for

if TYPE_CHECKING:
    from cxjourney.ingest.content import Content
    from cxjourney.ingest.raw_table import RawTable
    from cxjourney.ingest.roles import AskedRoles

_KEY = "cxjourney"

FLAG_TITLES = {"reopened": "reopened", "handed_off": "handoffs", "invited": "invited"}
"""The column of each flag, titled like the role that reads it."""


@dataclass(frozen=True)
class Titles:
    """
    Titles of the columns that are not named like their role.

    Parameters
    ----------
    segments, groups, scores
        Titles in the order of the columns.
    """

    segments: tuple[str, ...]
    groups: tuple[str, ...]
    scores: tuple[str, ...]


def saved_roles(content: Content) -> list[str]:
    """
    Return the roles that have a column of their own, which is titled like the role.

    Parameters
    ----------
    content
        The log.
    """
    columns = [column for column in content.stored() if column != "position" and not column.startswith(("score_", "group_"))]
    return [FLAG_TITLES.get(column, column) for column in columns]


def saved_titles(content: Content) -> Titles:
    """
    Return the titles of the columns of segments, groups and scores, each its own even where a name has another role.

    Parameters
    ----------
    content
        The log.
    """
    titles: list[str] = []
    taken = {fold(role) for role in saved_roles(content)}
    for name in (*content.segment_columns, *content.group_columns, *(metric.name for metric in content.metrics)):
        title, number = name, 1
        while fold(title) in taken:
            number += 1
            title = f"{name} {number}"
        titles.append(title)
        taken.add(fold(title))
    first, second = len(content.segment_columns), len(content.segment_columns) + len(content.group_columns)
    return Titles(tuple(titles[:first]), tuple(titles[first:second]), tuple(titles[second:]))


def written_memory(content: Content) -> str:
    """
    Return the option of a Parquet writer that stores what the columns alone do not say.

    Parameters
    ----------
    content
        The log.
    """
    titles = saved_titles(content)
    scores = {metric.name: [title, metric.low, metric.high] for metric, title in zip(content.metrics, titles.scores, strict=True)}
    columns = {role: role for role in saved_roles(content)}
    names: dict[str, object] = {"segment": titles.segments, "group": titles.groups, "contacts": content.contacts}
    names |= {"replies": content.replies, "unplaced": content.unplaced, "expected_waits": content.expected_waits}
    text = json.dumps({"columns": columns, "scores": scores, **names})
    return f"KV_METADATA {{{_KEY}: {literal(text)}}}"


def remembered(source: object, table: RawTable, asked: AskedRoles) -> AskedRoles:
    """
    Return what the caller said, completed by what a saved log remembers.

    Parameters
    ----------
    source
        What the caller gave to read.
    table
        The same, opened.
    asked
        What the caller said, which goes before.
    """
    if not isinstance(source, (str, os.PathLike)) or Path(source).suffix.lower() != ".parquet":
        return asked
    query = f"SELECT TRY(decode(value)) FROM parquet_kv_metadata({sql_path(Path(source))}) WHERE key = CAST('{_KEY}' AS BLOB)"
    found = table.engine.rows(query)
    known = _checked(found[0][0], {column.name for column in table.columns}) if found else {}
    return replace(
        asked,
        columns={role: column or known.get("columns", {}).get(role) for role, column in asked.columns.items()},
        segment=known.get("segment") if asked.segment is None else asked.segment,
        scores=known.get("scores") if asked.scores is None else asked.scores,
        group=known.get("group") if asked.group is None else asked.group,
        contacts=tuple(known.get("contacts", ())),
        replies=tuple(known.get("replies", ())),
        unplaced=known.get("unplaced", ""),
        expected_waits=known.get("expected_waits", ()),
    )


def _checked(text: str, present: set[str]) -> dict[str, Any]:
    """Return the memory if every column it names is there; a file changed by others is read like any other."""
    try:
        known = json.loads(text)
        roles = {str(role): str(column) for role, column in known["columns"].items()}
        parts = {part: [str(name) for name in known.get(part, ())] for part in ("segment", "group", "contacts", "replies")}
        scores = {str(metric): (str(column), float(low), float(high)) for metric, (column, low, high) in known["scores"].items()}
        waits = tuple((str(name), int(wait)) for name, wait in known.get("expected_waits", ()))
        unplaced = str(known.get("unplaced", ""))
        for metric, given in scores.items():
            scale_for(metric, given)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    columns = {*roles.values(), *parts["segment"], *parts["group"], *(column for column, _, _ in scores.values())}
    return {"columns": roles, "scores": scores, **parts, "unplaced": unplaced, "expected_waits": waits} if columns <= present else {}
