"""The only calls of the model upwards: saving, loading and display, each made when it is asked for."""

# ruff: noqa: PLC0415 - what lies above is imported only then

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from cxjourney.errors import CxJourneyWarning, OptionError, RenderError, StatisticsError, show_value

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from datetime import datetime

    from networkx import DiGraph, MultiDiGraph

    from cxjourney.model.comparison import Comparison
    from cxjourney.model.conformance import Conformance
    from cxjourney.model.findings import Diagnosis, PainPoint
    from cxjourney.model.forecast import FixRanking, Forecast
    from cxjourney.model.funnel import Funnel
    from cxjourney.model.journey_groups import JourneyGroups
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.model.paths import Variants
    from cxjourney.model.satisfaction import SatisfactionIndex, TouchpointRanking
    from cxjourney.model.struggle import Struggle
    from cxjourney.model.trend import Trend

    MapT = TypeVar("MapT", bound=JourneyMap)

_READ = (".json", ".yaml", ".yml")
_WRITTEN = (*_READ, ".svg", ".html", ".png", ".pdf", ".graphml", ".dot", ".gv")
_DIGEST = "document.sha256"


def load(cls: type[MapT], path: str | os.PathLike[str]) -> MapT:
    """Return the map that a file holds, with the statistics that were saved beside it."""
    from cxjourney.interchange.document import from_text

    source = Path(path)
    suffix = _suffix(source, _READ, "read")
    content = source.read_bytes()
    loaded = from_text(content, suffix, source=str(path))
    result = loaded if type(loaded) is cls else cls(**{name: getattr(loaded, name) for name in loaded.model_fields_set})
    return _with_statistics(result, content, _folder(source))


def save(journey_map: JourneyMap, path: str | os.PathLike[str], *, statistics: bool) -> None:
    """Write a map in the format that the suffix names."""
    from cxjourney.interchange.files import write_atomically

    target = Path(path)
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


def frames(journey_map: JourneyMap) -> dict[str, object]:
    """Return the tables of a map as data frames."""
    from cxjourney.interchange import rows

    return rows.frames(journey_map)


def finding_rows(diagnosis: Diagnosis) -> list[dict[str, object]]:
    """Return one row a pain point."""
    from cxjourney.interchange import rows

    return rows.finding_rows(diagnosis)


def finding_frame(diagnosis: Diagnosis) -> object:
    """Return the pain points as a data frame."""
    from cxjourney.interchange import rows

    return rows.frame(rows.finding_rows(diagnosis), rows.FINDING_COLUMNS)


def comparison_rows(comparison: Comparison) -> list[dict[str, object]]:
    """Return one row a difference."""
    from cxjourney.interchange import comparison_rows as rows

    return rows.comparison_rows(comparison)


def comparison_frame(comparison: Comparison) -> object:
    """Return the differences as a data frame."""
    from cxjourney.interchange import comparison_rows, rows

    return rows.frame(comparison_rows.comparison_rows(comparison), comparison_rows.COLUMNS)


def comparison_frames(comparison: Comparison) -> dict[str, object]:
    """Return the tables of a comparison as data frames."""
    from cxjourney.interchange import change_frames

    return change_frames.comparison_frames(comparison)


def forecast_frame(rows: list[dict[str, object]]) -> object:
    """Return the rows of a forecast, or of ranked fixes, as a data frame."""
    from cxjourney.interchange import change_frames

    return change_frames.forecast_frame(rows)


def comparison_html(comparison: Comparison) -> str:
    """Return a comparison as HTML."""
    from cxjourney.render import comparison_tables

    return comparison_tables.comparison_html(comparison)


def conformance_rows(found: Conformance) -> list[dict[str, object]]:
    """Return one row a deviation from a plan."""
    from cxjourney.interchange import conformance_rows as rows

    return rows.conformance_rows(found)


def conformance_frame(found: Conformance) -> object:
    """Return the deviations from a plan as a data frame."""
    return conformance_frames(found)["deviations"]


def conformance_frames(found: Conformance) -> dict[str, object]:
    """Return the tables of a conformance as data frames."""
    from cxjourney.interchange import conformance_rows as own
    from cxjourney.interchange import rows

    fits = {name: rows.frame(own.fit_rows(getattr(found, name)), own.FIT_COLUMNS) for name in ("touchpoints", "stages")}
    return {"deviations": rows.frame(own.conformance_rows(found), own.COLUMNS), **fits}


