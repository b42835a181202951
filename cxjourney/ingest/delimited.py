"""Load CSV and TSV files: scanned by us, parsed by DuckDB with nothing left to guess."""

from __future__ import annotations

import dataclasses
import tempfile
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cxjourney.errors import CxJourneyError
from cxjourney.ingest.headers import read_header
from cxjourney.ingest.parts import check_same_columns, is_chosen, no_rows
from cxjourney.ingest.paths import source_name, sql_path
from cxjourney.ingest.raw_table import RawColumn, RawTable
from cxjourney.ingest.records import survey
from cxjourney.ingest.rewriting import restored, rewrite
from cxjourney.ingest.text_files import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.engine.duckdb import DuckdbEngine
    from cxjourney.ingest.headers import Header
    from cxjourney.ingest.limits import Limits
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.parts import Needed
    from cxjourney.ingest.records import LineMap, Shape
    from cxjourney.ingest.text_files import SourceFile

HEADER_BYTES = 1 << 20
USUAL_LINE = 2_000_000


@dataclass(slots=True)
class LinePlaces:
    """
    Where the rows of several text files stand.

    Parameters
    ----------
    names
        Names of the files.
    lines
        Lines of the records of each.
    firsts
        Row each file starts with.
    count
        Number of rows so far.
    """

    names: list[str] = field(default_factory=list)
    lines: list[LineMap] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    count: int = 0

    def add(self, name: str, lines: LineMap) -> None:
        """
        Append a file.

        Parameters
        ----------
        name
            Its name.
        lines
            Lines of its records.
        """
        self.names.append(name)
        self.lines.append(lines)
        self.firsts.append(self.count)
        self.count += lines.count

    def __call__(self, row: int) -> str:
        """Return the file and the line of a row."""
        part = bisect_right(self.firsts, row) - 1
        return f"{self.names[part]} line {self.lines[part].line(row - self.firsts[part])}"


@dataclass(frozen=True, slots=True)
class _Part:
    path: Path
    name: str
    header: Header
    shape: Shape
    limits: Limits


def open_delimited(engine: DuckdbEngine, files: Sequence[SourceFile], *, parsing: Parsing, needed: Needed | None) -> RawTable:
    """
    Load delimited text files with the same columns as one table of text.

    Parameters
    ----------
    engine
        Engine to load into.
    files
        The files, in order.
    parsing
        Encoding, delimiter and limits.
    needed
        Whether a header fills the needed roles, and perhaps which columns to load.

    Raises
    ------
    FileFormatError
        If a file is not well formed.
    EmptyDataError
        If there are no rows.
    DataError
        If the files differ in their columns, or a header cannot be used.
    LimitError
        If something is larger than allowed.
    """
    table, places, blank = engine.unique_name("text"), LinePlaces(), 0
    first: Header | None = None
    columns: tuple[RawColumn, ...] = ()
    for file in files:
        with plain_text(file, parsing, engine.folder, expected=_expected(file)) as path:
            header = _header(path, file, parsing, needed)
            if first is None:
                first, columns = header, chosen_columns(header.names, needed)
                engine.execute(f"CREATE TABLE {table} ({', '.join(f'{column.sql_name} VARCHAR' for column in columns)})")
            check_same_columns(first.names, header.names, files[0].name, file.name)
            shape = survey(path, header, name=file.name, limits=parsing.limits)
            _load(_Part(path, file.name, header, shape, parsing.limits), engine, table, columns)
        places.add(file.name, shape.lines)
        blank += shape.blank
    source = source_name(files)
    if not places.count:
        raise no_rows(source)
    return finish_text(RawTable(engine, table, columns, source, blank, locate=places), places.count)


def finish_text(loaded: RawTable, count: int) -> RawTable:
    """
    Return a loaded table with its rows numbered.

    Parameters
    ----------
    loaded
        The table as it was loaded, without numbers.
    count
        How many rows the files have.

    Raises
    ------
    CxJourneyError
        If DuckDB read another number of rows.
    """
    engine, table = loaded.engine, loaded.relation
    [(found, last)] = engine.rows(f"SELECT count(*), max(rowid) FROM {table}")
    if found != count or last != count - 1:
        message = f"{loaded.source}: DuckDB read {found:,} rows where there are {count:,}."
        raise CxJourneyError(message, code="internal", hint="this is a defect; please report it.", source=loaded.source)
    relation = engine.unique_name("raw")
    engine.execute(f'CREATE VIEW {relation} AS SELECT rowid AS "row", * FROM {table}')
    return dataclasses.replace(loaded, relation=relation, tables=(table,))


def chosen_columns(names: tuple[str, ...], needed: Needed | None) -> tuple[RawColumn, ...]:
    """
    Return the columns to load, as text: all, or those that are asked for.

    Parameters
    ----------
    names
        Names of all columns.
    needed
        What says which are needed.
    """
    wanted = needed(names) if needed else None
    return tuple(RawColumn(name, "text", f"c{index}") for index, name in enumerate(names) if is_chosen(name, wanted))


def _expected(file: SourceFile) -> str:
    return f"a {file.suffix.removeprefix('.').upper()} file"


def _header(path: Path, file: SourceFile, parsing: Parsing, needed: Needed | None) -> Header:
    with path.open("rb") as opened:
        start = opened.read(HEADER_BYTES)
        if b"\n" not in start and b"\r" not in start:
            start += opened.read(parsing.limits.record_bytes)
    text = start.decode("utf-8-sig", "replace")
    return read_header(text, name=file.name, suffix=file.suffix, parsing=parsing, needed=needed)


def _load(part: _Part, engine: DuckdbEngine, table: str, columns: tuple[RawColumn, ...]) -> None:
    physical = {column: f"c{index}" for index, column in enumerate(part.header.names)}
    chosen = [physical[column.name] for column in columns]
    if not part.shape.uneven:
        engine.execute(f"INSERT INTO {table} SELECT {', '.join(chosen)} FROM {_reader(part.path, part)}")
        return
    with tempfile.TemporaryDirectory(dir=engine.folder, ignore_cleanup_errors=True) as private:
        plain = Path(private) / "plain"
        rewrite(part.path, plain, part.header.delimiter, name=part.name, limits=part.limits)
        engine.execute(f"INSERT INTO {table} SELECT {', '.join(map(restored, chosen))} FROM {_reader(plain, part)}")


def _reader(path: Path, part: _Part) -> str:
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(part.header.names)))
    delimiter = part.header.delimiter.replace("'", "''")
    # Escapes can make a rewritten record several times longer.
    longest = max(USUAL_LINE, part.shape.longest * 5 + 1)
    return (
        f"read_csv({sql_path(path)}, auto_detect=false, header=true, skip=0, columns={{{columns}}}, delim='{delimiter}', "
        f"""quote='"', escape='"', comment='', nullstr='', strict_mode=true, null_padding=false, ignore_errors=false, """
        f"all_varchar=true, hive_partitioning=false, filename=false, compression='none', encoding='utf-8', max_line_size={longest})"
    )
