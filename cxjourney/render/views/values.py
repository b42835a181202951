"""What the map shows, as plain values with cleaned texts: the lanes read these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.types import SeverityLevel

NOTE_LANES = ("customer_action", "thought", "front_stage", "back_stage", "owner")
"""The optional lanes of words per touchpoint, in drawing order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The rank of a pain point, as it stands by the curve."""

    rank: int
    level: SeverityLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """What a touchpoint rests on: the kind of evidence, its steps from 0 (assumed) to 4 (measured), and observations."""

    kind: str
    steps: int
    n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """
    How journeys kept to the plan at a touchpoint.

    Parameters
    ----------
    status
        ``"planned"``, ``"unplanned"``, or ``"unused"``: planned, and nobody came.
    share
        Share of the journeys there that deviate; of an unplanned one the share of all journeys.
    parts
        What goes otherwise, the most common first.
    spoken
        The same for a screen reader.
    """

    status: Literal["planned", "unplanned", "unused"]
    share: Estimate | None = None
    parts: tuple[str, ...] = ()
    spoken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveView:
    """
    An emotion curve.

    Parameters
    ----------
    name
        What stands beside it; empty when it is the only one.
    is_target
        Whether it belongs to the map that this one is compared with.
    """

    name: str
    is_target: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointView:
    """
    One card of the map.

    Parameters
    ----------
    id, name
        Which touchpoint it is.
    caption
        How many customers reach it, or what else stands under the name.
    spoken
        The same for a screen reader.
    emotion
        Mean valence, None when there is no reading.
    others
        The same for each further curve of the map.
    arousal
        How stirred customers are, from −1 to 1; None when nobody said.
    evidence
        What it rests on.
    plan
        How journeys kept to the plan there; None when nobody looked.
    shares
        Share of visits by channel index, the largest first; the share is None where only the channel is stated.
    is_moment
        Whether it is a moment of truth.
    quote
        What a customer said, with quotation marks.
    badges
        Ranks of its pain points.
    notes
        Texts of the optional lanes by lane name.
    hidden
        For the card that stands for the rest of a stage: how many touchpoints it sums.
    """

    id: str
    name: str
    caption: str | None = None
    spoken: str | None = None
    emotion: Estimate | None = None
    others: tuple[Estimate | None, ...] = ()
    arousal: float | None = None
    evidence: EvidenceView | None = None
    plan: PlanView | None = None
    shares: tuple[tuple[int, float | None], ...] = ()
    is_moment: bool = False
    quote: str | None = None
    badges: tuple[Badge, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    hidden: int = 0

    def note(self, lane: str) -> str | None:
        """Return its text in an optional lane, if any."""
        return dict(self.notes).get(lane)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricView:
    """
    A score and how it is drawn.

    Parameters
    ----------
    key
        Name of the measure.
    name
        What the lane says.
    low, high
        Ends of the track, the bad one first.
    good, bad
        From where on it is coloured good, and up to where bad.
    form
        How it is written: signed, a share, or plain.
    tick
        Where a neutral mark stands, if anywhere.
    """

    key: str
    name: str
    low: float
    high: float
    good: float
    bad: float
    form: str
    tick: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PainView:
    """A pain card."""

    rank: int
    level: SeverityLevel
    title: str
    evidence: str
    money: float | None
    amount: str | None
    reach: str | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityView:
    """An opportunity card."""

    name: str
    gain: str | None
    interval: str | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """
    One column of the map.

    Parameters
    ----------
    name
        Which stage it is.
    facts
        What the chevron says under the name, the most important first.
    spoken
        The same for a screen reader.
    goal
        What the customer wants here.
    friction
        Share of journeys that meet friction.
    plan
        Share of journeys that deviate from the plan.
    is_flagged, is_hot
        Whether it needs attention, and whether it is the one that needs it most.
    emotion
        Mean valence of the stage.
    others
        The same for each further curve of the map.
    delta
        How much better the stage feels in the map this one is compared with.
    also
        Names of touchpoints that have no card of their own.
    metrics
        Scores by metric name.
    touchpoints
        Its cards.
    pains, opportunities
        What lies below them.
    more_pains
        What stands for the pain points that are not drawn, if any.
    """

    name: str
    facts: tuple[str, ...] = ()
    spoken: str = ""
    goal: str | None = None
    friction: Estimate | None = None
    plan: Estimate | None = None
    is_flagged: bool = False
    is_hot: bool = False
    emotion: Estimate | None = None
    others: tuple[Estimate | None, ...] = ()
    delta: float | None = None
    also: str | None = None
    metrics: tuple[tuple[str, Estimate], ...] = ()
    touchpoints: tuple[TouchpointView, ...] = ()
    pains: tuple[PainView, ...] = ()
    more_pains: str | None = None
    opportunities: tuple[OpportunityView, ...] = ()

    def metric(self, key: str) -> Estimate | None:
        """Return a score of the stage, if any."""
        return dict(self.metrics).get(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaView:
    """The card of the persona."""

    name: str
    initial: str
    about: tuple[str, ...]
    goal: str | None
    quote: str | None
    more: str | None
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """
    Everything the map shows.

    Parameters
    ----------
    title, eyebrow, subtitle
        The claim, what kind of map it is, and what it is about.
    figures
        Pairs of a figure and its label, under the title.
    persona
        The persona card, if any.
    stages
        The columns.
    channels
        Names of the rows of the channel lane.
    metrics
        Rows of the metric lane.
    none_found
        What stands in a stage without pain points.
    is_diagnosed, has_money, has_goals, has_links
        Whether there is a pain lane, whether it is ranked by money or goals, and whether a card names what only goes with a pain.
    is_hypothesis
        Whether nothing in it was measured.
    is_overview
        Whether cards stand for several touchpoints and the curve for stage means.
    has_evidence
        Whether anybody said what the touchpoints rest on.
    curves
        The emotion curves, the main one first.
    n_touchpoints
        How many touchpoints the map has in all.
    level
        Confidence level of the intervals, as a percentage.
    min_n
        Fewer answers than this are treated as missing.
    plan
        How many journeys keep to the plan, in a sentence; None when nobody looked.
    notes
        Sentences of the footnote.
    """

    title: str
    eyebrow: str
    subtitle: str
    figures: tuple[tuple[str, str], ...] = ()
    persona: PersonaView | None = None
    stages: tuple[StageView, ...] = ()
    channels: tuple[str, ...] = ()
    metrics: tuple[MetricView, ...] = ()
    none_found: str
    is_diagnosed: bool = False
    has_money: bool = False
    has_goals: bool = False
    has_links: bool = False
    is_hypothesis: bool = False
    is_overview: bool = False
    has_evidence: bool = False
    curves: tuple[CurveView, ...] = ()
    n_touchpoints: int = 0
    level: str = ""
    min_n: int = 5
    plan: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def touchpoints(self) -> tuple[TouchpointView, ...]:
        """All cards in order."""
        return tuple(touchpoint for stage in self.stages for touchpoint in stage.touchpoints)
