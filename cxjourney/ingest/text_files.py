"""Files on disk become plain UTF-8 text, unpacked and transcoded in a private folder where needed."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxjourney.ingest.compression import unpack
from cxjourney.ingest.encodings import UTF8_NAMES, declared_encoding, transcode
from cxjourney.ingest.signatures import refuse_foreign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxjourney.ingest.parsing import Parsing

HEAD = 4_096


@dataclass(frozen=True, slots=True)
class SourceFile:
    """
    One file of a source.

    Parameters
    ----------
    path
        Where it is.
    name
        Its name as the caller gave it.
    suffix
        Its format: ``".csv"``, ``".parquet"``, …
    packed
        Whether it is compressed with gzip.
    """

    path: Path
    name: str
    suffix: str
    packed: bool = False


@contextlib.contextmanager
def plain_text(file: SourceFile, parsing: Parsing, folder: Path, *, expected: str) -> Iterator[Path]:
    """
    Give the path of a file's text in UTF-8 for as long as it is needed.

    Parameters
    ----------
    file
        The file.
    parsing
        Encoding and limits.
    folder
        Private folder for temporary files, which are removed afterwards.
    expected
        What the file should be, for messages: ``"a CSV file"``.

    Yields
    ------
    Path
        The file itself, or a temporary one.

    Raises
    ------
    FileFormatError
        If it is damaged, of another format or in another encoding.
    LimitError
        If it unpacks to too much.
    """
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as private:
        path = file.path
        if file.packed:
            path = Path(private) / "unpacked"
            unpack(file.path, path, name=file.name, limits=parsing.limits)
        with path.open("rb") as opened:
            head = opened.read(HEAD)
        refuse_foreign(head, name=file.name, expected=expected)
        encoding = declared_encoding(head, parsing.encoding, name=file.name)
        if encoding not in UTF8_NAMES:
            text = Path(private) / "text"
            transcode(path, text, encoding, name=file.name)
            path = text
            with path.open("rb") as opened:
                refuse_foreign(opened.read(HEAD), name=file.name, expected=expected)
        yield path
