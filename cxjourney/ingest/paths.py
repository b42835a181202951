"""From what the caller names to files: lists, patterns, suffixes, and what is refused by name."""

from __future__ import annotations

import glob
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from cxjourney.errors import DataError, EmptyDataError, FileFormatError, show_value
from cxjourney.ingest.text_files import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

URL = re.compile(r"[a-z][a-z0-9+.-]+:/|(https?|s3|s3a|gs|gcs|az|abfss?|hf|ftp|sftp|file):", re.IGNORECASE)
DELIMITED = frozenset({".csv", ".tsv", ".txt"})
JSON = frozenset({".json", ".jsonl", ".ndjson"})
PARQUET = frozenset({".parquet"})
XES = frozenset({".xes", ".xml"})
OCEL = frozenset({".ocel", ".jsonocel", ".xmlocel", ".sqlite"})
KNOWN = DELIMITED | JSON | PARQUET | XES | OCEL
FAMILIES = {"JSON": JSON, "Parquet": PARQUET, "XES": XES, "OCEL": OCEL}
REFUSED = {
    ".pkl": "unpickling a file can run any program",
    ".pickle": "unpickling a file can run any program",
    ".joblib": "unpickling a file can run any program",
    ".xlsx": "spreadsheets mix values and formats",
    ".xls": "spreadsheets mix values and formats",
    ".ods": "spreadsheets mix values and formats",
}


def source_files(source: str | os.PathLike[str] | Sequence[object]) -> tuple[SourceFile, ...]:
    """
    Return the files that a path, a pattern or a list of them names.

    Parameters
    ----------
    source
        What the caller gave.

    Raises
    ------
    FileFormatError
        If a suffix is not known or refused.
    EmptyDataError
        If there are no files.
    DataError
        If a URL or folder is given, or a file twice, or files of different formats.
    OSError
        If a file does not exist or cannot be looked at.
    TypeError
        If something else than a path is in a list.
    """
    given = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    files = tuple(_file(name) for item in given for name in _expand(item))
    if not files:
        raise EmptyDataError("The list of files is empty.", hint="give at least one path.")
    _check_unique(files)
    families = sorted({_family(file) for file in files})
    if len(families) > 1:
        message = f"The files are of different formats: {', '.join(families)}."
        raise DataError(message, hint="read the formats one by one.", source=files[0].name)
    return files


def source_name(files: Sequence[SourceFile]) -> str:
    """
    Return what files that are read as one are called: the first by its name, the others by their number.

    Parameters
    ----------
    files
        The files, at least one.

    Examples
    --------
    >>> files = [SourceFile(Path(name), name, ".csv") for name in ("a.csv", "b.csv", "c.csv")]
    >>> source_name(files[:1]), source_name(files)
    ('a.csv', 'a.csv and 2 more')
    """
    return files[0].name if len(files) == 1 else f"{files[0].name} and {len(files) - 1:,} more"


def sql_path(path: Path) -> str:
    """
    Return a path as an SQL string that DuckDB takes literally.

    Examples
    --------
    >>> sql_path(Path("/data/it's [1].csv"))
    "'/data/it''s [[]1].csv'"
    """
    text = re.sub(r"[*?\[]", r"[\g<0>]", os.path.abspath(path))  # noqa: PTH100 - links stay links
    return "'" + text.replace("'", "''") + "'"


def check_unicode(path: str | os.PathLike[str]) -> None:
    """
    Refuse a path that the embedded engine cannot be told: one whose bytes on disk are no Unicode text.

    Parameters
    ----------
    path
        Where to read or write.

    Raises
    ------
    DataError
        If it, or a folder above it, has such a name.
    """
    try:
        os.path.abspath(path).encode()  # noqa: PTH100 - links stay links
    except UnicodeEncodeError as cause:
        name = show_value(os.fspath(path))
        message = f"{name}: the name of the file, or of a folder above it, is not written in UTF-8."
        raise DataError(message, code="name", hint="rename it.", source=name) from cause


def _expand(item: object) -> Iterable[str]:
    if not isinstance(item, (str, os.PathLike)):
        message = f"A list of sources holds paths only, found {type(item).__name__}."
        raise TypeError(message)
    name = os.fspath(item)
    if not isinstance(name, str):
        raise TypeError("Paths are text, found bytes.")
    if URL.match(name):
        hint = "download it first, or query it with your own DuckDB connection and pass the relation."
        raise DataError(f"{show_value(name)}: URLs are not read; nothing is fetched from a network.", code="url", hint=hint, source=name)
    if "\0" in name:
        raise DataError(f"{show_value(name)}: a path holds no NUL character.", hint="check how the path is made.", source=name)
    if not glob.has_magic(name) or os.path.lexists(name):
        return [name]
    found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - a pattern may be absolute
    if not found:
        raise EmptyDataError(f"{show_value(name)}: no file matches this pattern.", hint="check the folder and the suffix.", source=name)
    return found


def _file(name: str) -> SourceFile:
    path = Path(name)
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    suffix = (suffixes[:-1] if packed else suffixes)[-1:] or [""]
    _refuse_by_name(name, suffix[0])
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        hint = f'name the files in it: "{name.rstrip("/")}/*.csv".'
        raise DataError(f"{name}: it is a folder; expected a file.", code="folder", hint=hint, source=name)
    if not stat.S_ISREG(mode):
        raise DataError(f"{name}: it is no regular file, so it cannot be read twice.", hint="save it to a file first.", source=name)
    if suffix[0] not in KNOWN or (packed and suffix[0] in PARQUET):
        raise _unknown(name)
    check_unicode(path)
    return SourceFile(path, name, suffix[0], packed)


def _refuse_by_name(name: str, suffix: str) -> None:
    if suffix in REFUSED:
        message = f"{name}: files named {suffix} are not read; {REFUSED[suffix]}."
        raise FileFormatError(message, hint="save the table as CSV or Parquet.", source=name)


def _unknown(name: str) -> FileFormatError:
    known = " ".join(sorted(KNOWN))
    message = f"{name}: expected a name that ends in one of {known} (text also with .gz)."
    return FileFormatError(message, hint="rename the file.", source=name)


def _check_unique(files: tuple[SourceFile, ...]) -> None:
    seen: dict[str, str] = {}
    for file in files:
        real = os.path.realpath(file.path)
        if real in seen:
            message = f"{file.name}: the file is listed twice (also as {seen[real]}); its rows would count double."
            raise DataError(message, code="listed_twice", hint="list each file once.", source=file.name)
        seen[real] = file.name


def _family(file: SourceFile) -> str:
    return next((family for family, suffixes in FAMILIES.items() if file.suffix in suffixes), "delimited text")
