"""Open tables that stay where they are: in PostgreSQL or in Apache Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.engine.postgres import PostgresEngine, PostgresSource
from cxjourney.engine.progress import step
from cxjourney.engine.spark import SparkEngine, is_spark
from cxjourney.errors import DataError, OptionError
from cxjourney.ingest.elsewhere import read_elsewhere, refuse_parsing, wanted_columns
from cxjourney.ingest.parts import check_names
from cxjourney.ingest.raw_table import RawColumn, RawTable

if TYPE_CHECKING:
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.ingest.events import OnBadRows
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.roles import AskedRoles


def is_elsewhere(source: object) -> bool:
    """
    Return whether a source is a table in another engine.

    Parameters
    ----------
    source
        What the caller gave.
    """
    return isinstance(source, PostgresSource) or is_spark(source)


def events_elsewhere(source: Any, asked: AskedRoles, parsing: Parsing, on_bad_rows: OnBadRows, preset: object) -> EventLog:
    """
    Return the event log of a table in another engine.

    Parameters
    ----------
    source
        A `PostgresSource` or a Spark DataFrame.
    asked
        What the caller said about roles.
    parsing
        Options.
    on_bad_rows
        What to do with rows that break a rule.
    preset
        A preset, which is refused.

    Raises
    ------
    OptionError
        If an option is not offered outside of the embedded engine.
    """
    postgres = isinstance(source, PostgresSource)
    name = "postgres" if postgres else "spark"
    refuse_parsing(parsing, name)
    if preset is not None:
        raise OptionError(f"preset= is not offered in {name}.", hint="name the columns of the roles.")
    engine: PostgresEngine | SparkEngine = PostgresEngine(source.connection) if postgres else SparkEngine(source)
    try:
        with step("Reading"), engine.snapshot():
            table = _opened(engine, source, asked, parsing)
            return read_elsewhere(table, asked, parsing, on_bad_rows)
    except BaseException as error:
        engine.close()
        if isinstance(error, DataError) and error.code == "engine" and error.source is None:
            title = _title(source)
            raise DataError(f"{title}: {error.message}", code="engine", hint=error.hint, source=title) from error
        raise


def _title(source: Any) -> str:
    return source.title if isinstance(source, PostgresSource) else "the Spark DataFrame"


def _opened(engine: PostgresEngine | SparkEngine, source: Any, asked: AskedRoles, parsing: Parsing) -> RawTable:
    """Copy the columns that are needed, as the engine copies them."""
    title = _title(source)
    described = engine.described(source)
    names = tuple(name for name, _ in described)
    check_names(names, name=title, limit=parsing.limits.columns)
    wanted = wanted_columns(names, asked)
    columns = tuple(RawColumn(name, kind, f"c{place}") for place, (name, kind) in enumerate(described) if name in wanted)
    relation = engine.unique_name("source")
    engine.copy_source(source, relation, [(column.name, column.kind, column.sql_name) for column in columns])
    return RawTable(engine, relation, columns, title)
