"""Apply a preset to the rows of a source: what counts, what a value is to be read as, and how times are written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cxjourney.errors import counted
from cxjourney.ingest.numbers import literal
from cxjourney.ingest.raw_table import RawColumn
from cxjourney.ingest.roles import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.presets import Preset
    from cxjourney.ingest.raw_table import RawTable

_NUMBER = r"\s*-?[0-9]+([.][0-9]+)?([eE][+]?[0-9]+)?\s*"


def prepared(table: RawTable, preset: Preset | None) -> RawTable:
    """
    Return a source as its preset says: without rows that do not count, with values as they are to be read.

    Parameters
    ----------
    table
        The source.
    preset
        What the export looks like; None changes nothing.
    """
    if preset is None:
        return table
    table = _below_header(table, preset.header_rows)
    return _without_rows(_changed(table, preset), preset)


def _below_header(table: RawTable, rows: int) -> RawTable:
    return _view(table, "*", f'"row" >= {rows}') if rows else table


def _view(table: RawTable, fields: str, where: str = "TRUE") -> RawTable:
    name = table.engine.unique_name("preset")
    table.engine.execute(f"CREATE VIEW {name} AS SELECT {fields} FROM {table.relation} WHERE {where}")
    return replace(table, relation=name)


def _found(table: RawTable, names: Iterable[str]) -> dict[str, RawColumn]:
    folded = {fold(column.name): column for column in table.columns}
    return {name: folded[fold(name)] for name in names if fold(name) in folded}


def _changed(table: RawTable, preset: Preset) -> RawTable:
    """Return the source with joined columns, and values replaced by what they mean."""
    replaced: dict[RawColumn, str] = {}
    for name, column in _found(table, preset.values).items():
        replaced[column] = _meaning(replaced.get(column, _text(column)), preset.values[name])
    for name, column in _found(table, preset.less).items():
        replaced[column] = _less(replaced.get(column, _text(column)), preset.less[name])
    added: dict[RawColumn, str] = {}
    for number, (name, parts) in enumerate(preset.joined.items()):
        found = _found(table, parts)
        if len(found) == len(parts):
            blank = " OR ".join(f"COALESCE(trim({_text(column)}), '') = ''" for column in found.values())
            together = " || '-' || ".join(f"trim({_text(column)})" for column in found.values())
            added[RawColumn(name, "text", f"preset_{number}")] = f"CASE WHEN NOT ({blank}) THEN {together} END"
    if not replaced and not added:
        return table
    listed = ", ".join(f"{sql} AS {column.sql_name}" for column, sql in replaced.items())
    new = "".join(f", {sql} AS {column.sql_name}" for column, sql in added.items())
    viewed = _view(table, f"*{f' REPLACE ({listed})' if listed else ''}{new}")
    kept = tuple(replace(column, kind="text") if column in replaced else column for column in table.columns)
    return replace(viewed, columns=(*kept, *added))


def _text(column: RawColumn) -> str:
    return column.sql_name if column.kind == "text" else f"CAST({column.sql_name} AS VARCHAR)"


def _word(text: str) -> str:
    return f"lower(trim({text}))"


def _meaning(text: str, meanings: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN {literal(value.lower())} THEN {literal(meant) if meant else 'NULL'}" for value, meant in meanings.items())
    return f"CASE {_word(text)} {cases} ELSE {text} END"


def _less(text: str, count: int) -> str:
    whole = f"regexp_full_match(trim({text}), '[0-9]{{1,18}}([.]0+)?')"
    return f"CASE WHEN {whole} THEN CAST(greatest(CAST(CAST({text} AS DOUBLE) AS BIGINT) - {count}, 0) AS VARCHAR) ELSE {text} END"


def _without_rows(table: RawTable, preset: Preset) -> RawTable:
    """Return the source without the rows that do not count, and say so."""
    rules = [(f"other_{name}", f"NOT ({_is_in(column, preset.only[name])})") for name, column in _found(table, preset.only).items()]
    rules += [(f"without_{name}", _is_in(column, preset.without[name])) for name, column in _found(table, preset.without).items()]
    dropped = _dropped(table, rules)
    unique = _found(table, preset.unique)
    if preset.unique and len(unique) == len(preset.unique):
        dropped += _twice(table, list(unique.values()), [name for name, _ in dropped])
    if not dropped:
        return table
    tables = " UNION ALL ".join(f'SELECT "row" FROM {name}' for name, _ in dropped)
    counts = [(reason, table.engine.rows(f"SELECT count(*) FROM {name}")[0][0]) for name, reason in dropped]
    said = ", ".join(f"{reason} {count:,}" for reason, count in counts)
    note = f"preset {preset.name!r}: {counted(sum(count for _, count in counts), 'row was', 'rows were')} left out ({said})."
    left = _view(table, "*", f'"row" NOT IN ({tables})')
    return replace(left, left_out=(*table.left_out, *counts), notes=(*table.notes, note))


def _is_in(column: RawColumn, values: Sequence[str]) -> str:
    listed = ", ".join(literal(value.lower()) for value in values)
    return f"COALESCE({_word(_text(column))} IN ({listed}), FALSE)"


def _dropped(table: RawTable, rules: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Make a table of rows for each rule that any row breaks; return table and reason."""
    found: list[tuple[str, str]] = []
    engine, earlier = table.engine, "FALSE"
    for reason, condition in rules:
        name = engine.unique_name("left_out")
        engine.execute(f'CREATE TABLE {name} AS SELECT "row" FROM {table.relation} WHERE ({condition}) AND NOT ({earlier})')
        earlier = f"{earlier} OR ({condition})"
        if engine.rows(f"SELECT 1 FROM {name} LIMIT 1"):
            found.append((name, reason))
    return found


