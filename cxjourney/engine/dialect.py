"""What the engines write differently: a handful of types and one operation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ColumnKind = Literal["text", "integer", "float", "decimal", "boolean", "timestamp", "timestamptz", "date", "other"]
"""What a column holds before any role interprets it; text files have text only."""

QUOTIENT = "int_div("
"""How statements write the quotient of two integers, rounded towards zero: no operator means that everywhere."""

PATH = "path_text("
"""How statements write the values of a group as one text, in an order: the value, then what orders it. NULL is left out."""

FENCE = " OFFSET 0"
"""Ends a subquery whose columns are used several times, so that they are computed once."""

_TYPE = re.compile(r"\b(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|DOUBLE|VARCHAR)\b")


@dataclass(frozen=True, slots=True)
class Dialect:
    """
    How one engine writes what the common SQL leaves open.

    Parameters
    ----------
    name
        Name of the dialect.
    quotient
        Template of the quotient of two integers, rounded towards zero.
    types
        Names of types that differ from DuckDB's.
    fenced
        Whether subqueries must be kept apart, since the engine would write out what they compute at every use.
    verified
        Whether tests run the statements in the engine.
    temporary
        How a statement begins that makes a temporary table.
    md5
        Template of the md5 of a text, in hexadecimal digits.
    hexadecimal
        Template of up to 15 hexadecimal digits as a number.
    odd
        Template of the condition that a text has characters that may need composing or folding.
    moments
        Templates of microseconds since 1970 of times, by the kind of the column.
    path
        Template of the values of a group as one text, with spaces between them.
    """

    name: str
    quotient: str
    types: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    fenced: bool = False
    verified: bool = False
    temporary: str = "CREATE TEMPORARY TABLE {name} AS {sql}"
    md5: str = "md5({})"
    hexadecimal: str = ""
    odd: str = ""
    moments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    path: str = "string_agg(CAST({a} AS VARCHAR), ' ' ORDER BY {b})"

    def written(self, sql: str) -> str:
        """
        Return a statement as this engine reads it.

        Parameters
        ----------
        sql
            A statement of the common SQL. Names from data never stand in it.

        Examples
        --------
        >>> DIALECTS["spark"].written("SELECT int_div(7, greatest(a, 2)) AS half, CAST(b AS DOUBLE) AS b FROM t")
        'SELECT ((7) DIV (greatest(a, 2))) AS half, CAST(b AS DOUBLE) AS b FROM t'
        """
        if not self.fenced:
            sql = sql.replace(FENCE, "")
        sql = _expanded(sql, PATH, self.path)
        if self.types:
            sql = _TYPE.sub(lambda match: self.types.get(match[1], match[1]), sql)
        return _expanded(sql, QUOTIENT, self.quotient)


def _expanded(sql: str, name: str, template: str) -> str:
    """Return a statement with every call of a name written as a template of its two arguments."""
    while (start := sql.rfind(name)) >= 0:
        end, comma = _call(sql, start + len(name))
        a, b = sql[start + len(name) : comma].strip(), sql[comma + 1 : end].strip()
        sql = sql[:start] + template.format(a=a, b=b) + sql[end + 1 :]
    return sql


def _call(sql: str, start: int) -> tuple[int, int]:
    """Return where a call of two arguments ends, and the comma between them."""
    depth, comma = 0, 0
    for place in range(start, len(sql)):
        if sql[place] == ")" and depth == 0:
            return place, comma
        depth += (sql[place] == "(") - (sql[place] == ")")
        if sql[place] == "," and depth == 0:
            comma = place
    message = "a call without its end"
    raise ValueError(message)


def sql_type(values: Sequence[int] | Sequence[str]) -> str:
    """
    Return the SQL type of a column of Python values.

    Parameters
    ----------
    values
        The values.

    Examples
    --------
    >>> sql_type([1, 2]), sql_type([1 << 40]), sql_type(["a"])
    ('INTEGER', 'BIGINT', 'VARCHAR')
    """
    if any(isinstance(value, str) for value in values):
        return "VARCHAR"
    return "BIGINT" if any(not -(1 << 31) <= int(value) < 1 << 31 for value in values) else "INTEGER"


_POSTGRES = {"TINYINT": "SMALLINT", "DOUBLE": "DOUBLE PRECISION", "HUGEINT": "NUMERIC", "VARCHAR": "TEXT"}
_SPARK = {"HUGEINT": "DECIMAL(38, 0)", "VARCHAR": "STRING"}
_BIGQUERY = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), "INT64"),
    "HUGEINT": "BIGNUMERIC",
    "DOUBLE": "FLOAT64",
    "VARCHAR": "STRING",
}
_TRINO = {"HUGEINT": "DECIMAL(38, 0)"}
_SNOWFLAKE = {"HUGEINT": "NUMBER(38, 0)"}
_CLICKHOUSE = {
    "TINYINT": "Int8",
    "SMALLINT": "Int16",
    "INTEGER": "Int32",
    "BIGINT": "Int64",
    "HUGEINT": "Int128",
    "DOUBLE": "Float64",
    "VARCHAR": "String",
}
_SPARK_PATH = "array_join(transform(array_sort(collect_list(struct({b} AS place, {a} AS code))), x -> CAST(x.code AS VARCHAR)), ' ')"
_VIEW = "CREATE TEMPORARY VIEW {name} AS {sql}"

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("duckdb", "(({a}) // ({b}))", verified=True, temporary="CREATE TEMP TABLE {name} AS {sql}"),
        Dialect(
            "postgres",
            "(({a}) / ({b}))",
            _POSTGRES,
            fenced=True,
            verified=True,
            temporary="CREATE TEMP TABLE {name} AS {sql}",
            md5="md5(convert_to({}, 'UTF8'))",
            hexadecimal="CAST(CAST('x' || lpad({}, 16, '0') AS BIT(64)) AS BIGINT)",
            odd="({} COLLATE \"C\" ~ '[^!-~]')",
            moments={
                "timestamptz": "CASE WHEN isfinite({0}) THEN CAST(extract(epoch FROM {0}) * 1000000 AS BIGINT) END",
                "timestamp": "CASE WHEN isfinite({0}) THEN CAST(extract(epoch FROM {0}) * 1000000 AS BIGINT) END",
                "date": "CASE WHEN isfinite({0}) THEN CAST({0} - DATE '1970-01-01' AS BIGINT) * 86400000000 END",
            },
        ),
        Dialect(
            "spark",
            "(({a}) DIV ({b}))",
            _SPARK,
            verified=True,
            path=_SPARK_PATH,
            temporary=_VIEW,
            hexadecimal="CAST(conv({}, 16, 10) AS BIGINT)",
            odd="({} RLIKE '[^!-~]')",
            moments={
                "timestamptz": "unix_micros({})",
                "timestamp": "timestampdiff(MICROSECOND, TIMESTAMP_NTZ '1970-01-01 00:00:00', {})",
                "date": "CAST(unix_date({}) AS BIGINT) * 86400000000",
            },
        ),
        Dialect("bigquery", "DIV({a}, {b})", _BIGQUERY, temporary="CREATE TEMP TABLE {name} AS {sql}"),
        Dialect("snowflake", "TRUNC(({a}) / ({b}))", _SNOWFLAKE),
        Dialect("databricks", "(({a}) DIV ({b}))", _SPARK, temporary=_VIEW, path=_SPARK_PATH),
        Dialect("trino", "(({a}) / ({b}))", _TRINO, temporary="CREATE TABLE {name} AS {sql}"),
        Dialect("clickhouse", "intDiv({a}, {b})", _CLICKHOUSE),
    )
}
"""Dialects by name; tests run the first three."""
