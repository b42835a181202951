"""PostgreSQL: statements run in a session of their own, where only temporary tables are made."""

from __future__ import annotations

import contextlib
import itertools
import threading
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cxjourney._optional import require
from cxjourney.engine.dialect import DIALECTS, sql_type
from cxjourney.engine.duckdb import quote
from cxjourney.engine.integer_columns import integer_columns
from cxjourney.engine.owning import Owner
from cxjourney.engine.waiting import LOOK_UP
from cxjourney.errors import DataError, OptionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from cxjourney.engine.dialect import ColumnKind

_COMMON = DIALECTS["postgres"]
_KINDS: dict[str, ColumnKind] = {
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "uuid", "citext"), "text"),
    **dict.fromkeys(("int2", "int4", "int8"), "integer"),
    **dict.fromkeys(("float4", "float8"), "float"),
    "numeric": "decimal",
    "bool": "boolean",
    "timestamp": "timestamp",
    "timestamptz": "timestamptz",
    "date": "date",
}


@dataclass(frozen=True)
class PostgresSource:
    """
    A table or a query in PostgreSQL, to be given to `read_events`.

    Parameters
    ----------
    connection
        An open psycopg connection, or a connection string such as ``"postgresql://reader@db/shop"``. A session of
        its own is opened with the same parameters, so that transactions and settings of an open connection are left alone;
        what it has not committed is not seen.
    table
        Name of the table or view; ``("schema", "table")`` where it stands in a schema. Names are quoted as they are.
    query
        A SELECT statement instead of a table.

    Raises
    ------
    OptionError
        If not exactly one of ``table`` and ``query`` is given.

    Notes
    -----
    Rows never leave the database: the columns that are needed are copied into temporary tables of the session, all
    sums are taken there, and only those are fetched.

    Examples
    --------
    >>> PostgresSource("postgresql://reader@db/shop", table=("web", "events"))
    <PostgresSource "web"."events">
    """

    connection: Any = field(repr=False)
    table: str | tuple[str, str] | None = None
    query: str | None = None

    def __post_init__(self) -> None:
        if (self.table is None) == (self.query is None):
            raise OptionError("PostgresSource needs a table or a query, and not both.", hint='for example table="events".')

    def __repr__(self) -> str:
        return f"<PostgresSource {self.title}>"

    @property
    def title(self) -> str:
        """How the source is called in messages."""
        return "(query)" if self.table is None else self.relation

    @property
    def relation(self) -> str:
        """SQL of the table, or of the query as a subquery."""
        if self.query is not None:
            return f"({self.query.strip().rstrip(';')}\n) AS asked"
        names = (self.table,) if isinstance(self.table, str) else tuple(self.table or ())
        return ".".join(quote(name) for name in names)


