"""A log with one more column that divides its visits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.errors import DataError, OptionError
from cxjourney.ingest.dictionary import NONE, make_dictionary
from cxjourney.ingest.elsewhere_log import ElsewhereLog
from cxjourney.ingest.event_log import EventLog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.ingest.content import Content


def check_divisible(events: EventLog, column: str) -> None:
    """
    Raise unless a log can be divided by another column.

    Parameters
    ----------
    events
        The log.
    column
        Name of the column.

    Raises
    ------
    DataError
        If the rows are in another engine.
    OptionError
        If there is such a column already.
    """
    if isinstance(events, ElsewhereLog):
        raise DataError(
            f"groups of visits are not offered for a log in {events.engine.name}.",
            code="not_offered",
            hint="read the rows as a file or a frame.",
            source=events.source,
        )
    if column in (*events.segment_columns, *events.group_columns):
        raise OptionError(f"the log has a column {column!r} already.", hint="give the new one another name: column='kind of journey'.")


def divided(events: EventLog, column: str, names: Sequence[str], assigned: str) -> EventLog:
    """
    Return a log whose visits belong to groups, as if a column of the source had said so.

    Parameters
    ----------
    events
        The log.
    column
        Name of the column.
    names
        Names of the groups.
    assigned
        Relation of customer, position and member (a place in the names); visits that are not in it belong to none.
    """
    content = events._content  # noqa: SLF001 - a log shows it to nobody else
    engine, columns = content.engine, (*content.segment_columns, *content.group_columns)
    known = content.labels.get("segment")
    old = list(zip(known.parts, known.plain, strict=True)) if known is not None else []
    entries = [*old, *((len(columns), name) for name in names)]
    dictionary = make_dictionary(engine, "segment", entries, [*columns, column])
    place = {(part, plain): code for code, (part, plain) in enumerate(zip(dictionary.parts, dictionary.plain, strict=True))}
    codes = engine.unique_name("segment_codes")
    moved = [(before, place[entry]) for before, entry in enumerate(old)]
    engine.table(codes, {"old": [before for before, _ in moved] or [NONE], "new": [after for _, after in moved] or [NONE]})
    members = engine.unique_name("members")
    engine.table(members, {"member": range(len(names)), "new": [place[len(columns), name] for name in names]})
    customers = _customers(content, codes)
    store = _store(content, codes, f"SELECT a.customer, a.position, m.new FROM {assigned} a JOIN {members} m ON m.member = a.member")
    engine.drop(codes)
    engine.drop(members)
    labels = {**content.labels, "segment": dictionary}
    made = replace(content, store=store, customers=customers, labels=labels, group_columns=(*content.group_columns, column))
    note = f"{column}: visits belong to the groups {', '.join(names)}."
    return EventLog(made, events.quality.replace(notes=(*events.quality.notes, note)), events.source)


def _customers(content: Content, codes: str) -> str:
    """Return the table of customers with the new codes of their segments."""
    numbers = range(len(content.segment_columns))
    if not numbers:
        return content.customers
    fields = ", ".join(f"CAST(COALESCE(s{number}.new, {NONE}) AS INTEGER) AS segment_{number}" for number in numbers)
    joins = " ".join(f"LEFT JOIN {codes} AS s{number} ON s{number}.old = c.segment_{number}" for number in numbers)
    name = content.engine.unique_name("customers")
    content.engine.execute(f"CREATE TABLE {name} AS SELECT c.* REPLACE ({fields}) FROM {content.customers} AS c {joins}")
    return name


def _store(content: Content, codes: str, assigned: str) -> str:
    """Return the table of events with the new codes of their groups, and the new group."""
    numbers = range(len(content.group_columns))
    fields = ", ".join(f"CAST(COALESCE(g{number}.new, {NONE}) AS INTEGER) AS group_{number}" for number in numbers)
    joins = " ".join(f"LEFT JOIN {codes} AS g{number} ON g{number}.old = e.group_{number}" for number in numbers)
    every = f"e.* REPLACE ({fields})" if fields else "e.*"
    name = content.engine.unique_name("store")
    content.engine.execute(f"""
        CREATE TABLE {name} AS SELECT {every}, CAST(COALESCE(a.new, {NONE}) AS INTEGER) AS group_{len(numbers)}
        FROM {content.store} AS e {joins} LEFT JOIN ({assigned}) AS a ON a.customer = e.customer AND a.position = e.position""")
    return name
