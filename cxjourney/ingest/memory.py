"""What a saved log remembers of itself: which columns divide the customers, and the scales of its scores."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxjourney.ingest.numbers import literal

if TYPE_CHECKING:
    from cxjourney.ingest.content import Content
    from cxjourney.ingest.raw_table import RawTable
    from cxjourney.ingest.roles import AskedRoles

_KEY = "cxjourney"


def written_memory(content: Content) -> str:
    """
    Return the option of a Parquet writer that stores what the columns alone do not say.

    Parameters
    ----------
    content
        The log.
    """
    scores = {metric.name: [metric.name, metric.low, metric.high] for metric in content.metrics}
    text = json.dumps({"segment": list(content.segment_columns), "scores": scores})
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
    query = f"SELECT decode(value) FROM parquet_kv_metadata({literal(os.fspath(source))}) WHERE decode(key) = '{_KEY}'"
    found = table.engine.rows(query)
    known = _checked(found[0][0], {column.name for column in table.columns}) if found else {}
    return replace(
        asked,
        segment=known.get("segment") if asked.segment is None else asked.segment,
        scores=known.get("scores") if asked.scores is None else asked.scores,
    )


def _checked(text: str, present: set[str]) -> dict[str, Any]:
    """Return the memory if every column it names is there; a file changed by others is read like any other."""
    try:
        known = json.loads(text)
        segment = [str(name) for name in known["segment"]]
        scores = {str(metric): (str(column), float(low), float(high)) for metric, (column, low, high) in known["scores"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    columns = {*segment, *(column for column, _, _ in scores.values())}
    return {"segment": segment, "scores": scores} if columns <= present else {}