class PostgresEngine:
    """
    A session in PostgreSQL, for one event log and whatever is computed from it.

    Parameters
    ----------
    connection
        An open psycopg connection or a connection string, whose parameters are used.

    Raises
    ------
    MissingDependencyError
        If psycopg is not installed.
    DataError
        If no session can be opened.
    """

    def __init__(self, connection: Any) -> None:
        psycopg = require("psycopg", extra="postgres", purpose="Reading from PostgreSQL")
        self._errors: Any = psycopg.Error
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self._owner = Owner()
        if not isinstance(connection, (str, psycopg.Connection)):
            message = f"PostgresSource takes a psycopg connection or a connection string, found {type(connection).__name__}"
            raise TypeError(message)
        try:
            if isinstance(connection, str):
                self._session = psycopg.connect(connection, autocommit=True)
            else:
                password = {"password": connection.info.password} if connection.info.password else {}
                self._session = psycopg.connect(connection.info.dsn, autocommit=True, **password)
            self._session.execute("SET TIME ZONE 'UTC'; SET jit = off")
        except self._errors as cause:
            message = f"PostgreSQL cannot be reached: {_first_line(cause)}"
            raise DataError(message, code="engine", hint="check host, database, user and password.") from cause
        self._end = weakref.finalize(self, _leave, self._session, self._owner)

    @property
    def name(self) -> str:
        """Short name of the engine."""
        return "postgres"

    @property
    def embedded(self) -> bool:
        """Whether the engine is inside this process: this one is not."""
        return False

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """See the database as it is now for as long as this lasts; where it fails, nothing that was made stays."""
        with self._caught(), self._lock, self._session.transaction():
            self._session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """
        Run a statement for its effect.

        Parameters
        ----------
        sql
            The statement, in the common SQL.
        parameters
            What its ``%s`` mean.

        Raises
        ------
        DataError
            If PostgreSQL refuses it or went away.
        """
        with self._caught(), self._lock:
            self._session.execute(_COMMON.written(sql), list(parameters) or None)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """
        Run a query whose result is small and return its rows.

        Parameters
        ----------
        sql
            The query, in the common SQL.
        parameters
            What its ``%s`` mean.

        Raises
        ------
        DataError
            If PostgreSQL refuses it or went away.
        """
        with self._caught(), self._lock:
            found: list[tuple[Any, ...]] = self._session.execute(_COMMON.written(sql), list(parameters) or None).fetchall()
            return found

    def columns(self, sql: str) -> dict[str, NDArray[np.int64]]:
        """
        Run a query of integers without NULL and return its columns.

        Parameters
        ----------
        sql
            The query, in the common SQL.

        Raises
        ------
        DataError
            If PostgreSQL refuses it or went away.
        """
        with self._caught(), self._lock:
            cursor = self._session.execute(_COMMON.written(sql))
            return integer_columns([column.name for column in cursor.description], cursor.fetchall())

    def sums(self, sql: str) -> dict[str, NDArray[np.int64]]:
        """
        Run a query of integers without NULL, however wide its sums are, and return its columns.

        Parameters
        ----------
        sql
            The query, in the common SQL.
        """
        return self.columns(sql)

    def described(self, source: PostgresSource) -> list[tuple[str, ColumnKind]]:
        """
        Return name and kind of the columns of a source.

        Parameters
        ----------
        source
            A table or a query.
        """
        with self._caught(), self._lock:
            columns = self._session.execute(f"SELECT * FROM {source.relation} LIMIT 0").description or ()
            query = "SELECT oid, typname, typtype FROM pg_type WHERE oid = ANY(%s)"
            types = {
                oid: "text" if kind == "e" else _KINDS.get(name, "other")
                for oid, name, kind in self.rows(query, [[c.type_code for c in columns]])
            }
            return [(column.name, types.get(column.type_code, "other")) for column in columns]

    def copy_source(self, source: PostgresSource, name: str, columns: Sequence[tuple[str, str, str]]) -> None:
        """
        Copy columns of a source into a temporary table, in one look at it.

        Parameters
        ----------
        source
            A table or a query.
        name
            Name of the temporary table.
        columns
            Name, kind and new name of each.
        """
        fields = ", ".join(
            f"CAST({quote(old)} AS TEXT) AS {new}" if kind == "text" else f"{quote(old)} AS {new}" for old, kind, new in columns
        )
        with self._caught(), self._lock:
            self._session.execute(f"CREATE TEMP TABLE {name} AS SELECT {fields} FROM {source.relation}")
            self._session.execute(f"ANALYZE {name}")

    def make(self, name: str, sql: str) -> None:
        """
        Make a temporary table out of a query, and count its values for the planner.

        Parameters
        ----------
        name
            Its name.
        sql
            The query, in the common SQL.
        """
        self.execute(_COMMON.temporary.format(name=name, sql=sql))
        self.execute(f"ANALYZE {name}")

    def table(self, name: str, columns: Mapping[str, Sequence[int] | Sequence[str]]) -> None:
        """
        Make a small temporary table out of Python values.

        Parameters
        ----------
        name
            Its name.
        columns
            Its columns by name, of equal length.
        """
        fields = ", ".join(f"{column} {sql_type(values)}" for column, values in columns.items())
        self.execute(f"CREATE TEMP TABLE {name} ({fields})")
        with self._caught(), self._lock, self._session.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in zip(*columns.values(), strict=True):
                copy.write_row(row)
        self.execute(f"ANALYZE {name}")

    def drop(self, name: str) -> None:
        """
        Drop a temporary table, if it is there and the session still is.

        Parameters
        ----------
        name
            Its name.
        """
        if not self._session.closed:
            self.execute(f"DROP TABLE IF EXISTS {name}")

    def unique_name(self, stem: str) -> str:
        """
        Return a name that no other table of this session has.

        Parameters
        ----------
        stem
            What the table holds, in one word.
        """
        return f"cxjourney_{stem}_{next(self._numbers)}"

    def close(self) -> None:
        """Stop what is running, and end the session and with it its temporary tables; a second call does nothing."""
        if not self._owner.here:
            return
        while not self._lock.acquire(timeout=LOOK_UP):
            self._session.cancel()
        try:
            self._end()
        finally:
            self._lock.release()

    @contextlib.contextmanager
    def _caught(self) -> Iterator[None]:
        self._owner.check()
        try:
            yield
        except self._errors as cause:
            if self._session.closed:
                message = f"The connection to PostgreSQL was lost: {_first_line(cause)}"
                raise DataError(message, code="engine", hint="nothing was kept; read the events again.") from cause
            raise DataError(f"The engine PostgreSQL could not do it: {_first_line(cause)}", code="engine") from cause


def _leave(session: Any, owner: Owner) -> None:
    if owner.here:  # to say goodbye from another process would end the session of this one
        session.close()


def _first_line(cause: BaseException) -> str:
    return str(cause).strip().split("\n", 1)[0][:500]
