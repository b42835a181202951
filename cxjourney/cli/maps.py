"""Map files: telling them from events, reading and writing them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import cxjourney as cx
from cxjourney._optional import require
from cxjourney.errors import OptionError, show_value

if TYPE_CHECKING:
    from cxjourney.model.journey_map import JourneyMap

PICTURES = (".svg", ".html", ".png", ".pdf")
_EXTRAS = {".png": ("resvg-py", "png", "resvg_py"), ".pdf": ("vl-convert-python", "pdf", "vl_convert")}
DOCUMENTS = (".json", ".yaml", ".yml")
GRAPHS = (".graphml", ".dot")
_SNIFFED_BYTES = 64 << 20


def is_map(path: str) -> bool:
    """
    Return whether a file holds a map rather than events.

    Parameters
    ----------
    path
        File or folder.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if file.is_dir() or suffix in {".yaml", ".yml", ".graphml"}:
        return True
    if suffix != ".json" or not file.is_file() or file.stat().st_size > _SNIFFED_BYTES:
        return False
    try:
        document = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and "stages" in document


def load_map(path: str) -> JourneyMap:
    """
    Read a map from a file.

    Parameters
    ----------
    path
        File or folder.
    """
    return cx.JourneyMap.load(path)


def check_output(path: str, option: str = "--output") -> None:
    """
    Refuse a file that cannot be written, before any work is done.

    Parameters
    ----------
    path
        Name of the file to write.
    option
        The option that names it.

    Raises
    ------
    OptionError
        If the suffix is unknown or the folder does not exist.
    MissingDependencyError
        If the format needs an extra that is not installed.
    """
    folder = Path(path).parent
    if not folder.is_dir():
        raise OptionError(f"{option} {path}: the folder {show_value(str(folder))} does not exist.", hint="make it first, or name another.")
    suffix = Path(path).suffix.lower()
    known = (*PICTURES, *DOCUMENTS, *GRAPHS)
    if suffix not in known:
        raise OptionError.for_choice(option, suffix, known)
    if suffix in _EXTRAS:
        package, extra, module = _EXTRAS[suffix]
        require(package, extra=extra, purpose=f"A picture as {extra.upper()}", module=module)


def check_report(path: str) -> None:
    """
    Refuse a report that cannot be written, before any work is done.

    Parameters
    ----------
    path
        Name of the file to write.

    Raises
    ------
    OptionError
        If it is no HTML file or the folder does not exist.
    """
    if Path(path).suffix.lower() != ".html":
        raise OptionError(
            f"--report {path}: a report is an HTML file.", hint=f"name it {Path(path).stem or 'report'}.html.", value=show_value(path)
        )
    check_output(path, "--report")


def is_picture(path: str) -> bool:
    """
    Return whether a file name asks for a picture.

    Parameters
    ----------
    path
        Name of the file to write.
    """
    return Path(path).suffix.lower() in PICTURES


def save_map(journey_map: JourneyMap, path: str) -> str:
    """
    Write a discovered map, documents with the statistics that let it be diagnosed again, and say what was written.

    Parameters
    ----------
    journey_map
        The map.
    path
        Name of the file.
    """
    is_document = Path(path).suffix.lower() in DOCUMENTS
    journey_map.save(path, statistics=is_document)
    return f"Wrote {path}, with the statistics it rests on beside it" if is_document else f"Wrote {path}"
