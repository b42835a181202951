"""What checking a plan against journeys gives."""

from __future__ import annotations

from typing import Literal

from cxjourney.arguments import check_text
from cxjourney.errors import OptionError
from cxjourney.estimate import Estimate, Location
from cxjourney.model import _doors
from cxjourney.model.differences import RenameSuggestion
from cxjourney.model.findings import Untested
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Name, Probability, Slug, Text
from cxjourney.value import Value
from cxjourney.wording import number

DeviationType = Literal["content", "sequence", "timing"]
DeviationKind = Literal["unplanned", "skipped", "channel", "back", "jump", "repeat", "start", "late", "unanswered"]


class Deviation(Value):
    """
    One way in which journeys did not go as planned.

    Parameters
    ----------
    type
        ``"content"``: what was visited; ``"sequence"``: in which order; ``"timing"``: how long the next step took.
    kind
        Content: ``"unplanned"`` touchpoint, ``"skipped"`` touchpoint, or unplanned ``"channel"``. Sequence: a move ``"back"``, a ``"jump"``
        that the plan does not allow, a ``"repeat"`` of the same touchpoint, or a ``"start"`` where no journey is planned to begin.
        Timing: the next step came ``"late"``, or none came within the expected wait (``"unanswered"``).
    stage, touchpoint, channel
        Where, by name. The touchpoint of a move is the one it leads to; one that is not planned has no stage.
    source
        Touchpoint that a move comes from.
    stage_id, touchpoint_id, channel_id, source_id
        The identifiers of the same.
    journeys, visits
        Journeys it occurs in, and how often it occurs in all.
    share
        Share of all journeys.
    share_there
        Share of the journeys that came there, or should have: for a move of those at the touchpoint it leads to, for timing of those that
        were followed for the expected wait.
    summary
        One plain sentence.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=500)
    >>> plan = cx.JourneyMap(stages={"Shop": ["Search result", "Product page", "Basket"]})
    >>> cx.conformance(plan, shop.events).deviations[0].kind
    'unplanned'
    """

    type: DeviationType
    kind: DeviationKind
    stage: Name | None = None
    touchpoint: Name
    channel: Name | None = None
    source: Name | None = None
    stage_id: Slug | None = None
    touchpoint_id: Slug
    channel_id: Slug | None = None
    source_id: Slug | None = None
    journeys: Count
    visits: Count
    share: Estimate
    share_there: Estimate
    summary: Text = ""

    @property
    def target(self) -> str | None:
        """Touchpoint that a move leads to; None for what is no move."""
        return self.touchpoint if self.type == "sequence" else None

    @property
    def location(self) -> Location:
        """Where it was seen."""
        return Location(stage=self.stage, touchpoint=self.touchpoint, channel=self.channel)

    def __repr__(self) -> str:
        source = f"{self.source} → " if self.source else ""
        return f"{self.type} ({self.kind}) at {source}{self.location}: {self.journeys:,} journeys, {self.share}"


class PlanFit(Value):
    """
    How journeys kept to the plan at a stage or a touchpoint.

    Parameters
    ----------
    stage, touchpoint
        Where, by name; a stage has no touchpoint, a touchpoint that is not planned no stage.
    stage_id, touchpoint_id
        The identifiers of the same.
    is_planned
        Whether it is in the plan.
    is_required
        Whether every planned way to an end passes it; None for stages and for what is not planned.
    journeys
        Journeys that came there.
    came
        The same and those that went past it although every planned way passes it.
    deviating
        Share of those that deviate there in any way.
    content, sequence, timing
        Share of those that deviate there in that way; for timing, of those that were followed for the expected wait.

    Examples
    --------
    >>> PlanFit(stage="Pay", stage_id="pay", journeys=90, came=100, deviating=0.1, content=0.1, sequence=0, timing=0).is_planned
    True
    """

    stage: Name | None = None
    touchpoint: Name | None = None
    stage_id: Slug | None = None
    touchpoint_id: Slug | None = None
    is_planned: bool = True
    is_required: bool | None = None
    journeys: Count
    came: Count
    deviating: Estimate
    content: Estimate
    sequence: Estimate
    timing: Estimate

    def __repr__(self) -> str:
        return f"{self.touchpoint or self.stage}: {self.deviating} of {self.came:,} journeys deviate"


