"""What DuckDB's types mean to the roles of an event log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxjourney.ingest.raw_table import ColumnKind

KINDS: dict[str, ColumnKind] = {
    "VARCHAR": "text",
    "UUID": "text",
    "JSON": "text",
    '"NULL"': "text",
    "NULL": "text",
    "BOOLEAN": "boolean",
    "FLOAT": "float",
    "DOUBLE": "float",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP_S": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    **dict.fromkeys(
        ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "integer"
    ),
}


def kind_of(sql_type: str) -> ColumnKind:
    """
    Return the kind of a column of a DuckDB type.

    Parameters
    ----------
    sql_type
        The type as ``DESCRIBE`` writes it.

    Examples
    --------
    >>> kind_of("DECIMAL(18,3)"), kind_of("STRUCT(a INTEGER)")
    ('decimal', 'other')
    """
    if sql_type.endswith("]"):
        return "other"
    if sql_type.startswith("DECIMAL("):
        return "decimal"
    return "text" if sql_type.startswith("ENUM(") else KINDS.get(sql_type, "other")


def readable(column: str, sql_type: str) -> str:
    """
    Return SQL of a column whose type is one of few: text in any dress is cast to VARCHAR.

    Parameters
    ----------
    column
        SQL of the column.
    sql_type
        Its type as ``DESCRIBE`` writes it.

    Examples
    --------
    >>> readable("c0", "UUID")
    'CAST(c0 AS VARCHAR)'
    """
    return f"CAST({column} AS VARCHAR)" if kind_of(sql_type) == "text" and sql_type != "VARCHAR" else column
