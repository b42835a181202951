"""The embedded engine: a private DuckDB in memory that spills to a private folder."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import shutil
import tempfile
import threading
import time
import uuid
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import duckdb
import numpy as np

from cxjourney.engine.dialect import DIALECTS, sql_type
from cxjourney.engine.owning import Owner
from cxjourney.engine.progress import watched_call
from cxjourney.engine.waiting import LOOK_UP, Worker
from cxjourney.errors import CxJourneyError, DataError, LimitError, OptionError, show_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from numpy.typing import NDArray

T = TypeVar("T")

_COMMON = DIALECTS["duckdb"]

_MOMENT = 0.02
_MOMENTS = 500
"""Seconds until a statement is told again to stop, and how often at most: at the end of a program nothing waits for ever."""


def quote(name: str) -> str:
    """
    Return a name as an SQL identifier; the only place that does so.

    Examples
    --------
    >>> print(quote('say "hi" twice'))
    "say ""hi"" twice"
    """
    return '"' + name.replace('"', '""') + '"'


class DuckdbEngine:
    """
    DuckDB in memory, for one event log and whatever is computed from it.

    Nothing is ever installed or fetched, the time zone is UTC, and names in SQL never mean Python
    variables. It may be used from several threads; statements run one after the other.

    Parameters
    ----------
    memory_limit
        Memory before intermediate results go to disk, as DuckDB writes it (``"4GB"``); None is four
        fifths of the machine's.
    threads
        Number of threads; None is one for each processor.

    Raises
    ------
    OptionError
        If DuckDB does not understand an argument.

    Examples
    --------
    >>> engine = DuckdbEngine(threads=1)
    >>> engine.rows("SELECT 6 * 7")
    [(42,)]
    >>> engine.close()
    """

    def __init__(self, memory_limit: str | None = None, threads: int | None = None) -> None:
        self.memory_limit = memory_limit
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self._tells = False
        self._worker, self._owner = Worker(), Owner()
        self.folder = Path(tempfile.gettempdir()) / f"cxjourney-{uuid.uuid4().hex}"
        try:
            self.folder.mkdir(mode=0o700)
            self._connection = _connect(self.folder, memory_limit, threads)
            self._end = weakref.finalize(self, _discard, self._connection, self._worker, self.folder, self._owner)
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    @property
    def name(self) -> str:
        """Short name of the engine."""
        return "duckdb"

    @property
    def embedded(self) -> bool:
        """Whether the engine is inside this process: this one is."""
        return True

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """
        Run a statement for its effect.

        Parameters
        ----------
        sql
            The statement; values stand in ``parameters``.
        parameters
            What the question marks mean.

        Raises
        ------
        DataError
            If DuckDB refuses it.
        LimitError
            If memory and disk do not suffice.
        """
        self._run(lambda: self._connection.execute(sql, list(parameters)))

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """
        Run a query whose result is small and return its rows.

        Parameters
        ----------
        sql
            The query.
        parameters
            What the question marks mean.

        Raises
        ------
        DataError
            If DuckDB refuses it.
        LimitError
            If memory and disk do not suffice.
        """
        found: list[tuple[Any, ...]] = self._run(lambda: self._connection.execute(sql, list(parameters)).fetchall())
        return found

    def columns(self, sql: str) -> dict[str, NDArray[np.int64]]:
        """
        Run a query of integers without NULL and return its columns.

        Parameters
        ----------
        sql
            The query. Sums must be cast to BIGINT, since DuckDB's wider integers arrive as floats.

        Raises
        ------
        DataError
            If DuckDB refuses it.
        LimitError
            If memory and disk do not suffice.
        CxJourneyError
            If a column holds NULL or something else than integers, which is a mistake of ours.
        """
        found: dict[str, Any] = self._run(lambda: self._connection.execute(sql).fetchnumpy())
        return {name: _integers(name, values) for name, values in found.items()}

    def sums(self, sql: str) -> dict[str, NDArray[np.int64]]:
        """
        Run a query of integers without NULL, however wide its sums are, and return its columns.

        Parameters
        ----------
        sql
            The query, in the common SQL.

        Raises
        ------
        DataError
            If DuckDB refuses it, or a sum needs more than 64 bits.
        """
        return self.columns(f"SELECT CAST(COLUMNS(*) AS BIGINT) FROM ({_COMMON.written(sql)}) AS sums")

    def make(self, name: str, sql: str) -> None:
        """
        Make a temporary table out of a query.

        Parameters
        ----------
        name
            Its name.
        sql
            The query, in the common SQL.
        """
        self.execute(_COMMON.temporary.format(name=name, sql=_COMMON.written(sql)))

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
        fields = ", ".join(f"unnest(CAST(? AS {sql_type(values)}[])) AS {column}" for column, values in columns.items())
        self.execute(f"CREATE TEMP TABLE {name} AS SELECT {fields}", [list(values) for values in columns.values()])

    def drop(self, name: str) -> None:
        """
        Drop a table, if it is there.

        Parameters
        ----------
        name
            Its name.
        """
        self.execute(f"DROP TABLE IF EXISTS {name}")

    def unique_name(self, stem: str) -> str:
        """
        Return a name that no other table of this engine has.

        Parameters
        ----------
        stem
            What the table holds, in one word.
        """
        return f"{stem}_{next(self._numbers)}"

    def register(self, name: str, source: object) -> None:
        """
        Make a Python object readable under a name, without copying it.

        Parameters
        ----------
        name
            Name of the view.
        source
            Anything DuckDB scans: a dictionary of arrays or an object with ``__arrow_c_stream__``.

        Raises
        ------
        DataError
            If DuckDB cannot read it.
        """
        self._run(lambda: self._connection.register(name, source))

    def release(self, name: str) -> None:
        """
        Forget an object given to `register`.

        Parameters
        ----------
        name
            Name of the view.
        """
        self._run(lambda: self._connection.unregister(name))

    def close(self) -> None:
        """Stop what is running, and let go of the memory, the worker and the folder; a second call does nothing."""
        if not self._owner.here:
            return
        while not self._lock.acquire(timeout=LOOK_UP):
            self._connection.interrupt()
        try:
            if self._end.alive:
                _discard(self._connection, self._worker, self.folder, self._owner)
                self._end.detach()  # after it, so that the end of the program finishes what Ctrl-C cut short
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _run(self, action: Callable[[], T]) -> T:
        self._owner.check()
        try:
            with self._lock, self._watched():
                self._refuse_closed()
                return self._worker.run(action, self._connection.interrupt)
        except duckdb.OutOfMemoryException as cause:
            raise _too_large(cause) from cause
        except duckdb.Error as cause:
            raise DataError(f"The engine DuckDB could not do it: {_first_line(cause)}", code="engine") from cause
        except RuntimeError as cause:
            raise _closed(cause) from cause

    def _refuse_closed(self) -> None:
        if not self._end.alive:
            raise CxJourneyError("The engine is closed.", code="closed", hint="read the events again.")

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Tell how far the statement is, if somebody looks."""
        call = watched_call()
        if call is None:
            yield
            return
        if not self._tells:
            _tell_progress(self._connection)
            self._tells = True
        with call.running(self._share):
            yield

    def _share(self) -> float | None:
        percent = self._connection.query_progress()
        return percent / 100 if percent >= 0 else None


