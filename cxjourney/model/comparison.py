"""What a comparison of two maps, periods or groups of customers gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator

from cxjourney.arguments import check_choice, check_texts
from cxjourney.estimate import Location
from cxjourney.model import _doors
from cxjourney.model.differences import Difference, ElementChange, RenameSuggestion, TotalChange
from cxjourney.model.findings import PainKind, PainPoint, Untested
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Name, Probability, Slug, Text
from cxjourney.value import Value, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

PainStatus = Literal["solved", "remaining", "new", "unclear"]


class PainChange(Value):
    """
    What became of a pain point.

    Parameters
    ----------
    status
        ``"solved"``: found before, not after, and its figure changed for the better beyond chance (or its touchpoint is gone).
        ``"new"``: found after, not before, and its figure changed for the worse beyond chance. ``"remaining"``: found on both sides.
        ``"unclear"``: found on one side, but the difference between the two can be chance.
    kind
        What goes wrong.
    stage, touchpoint, channel, segment
        Where, by name; None means all of them.
    stage_id, touchpoint_id, channel_id, segment_id
        The identifiers of the same.
    before, after
        The pain point as either side has it.
    difference
        How its figure changed, where both sides measured it.
    confirmed
        Whether that difference stands out from chance; None where nothing could be tested.
    summary
        One plain sentence.

    Examples
    --------
    >>> import cxjourney as cx
    >>> plan = cx.JourneyMap(stages={"Pay": [cx.Touchpoint(name="Card", emotion=-1.2)]})
    >>> cx.compare(plan, plan.replace(stages={"Pay": [cx.Touchpoint(name="Card", emotion=1.0)]})).solved[0].summary
    'Card (negative emotion): stated before, no longer stated after; valence +2.20.'
    """

    status: PainStatus
    kind: PainKind
    stage: Name | None = None
    touchpoint: Name | None = None
    channel: Name | None = None
    segment: Name | None = None
    stage_id: Slug | None = None
    touchpoint_id: Slug | None = None
    channel_id: Slug | None = None
    segment_id: Slug | None = None
    before: PainPoint | None = None
    after: PainPoint | None = None
    difference: Difference | None = None
    confirmed: bool | None = None
    summary: Text = ""

    @property
    def location(self) -> Location:
        """Where it hurts or hurt."""
        return Location(stage=self.stage, touchpoint=self.touchpoint, channel=self.channel, segment=self.segment)


class Comparison(Tabular, Value):
    """
    Everything that differs between two maps, periods or groups of customers.

    Parameters
    ----------
    before, after
        Titles of the two sides.
    fdr
        Expected share of false differences among the flagged ones, at most.
    level
        Confidence level of the intervals.
    differences
        Every shared measure with its difference: the whole journey, then stages, touchpoints, channels and segments.
    added, removed, moved, renamed
        Elements that differ.
    suggestions
        Elements that may only have another name; pass them as ``renames=`` where they do.
    totals
        Figures of the whole journey split into rate and mix, as pairs of measure and change.
    solved, remaining, new, unclear
        What became of the pain points.
    shared_customers
        Share of the customers of the smaller side who are on both sides, from a sample; None where it is not known.
    tested
        Number of hypotheses tested.
    untested
        What could not be compared and why.
    notes
        Other things to know when reading it.
    before_map, after_map
        The two maps, to draw: ``render_map(before_map, compare_with=after_map)``. They have no statistics beside them.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=4_000)
    >>> regular, gift = (shop.events.filter(segments=name) for name in ("Regular", "Gift"))
    >>> comparison = cx.compare(regular, gift, goal=shop.goal, pains=False)
    >>> comparison.flagged[0].measure, comparison.flagged[0].touchpoint, comparison.flagged[0].better
    ('csat', 'Doorstep delivery', False)
    """

    before: Text = "before"
    after: Text = "after"
    fdr: Probability = 0.05
    level: Probability = 0.95
    differences: tuple[Difference, ...] = ()
    added: tuple[ElementChange, ...] = ()
    removed: tuple[ElementChange, ...] = ()
    moved: tuple[ElementChange, ...] = ()
    renamed: tuple[ElementChange, ...] = ()
    suggestions: tuple[RenameSuggestion, ...] = ()
    totals: Annotated[tuple[tuple[Name, TotalChange], ...], BeforeValidator(pairs)] = ()
    solved: tuple[PainChange, ...] = ()
    remaining: tuple[PainChange, ...] = ()
    new: tuple[PainChange, ...] = ()
    unclear: tuple[PainChange, ...] = ()
    shared_customers: Probability | None = None
    tested: Count = 0
    untested: tuple[Untested, ...] = ()
    notes: tuple[Text, ...] = ()
    before_map: JourneyMap | None = None
    after_map: JourneyMap | None = None

    @property
    def flagged(self) -> tuple[Difference, ...]:
        """The differences that stand out from chance, the clearest first."""
        found = [each for each in self.differences if each.flagged]
        return tuple(sorted(found, key=lambda each: each.q_value or 0.0))

    @property
    def is_empty(self) -> bool:
        """Whether both sides are alike: no element differs, no figure, no pain point that only one side has."""
        changed = (self.added, self.removed, self.moved, self.renamed, self.solved, self.new, self.unclear)
        return not any(changed) and all(each.before.value == each.after.value for each in self.differences)

    def difference(
        self,
        measure: str,
        *,
        stage: str | None = None,
        touchpoint: str | None = None,
        channel: str | None = None,
        segment: str | None = None,
    ) -> Difference | None:
        """
        Return one difference, or None when it is not there.

        Parameters
        ----------
        measure
            Name of the measure.
        stage, touchpoint, channel, segment
            Names or identifiers of where; a touchpoint needs no stage.
        """
        check_texts(measure=measure, stage=stage, touchpoint=touchpoint, channel=channel, segment=segment)
        asked = {"touchpoint": touchpoint, "channel": channel, "segment": segment}
        if touchpoint is None:
            asked["stage"] = stage
        return next((each for each in self.differences if each.measure == measure and _lies(each, asked.items())), None)

    def total(self, measure: str, *, by: str | None = None) -> TotalChange:
        """
        Return how a figure of the whole journey changed.

        Parameters
        ----------
        measure
            Name of the measure.
        by
            What to split it by: it comes first in the result.

        Raises
        ------
        OptionError
            If the measure was not split, or not by that.
        """
        known = dict(self.totals)
        check_choice("measure", measure, list(known))
        found = known[measure]
        if by is None:
            return found
        check_choice("by", by, [split.by for split in found.splits])
        return found.replace(splits=sorted(found.splits, key=lambda split: split.by != by))

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a difference, ready for any table.

        Examples
        --------
        >>> Comparison().to_rows()
        []
        """
        return _doors.rows(self)

    def to_frames(self) -> dict[str, object]:
        """
        Return all tables as data frames: ``differences``, ``elements``, ``totals`` with their members, ``pains`` and ``untested``.

        Raises
        ------
        MissingDependencyError
            If neither pandas nor polars is installed.
        """
        return _doors.frames(self)

    @property
    def summary(self) -> tuple[str, ...]:
        """What changed, in plain sentences, the clearest first."""
        elements = (*self.added, *self.removed, *self.moved, *self.renamed)
        pains = (*self.solved, *self.new, *self.unclear, *self.remaining)
        splits = [split.note for _, total in self.totals for split in total.splits if split.note]
        said = [part.summary for part in elements], [part.summary for part in self.flagged], [part.summary for part in pains]
        return tuple(text for texts in (*said, splits) for text in texts)

    def __str__(self) -> str:
        lines = [f"{self.before} → {self.after}: {len(self.flagged):,} of {self.tested:,} differences stand out"]
        lines += [*self.summary, *(str(each) for each in self.suggestions), *(str(each) for each in self.untested), *self.notes]
        return "\n".join(lines)

    def __repr__(self) -> str:
        elements = len(self.added) + len(self.removed) + len(self.moved) + len(self.renamed)
        pains = f"{len(self.solved)} solved, {len(self.remaining)} remaining, {len(self.new)} new"
        flagged = f"{len(self.flagged):,} of {self.tested:,} differences flagged"
        return f"<Comparison {flagged}, {elements:,} elements changed, pain points: {pains}>"


def _lies(difference: Difference, asked: Iterable[tuple[str, str | None]]) -> bool:
    """Return whether a difference is of this place."""
    for part, name in asked:
        found = {getattr(difference, part), getattr(difference, f"{part}_id")}
        if found != {None} if name is None else name not in found:
            return False
    return True