def conformance_html(found: Conformance) -> str:
    """Return how journeys kept to a plan as HTML."""
    from cxjourney.render import conformance_tables

    return conformance_tables.conformance_html(found)


def trend_rows(found: Trend) -> list[dict[str, object]]:
    """Return one row a figure and period."""
    from cxjourney.interchange import trend_rows as rows

    return rows.trend_rows(found)


def trend_frames(found: Trend) -> dict[str, object]:
    """Return the figures by period and the incidents as data frames."""
    from cxjourney.interchange import rows
    from cxjourney.interchange import trend_rows as own

    figures = rows.frame(own.trend_rows(found), own.COLUMNS)
    return {"figures": figures, "incidents": rows.frame(own.incident_rows(found), own.INCIDENT_COLUMNS)}


def trend_html(found: Trend) -> str:
    """Return incidents and what could not be searched as HTML."""
    from cxjourney.render import trend_tables

    return trend_tables.trend_html(found)


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """Return a diagnosis as HTML."""
    from cxjourney.render import tables

    return tables.diagnosis_html(diagnosis)


def explanation(diagnosis: Diagnosis, finding: PainPoint | int) -> str:
    """Return everything that is known about a finding of a diagnosis, given by itself or by its rank."""
    from cxjourney.render import explanation as explaining

    pains = diagnosis.pain_points
    found = next((pain for pain in pains if finding in (pain.rank, pain)), None)
    if found is None:
        asked = f"rank {finding}" if isinstance(finding, int) else f"the finding {show_value(str(finding))}"
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


def struggle_html(struggle: Struggle) -> str:
    """Return what was learned about struggling as HTML."""
    from cxjourney.render import struggle_table

    return struggle_table.struggle_html(struggle)


def index_html(index: SatisfactionIndex) -> str:
    """Return a satisfaction index as HTML."""
    from cxjourney.render import satisfaction_tables

    return satisfaction_tables.index_html(index)


def ranking_html(ranking: TouchpointRanking) -> str:
    """Return touchpoints in order as HTML."""
    from cxjourney.render import satisfaction_tables

    return satisfaction_tables.ranking_html(ranking)


def forecast_html(forecast: Forecast) -> str:
    """Return a forecast as HTML."""
    from cxjourney.render import forecast_tables

    return forecast_tables.forecast_html(forecast)


def fix_ranking_html(ranking: FixRanking) -> str:
    """Return ranked fixes as HTML."""
    from cxjourney.render import forecast_tables

    return forecast_tables.fix_ranking_html(ranking)


def variant_rows(found: Variants) -> list[dict[str, object]]:
    """Return one row a path."""
    from cxjourney.interchange import path_rows

    return path_rows.variant_rows(found)


def variant_frame(found: Variants) -> object:
    """Return the paths as a data frame."""
    from cxjourney.interchange import path_rows, rows

    return rows.frame(path_rows.variant_rows(found), path_rows.VARIANT_COLUMNS)


def variants_html(found: Variants) -> str:
    """Return the paths as HTML."""
    from cxjourney.render import path_tables

    return path_tables.variants_html(found)


def funnel_rows(found: Funnel) -> list[dict[str, object]]:
    """Return one row a step."""
    from cxjourney.interchange import path_rows

    return path_rows.funnel_rows(found)


def funnel_frame(found: Funnel) -> object:
    """Return the steps as a data frame."""
    from cxjourney.interchange import path_rows, rows

    return rows.frame(path_rows.funnel_rows(found), path_rows.FUNNEL_COLUMNS)


def funnel_html(found: Funnel) -> str:
    """Return a funnel as HTML."""
    from cxjourney.render import path_tables

    return path_tables.funnel_html(found)


def group_rows(found: JourneyGroups) -> list[dict[str, object]]:
    """Return one row a group."""
    from cxjourney.interchange import path_rows

    return path_rows.group_rows(found)


def group_frame(found: JourneyGroups) -> object:
    """Return the groups as a data frame."""
    from cxjourney.interchange import path_rows, rows

    return rows.frame(path_rows.group_rows(found), path_rows.GROUP_COLUMNS)


def groups_html(found: JourneyGroups) -> str:
    """Return groups as HTML."""
    from cxjourney.render import path_tables

    return path_tables.groups_html(found)


def assign(found: JourneyGroups, events: Any, column: str, observed_until: datetime | None) -> Any:
    """Return a log whose visits belong to groups."""
    from cxjourney.discovery.paths import assigning

    return assigning.assign(found, events, column, observed_until)
