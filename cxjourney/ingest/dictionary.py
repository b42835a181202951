"""Names as numbers: which spellings are one name, how it is shown, and its place in the sorted list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.errors import DataError, counted
from cxjourney.ingest.checks import short_place
from cxjourney.ingest.texts import key, key_sql, name_notes, quoted, shown_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.raw_table import RawColumn, RawTable

TOO_LONG = -2
NONE = -1

_EXACT_FLOAT = 2**53


@dataclass(frozen=True)
class Dictionary:
    """
    The names of one role.

    Parameters
    ----------
    table
        Table of ``code`` and ``name``.
    names
        The names, sorted by code point; a name's place is its code.
    parts
        For each name the number of the column it is from.
    plain
        The names as they stand in their columns, without what tells them apart.
    """

    table: str
    names: tuple[str, ...]
    parts: tuple[int, ...]
    plain: tuple[str, ...]

    def only(self, table: str, codes: Sequence[int]) -> Dictionary:
        """
        Return the dictionary of some of the names.

        Parameters
        ----------
        table
            Table of their new codes.
        codes
            Their codes until now, in order.
        """
        names, plain = (tuple(listed[code] for code in codes) for listed in (self.names, self.plain))
        return Dictionary(table, names, tuple(self.parts[code] for code in codes), plain)

    @property
    def code_type(self) -> str:
        """Smallest SQL integer that holds the codes."""
        return code_type(len(self.names))


def code_type(count: int) -> str:
    """
    Return the smallest SQL integer that holds so many codes, and less than nothing.

    Parameters
    ----------
    count
        How many codes there are.

    Examples
    --------
    >>> code_type(127), code_type(128)
    ('TINYINT', 'SMALLINT')
    """
    return "TINYINT" if count < 2**7 else "SMALLINT" if count < 2**15 else "INTEGER"


@dataclass(frozen=True)
class Coded:
    """
    A dictionary and how the values of its columns map to it.

    Parameters
    ----------
    dictionary
        The names.
    maps
        For each column a table of ``raw`` value and ``code``; `TOO_LONG` marks names past the limit, and
        missing values are absent.
    notes
        What was merged.
    """

    dictionary: Dictionary
    maps: tuple[str, ...]
    notes: tuple[str, ...]


def text_of(column: RawColumn) -> str:
    """
    Return SQL of a column as text, NULL where there is no value.

    Parameters
    ----------
    column
        The column.
    """
    name = column.sql_name
    if column.kind == "text":
        return name
    if column.kind == "float":
        return f"CASE WHEN isfinite({name}) THEN CAST(CAST({name} AS BIGINT) AS VARCHAR) END"
    if column.kind == "decimal":
        return f"CAST(CAST({name} AS DECIMAL(38, 0)) AS VARCHAR)"
    return f"CAST({name} AS VARCHAR)"


def check_names(table: RawTable, column: RawColumn, role: str) -> tuple[str, ...]:
    """
    Refuse a column whose values cannot be names, and return what is to be said about one whose can.

    Parameters
    ----------
    table
        The source.
    column
        The column.
    role
        What it names.

    Raises
    ------
    DataError
        If it holds lists or other nested values, or numbers that are not whole.
    """
    if column.kind == "other":
        raise _unusable(table, column, role, "values that are no text")
    if column.kind not in {"float", "decimal"}:
        return ()
    name = column.sql_name
    odd = f"{name} <> floor({name}) OR abs({name}) >= {_EXACT_FLOAT}"
    if column.kind == "float":
        odd = f"NOT isnan({name}) AND (NOT isfinite({name}) OR {odd})"
    found = table.engine.rows(f'SELECT min("row") FROM {table.relation} WHERE {odd}')[0][0]
    if found is not None:
        raise _unusable(table, column, role, f"fractions or numbers too large to be exact (first in {short_place(table, found)})")
    return (f"{role}: the column {column.name!r} holds floating-point numbers; they were read as whole numbers.",)


def _unusable(table: RawTable, column: RawColumn, role: str, what: str) -> DataError:
    return DataError(
        f"{table.source}: the column {column.name!r} cannot name the {role}: it holds {what}.",
        code="not_names",
        hint="convert it to text first.",
        source=table.source,
        column=column.name,
    )


def encode(table: RawTable, columns: Sequence[RawColumn], role: str, limit: int) -> Coded:
    """
    Give the names of one or several columns numbers.

    Parameters
    ----------
    table
        The source.
    columns
        The columns; a name that stands in several is shown as ``column: name``.
    role
        What they name.
    limit
        Most characters of a name.
    """
    engine = table.engine
    spelled = [_spellings(table, column, limit) for column in columns]
    names_table = engine.unique_name(f"{role}_names")
    parts = (f"SELECT {part} AS part, key, shown, n FROM {name} WHERE key <> '' AND NOT long" for part, name in enumerate(spelled))
    pairs = ", ".join("(?, ?)" for _ in columns)
    engine.execute(
        f"CREATE TABLE {names_table} AS SELECT part, key, name, plain, "
        f"CAST(row_number() OVER (ORDER BY name, part) - 1 AS INTEGER) AS code FROM ("
        f"SELECT part, key, name AS plain, CASE WHEN count(*) OVER (PARTITION BY key) > 1 THEN title || ': ' || name "
        f"ELSE name END AS name FROM ("
        f"SELECT part, key, first(shown ORDER BY total DESC, shown) AS name FROM ("
        f"SELECT part, key, shown, sum(n) AS total FROM ({' UNION ALL '.join(parts)}) GROUP BY part, key, shown) GROUP BY part, key) "
        f"JOIN (VALUES {pairs}) AS titles(number, title) ON part = number)",
        [value for part, column in enumerate(columns) for value in (part, column.name)],
    )
    found = engine.rows(f"SELECT name, part, plain FROM {names_table} ORDER BY code")
    dictionary = _listed(names_table, found)
    maps = tuple(_map(engine, name, part, dictionary) for part, name in enumerate(spelled))
    titles = [f"{role} {column.name!r}" if len(columns) > 1 else role for column in columns]
    merged = [_merge_note(engine, name, title) for name, title in zip(spelled, titles, strict=True)]
    for name in spelled:
        engine.execute(f"DROP TABLE {name}")
    return Coded(dictionary, maps, (*filter(None, merged), *name_notes(role, dictionary.names)))


def make_dictionary(engine: Engine, role: str, entries: Iterable[tuple[int, str]], titles: Sequence[str] = ("",)) -> Dictionary:
    """
    Return the dictionary of names that are already known.

    Parameters
    ----------
    engine
        Where to make its table.
    role
        What they name.
    entries
        Number of the column, and the name in it; each only once.
    titles
        Titles of the columns; a name that stands in several is shown as ``title: name``.
    """
    entries = list(entries)
    parts_of: dict[str, int] = {}
    for _, name in entries:
        parts_of[key(name)] = parts_of.get(key(name), 0) + 1
    shown = sorted((f"{titles[part]}: {name}" if parts_of[key(name)] > 1 else name, part, name) for part, name in entries)
    table = engine.unique_name(f"{role}_names")
    engine.execute(
        f"CREATE TABLE {table} AS SELECT unnest(CAST(? AS VARCHAR[])) AS name, unnest(CAST(? AS INTEGER[])) AS code",
        [[name for name, _, _ in shown], list(range(len(shown)))],
    )
    return _listed(table, shown)


def _listed(table: str, found: Sequence[tuple[str, int, str]]) -> Dictionary:
    names, plain = (tuple(row[place] for row in found) for place in (0, 2))
    return Dictionary(table, names, tuple(part for _, part, _ in found), plain)  # type: ignore[arg-type]


def _spellings(table: RawTable, column: RawColumn, limit: int) -> str:
    """Make a table of the distinct raw values: how often, what is shown, what makes two of them one."""
    name = table.engine.unique_name("spellings")
    table.engine.execute(
        f"CREATE TABLE {name} AS SELECT raw, n, {shown_sql('spelling')} AS shown, {key_sql('spelling')} AS key, "
        f"length(spelling) > {limit} AS long "
        f"FROM (SELECT {column.sql_name} AS raw, {text_of(column)} AS spelling, count(*) AS n FROM {table.relation} "
        f"WHERE {column.sql_name} IS NOT NULL GROUP BY ALL) WHERE spelling IS NOT NULL"
    )
    return name


def _map(engine: Engine, spelled: str, part: int, dictionary: Dictionary) -> str:
    name = engine.unique_name("codes")
    engine.execute(
        f"CREATE TABLE {name} AS SELECT raw, CAST(CASE WHEN long THEN {TOO_LONG} ELSE code END AS {dictionary.code_type}) AS code "
        f"FROM {spelled} AS s LEFT JOIN (SELECT key, code FROM {dictionary.table} WHERE part = {part}) AS k "
        f"ON s.key = k.key WHERE s.key <> ''"
    )
    return name


def _merge_note(engine: Engine, spelled: str, role: str) -> str:
    query = (
        f"SELECT count(*), CAST(sum(spellings) AS BIGINT), min(shown) FROM (SELECT key, count(*) AS spellings, "
        f"first(shown ORDER BY n DESC, shown) AS shown FROM {spelled} WHERE key <> '' GROUP BY key HAVING count(*) > 1)"
    )
    names, spellings, example = engine.rows(query)[0]
    if not names:
        return ""
    return f"{role}: {spellings:,} spellings were merged into {counted(names, 'name')}, such as {quoted(example)}."


@dataclass(frozen=True)
class Keys:
    """
    Identifiers that may be millions, and so never enter Python.

    Parameters
    ----------
    table
        Table of ``code`` and ``key``, numbered in the order of the keys.
    map
        Table of ``raw`` value and ``code``.
    notes
        What was merged.
    """

    table: str
    map: str
    notes: tuple[str, ...]


def encode_keys(table: RawTable, column: RawColumn, role: str, limit: int) -> Keys:
    """
    Give the identifiers of a column numbers.

    Parameters
    ----------
    table
        The source.
    column
        The column.
    role
        What it identifies.
    limit
        Most characters of an identifier.
    """
    engine = table.engine
    raw, keys, codes = engine.unique_name("raw"), engine.unique_name(f"{role}_keys"), engine.unique_name("codes")
    engine.execute(
        f"CREATE TABLE {raw} AS SELECT raw, {key_sql('spelling')} AS key, length(spelling) > {limit} AS long FROM "
        f"(SELECT DISTINCT {column.sql_name} AS raw, {text_of(column)} AS spelling FROM {table.relation}) WHERE spelling IS NOT NULL"
    )
    engine.execute(
        f"CREATE TABLE {keys} AS SELECT CAST(row_number() OVER (ORDER BY key) - 1 AS INTEGER) AS code, key "
        f"FROM (SELECT DISTINCT key FROM {raw} WHERE key <> '' AND NOT long)"
    )
    engine.execute(
        f"CREATE TABLE {codes} AS SELECT raw, CASE WHEN long THEN {TOO_LONG} ELSE code END AS code "
        f"FROM {raw} LEFT JOIN {keys} USING (key) WHERE key <> ''"
    )
    spellings, names = engine.rows(f"SELECT (SELECT count(*) FROM {codes} WHERE code >= 0), (SELECT count(*) FROM {keys})")[0]
    engine.execute(f"DROP TABLE {raw}")
    differ = counted(spellings - names, "identifier differs", "identifiers differ")
    notes = (f"{role}: {differ} from another one only in white space or composition and became one with it.",)
    return Keys(keys, codes, notes if spellings > names else ())
