"""The table of customers: identifier, fold, sketch bucket, and the segments they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.ingest.dictionary import NONE

if TYPE_CHECKING:
    from cxjourney.engine.protocol import Engine

FOLDS = 50

# 16^17 and 16^2 modulo 50, to take the remainder of a 128-bit number from parts that fit 64 bits.
_PARTS = (("1, 15", 16**17 % FOLDS), ("16, 15", 16**2 % FOLDS), ("31, 2", 1))


def fold_sql(digest: str, hexadecimal: str = "CAST('0x' || {} AS BIGINT)") -> str:
    """
    Return SQL of a customer's fold: the md5 of the identifier, as one number, modulo 50.

    Parameters
    ----------
    digest
        SQL of the md5 in hexadecimal digits.
    hexadecimal
        Template of hexadecimal digits as a number.
    """
    parts = (f"{hexadecimal.format(f'substr({digest}, {place})')} % {FOLDS} * {weight}" for place, weight in _PARTS)
    return f"CAST(({' + '.join(parts)}) % {FOLDS} AS TINYINT)"


def make_customers(engine: Engine, keys: str, store: str, segments: int) -> tuple[str, tuple[int, ...]]:
    """
    Make the table of customers; return its name and for each segment how many customers had several values.

    Parameters
    ----------
    engine
        Where the tables are.
    keys
        Table of ``code`` and ``key``.
    store
        Table of events; its columns ``segment_0, …`` are taken out of it.
    segments
        Number of such columns.
    """
    name = engine.unique_name("customers")
    firsts, changing = [], []
    for number in range(segments):
        first, several = _first_values(engine, store, f"segment_{number}")
        firsts.append(first)
        changing.append(several)
    joins = "".join(f" LEFT JOIN {first} AS s{number} ON s{number}.customer = k.code" for number, first in enumerate(firsts))
    fields = "".join(f", CAST(COALESCE(s{number}.first, {NONE}) AS INTEGER) AS segment_{number}" for number in range(segments))
    engine.execute(
        f"CREATE TABLE {name} AS SELECT k.code AS customer, k.key, {fold_sql('digest')} AS fold, "
        f"CAST('0x' || substr(digest, 1, 15) AS BIGINT) AS bucket{fields} FROM (SELECT *, md5(key) AS digest FROM {keys}) AS k{joins}"
    )
    for number, first in enumerate(firsts):
        engine.execute(f"DROP TABLE {first}")
        engine.execute(f"ALTER TABLE {store} DROP COLUMN segment_{number}")
    return name, tuple(changing)


def _first_values(engine: Engine, store: str, column: str) -> tuple[str, int]:
    """Make a table of each customer's first value in time; ordering is needed only for customers whose value changes."""
    spans, name = engine.unique_name("spans"), engine.unique_name("first_values")
    engine.execute(
        f"CREATE TABLE {spans} AS SELECT customer, min({column}) AS low, max({column}) AS high FROM {store} "
        f"WHERE {column} >= 0 GROUP BY customer"
    )
    several: int = engine.rows(f"SELECT count(*) FROM {spans} WHERE low <> high")[0][0]
    changing = f"SELECT customer FROM {spans} WHERE low <> high"
    engine.execute(
        f"CREATE TABLE {name} AS SELECT customer, low AS first FROM {spans} WHERE low = high UNION ALL "
        f"SELECT customer, arg_min({column}, (time, position)) FROM {store} "
        f"WHERE {column} >= 0 AND customer IN ({changing}) GROUP BY customer"
    )
    engine.execute(f"DROP TABLE {spans}")
    return name, several
