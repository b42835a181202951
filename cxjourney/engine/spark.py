"""Apache Spark: statements run in a session of their own on the cluster of a DataFrame."""

from __future__ import annotations

import contextlib
import itertools
import threading
import uuid
import weakref
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from cxjourney.engine.dialect import DIALECTS, sql_type
from cxjourney.engine.integer_columns import integer_columns
from cxjourney.engine.owning import Owner
from cxjourney.engine.progress import watched_call
from cxjourney.engine.spark_connect import is_connect, is_gone, leave, own_session
from cxjourney.engine.waiting import Worker
from cxjourney.errors import CxJourneyError, DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from cxjourney.engine.dialect import ColumnKind

T = TypeVar("T")

_COMMON = DIALECTS["spark"]
_KINDS: dict[str, ColumnKind] = {
    **dict.fromkeys(("string", "char", "varchar"), "text"),
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "integer"),
    **dict.fromkeys(("float", "double"), "float"),
    "decimal": "decimal",
    "boolean": "boolean",
    "timestamp": "timestamptz",
    "timestamp_ntz": "timestamp",
    "date": "date",
}


def is_spark(source: object) -> bool:
    """
    Return whether something is a Spark DataFrame, without importing Spark.

    Parameters
    ----------
    source
        Anything.
    """
    kind = type(source)
    return kind.__module__.split(".", 1)[0] == "pyspark" and kind.__name__ == "DataFrame" and hasattr(source, "sparkSession")


