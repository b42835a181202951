"""Statistics in a folder: one JSON document, and one file with the tables that it names."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import uuid
import zipfile
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.arguments import path_of
from cxjourney.errors import StatisticsError, show_value
from cxjourney.interchange.files import alone_in, write_atomically
from cxjourney.model.metric import Metric
from cxjourney.statistics.journey_statistics import JourneyStatistics
from cxjourney.statistics.layout import LAYOUT, empty
from cxjourney.statistics.settings import MeasureSettings
from cxjourney.statistics.table import Table

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    from cxjourney.statistics.table import Integers

FORMAT = "cxjourney-statistics"
VERSION = 4
OLD: dict[object, tuple[str, ...]] = {2: ("weighted_", "answer_squares", "goal_times"), 3: ("goal_times",)}
"""Older versions that can be read, and how the names of the tables begin that they do not have."""

_DOCUMENT = "statistics.json"
_FILE = re.compile(r"tables-[0-9a-f]{16}\.npz")
_OWN = re.compile(rf"{_FILE.pattern}|\.cxjourney-\d+-\d+\.(npz|json)")
"""Files that only saving makes: tables, and temporary files; older versions had a file for each table."""
_GONE = "missing"
_TRIES = 3
"""How often statistics are read again that are being replaced meanwhile."""


def save(statistics: JourneyStatistics, folder: str | os.PathLike[str]) -> None:
    """
    Write statistics into a folder that holds the old ones or the new ones at every moment, whole.

    The tables go into a file of their own, named after their content; then the document that names it is replaced at once.

    Parameters
    ----------
    statistics
        What to write.
    folder
        A new folder, or one written before.

    Raises
    ------
    StatisticsError
        If the folder exists and holds something else.
    """
    target = path_of("folder", folder)
    if (not target.exists() or (target.is_dir() and not any(target.iterdir()))) and _written_new(statistics, target):
        return
    if not (target / _DOCUMENT).is_file():
        raise StatisticsError(
            f"{target} exists and holds no statistics.", hint="name a new folder, or one written by save().", source=str(target)
        )
    with alone_in(target):
        try:
            _write(statistics, target)
        finally:
            _clean(target)


def _written_new(statistics: JourneyStatistics, target: Path) -> bool:
    """Write a folder beside the place and rename it; return whether the place was still free."""
    fresh = target.with_name(f".{target.name}-{uuid.uuid4().hex[:12]}")
    try:
        fresh.mkdir()
        _write(statistics, fresh)
        if target.exists():  # empty, and in the way on some systems
            target.rmdir()
        fresh.rename(target)
    except OSError:
        if (target / _DOCUMENT).is_file():  # somebody else was faster
            return False
        raise
    else:
        return True
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _clean(target: Path) -> None:
    """Remove older tables, which the document does not name, and what an interrupted save left; files of others stay."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        keep = {_DOCUMENT, json.loads((target / _DOCUMENT).read_text(encoding="utf-8"))["file"]}
        older = {f"{name}.npy" for name in LAYOUT}
        for path in target.iterdir():
            if path.name not in keep and (path.name in older or _OWN.fullmatch(path.name)) and path.is_file():
                path.unlink()


