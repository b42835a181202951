"""The only calls of the model upwards: saving, loading, tables and display, each made when it is asked for."""

# ruff: noqa: PLC0415 - what lies above is imported only then

from __future__ import annotations

import hashlib
import warnings
from numbers import Integral
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from cxjourney.arguments import path_of
from cxjourney.errors import CxJourneyWarning, OptionError, RenderError, StatisticsError, show_value

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from networkx import DiGraph, MultiDiGraph

    from cxjourney.model.findings import Diagnosis, PainPoint
    from cxjourney.model.journey_groups import JourneyGroups
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.result import Tabular
    from cxjourney.model.struggle import Struggle

    MapT = TypeVar("MapT", bound=JourneyMap)

_READ = (".json", ".yaml", ".yml")
_WRITTEN = (*_READ, ".svg", ".html", ".png", ".pdf", ".graphml", ".dot", ".gv")
_DIGEST = "document.sha256"


def load(cls: type[MapT], path: str | os.PathLike[str]) -> MapT:
    """Return the map that a file holds, with the statistics that were saved beside it."""
    from cxjourney.interchange.document import from_text

    source = path_of("path", path)
    suffix = _suffix(source, _READ, "read")
    content = source.read_bytes()
    loaded = from_text(content, suffix, source=str(path))
    result = loaded if type(loaded) is cls else cls(**{name: getattr(loaded, name) for name in loaded.model_fields_set})
    return _with_statistics(result, content, _folder(source))


def save(journey_map: JourneyMap, path: str | os.PathLike[str], *, statistics: bool) -> None:
    """Write a map in the format that the suffix names."""
    from cxjourney.interchange.files import write_atomically

    target = path_of("path", path)
    suffix = _suffix(target, _READ if statistics else _WRITTEN, "written with statistics" if statistics else "written")
    if suffix in {".svg", ".html", ".png", ".pdf"}:
        from cxjourney.render import render_map

        render_map(journey_map).save(target)
        return
    content = _text(journey_map, suffix).encode()
    if statistics:
        _save_statistics(journey_map, content, _folder(target))
    write_atomically(target, content)


def _text(journey_map: JourneyMap, suffix: str) -> str:
    if suffix == ".graphml":
        from cxjourney.interchange.graphml import to_graphml

        return to_graphml(to_networkx(journey_map, view="full"))
    if suffix in {".dot", ".gv"}:
        from cxjourney.interchange.dot import to_dot

        return to_dot(journey_map)
    from cxjourney.interchange.document import to_text

    return to_text(journey_map, suffix)


def _suffix(path: Path, known: tuple[str, ...], verb: str) -> str:
    suffix = path.suffix.lower()
    if suffix not in known:
        raise OptionError(
            f"{path.name}: expected a suffix that can be {verb} ({' '.join(known)}), found {show_value(path.suffix)}.",
            hint=f"name the file {path.stem or 'map'}{known[0]}.",
            source=str(path),
            value=show_value(path.suffix),
        )
    return suffix


def _folder(document: Path) -> Path:
    return document.with_name(f"{document.stem}.statistics")


def _save_statistics(journey_map: JourneyMap, content: bytes, folder: Path) -> None:
    if journey_map.statistics is None:
        raise StatisticsError(
            "the map has no statistics to save: it was not discovered from events.", hint="save it without statistics=True."
        )
    journey_map.statistics.save(folder)
    # Says which document the tables belong to, so that they are never taken for those of another.
    (folder / _DIGEST).write_text(f"{hashlib.sha256(content).hexdigest()}\n", encoding="ascii")


def _with_statistics(journey_map: MapT, content: bytes, folder: Path) -> MapT:
    if not folder.is_dir():
        return journey_map
    digest = folder / _DIGEST
    if not digest.is_file() or digest.read_text(encoding="ascii", errors="replace").strip() != hashlib.sha256(content).hexdigest():
        warnings.warn(
            f"{folder.name} was not saved with this document or the document was changed since; the map is loaded without statistics. "
            "Hint: where they belong together, use journey_map.with_statistics(JourneyStatistics.load(folder)).",
            CxJourneyWarning,
            stacklevel=4,
        )
        return journey_map
    from cxjourney.statistics import JourneyStatistics

    return journey_map.with_statistics(JourneyStatistics.load(folder))


def to_json(journey_map: JourneyMap) -> str:
    """Return a map as a JSON document."""
    return _text(journey_map, ".json")


def to_networkx(journey_map: JourneyMap, *, view: Literal["full", "touchpoints"]) -> MultiDiGraph[str] | DiGraph[str]:
    """Return a map as a graph."""
    from cxjourney.graph import networkx_graph

    return networkx_graph.to_networkx(journey_map, view=view)


def from_networkx(cls: type[MapT], graph: MultiDiGraph[str]) -> MapT:
    """Return the map that a graph holds."""
    from cxjourney.graph.rebuild import map_fields

    return cls.model_validate(map_fields(graph))


def rows(result: Tabular) -> list[dict[str, object]]:
    """Return the rows of a result."""
    from cxjourney.interchange.result_tables import result_table

    return result_table(result)[0]


def frame(result: Tabular) -> object:
    """Return the rows of a result as a data frame."""
    from cxjourney.interchange.result_tables import result_table
    from cxjourney.interchange.rows import frame as framed

    return framed(*result_table(result))


def frames(result: Tabular | JourneyMap) -> dict[str, object]:
    """Return all tables of a map or a result as data frames."""
    from cxjourney.interchange.result_tables import result_frames

    return result_frames(result)


def html(result: Tabular) -> str:
    """Return a result as HTML."""
    from cxjourney.render.result_html import result_html

    return result_html(result)


def explanation(diagnosis: Diagnosis, finding: PainPoint | int) -> str:
    """Return everything that is known about a finding of a diagnosis, given by itself or by its rank."""
    from cxjourney.render import explanation as explaining

    pains = diagnosis.pain_points
    found = next((pain for pain in pains if finding in (pain.rank, pain)), None)
    if found is None:
        asked = f"rank {finding}" if isinstance(finding, Integral) else f"the finding {show_value(finding)}"
        raise OptionError(
            f"{asked} is not in this diagnosis, which holds {len(pains):,} pain {'point' if len(pains) == 1 else 'points'}.",
            hint=f"ranks go from 1 to {len(pains)}." if pains else "nothing was found, so nothing can be explained.",
        )
    return explaining.explanation(diagnosis, found)


def mimebundle(
    journey_map: JourneyMap, include: Iterable[str] | None, exclude: Iterable[str] | None
) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a map as notebooks show it: the picture, and the same story in plain text; the text alone where no picture can be drawn."""
    from cxjourney.render import render_map

    try:
        return render_map(journey_map)._repr_mimebundle_(include, exclude)
    except RenderError as cause:
        return {"text/plain": f"{journey_map!r}\n{cause}"}, {}


def save_scores(struggle: Struggle, events: Any, path: str | os.PathLike[str], *, observed_until: datetime | None) -> None:
    """Write the score of every journey of a log."""
    from cxjourney.diagnosis import struggling

    struggling.save_scores(struggle, events, path, observed_until=observed_until)


def assign(found: JourneyGroups, events: Any, column: str, observed_until: datetime | None) -> Any:
    """Return a log whose visits belong to groups."""
    from cxjourney.discovery.paths import assigning

    return assigning.assign(found, events, column, observed_until)