class Conformance(Tabular, Value):
    """
    How journeys keep to a plan: what they visited, in which order, and how long they waited.

    Parameters
    ----------
    plan
        Title of the plan.
    level
        Confidence level of the intervals.
    journeys, customers
        How many there are.
    fitness
        Share of journeys without any deviation, as far as the log follows them.
    graded_fitness
        Mean share of a journey's steps that are as planned: its visits, and the touchpoints it went past.
    completion
        Share of journeys that come to the planned end: a goal, else a touchpoint after which nothing is planned; of those that were
        followed for long enough to say that.
    content, sequence, timing
        Shares of journeys with a deviation of that type; timing of those that were followed for an expected wait.
    deviations
        Every deviation, the most common first.
    touchpoints
        Every touchpoint in the order of the plan, then those that are not planned, the most common first.
    stages
        Every stage of the plan.
    suggestions
        Planned touchpoints that may only have another name in the log.
    untested
        What could not be judged and why.
    notes
        Other things to know when reading it.

    See Also
    --------
    conformance : makes it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=500)
    >>> plan = cx.JourneyMap(stages={"Shop": ["Search", "Product page", "Basket"], "Pay": ["Card payment", "Order confirmed"]})
    >>> found = cx.conformance(plan, shop.events)
    >>> cx.Conformance.model_validate_json(found.model_dump_json()) == found
    True
    """

    plan: Text = ""
    level: Probability = 0.95
    journeys: Count
    customers: Count
    fitness: Estimate
    graded_fitness: Estimate
    completion: Estimate
    content: Estimate
    sequence: Estimate
    timing: Estimate
    deviations: tuple[Deviation, ...] = ()
    touchpoints: tuple[PlanFit, ...] = ()
    stages: tuple[PlanFit, ...] = ()
    suggestions: tuple[RenameSuggestion, ...] = ()
    untested: tuple[Untested, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def unplanned(self) -> tuple[str, ...]:
        """Touchpoints of the log that are not in the plan, the most common first."""
        return tuple(each.touchpoint for each in self.touchpoints if not each.is_planned and each.touchpoint)

    @property
    def unused(self) -> tuple[str, ...]:
        """Touchpoints of the plan that no journey came to, in its order."""
        return tuple(each.touchpoint for each in self.touchpoints if each.is_planned and not each.journeys and each.touchpoint)

    def touchpoint(self, name_or_id: str) -> PlanFit:
        """
        Return how journeys kept to the plan at a touchpoint.

        Parameters
        ----------
        name_or_id
            Its identifier, else its name.

        Raises
        ------
        OptionError
            If there is none; the message names the closest.
        """
        return _named("touchpoint", self.touchpoints, name_or_id)

    def stage(self, name_or_id: str) -> PlanFit:
        """
        Return how journeys kept to the plan in a stage.

        Parameters
        ----------
        name_or_id
            Its identifier, else its name.

        Raises
        ------
        OptionError
            If there is none; the message names the closest.
        """
        return _named("stage", self.stages, name_or_id)

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a deviation, ready for any table.

        Examples
        --------
        >>> import cxjourney as cx
        >>> shop = cx.datasets.sample_shop(customers=500)
        >>> plan = cx.JourneyMap(stages={"Shop": ["Search", "Product page", "Basket"]})
        >>> rows = cx.conformance(plan, shop.events).to_rows()
        >>> rows[0]["type"], rows[0]["journeys"] > 0
        ('content', True)
        """
        return _doors.rows(self)

    def to_frames(self) -> dict[str, object]:
        """
        Return the deviations, touchpoints and stages as data frames.

        Raises
        ------
        MissingDependencyError
            If neither pandas nor polars is installed.
        """
        return _doors.frames(self)

    @property
    def summary(self) -> tuple[str, ...]:
        """What was found, in plain sentences: the whole first, then the deviations, the most common first."""
        return (*_whole(self), *(each.summary for each in self.deviations))

    def __str__(self) -> str:
        lines = [*self.summary[:_SHOWN], *((f"… and {more:,} more",) if (more := len(self.summary) - _SHOWN) > 0 else ())]
        if self.unused:
            lines.append(f"Planned, but never visited: {', '.join(self.unused)}.")
        return "\n".join([*lines, *(str(each) for each in self.suggestions), *(str(each) for each in self.untested), *self.notes])

    def __repr__(self) -> str:
        counts = f"{self.journeys:,} journeys, {len(self.deviations):,} deviations"
        return (
            f"<Conformance fitness {self.fitness}: {counts}, {len(self.unplanned):,} unplanned and {len(self.unused):,} unused touchpoints>"
        )


_SHOWN = 20
_TYPES: tuple[tuple[DeviationType, str], ...] = (
    ("content", "in what they visited"),
    ("sequence", "in the order"),
    ("timing", "of those followed that long in how long they waited"),
)


def _named(kind: Literal["stage", "touchpoint"], fits: tuple[PlanFit, ...], name_or_id: str) -> PlanFit:
    """Return the one of an identifier, else of a name."""
    check_text(kind, name_or_id)
    names = [{"stage": (each.stage_id, each.stage), "touchpoint": (each.touchpoint_id, each.touchpoint)}[kind] for each in fits]
    for place in (0, 1):
        for each, name in zip(fits, names, strict=True):
            if name[place] == name_or_id:
                return each
    raise OptionError.for_choice(kind, name_or_id, [name or "" for _, name in names])


def _whole(found: Conformance) -> tuple[str, ...]:
    if found.fitness.value is None:
        return ()
    parts = [f"{number(share, 'share')} {words}" for name, words in _TYPES if (share := getattr(found, name).value)]
    kept = f"{number(found.fitness.value, 'share')} of {found.journeys:,} journeys kept to the plan"
    return (f"{kept}; the others deviate, {', '.join(parts)}." if parts else f"{kept}.",)