def _write(statistics: JourneyStatistics, target: Path) -> None:
    """Write the tables, then the document that names their file."""
    columns = {name: _columns(name, table) for name, table in statistics.tables.items()}
    digest = hashlib.sha256()
    for name, values in columns.items():
        digest.update(f"{name} {values.shape} ".encode() + values.tobytes())
    file = f"tables-{digest.hexdigest()[:16]}.npz"
    write_atomically(target / file, lambda path: np.savez(path, allow_pickle=False, **columns))
    document = {
        "format": FORMAT,
        "version": VERSION,
        "settings": statistics.settings.model_dump(mode="json"),
        "touchpoints": statistics.touchpoints,
        "channels": statistics.channels,
        "segments": statistics.segments,
        "segment_columns": statistics.segment_columns,
        "reasons": statistics.reasons,
        "metrics": [metric.model_dump(mode="json") for metric in statistics.metrics],
        "period": statistics.period,
        "parts": statistics.parts,
        "notes": statistics.notes,
        "sketch": [int(value) for value in statistics.sketch],
        "tables": {name: len(table) for name, table in statistics.tables.items()},
        "file": file,
    }
    write_atomically(target / _DOCUMENT, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def _columns(name: str, table: Table) -> Integers:
    """Return a table as one array, a row a column."""
    columns = [table[column] for column in (*LAYOUT[name][0], *LAYOUT[name][1])]
    return np.stack(columns) if columns else np.empty((0, 0), dtype=np.int64)


def load(folder: str | os.PathLike[str]) -> JourneyStatistics:
    """
    Read statistics from a folder.

    Parameters
    ----------
    folder
        A folder written by `save`.

    Raises
    ------
    StatisticsError
        If the folder holds no statistics, or they are damaged.
    """
    source = path_of("folder", folder)
    for _ in range(_TRIES):
        try:
            return _load(source)
        except StatisticsError as error:
            if error.code != _GONE:
                raise
    return _load(source)


def _load(source: Path) -> JourneyStatistics:
    try:
        document = json.loads((source / _DOCUMENT).read_text(encoding="utf-8"))
        if document["format"] != FORMAT or document["version"] not in (VERSION, *OLD):
            raise StatisticsError(
                f"{source}: expected {FORMAT} version {VERSION}, found {document['format']!r} version {document['version']!r}.",
                hint="read it with the version of cxjourney that wrote it.",
                source=str(source),
            )
        return _read(document, source)
    except FileNotFoundError as cause:
        raise StatisticsError(
            f"{source} holds no statistics: {cause.filename} is missing.",
            hint="name a folder that JourneyStatistics.save() wrote.",
            code=_GONE,
            source=str(source),
        ) from cause
    except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as cause:
        if isinstance(cause, StatisticsError):
            raise
        raise StatisticsError(f"{source}: the statistics are damaged ({cause}).", hint="measure again.", source=str(source)) from cause


def _read(document: dict[str, object], source: Path) -> JourneyStatistics:
    data: dict[str, list[object]] = document  # type: ignore[assignment]
    lengths: dict[str, int] = document["tables"]  # type: ignore[assignment]
    for name in LAYOUT:
        if name not in lengths and not name.startswith(OLD.get(document["version"], ())):
            raise KeyError(name)
    saved = _saved(document, source)
    return JourneyStatistics(
        settings=MeasureSettings.model_validate(document["settings"]),
        touchpoints=_names(data["touchpoints"]),
        channels=_names(data["channels"]),
        segments=_names(data["segments"]),
        segment_columns=_names(data["segment_columns"]),
        reasons=_names(data["reasons"]),
        metrics=tuple(Metric.model_validate(metric) for metric in data["metrics"]),
        tables={name: _table(name, saved(name), lengths[name]) if name in lengths else empty(name) for name in LAYOUT},
        period=_pair(data["period"]),
        parts=tuple(_pair(part) for part in data["parts"]),  # type: ignore[arg-type]
        sketch=np.array(data["sketch"], dtype=np.int64),
        notes=_names(data["notes"]),
    )


def _names(values: list[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _pair(values: list[object]) -> tuple[int, int]:
    first, second = (int(value) for value in values)  # type: ignore[call-overload]
    return first, second


def _saved(document: dict[str, object], source: Path) -> Callable[[str], Integers]:
    """Return what gives the array of a table by its name."""
    file = document.get("file", "")
    if not file:  # older versions had a file a table
        return lambda name: np.load(source / f"{name}.npy", allow_pickle=False)
    if not isinstance(file, str) or not _FILE.fullmatch(file):
        message = f"{show_value(file)} names no file of tables"
        raise ValueError(message)
    with (source / file).open("rb") as opened, np.load(opened, allow_pickle=False) as tables:
        return dict(tables).__getitem__


def _table(name: str, columns: Integers, length: int) -> Table:
    keys, sums = LAYOUT[name]
    if columns.dtype != np.int64 or columns.shape != (len(keys) + len(sums), length):
        message = f"{name} has shape {columns.shape} and type {columns.dtype}, expected {(len(keys) + len(sums), length)} of int64"
        raise ValueError(message)
    return Table(keys, dict(zip((*keys, *sums), columns, strict=True)))
