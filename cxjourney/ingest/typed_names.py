"""Names and identifiers of tables in other engines: names come to Python once each, identifiers stay where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import LimitError, counted
from cxjourney.ingest.customers import fold_sql
from cxjourney.ingest.dictionary import Dictionary
from cxjourney.ingest.texts import key, name_notes, quoted, shown
from cxjourney.ingest.typed_columns import text_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.engine.dialect import Dialect
    from cxjourney.ingest.raw_table import RawColumn, RawTable

MOST_NAMES = 100_000
"""Different names of a role, and identifiers with unusual characters, that are fetched."""

_SHARDS = 1_024
"""Identifiers are numbered in this many parts, so that no single process must sort them all."""


def read_names(table: RawTable, columns: Sequence[RawColumn], role: str, limit: int) -> tuple[Dictionary, tuple[str, ...], tuple[str, ...]]:
    """
    Return the names of one or several columns, for each column a table of ``raw`` and ``code``, and notes.

    Parameters
    ----------
    table
        The source.
    columns
        The columns; a name that stands in several is shown as ``column: name``.
    role
        What they name.
    limit
        Most characters of a name; longer ones are left out.

    Raises
    ------
    LimitError
        If there are too many names.
    """
    spelled = [_spellings(table, column, role, limit) for column in columns]
    named = [{each: _most_frequent(found) for each, found in _by_key(raw).items() if each} for raw in spelled]
    entries = []
    for part, own in enumerate(named):
        for each, spelling in own.items():
            several = sum(each in other for other in named) > 1
            entries.append((f"{columns[part].name}: {spelling}" if several else spelling, part, spelling, each))
    entries.sort(key=lambda entry: entry[:2])
    code = {(part, each): place for place, (_, part, _, each) in enumerate(entries)}
    maps = []
    for part, raw in enumerate(spelled):
        pairs = [(text, code[part, key(text)]) for text in raw if key(text)]
        name = table.engine.unique_name("codes")
        table.engine.table(name, {"raw": [text for text, _ in pairs] or [""], "code": [number for _, number in pairs] or [-1]})
        maps.append(name)
    names = tuple(entry[0] for entry in entries)
    merged = [_merge_note(raw, role if len(columns) == 1 else f"{role} {columns[part].name!r}") for part, raw in enumerate(spelled)]
    dictionary = Dictionary("", names, tuple(entry[1] for entry in entries), tuple(entry[2] for entry in entries))
    return dictionary, tuple(maps), (*filter(None, merged), *name_notes(role, names))


def _spellings(table: RawTable, column: RawColumn, role: str, limit: int) -> dict[str, int]:
    """Return the texts of a column and how often each occurs."""
    text = text_sql(column)
    found = table.engine.rows(
        f"SELECT {text} AS raw, count(*) AS n FROM {table.relation} WHERE {text} IS NOT NULL AND char_length({text}) <= {limit} "
        f"GROUP BY {text} LIMIT {MOST_NAMES + 1}"
    )
    if len(found) > MOST_NAMES:
        message = f"{table.source}: the column {column.name!r} holds more than {MOST_NAMES:,} names for the role {role}."
        raise LimitError(
            message, hint="is it an identifier? name the column that holds the names.", source=table.source, column=column.name
        )
    return {str(raw): int(count) for raw, count in found}


def _by_key(raw: dict[str, int]) -> dict[str, dict[str, int]]:
    """Return how often each spelling is shown, by what spellings have in common."""
    found: dict[str, dict[str, int]] = {}
    for text, count in raw.items():
        spellings = found.setdefault(key(text), {})
        spellings[shown(text)] = spellings.get(shown(text), 0) + count
    return found


def _most_frequent(spellings: dict[str, int]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _merge_note(raw: dict[str, int], role: str) -> str:
    several: dict[str, list[str]] = {}
    for text in raw:
        several.setdefault(key(text), []).append(text)
    merged = {each: texts for each, texts in several.items() if each and len(texts) > 1}
    if not merged:
        return ""
    spelled = _by_key(raw)
    example = min(_most_frequent(spelled[each]) for each in merged)
    spellings = sum(map(len, merged.values()))
    return f"{role}: {spellings:,} spellings were merged into {counted(len(merged), 'name')}, such as {quoted(example)}."


def read_keys(table: RawTable, column: RawColumn, role: str, limit: int, dialect: Dialect) -> tuple[str, str]:
    """
    Return a table of ``code, key, fold, bucket`` of the identifiers of a column, and one of ``raw`` and ``code``.

    Parameters
    ----------
    table
        The source.
    column
        The column.
    role
        What it identifies.
    limit
        Most characters of an identifier; longer ones are left out.
    dialect
        How the engine writes what is not common.

    Raises
    ------
    LimitError
        If too many identifiers have characters that must be composed or folded.
    """
    engine = table.engine
    ids, odd, keyed, hashed, starts, keys, codes = (
        engine.unique_name(stem) for stem in ("ids", "odd", "keyed", "hashed", "starts", f"{role}_keys", "codes")
    )
    text = text_sql(column)
    engine.make(ids, f"SELECT DISTINCT {text} AS raw FROM {table.relation} WHERE {text} IS NOT NULL AND char_length({text}) <= {limit}")
    unusual = [row[0] for row in engine.rows(f"SELECT raw FROM {ids} WHERE {dialect.odd.format('raw')} LIMIT {MOST_NAMES + 1}")]
    if len(unusual) > MOST_NAMES:
        message = f"{table.source}: more than {MOST_NAMES:,} values of {column.name!r} have spaces or letters beyond ASCII."
        raise LimitError(message, hint="name a column of plain identifiers.", source=table.source, column=column.name)
    engine.table(odd, {"raw": unusual or [""], "key": [key(raw) for raw in unusual] or [""]})
    engine.make(keyed, f"SELECT i.raw, coalesce(o.key, i.raw) AS key FROM {ids} i LEFT JOIN {odd} o ON o.raw = i.raw")
    digest, bucket = dialect.md5.format("key"), dialect.hexadecimal.format("substr(digest, 1, 15)")
    engine.make(
        hashed,
        f"SELECT key, {fold_sql('digest', dialect.hexadecimal)} AS fold, {bucket} AS bucket, {bucket} % {_SHARDS} AS shard "
        f"FROM (SELECT key, {digest} AS digest FROM (SELECT DISTINCT key FROM {keyed} WHERE key <> '') AS k) AS d",
    )
    sizes = dict(engine.rows(f"SELECT shard, count(*) AS n FROM {hashed} GROUP BY shard"))
    before = [sum(sizes[shard] for shard in sorted(sizes)[:place]) for place in range(len(sizes))]
    engine.table(starts, {"shard": sorted(sizes) or [0], "start": before or [0]})
    engine.make(
        keys,
        f"SELECT CAST(s.start + row_number() OVER (PARTITION BY h.shard ORDER BY h.key) - 1 AS INTEGER) AS code, h.key, h.fold, h.bucket "
        f"FROM {hashed} h JOIN {starts} s ON s.shard = h.shard",
    )
    engine.make(codes, f"SELECT r.raw, k.code FROM {keyed} r JOIN {keys} k ON k.key = r.key")
    for name in (ids, odd, keyed, hashed, starts):
        engine.drop(name)
    return keys, codes
