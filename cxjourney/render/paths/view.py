"""What a picture of paths shows, whichever result it is of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.model.journey_groups import FEW, WEAK, JourneyGroups
from cxjourney.model.paths import Variants
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.journey_groups import JourneyGroup
    from cxjourney.model.paths import OtherVariants, PathStep, Variant
    from cxjourney.render.words import Words


@dataclass(frozen=True, slots=True)
class PathRow:
    """
    A row of the picture.

    Parameters
    ----------
    name
        What it is called.
    share, goal_rate, time
        Its figures.
    steps
        Its steps; none for the rest.
    note
        What else to say under the path.
    """

    name: str
    share: Estimate
    goal_rate: Estimate | None
    time: Estimate
    steps: tuple[PathStep, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PathView:
    """
    Everything a picture of paths shows.

    Parameters
    ----------
    kind
        ``"paths"`` or ``"paths.groups"``, with which its words begin.
    title
        The claim.
    about
        What it is about.
    rows
        Its rows.
    goal
        Touchpoints that complete a journey.
    notes
        Sentences of the footnote.
    names
        All touchpoints, as they are written where there is room.
    """

    kind: str
    title: str
    about: str
    rows: tuple[PathRow, ...]
    goal: frozenset[str]
    notes: tuple[str, ...]
    names: frozenset[str] = frozenset()


def path_view(found: Variants | JourneyGroups, words: Words) -> PathView:
    """
    Return what a picture of a result shows.

    Parameters
    ----------
    found
        The result.
    words
        The language.
    """
    rows = _variants(found, words) if isinstance(found, Variants) else tuple(_group(group, words) for group in found.groups)
    counts = (words.count("paths.journeys", found.n_journeys), words.count("paths.different", found.n_variants))
    return PathView(
        kind="paths" if isinstance(found, Variants) else "paths.groups",
        title=_claim(found, words),
        about=words("paths.about", journeys=counts[0], paths=counts[1]),
        rows=rows,
        goal=frozenset(found.goal),
        notes=_notes(found, words),
        names=frozenset(label(name) for name in {step.touchpoint for row in rows for step in row.steps}),
    )


def _variants(found: Variants, words: Words) -> tuple[PathRow, ...]:
    rows = [_variant(each, words) for each in found.variants]
    return (*rows, _other(found.other, words)) if found.other is not None else tuple(rows)


def _variant(each: Variant, words: Words) -> PathRow:
    return PathRow(words.numerals.fixed(each.rank), each.share, each.goal_rate, each.time, each.steps)


def _other(rest: OtherVariants, words: Words) -> PathRow:
    return PathRow("", rest.share, rest.goal_rate, rest.time, note=words.count("paths.other", rest.variants))


def _group(group: JourneyGroup, words: Words) -> PathRow:
    near = group.coverage.value
    note = "" if near is None else words("paths.near", share=words.numerals.percent(near))
    return PathRow(label(group.name), group.share, group.goal_rate, group.time, group.representative, note)


def _claim(found: Variants | JourneyGroups, words: Words) -> str:
    if found.n_open > found.n_journeys > 0:
        over, every = (words.numerals.fixed(n) for n in (found.n_journeys, found.n_journeys + found.n_open))
        return words("paths.title.few", n=over, every=every)
    if isinstance(found, Variants):
        if not found.variants:
            return words("paths.title.none")
        covered = words.numerals.percent(found.variants[-1].cumulative_share.value or 0)
        return words("paths.title", paths=words.count("paths.count", len(found.variants)), share=covered)
    if not found.groups:
        return words("paths.groups.title.none")
    largest = words.numerals.percent(found.groups[0].share.value or 0)
    return words("paths.groups.title", groups=words.count("paths.groups.count", len(found.groups)), share=largest)


def _notes(found: Variants | JourneyGroups, words: Words) -> tuple[str, ...]:
    number = words.numerals.fixed
    notes = [words("paths.note.interval", level=words.numerals.percent(found.level))]
    if isinstance(found, JourneyGroups):
        notes.append(words("paths.note.near"))
    if found.merged_repeats:
        notes.append(words("paths.note.merged"))
    if isinstance(found, Variants) and found.min_customers > 1:
        notes.append(words("paths.note.least", n=number(found.min_customers)))
    if isinstance(found, JourneyGroups):
        notes += _cautions(found, words)
    if isinstance(found, JourneyGroups) and found.n_left_out:
        notes.append(words("paths.note.left_out", n=number(found.n_left_out)))
    if found.n_open:
        notes.append(words("paths.note.open", n=number(found.n_open)))
    return tuple(notes)


def _cautions(found: JourneyGroups, words: Words) -> list[str]:
    notes = []
    if found.silhouette is not None and found.silhouette < WEAK:
        notes.append(words("paths.note.weak", n=words.numerals.fixed(found.silhouette, 2)))
    rare = [label(group.name) for group in found.groups if group.same < FEW]
    if rare:
        notes.append(words("paths.note.rare", n=words.numerals.fixed(FEW), names=words.listed(rare)))
    return notes