class SparkEngine:
    """
    A session on the cluster of a DataFrame, for one event log and whatever is computed from it.

    Its temporary views and settings are its own; those of the DataFrame's session are read and left alone.

    Parameters
    ----------
    frame
        A Spark DataFrame.

    Raises
    ------
    DataError
        If no session can be opened.
    """

    def __init__(self, frame: Any) -> None:
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self._frames: dict[str, Any] = {}
        self._owner = Owner()
        with self._caught():
            self._session = own_session(frame.sparkSession)
            for key, value in [(str(row[0]), str(row[1])) for row in frame.sparkSession.sql("SET").collect()]:
                if key.startswith("spark.sql.") and not key.startswith(("spark.sql.warehouse", "spark.sql.catalogImplementation")):
                    with contextlib.suppress(Exception):  # settings that cannot be changed are shared anyway
                        self._session.conf.set(key, value)
            self._session.conf.set("spark.sql.ansi.enabled", "true")
            self._session.conf.set("spark.sql.session.timeZone", "UTC")
        self._jobs = _Jobs(self._session)
        self._worker = Worker(self._jobs.begin)
        self._worker.start()  # a finalizer cannot
        self._forget = partial(_forget, self._frames, frame.sparkSession, self._session)
        self._end = weakref.finalize(self, _leave_behind, self._worker, self._forget, self._owner)
        self._end.atexit = not is_connect(self._session)

    @property
    def name(self) -> str:
        """Short name of the engine."""
        return "spark"

    @property
    def embedded(self) -> bool:
        """Whether the engine is inside this process: this one is not."""
        return False

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """See the source as it is now for as long as this lasts; what was copied stays as it was copied."""
        yield

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> None:  # noqa: ARG002 - the protocol has them
        """
        Run a statement for its effect.

        Parameters
        ----------
        sql
            The statement, in the common SQL.
        parameters
            None are taken.

        Raises
        ------
        DataError
            If Spark refuses it or a job fails.
        """
        self._run(lambda: self._session.sql(_COMMON.written(sql)))

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:  # noqa: ARG002 - the protocol has them
        """
        Run a query whose result is small and return its rows.

        Parameters
        ----------
        sql
            The query, in the common SQL.
        parameters
            None are taken.

        Raises
        ------
        DataError
            If Spark refuses it or a job fails.
        """
        return self._run(lambda: [tuple(row) for row in self._session.sql(_COMMON.written(sql)).collect()])

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
            If Spark refuses it or a job fails.
        """

        def fetched() -> dict[str, NDArray[np.int64]]:
            frame = self._session.sql(_COMMON.written(sql))
            return integer_columns(list(frame.columns), [tuple(row) for row in frame.collect()])

        return self._run(fetched)

    def sums(self, sql: str) -> dict[str, NDArray[np.int64]]:
        """
        Run a query of integers without NULL and return its columns; a sum past 64 bits is an error.

        Parameters
        ----------
        sql
            The query, in the common SQL.
        """
        return self.columns(sql)

    def described(self, source: Any) -> list[tuple[str, ColumnKind]]:
        """
        Return name and kind of the columns of a frame.

        Parameters
        ----------
        source
            A Spark DataFrame.
        """
        with self._caught(), self._lock:
            return [(name, _KINDS.get(kind.split("(", 1)[0], "other")) for name, kind in source.dtypes]

    def copy_source(self, source: Any, name: str, columns: Sequence[tuple[str, str, str]]) -> None:
        """
        Keep columns of a frame, computed once.

        Parameters
        ----------
        source
            A Spark DataFrame.
        name
            Name of the view.
        columns
            Name, kind and new name of each.
        """
        shared = f"cxjourney_{uuid.uuid4().hex}"
        with self._caught(), self._lock:
            quoted = ["`" + old.replace("`", "``") + "`" for old, _, _ in columns]
            source.selectExpr(*(f"{old} AS {new}" for old, (_, _, new) in zip(quoted, columns, strict=True))).createGlobalTempView(shared)
            try:
                self.make(name, f"SELECT * FROM global_temp.{shared}")
            finally:
                source.sparkSession.catalog.dropGlobalTempView(shared)

    def make(self, name: str, sql: str) -> None:
        """
        Compute a query once and keep its rows on the cluster, in memory and on disk, under a name.

        Parameters
        ----------
        name
            Its name.
        sql
            The query, in the common SQL.
        """

        def kept() -> None:
            frame = self._session.sql(_COMMON.written(sql)).persist()
            self._frames[name] = frame
            frame.count()
            frame.createOrReplaceTempView(name)
            # Spark Connect looks up every name of a query again, also of what was dropped meanwhile.
            self._frames[name] = self._session.table(name)

        self._run(kept)

    def table(self, name: str, columns: Mapping[str, Sequence[int] | Sequence[str]]) -> None:
        """
        Make a small view out of Python values.

        Parameters
        ----------
        name
            Its name.
        columns
            Its columns by name, of equal length.
        """
        fields = _COMMON.written(", ".join(f"{column} {sql_type(values)}" for column, values in columns.items()))
        with self._caught(), self._lock:
            self._session.createDataFrame(list(zip(*columns.values(), strict=True)), fields).createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """
        Forget the rows kept under a name, if they are there.

        Parameters
        ----------
        name
            Its name.
        """
        with self._caught(), self._lock:
            frame = self._frames.pop(name, None)
            if frame is not None:
                frame.unpersist()
            self._session.catalog.dropTempView(name)

    def unique_name(self, stem: str) -> str:
        """
        Return a name that no other view of this session has.

        Parameters
        ----------
        stem
            What it holds, in one word.
        """
        return f"cxjourney_{stem}_{next(self._numbers)}"

    def close(self) -> None:
        """Forget all rows that were kept; a second call does nothing."""
        if not self._owner.here:
            return
        with self._lock:
            if self._end.alive:
                self._worker.close()
                self._forget()
                self._end.detach()

    def _run(self, action: Callable[[], T]) -> T:
        call = watched_call()
        with self._caught(), self._lock, contextlib.nullcontext() if call is None else call.running(self._jobs.share):
            self._refuse_closed()
            return self._worker.run(action, self._jobs.cancel)

    def _refuse_closed(self) -> None:
        if not self._end.alive:
            raise CxJourneyError("The engine is closed.", code="closed", hint="read the events again.")

    @contextlib.contextmanager
    def _caught(self) -> Iterator[None]:
        self._owner.check()
        try:
            yield
        except (CxJourneyError, MemoryError):
            raise
        except Exception as cause:  # py4j and Spark raise many kinds
            message = f"The engine Spark could not do it: {_first_line(cause)}"
            raise DataError(message, code="engine", hint="nothing was kept; the log of the cluster says more.") from cause


class _Jobs:
    """
    The jobs of one engine on the cluster, as a group of their own.

    Parameters
    ----------
    session
        The session they run in.
    """

    def __init__(self, session: Any) -> None:
        self._group = f"cxjourney-{uuid.uuid4().hex}"
        self._context: Any = None
        with contextlib.suppress(Exception):  # sessions of Spark Connect have none
            self._context = session.sparkContext

    def begin(self) -> None:
        """Let the jobs that this thread starts belong to the group."""
        with contextlib.suppress(Exception):
            self._context.setJobGroup(self._group, "cxjourney", interruptOnCancel=True)

    def cancel(self) -> None:
        """Stop the jobs of the group, and nobody else's."""
        with contextlib.suppress(Exception):  # the cluster may be gone
            self._context.cancelJobGroup(self._group)

    def share(self) -> float | None:
        """Return the share of tasks that are done in the running jobs."""
        tracker = self._context.statusTracker()
        jobs = {*tracker.getActiveJobsIds()} & {*tracker.getJobIdsForGroup(self._group)}
        stages = [tracker.getStageInfo(stage) for job in jobs for stage in tracker.getJobInfo(job).stageIds]
        tasks = sum(stage.numTasks for stage in stages if stage is not None)
        return sum(stage.numCompletedTasks for stage in stages if stage is not None) / tasks if tasks else None


def _leave_behind(worker: Worker, forget: Callable[[], object], owner: Owner) -> None:
    """Forget in the worker: the garbage collector may come while this thread itself waits for an answer of the cluster."""
    if not owner.here:
        return
    if threading.main_thread().is_alive():
        worker.close(forget)
    else:  # the program ends, and nothing waits for the worker
        forget()


def _forget(frames: dict[str, Any], given: Any, session: Any) -> None:
    for frame in () if is_gone(given) else [*frames.values()]:
        with contextlib.suppress(Exception):  # the cluster may be gone
            frame.unpersist()
    frames.clear()
    leave(given, session)


def _first_line(cause: BaseException) -> str:
    lines = [*str(cause).strip().splitlines(), "", ""]
    return (lines[0] + lines[1] if lines[1].startswith(": ") else lines[0])[:500]  # what failed in Java stands on a line of its own
