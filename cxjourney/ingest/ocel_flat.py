"""From events and objects to one row for each event of each customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import EmptyDataError, counted, show_value
from cxjourney.ingest.ocel_types import ObjectType, choose_type
from cxjourney.ingest.raw_table import RawColumn, RawTable

if TYPE_CHECKING:
    from cxjourney.ingest.ocel_store import OcelStore
    from cxjourney.ingest.parsing import Parsing

CUSTOMER, TIME, TOUCHPOINT = "case:concept:name", "time:timestamp", "concept:name"
_EVENT, _QUALIFIER = "ocel:eid", "ocel:qualifier"
_PER = "object_number"


def flatten(store: OcelStore, customer: str | None, parsing: Parsing) -> RawTable:
    """
    Return the events of the objects of one type.

    Parameters
    ----------
    store
        The log.
    customer
        The type, or None.
    parsing
        Options.

    Raises
    ------
    DataError
        If ids are not unique.
    EmptyDataError
        If there are no events.
    MissingColumnError
        If the type is not there, or several could be meant.
    """
    store.finish()
    if not store.added("event"):
        raise EmptyDataError(f"{store.source}: there are no events.", hint="check that the export is complete.", source=store.source)
    related, types = _related(store)
    kind, choice = choose_type(types, customer, store.source)
    pairs = _pairs(store, related, kind)
    known = [(attribute, _valid(store, pairs, _changes(store, attribute))) for attribute in _attributes_of(store, kind)]
    joined, columns = _columns(store, known)
    relation = _stored(store, pairs, joined, columns)
    notes = (choice, *_notes(store, pairs, kind))
    for table in (
        related,
        pairs,
        *(table for _, table in known),
        *(store.table(name) for name in ("event", "object", "relation", "change")),
    ):
        store.engine.execute(f"DROP TABLE {table}")
    shown = tuple(column for column, _ in columns)

    def place(row: int) -> str:
        identifier = next(column.sql_name for column in shown if column.name == _EVENT)
        event, line = store.engine.rows(f'SELECT {identifier}, line FROM {relation} WHERE "row" = {row}')[0]
        name = "" if parsing.hide_values else f" {show_value(event)}"
        return f"{store.source} event{name}" + (f" (line {line})" if line else "")

    return RawTable(
        store.engine,
        relation,
        shown,
        store.source,
        locate=place,
        tables=(f"{relation}_rows",),
        roles={"customer": CUSTOMER},
        usual={"time": TIME, "touchpoint": TOUCHPOINT},
        notes=tuple(note for note in notes if note),
    )


def _stored(store: OcelStore, pairs: str, joined: str, columns: list[tuple[RawColumn, str]]) -> str:
    """Make the table of the rows and return the view of it."""
    relation = store.engine.unique_name("raw")
    fields = "".join(f", {sql} AS {column.sql_name}" for column, sql in columns)
    store.engine.execute(
        f'CREATE TABLE {relation}_rows AS SELECT p.rowid AS "row", p.{_PER}, e.line{fields} FROM {pairs} AS p '
        f"JOIN {store.table('event')} AS e ON e.rowid = p.event{joined}"
    )
    store.engine.execute(f"CREATE VIEW {relation} AS SELECT * FROM {relation}_rows")
    return relation


def _related(store: OcelStore) -> tuple[str, list[ObjectType]]:
    """Make a table of the objects of each event, each once; return the types there are."""
    engine, name = store.engine, store.engine.unique_name("related")
    r, e, o = (store.table(kind) for kind in ("relation", "event", "object"))
    of = store.column
    engine.execute(
        f"CREATE TABLE {name} AS SELECT e.rowid AS event, o.rowid AS object, o.{of('object', 'type')} AS type, min(r.rowid) AS first, "
        f"string_agg(DISTINCT r.{of('relation', 'qualifier')}, ' + ' ORDER BY r.{of('relation', 'qualifier')}) AS qualifier FROM {r} AS r "
        f"JOIN {e} AS e ON e.{of('event', 'id')} = r.{of('relation', 'event')} "
        f"JOIN {o} AS o ON o.{of('object', 'id')} = r.{of('relation', 'object')} GROUP BY ALL"
    )
    counts = (
        f"SELECT type, any_value(objects), count(*), count(*) FILTER (WHERE n = 1) FROM (SELECT type, event, count(*) AS n FROM {name} "
        f"GROUP BY ALL) JOIN (SELECT type, count(DISTINCT object) AS objects FROM {name} GROUP BY ALL) USING (type) "
        f"WHERE type IS NOT NULL GROUP BY type ORDER BY type"
    )
    return name, [ObjectType(*row) for row in engine.rows(counts)]


def _pairs(store: OcelStore, related: str, kind: ObjectType) -> str:
    """Make a table of the rows to come: an event and a customer, in the order of the log."""
    name = store.engine.unique_name("pairs")
    store.engine.execute(
        f"CREATE TABLE {name} AS SELECT event, object AS {_PER}, qualifier FROM {related} WHERE type = ? ORDER BY event, first", [kind.name]
    )
    return name


def _columns(store: OcelStore, known: list[tuple[str, str]]) -> tuple[str, list[tuple[RawColumn, str]]]:
    """Return the joins and every column with its SQL: the event, the customer, and what was known of it then."""
    of = store.column
    joins = f" JOIN {store.table('object')} AS o ON o.rowid = p.{_PER}"
    found = [(CUSTOMER, f"o.{of('object', 'id')}", _PER), (_EVENT, f"e.{of('event', 'id')}", "")]
    found += [(TOUCHPOINT, f"e.{of('event', 'type')}", ""), (TIME, f"e.{of('event', 'time')}", ""), (_QUALIFIER, "p.qualifier", "")]
    taken = {name for name, _, _ in found}
    for number, (attribute, values) in enumerate(known):
        joins += f" LEFT JOIN {values} AS a{number} ON a{number}.pair = p.rowid"
        found.append((_free(f"case:{attribute}", taken), f"a{number}.value", _PER))
    for attribute in store.attributes:
        found.append((_free(attribute, taken), f"e.{store.attribute(attribute)}", ""))
    return joins, [(RawColumn(name, "text", f"c{number}", per), sql) for number, (name, sql, per) in enumerate(found)]


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"event:{name}"
    taken.add(name)
    return name


def _attributes_of(store: OcelStore, kind: ObjectType) -> list[str]:
    of = store.column
    query = (
        f"SELECT DISTINCT c.{of('change', 'name')} FROM {store.table('change')} AS c JOIN {store.table('object')} AS o "
        f"ON o.{of('object', 'id')} = c.{of('change', 'object')} WHERE o.{of('object', 'type')} = ?"
    )
    found = {name for (name,) in store.engine.rows(query, [kind.name])}
    return [name for name in store.object_attributes if name in found]


def _changes(store: OcelStore, attribute: str) -> str:
    """Make a table of the values of an attribute; the last of several at one instant counts."""
    of, name = store.column, store.engine.unique_name("values")
    store.engine.execute(
        f"CREATE TABLE {name} AS SELECT o.rowid AS object, c.instant, "
        f"arg_max(COALESCE(c.{of('change', 'value')}, ''), c.rowid) AS value FROM {store.table('change')} AS c "
        f"JOIN {store.table('object')} AS o ON o.{of('object', 'id')} = c.{of('change', 'object')} "
        f"WHERE c.{of('change', 'name')} = ? GROUP BY ALL",
        [attribute],
    )
    return name


def _valid(store: OcelStore, pairs: str, values: str) -> str:
    """Make a table of the value that each row's customer had at the time of its event; drop the values."""
    name = store.engine.unique_name("valid")
    store.engine.execute(
        f"CREATE TABLE {name} AS SELECT p.rowid AS pair, NULLIF(v.value, '') AS value FROM {pairs} AS p "
        f"JOIN {store.table('event')} AS e ON e.rowid = p.event "
        f"ASOF JOIN {values} AS v ON v.object = p.{_PER} AND v.instant <= e.instant"
    )
    store.engine.execute(f"DROP TABLE {values}")
    return name