def _connect(folder: Path, memory_limit: str | None, threads: int | None) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "temp_directory": str(folder / "spill"),
    }
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    if threads is not None:
        config["threads"] = threads
    try:
        connection = duckdb.connect(":memory:", config=config)
        connection.execute("SET TimeZone = 'UTC'")
        _without_progress_bar(connection)
    except duckdb.Error as cause:
        given = f"memory_limit={show_value(memory_limit)}, threads={show_value(threads)}"
        message = f"DuckDB does not start with {given}: {_first_line(cause)}"
        raise OptionError(message, hint='write memory as "4GB" and threads as a positive number.') from cause
    except RuntimeError as cause:
        raise _closed(cause) from cause
    return connection


def _without_progress_bar(connection: duckdb.DuckDBPyConnection) -> None:
    """Switch off the bar that DuckDB would print between our results; where it is off, some notebooks refuse even that."""
    ((shown,),) = connection.execute("SELECT current_setting('enable_progress_bar')").fetchall()
    if shown:
        connection.execute("SET enable_progress_bar = false")


def _tell_progress(connection: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB count how far it is, without printing anything."""
    with contextlib.suppress(duckdb.Error):  # some notebooks refuse; then steps are shown without shares
        connection.execute("SET enable_progress_bar_print = false")
        connection.execute("SET enable_progress_bar = true")


def _discard(connection: duckdb.DuckDBPyConnection, worker: Worker, folder: Path, owner: Owner) -> None:
    if not owner.here:  # the threads of the database are not in this process, and to close it would wait for them, or crash
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))
        return
    try:
        worker.close()
        _shut(connection)
    finally:  # Ctrl-C, too
        shutil.rmtree(folder, ignore_errors=True)


def _shut(connection: duckdb.DuckDBPyConnection) -> None:
    """Close the database; a statement still runs in it only where a program ends in the middle of one."""
    for _ in range(_MOMENTS):
        with contextlib.suppress(duckdb.ConnectionException):  # it is closed
            connection.interrupt()
        with contextlib.suppress(duckdb.Error):  # it is busy
            connection.close()
            return
        time.sleep(_MOMENT)


def _integers(name: str, values: NDArray[Any]) -> NDArray[np.int64]:
    if np.ma.getmaskarray(values).any():
        raise CxJourneyError(f"Column {name!r} of a statement holds NULL.", code="internal", hint="this is a defect; please report it.")
    found = np.ma.getdata(values)
    if found.dtype.kind not in "iub" and len(found):
        message = f"Column {name!r} of a statement holds {found.dtype}, not integers."
        raise CxJourneyError(message, code="internal", hint="this is a defect; please report it.")
    return found.astype(np.int64, copy=False)


def _too_large(cause: duckdb.Error) -> LimitError:
    hint = "pass limits=Limits(memory=<bytes>) with more memory, free some disk for temporary files, or measure in parts."
    return LimitError(f"The memory limit was crossed: {_first_line(cause)}", hint=hint)


def _closed(cause: RuntimeError) -> BaseException:
    if "interrupt" in str(cause).lower():
        return KeyboardInterrupt()
    return CxJourneyError(f"The engine cannot work any more: {cause}", code="closed", hint="read the events again.")


def _first_line(cause: BaseException) -> str:
    return str(cause).strip().split("\n", 1)[0][:500]
