"""Statistics in a folder: one JSON document and one file of integers a table."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np

from cxjourney.errors import StatisticsError
from cxjourney.model.metric import Metric
from cxjourney.statistics.journey_statistics import JourneyStatistics
from cxjourney.statistics.layout import LAYOUT, empty
from cxjourney.statistics.settings import MeasureSettings
from cxjourney.statistics.table import Table

FORMAT = "cxjourney-statistics"
VERSION = 3
OLD: dict[object, tuple[str, ...]] = {2: ("weighted_",)}
"""Older versions that can be read, and how the names of the tables begin that they do not have."""

_DOCUMENT = "statistics.json"


def save(statistics: JourneyStatistics, folder: str | os.PathLike[str]) -> None:
    """
    Write statistics into a folder that appears whole or not at all.

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
    target = Path(folder)
    if target.exists() and not (target / _DOCUMENT).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise StatisticsError(
            f"{target} exists and holds no statistics.", hint="name a new folder, or one written by save().", source=str(target)
        )
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        _write(statistics, fresh)
        _put_in_place(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _put_in_place(fresh: Path, target: Path) -> None:
    """Rename the new folder over the old one, which stays until the new one is there."""
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old / "previous")
    try:
        fresh.rename(target)
    except OSError:
        (old / "previous").rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _write(statistics: JourneyStatistics, folder: Path) -> None:
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
    }
    for name, table in statistics.tables.items():
        columns = [table[column] for column in (*LAYOUT[name][0], *LAYOUT[name][1])]
        with (folder / f"{name}.npy").open("wb") as file:
            np.save(file, np.stack(columns) if columns else np.empty((0, 0), dtype=np.int64), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
    with (folder / _DOCUMENT).open("w", encoding="utf-8", newline="\n") as text:
        json.dump(document, text, ensure_ascii=False, indent=1)
        text.write("\n")
        text.flush()
        os.fsync(text.fileno())


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
    source = Path(folder)
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
        raise StatisticsError(f"{source} holds no statistics: {cause.filename} is missing.", source=str(source)) from cause
    except (KeyError, TypeError, ValueError, EOFError) as cause:
        if isinstance(cause, StatisticsError):
            raise
        raise StatisticsError(f"{source}: the statistics are damaged ({cause}).", hint="measure again.", source=str(source)) from cause


def _read(document: dict[str, object], source: Path) -> JourneyStatistics:
    data: dict[str, list[object]] = document  # type: ignore[assignment]
    lengths: dict[str, int] = document["tables"]  # type: ignore[assignment]
    for name in LAYOUT:
        if name not in lengths and not name.startswith(OLD.get(document["version"], ())):
            raise KeyError(name)
    return JourneyStatistics(
        settings=MeasureSettings.model_validate(document["settings"]),
        touchpoints=_names(data["touchpoints"]),
        channels=_names(data["channels"]),
        segments=_names(data["segments"]),
        segment_columns=_names(data["segment_columns"]),
        reasons=_names(data["reasons"]),
        metrics=tuple(Metric.model_validate(metric) for metric in data["metrics"]),
        tables={name: _table(name, source, lengths[name]) if name in lengths else empty(name) for name in LAYOUT},
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


def _table(name: str, source: Path, length: int) -> Table:
    keys, sums = LAYOUT[name]
    columns = np.load(source / f"{name}.npy", allow_pickle=False)
    if columns.dtype != np.int64 or columns.shape != (len(keys) + len(sums), length):
        message = f"{name}.npy has shape {columns.shape} and type {columns.dtype}, expected {(len(keys) + len(sums), length)} of int64"
        raise ValueError(message)
    return Table(keys, dict(zip((*keys, *sums), columns, strict=True)))
