"""Put surveys, contacts and facts about customers to a log, and account for each of their rows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args

from cxjourney.arguments import check_choice
from cxjourney.errors import OptionError, counted
from cxjourney.ingest.answers import place_answers
from cxjourney.ingest.profiles import with_profiles
from cxjourney.ingest.quality import UNMATCHED_ANSWERS, EventQuality, measure_quality
from cxjourney.ingest.transfer import moved
from cxjourney.ingest.union import united

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.ingest.answers import Placed
    from cxjourney.ingest.content import Content
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.ingest.parsing import ParsingOptions
    from cxjourney.ingest.profiles import AskedProfiles

Unmatched = Literal["drop", "visit"]
"""What becomes of an answer about a touchpoint that its customer did not visit."""

NAMED = 5
"""Touchpoints that a note names."""


def surveyed(events: EventLog, surveys: EventLog, within: timedelta, unmatched: str) -> EventLog:
    """
    Return a log with answers put to its visits.

    Parameters
    ----------
    events
        The log.
    surveys
        A log of answers.
    within
        How long before the answer the visit may be.
    unmatched
        What becomes of an answer about a touchpoint that its customer did not visit: ``"drop"`` or ``"visit"``.

    Raises
    ------
    OptionError
        If a metric is on another scale in the surveys, the time is not positive, or ``unmatched`` is neither.
    """
    _check_log(events, surveys, "surveys")
    if not isinstance(within, timedelta):
        message = f"within must be a timedelta, not {type(within).__name__}"
        raise TypeError(message)
    if within <= timedelta(0):
        raise OptionError(f"within={within!r} is not positive.", hint="say how long before an answer its visit may be: timedelta(days=30).")
    check_choice("unmatched", unmatched, get_args(Unmatched))
    keep = unmatched == "visit"
    placed = place_answers(events._content, surveys._content, within, keep=keep)  # noqa: SLF001 - a log shows it to nobody else
    note = f"surveys: {counted(placed.attached, 'answer was', 'answers were')} put to a visit."
    if placed.second_scores:
        scores = counted(placed.second_scores, "score was", "scores were")
        note = f"{note} {scores} left out because the visit had one of that metric."
    if placed.mixed:
        visits = counted(placed.mixed, "visit holds", "visits hold")
        note = f"{note} {visits} answers of two logs with different weights; all of them count by the weight that came last."
    if placed.elsewhere:
        visits = counted(placed.elsewhere, "answer is a visit", "answers are visits")
        note = f"{note} {visits} to touchpoints that only the survey knows."
    notes = [note, _unmatched(placed, keep=keep)] if placed.unmatched else [note]
    return _log(events, surveys, placed.content, *notes, left_out=placed.left_out, merged=placed.attached)


def _unmatched(placed: Placed, *, keep: bool) -> str:
    """Return what became of answers about a touchpoint that their customers did not visit."""
    there = ", ".join(placed.there[:NAMED]) + (", …" if len(placed.there) > NAMED else "")
    found = f"{UNMATCHED_ANSWERS} {counted(placed.unmatched, 'answer', 'answers')} about {there}"
    if keep:
        return f"{found}, made visits there although the log has none before; these count as reaching it, also where it is a goal."
    return f"{found}, left out because the log has no visit there before it in time."


def joined(events: EventLog, others: EventLog) -> EventLog:
    """
    Return a log with the visits of another one.

    Parameters
    ----------
    events, others
        The logs.

    Raises
    ------
    OptionError
        If the two mean different things by the same name.
    """
    _check_log(events, others, "tickets")
    content = united(events._content, moved(others._content, events.engine), newcomers=True)  # noqa: SLF001
    both = events.n_customers + others.n_customers
    found = content.engine.rows(f"SELECT count(*) FROM {content.customers}")[0][0]
    note = f"{others.source}: {counted(both - found, 'customer is', 'customers are')} in both logs, of {others.n_customers:,} in this one."
    if others._content.journeys and not events._content.journeys:  # noqa: SLF001
        note = f"{note} Its journeys are not kept, because the log it came to has none."
    return _log(events, others, content, note)


def profiled(events: EventLog, source: object, asked: AskedProfiles, options: ParsingOptions) -> EventLog:
    """
    Return a log whose customers have what a table says of them.

    Parameters
    ----------
    events
        The log.
    source
        The table.
    asked
        What the caller said.
    options
        Parsing options; the zone is that of the log unless another is said.
    """
    content, notes = with_profiles(events._content, source, asked, {"timezone": events.quality.timezone, **options})  # noqa: SLF001
    quality = events.quality.replace(notes=tuple(dict.fromkeys((*events.quality.notes, *notes))))
    return type(events)(content, quality, events.source)


def _check_log(events: EventLog, other: object, name: str) -> None:
    if not isinstance(other, type(events)):
        message = f"{name} must be an event log, not {type(other).__name__}; read it first"
        raise TypeError(message)


def _log(
    events: EventLog, others: EventLog, content: Content, *notes: str, left_out: Iterable[tuple[str, int]] = (), merged: int = 0
) -> EventLog:
    first, second = events.quality, others.quality
    counts: dict[str, int] = {}
    for reason, count in (*first.dropped, *second.dropped, *left_out):
        counts[reason] = counts.get(reason, 0) + count
    added: dict[str, Any] = {
        "rows": first.rows + second.rows,
        "blank": first.blank + second.blank,
        "added": first.added + second.added,
        "merged": first.merged + second.merged + merged,
    }
    quality = EventQuality(
        **measure_quality(content).fields(),
        **added,
        dropped=tuple(counts.items()),
        timezone=first.timezone,
        columns=(*first.columns, *second.columns),
        notes=tuple(dict.fromkeys((*first.notes, *second.notes, *notes))),
    )
    return type(events)(content, quality, events.source)
