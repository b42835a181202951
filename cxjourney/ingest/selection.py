"""A part of a log as a log of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cxjourney.arguments import check_flag, texts_of
from cxjourney.errors import EmptyDataError, OptionError, show_value
from cxjourney.ingest.one_journey import customer_number
from cxjourney.ingest.quality import EventQuality, measure_quality
from cxjourney.ingest.texts import key
from cxjourney.ingest.zones import to_microseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cxjourney.ingest.content import Content


@dataclass(frozen=True)
class Selection:
    """
    What to keep; None keeps everything.

    Parameters
    ----------
    names
        Names to keep by role.
    customers
        Identifiers to keep.
    since, until
        First time to keep, and the first one not to keep.
    whole_journeys
        Whether these are about the first events of journeys.
    """

    names: Mapping[str, Sequence[str] | None]
    customers: Sequence[str] | None = None
    since: str | date | None = None
    until: str | date | None = None
    whole_journeys: bool = False


def selection_of(
    names: Mapping[str, str | Iterable[str] | None],
    customers: str | Iterable[str] | None,
    since: str | date | None,
    until: str | date | None,
    *,
    whole_journeys: bool,
) -> Selection:
    """
    Return what to keep, after looking at what was asked for.

    Parameters
    ----------
    names, customers, since, until, whole_journeys
        What the caller gave.

    Raises
    ------
    TypeError
        If names are something else.
    """
    check_flag("whole_journeys", whole_journeys)
    named = {role: None if given is None else listed(f"{role}s", given) for role, given in names.items()}
    return Selection(named, None if customers is None else listed("customers", customers), since, until, whole_journeys=whole_journeys)


def select(content: Content, quality: EventQuality, selection: Selection, source: str) -> tuple[Content, EventQuality]:
    """
    Return the events that fit and the report on them.

    Parameters
    ----------
    content
        The log.
    quality
        The report on it.
    selection
        What to keep.
    source
        Name of the source, for messages.

    Raises
    ------
    OptionError
        If a name is not in the log, or a time cannot be read.
    EmptyDataError
        If no event fits.
    """
    wanted = conditions(content, selection, quality.timezone)
    if selection.customers is not None:
        numbers = [customer_number(content, customer) for customer in selection.customers]
        wanted.append(f"customer IN ({', '.join(map(str, numbers)) or 'NULL'})")
    store = content.engine.unique_name("store")
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    content.engine.execute(f"CREATE TABLE {store} AS SELECT {', '.join(content.stored())} FROM {content.store}{where}")
    kept: int = content.engine.rows(f"SELECT count(*) FROM {store}")[0][0]
    if not kept:
        raise nothing_fits(content, selection, quality, source)
    chosen = replace(content, store=store).dense()
    return chosen, _report(chosen, quality, kept)


def nothing_fits(content: Content, selection: Selection, quality: EventQuality, source: str) -> EmptyDataError:
    """
    Return the error that no event fits, with the filter that nothing fits by itself.

    Parameters
    ----------
    content
        The whole log.
    selection
        What was to be kept.
    quality
        The report on the log.
    source
        Name of the source.
    """
    asked = {**selection.names, "customer": selection.customers}
    empty = [f"{role}s" for role, names in asked.items() if names is not None and not names]
    if empty:
        hint = f"{' and '.join(f'{name}=[]' for name in empty)} keeps nothing; leave it out to keep everything."
        return EmptyDataError(f"{source}: no event fits the filter.", hint=hint, source=source)
    given = [f"{role}s" for role, names in asked.items() if names is not None]
    given += [name for name, moment in (("since", selection.since), ("until", selection.until)) if moment is not None]
    span = f": the log has events from {quality.first_time:%Y-%m-%d} to {quality.last_time:%Y-%m-%d}" if quality.first_time else ""
    alone = (
        given
        if len(given) == 1
        else [name for name in ("since", "until") if name in given and not _fits_alone(content, selection, name, quality.timezone)]
    )
    which = " and ".join(alone or given)
    why = "fits nothing by itself" if len(alone) == 1 else "fit nothing by themselves" if alone else "fit nothing together"
    return EmptyDataError(f"{source}: no event fits the filter.", hint=f"{which} {why}; widen it{span}.", source=source)


def _fits_alone(content: Content, selection: Selection, name: str, timezone: str) -> bool:
    """Return whether any event fits one of the two times."""
    only = Selection({}, **{name: getattr(selection, name)}, whole_journeys=selection.whole_journeys)
    where = " AND ".join(conditions(content, only, timezone))
    return bool(content.engine.rows(f"SELECT count(*) AS n FROM {content.store} WHERE {where}")[0][0])


def conditions(content: Content, selection: Selection, timezone: str) -> list[str]:
    """
    Return SQL of what is asked of names and times, in the common SQL.

    Parameters
    ----------
    content
        The log.
    selection
        What to keep.
    timezone
        Zone of times that have none.

    Raises
    ------
    OptionError
        If a name is not in the log, or a time cannot be read.
    """
    named = [condition for role, names in selection.names.items() if names is not None for condition in _named(content, role, names)]
    return named + _timely(content, selection, timezone)


def _report(chosen: Content, quality: EventQuality, kept: int) -> EventQuality:
    left_out = quality.kept - kept
    dropped = (*quality.dropped, ("filter", left_out)) if left_out else quality.dropped
    return quality.replace(**measure_quality(chosen).fields(), dropped=dropped)


def name_codes(content: Content, role: str, names: str | Iterable[str]) -> str:
    """
    Return the codes of names as a list for SQL.

    Parameters
    ----------
    content
        The log.
    role
        What they name.
    names
        The names.

    Raises
    ------
    OptionError
        If a name is not in the log.
    """
    present = content.names(role)
    by_key = {key(name): code for code, name in enumerate(present)}
    codes = []
    for name in listed(f"{role}s", names):
        code = by_key.get(key(name))
        if code is None:
            raise OptionError.for_choice(role, name, present)
        codes.append(code)
    return ", ".join(map(str, codes)) or "NULL"


def _named(content: Content, role: str, names: str | Iterable[str]) -> list[str]:
    codes = name_codes(content, role, names)
    if role != "segment":
        return [f"{role} IN ({codes})" if codes != "NULL" else "FALSE"]  # there may be no such column
    any_column = " OR ".join(f"segment_{number} IN ({codes})" for number in range(len(content.segment_columns))) or "FALSE"
    groups = "".join(f" OR group_{number} IN ({codes})" for number in range(len(content.group_columns)))
    return [f"(customer IN (SELECT customer FROM {content.customers} WHERE {any_column}){groups})"]


def _timely(content: Content, selection: Selection, timezone: str) -> list[str]:
    """Return the conditions on times: of each event, or of the first event of its journey."""
    asked = [
        (operator, _microseconds(name, moment, timezone))
        for name, operator, moment in (("since", ">=", selection.since), ("until", "<", selection.until))
        if moment is not None
    ]
    if not selection.whole_journeys or not asked:
        return [f"time {operator} {moment}" for operator, moment in asked]
    started = " AND ".join(f"min(time) {operator} {moment}" for operator, moment in asked)
    each = "customer, coalesce(journey, -1)" if content.journeys else "customer"
    return [f"({each}) IN (SELECT {each} FROM {content.store} GROUP BY {each} HAVING {started})"]


def listed(role: str, names: str | Iterable[str]) -> list[str]:
    """
    Return one name or several as a list.

    Parameters
    ----------
    role
        What they name.
    names
        What the caller gave.
    """
    return list(texts_of(role, names, "names"))


def _microseconds(name: str, moment: str | date, timezone: str) -> int:
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError as cause:
            hint = 'write it as "2026-07-01" or "2026-07-01T09:30:00Z".'
            raise OptionError(f"{name}={show_value(moment)} is not ISO 8601.", hint=hint) from cause
    if type(moment).__name__ == "NaTType":  # a datetime by its type, and none
        raise OptionError(f"{name} is missing: {moment}.", hint="leave it out to keep all times.")
    if not isinstance(moment, datetime):
        if not isinstance(moment, date):
            message = f"{name} must be a datetime, a date or text, not {type(moment).__name__}"
            raise TypeError(message)
        moment = datetime.combine(moment, time())
    return to_microseconds(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone)))