def _twice(table: RawTable, columns: Sequence[RawColumn], gone: Sequence[str]) -> list[tuple[str, str]]:
    engine, name = table.engine, table.engine.unique_name("twice")
    keys = ", ".join(column.sql_name for column in columns)
    filled = " AND ".join(f"COALESCE(trim({_text(column)}), '') <> ''" for column in columns)
    left = "".join(f' AND "row" NOT IN (SELECT "row" FROM {other})' for other in gone)
    ranked = f'SELECT "row", row_number() OVER (PARTITION BY {keys} ORDER BY "row") AS place FROM {table.relation} WHERE {filled}{left}'
    engine.execute(f'CREATE TABLE {name} AS SELECT "row" FROM ({ranked}) WHERE place > 1')
    return [(name, "delivered_twice")] if engine.rows(f"SELECT 1 FROM {name} LIMIT 1") else []


def with_times(parsing: Parsing, table: RawTable, columns: Iterable[str | None], preset: Preset | None) -> Parsing:
    """
    Return the options with the unit or the format of the preset, where its times are written so.

    Parameters
    ----------
    parsing
        What the caller said, which goes before.
    table
        The source.
    columns
        Columns of times.
    preset
        What the export looks like.
    """
    if preset is None or parsing.time_unit or parsing.time_format:
        return parsing
    found = list(_found(table, [column for column in columns if column]).values())
    if preset.time_unit and any(column.kind in {"integer", "float", "decimal"} or _starts(table, column, _NUMBER) for column in found):
        return replace(parsing, time_unit=preset.time_unit)
    if preset.time_format and any(column.kind == "text" and _reads(table, column, preset.time_format) for column in found):
        return replace(parsing, time_format=preset.time_format)
    return parsing


def _first(table: RawTable, column: RawColumn) -> str:
    return f"(SELECT {column.sql_name} AS value FROM {table.relation} WHERE trim({column.sql_name}) <> '' LIMIT 1)"


def _starts(table: RawTable, column: RawColumn, pattern: str) -> bool:
    if column.kind != "text":
        return False
    return bool(table.engine.rows(f"SELECT 1 FROM {_first(table, column)} WHERE regexp_full_match(value, {literal(pattern)})"))


def _reads(table: RawTable, column: RawColumn, time_format: str) -> bool:
    read = f"try_strptime(trim(value), {literal(time_format)}) IS NOT NULL"
    return bool(table.engine.rows(f"SELECT 1 FROM {_first(table, column)} WHERE {read}"))
