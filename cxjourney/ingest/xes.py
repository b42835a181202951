"""Read event logs in XES: traces and events become one table with the columns that process mining knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import counted, show_value
from cxjourney.ingest.checks import Check
from cxjourney.ingest.parts import no_rows
from cxjourney.ingest.paths import source_name
from cxjourney.ingest.raw_table import RawColumn, RawTable
from cxjourney.ingest.xes_parser import LISTED, XesFacts, XesParser, listed
from cxjourney.ingest.xes_store import CASE, CLASSIFIER, NUMBER, STANDARD, XesStore
from cxjourney.ingest.xml_stream import parse_xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.engine.duckdb import DuckdbEngine
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.parts import Needed
    from cxjourney.ingest.text_files import SourceFile

_PER = "trace_number"


def open_xes(engine: DuckdbEngine, files: Sequence[SourceFile], *, parsing: Parsing, needed: Needed | None) -> RawTable:
    """
    Load XES files as one table of text, one row an event.

    Attributes of an event are columns named by their keys, those of its trace columns named ``case:`` and the
    key. ``classifier:`` and the name of a classifier is the column of its keys' values joined by ``+``, and
    ``case:number`` the number of the trace.

    Parameters
    ----------
    engine
        Engine to load into.
    files
        The files, in order.
    parsing
        Encoding and limits.
    needed
        Whether columns fill the needed roles, and perhaps which of them to load.

    Raises
    ------
    FileFormatError
        If a file is no XES.
    EmptyDataError
        If there are no events.
    LimitError
        If something is larger than allowed.
    """
    facts = XesFacts()
    store = XesStore(engine, facts, parsing.limits, needed)
    for file in files:
        store.start_file(file.name)
        parser = XesParser(file.name, parsing.limits, facts, events=store.add_events, traces=store.add_traces)
        parse_xml(file, parsing, expected="an XES log", attach=parser.attach)
        parser.finish()
    source = source_name(files)
    if not facts.events:
        raise no_rows(source)
    columns = _columns(store)
    relation = _view(store, columns)
    checks, flaws = _checks(store, columns)
    return RawTable(
        engine,
        relation,
        tuple(column for column, _ in columns),
        source,
        locate=store.place,
        tables=(store.events.name, store.traces.name, store.flaws, *flaws),
        checks=checks,
        usual=_usual(store),
        notes=_notes(store),
    )


def _usual(store: XesStore) -> dict[str, str]:
    """Return the columns that the standard defines, which go before columns with other usual names."""
    events = {role: key for role, key in STANDARD.items() if key in store.event_keys}
    return {**events, "customer": f"{CASE}concept:name"} if "concept:name" in store.facts.trace_keys else events


def _columns(store: XesStore) -> list[tuple[RawColumn, str]]:
    """Return every column and the SQL that gives it; what was not loaded is listed all the same."""
    found: list[tuple[str, str, str, tuple[str, ...]]]
    found = [(CASE + key, f"t.{store.traces.columns[key]}", _PER, ()) for key in store.facts.trace_keys]
    found.append((NUMBER, "CASE WHEN e.trace >= 0 THEN CAST(e.trace + 1 AS VARCHAR) END", _PER, ()))
    loaded = {key: f"e.{column}" for key, column in store.events.columns.items()}
    found += [(store.event_name(key), loaded.get(key, "CAST(NULL AS VARCHAR)"), "", ()) for key in store.event_keys]
    for name, keys in store.facts.classifiers.items():
        values = [loaded[key] for key in keys if key in loaded]
        joined = " || '+' || ".join(f"COALESCE({loaded[key]}, '')" if key in loaded else "''" for key in keys)
        sql = f"CASE WHEN COALESCE({', '.join(values)}) IS NOT NULL THEN {joined} END" if values else "CAST(NULL AS VARCHAR)"
        found.append((CLASSIFIER + name, sql, "", tuple(store.event_name(key) for key in keys)))
    return [(RawColumn(name, "text", f"c{number}", per, parts), sql) for number, (name, sql, per, parts) in enumerate(found)]


def _view(store: XesStore, columns: list[tuple[RawColumn, str]]) -> str:
    relation = store.engine.unique_name("raw")
    fields = "".join(f", {sql} AS {column.sql_name}" for column, sql in columns)
    store.engine.execute(
        f'CREATE VIEW {relation} AS SELECT e.rowid AS "row", e.trace AS {_PER}{fields} '
        f"FROM {store.events.name} AS e LEFT JOIN {store.traces.name} AS t ON t.trace = e.trace"
    )
    return relation


def _checks(store: XesStore, columns: list[tuple[RawColumn, str]]) -> tuple[tuple[Check, ...], list[str]]:
    """Return a rule for each kind of flaw in each column, and the tables they need; keys are data and never stand in SQL."""
    by_name, checks, tables = {column.name: column for column, _ in columns}, [], []
    for number, (level, key, kind, message) in enumerate(store.flawed()):
        table = f"{store.flaws}_{number}"
        query = f"CREATE TABLE {table} AS SELECT DISTINCT place FROM {store.flaws} WHERE level = ? AND key = ? AND kind = ?"
        store.engine.execute(query, [level, key, kind])
        place, name = ('r."row"', store.event_name(key)) if level == "event" else (f"r.{_PER}", CASE + key)
        checks.append(Check(f"xes_{kind}", by_name[name], message, f"{place} IN (SELECT place FROM {table})"))
        tables.append(table)
    return tuple(checks), tables


def _notes(store: XesStore) -> tuple[str, ...]:
    facts, notes = store.facts, []
    if facts.nested:
        count = counted(sum(facts.nested.values()), "attribute inside another one, or list,", "attributes inside others, or lists,")
        notes.append(f"{count} left out; the outer value is kept: {listed(facts.nested)}.")
    if facts.strange:
        count = counted(sum(facts.strange.values()), "element that XES does not know was", "elements that XES does not know were")
        notes.append(f"{count} left out: {listed(facts.strange)}.")
    if facts.empty:
        notes.append(f"{counted(facts.empty, 'trace has', 'traces have')} no events and so no customer in the log.")
    notes += _name_notes(store) + _global_notes(store)
    return tuple(notes)


def _name_notes(store: XesStore) -> list[str]:
    column = store.traces.columns.get("concept:name")
    if column is None:
        return []
    query = f"SELECT count({column}) - count(DISTINCT {column}) FROM {store.traces.name}"
    same = store.engine.rows(query)[0][0]
    if not same:
        return []
    has = counted(same, "trace has the name of an earlier one and continues it", "traces have the name of an earlier one and continue it")
    return [f'{has}; pass journey="{NUMBER}" to keep traces apart.']


def _global_notes(store: XesStore) -> list[str]:
    lacking = []
    for level, table in (("event", store.events), ("trace", store.traces)):
        for key in dict.fromkeys(store.facts.globals[level]):
            column = table.columns.get(key)
            count = store.engine.rows(f"SELECT count(*) - count({column}) FROM {table.name}")[0][0] if column else 0
            lacking += [f"{show_value(key)} ({counted(count, level, f'{level}s')})"] if count else []
    more = ", …" if len(lacking) > LISTED else ""
    what = "The log declares attributes for all that some lack"
    return [f"{what}: {', '.join(lacking[:LISTED])}{more}; the values declared are examples and were not filled in."] if lacking else []
