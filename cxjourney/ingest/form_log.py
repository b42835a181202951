"""The log that rows of surveys, tickets or milestones became, with an account of each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import EmptyDataError
from cxjourney.ingest.event_log import EventLog
from cxjourney.ingest.quality import EventQuality, log_notes, measure_quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.ingest.content import Content
    from cxjourney.ingest.forms import Filled, Form


@dataclass(frozen=True)
class Counts:
    """
    What became of the rows that broke no rule.

    Parameters
    ----------
    dropped
        Rows that say nothing: reason and number.
    merged
        Rows that became part of another visit.
    """

    dropped: tuple[tuple[str, int], ...] = ()
    merged: int = 0


def log_of(form: Form, filled: Filled, content: Content, columns: Sequence[tuple[str, str]], counts: Counts) -> EventLog:
    """
    Return the log that a table became.

    Parameters
    ----------
    form
        The table that was read.
    filled
        Its rows.
    content
        The visits.
    columns
        Role and column.
    counts
        What became of its rows.

    Raises
    ------
    EmptyDataError
        If there is no visit.
    """
    table = form.table
    table.discard()
    if not table.engine.rows(f"SELECT 1 FROM {content.store} LIMIT 1"):
        why = ", ".join(f"{reason} {count:,}" for reason, count in (*table.left_out, *filled.dropped, *counts.dropped))
        raise EmptyDataError(f"{table.source}: nothing is left ({why}).", hint="check the columns that were named.", source=table.source)
    content = content.dense()
    measured = measure_quality(content)
    said = filled.kept - sum(count for _, count in counts.dropped) - counts.merged
    quality = EventQuality(
        **measured.fields(),
        rows=filled.rows + table.blank + sum(count for _, count in table.left_out),
        blank=table.blank,
        dropped=(*table.left_out, *filled.dropped, *counts.dropped),
        merged=counts.merged,
        added=measured.rows - said,
        timezone=form.parsing.timezone,
        columns=tuple(columns),
        notes=(*table.notes, *dict.fromkeys(form.notes), *log_notes(measured, 0)),
    )
    return EventLog(content, quality, table.source)
