"""Which paths stand for all: medoids of the different paths, each counting for the journeys that took it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.medoids import medoids, silhouette
from cxjourney.inference.sequence_distances import MICRO, Sequences
from cxjourney.statistics.path_run import WEIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.inference.sequence_distances import Integers
    from cxjourney.statistics.path_run import Variant

SAMPLE = 600
"""Different paths that are compared with one another."""

MOST_GROUPS = 8
"""Groups at most where their number is to be found."""


@dataclass(frozen=True, slots=True, eq=False)
class Clustered:
    """
    Representatives and what belongs to them.

    Parameters
    ----------
    chosen
        Places of the representatives among the variants, those of most journeys first.
    labels, distances
        Group of each variant and its distance from the representative, in millionths.
    quality
        Share of the distance from the most central path of all that the groups save.
    width
        Silhouette; None for one group.
    """

    chosen: tuple[int, ...]
    labels: Integers
    distances: Integers
    quality: float
    width: float | None


def sampled(variants: Sequence[Variant]) -> tuple[list[int], Integers]:
    """
    Return which variants to compare, and what each counts for.

    All where there are few. Else the most common ones, and as many of the others in the order in which they come, which is that of a hash
    among equals; each of these counts for others, too.

    Parameters
    ----------
    variants
        All variants, those with the largest shares first.
    """
    # The silhouette needs numbers of journeys, not thousandths of them.
    journeys = np.array([max(round(each.weight / WEIGHT), 1) for each in variants], dtype=np.int64)
    if len(variants) <= SAMPLE:
        return list(range(len(variants))), journeys
    half = SAMPLE // 2
    spread = np.linspace(half, len(variants) - 1, SAMPLE - half).round().astype(np.int64)
    rest = journeys[half:].sum() / journeys[spread].sum()
    return [*range(half), *spread.tolist()], np.concatenate([journeys[:half], np.maximum((journeys[spread] * rest).round(), 1)]).astype(
        np.int64
    )


def clustered(variants: Sequence[Variant], k: int | None) -> Clustered:
    """
    Return the representatives of variants.

    Parameters
    ----------
    variants
        All variants, the most common first.
    k
        How many groups; None for as many as have the best silhouette.
    """
    places, weights = sampled(variants)
    sequences = Sequences([variants[place].path for place in places])
    matrix = np.stack([sequences.distances_from(variants[place].path) for place in places])
    tried = [k] if k is not None else range(min(2, len(places)), min(MOST_GROUPS, len(places)) + 1)
    best, width = None, None
    for number in tried:
        found = medoids(matrix, weights, number)
        wide = round(silhouette(matrix, weights, found.labels, number), 9) if number > 1 else None
        if best is None or (wide is not None and (width is None or wide > width)):
            best, width = found, wide
    chosen = [places[place] for place in best.chosen.tolist()] if best is not None else []
    whole = int((matrix * weights[:, None]).sum(axis=0).min())
    saved = 1 - best.cost / whole if best is not None and whole else 1.0
    return _assigned(variants, chosen, saved, width)


def _assigned(variants: Sequence[Variant], chosen: Sequence[int], quality: float, width: float | None) -> Clustered:
    """Put every variant to the nearest representative, and the groups in order of size."""
    labels, distances = nearest([each.path for each in variants], [variants[place].path for place in chosen])
    journeys = np.array([each.weight for each in variants], dtype=np.int64)
    sizes = np.bincount(labels, journeys, len(chosen))
    order = sorted(range(len(chosen)), key=lambda group: (-sizes[group], chosen[group]))
    rank = np.empty(len(chosen), dtype=np.int64)
    rank[order] = np.arange(len(chosen))
    return Clustered(tuple(chosen[group] for group in order), rank[labels], distances, quality, width)


def nearest(paths: Sequence[Sequence[int]], representatives: Sequence[Sequence[int]]) -> tuple[Integers, Integers]:
    """
    Return the nearest representative of each path, the first among equals, and the distance from it.

    Parameters
    ----------
    paths, representatives
        Codes of touchpoints.
    """
    sequences = Sequences(paths)
    every = np.stack([sequences.distances_from(path) for path in representatives])
    return every.argmin(axis=0), every.min(axis=0)


NEAR = MICRO // 4
"""Distance up to which a journey is near its representative."""