def _notes(store: OcelStore, pairs: str, kind: ObjectType) -> list[str]:
    engine, events, name = store.engine, store.added("event"), show_value(kind.name)
    query = "SELECT count(*), count(*) FILTER (WHERE n > 1), CAST(COALESCE(sum(n) FILTER (WHERE n > 1), 0) AS BIGINT) FROM "
    related, shared, rows = engine.rows(f"{query}(SELECT count(*) AS n FROM {pairs} GROUP BY event)")[0]
    objects = engine.rows(f"SELECT count(*) FROM {store.table('object')} WHERE {store.column('object', 'type')} = ?", [kind.name])[0][0]
    lost = store.added("relation") - engine.rows(_resolved(store))[0][0]
    alone = counted(events - related, f"event of {events:,} refers", f"events of {events:,} refer")
    several = counted(shared, "event refers", "events refer")
    notes = {
        f"{alone} to no object of the type {name}: left out.": events - related,
        f"{several} to several objects of the type {name} and became {rows:,} rows; values of the event stand in each of them.": shared,
        f"{counted(objects - kind.objects, 'object')} of the type {name} without events.": objects - kind.objects,
        f"{counted(lost, 'relation')} to events or objects that the log does not list: left out.": lost,
        f"{counted(store.object_relations, 'relation')} between objects: not used.": store.object_relations,
        f"{counted(store.nested, 'nested or binary value')} left out.": store.nested,
    }
    return [note for note, count in notes.items() if count]


def _resolved(store: OcelStore) -> str:
    of = store.column
    return (
        f"SELECT count(*) FROM {store.table('relation')} AS r "
        f"SEMI JOIN {store.table('event')} AS e ON e.{of('event', 'id')} = r.{of('relation', 'event')} "
        f"SEMI JOIN {store.table('object')} AS o ON o.{of('object', 'id')} = r.{of('relation', 'object')}"
    )
