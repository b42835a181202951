"""What a diagnosis finds."""

from __future__ import annotations

from typing import Literal

from cxjourney.errors import counted
from cxjourney.estimate import Estimate, Location
from cxjourney.model import _doors
from cxjourney.model.chain_fit import ChainFit
from cxjourney.model.disagreement import Disagreement
from cxjourney.model.friction import StageFriction
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Name, Number, Probability, Rank, SeverityLevel, Slug, Text
from cxjourney.value import Value

PainKind = Name
"""A kind of pain point: a built-in one such as ``"drop_off"``, or the name of a user's detector."""

Cause = Literal[
    "long_wait",
    "needs_not_understood",
    "unresolved_issue",
    "too_much_automation",
    "not_personalised",
    "rude_staff",
]

Basis = Literal["measured", "association", "assumption"]


class Finding(Value):
    """
    What the evidence of a finding is.

    Parameters
    ----------
    test
        What was tested, in one sentence.
    reference
        What the place was compared with: the plan, an earlier period, or its peers by name.
    margin
        The smallest effect that counts, in the unit of the effect.
    p_value
        Probability of data at least this extreme if the effect were no larger than the margin.
    counts
        The numbers behind the estimate, as pairs of name and count.

    Examples
    --------
    >>> Finding(test="Share of visits that end the journey", reference="the median of 5 peers", margin=0.02, p_value=0.0004).margin
    0.02
    """

    test: Text
    reference: Text
    margin: Number
    p_value: Probability | None = None
    counts: tuple[tuple[Name, Count], ...] = ()


class PainPoint(Value):
    """
    A place where customers suffer, with its evidence.

    Parameters
    ----------
    rank
        Its place among all findings, 1 being the worst.
    kind
        What goes wrong: ``drop_off``, ``long_wait``, ``rework``, ``low_score``, …; ``channel_gap`` or ``segment_gap`` where one channel
        or segment is worse than the rest of a touchpoint that is no finding as a whole.
    gap_of
        For such a gap the kind of pain point that differs, such as ``drop_off``.
    stage, touchpoint, channel, segment
        Where, by the names the data use; None means all of them.
    stage_id, touchpoint_id, channel_id, segment_id
        The identifiers of the same.
    cause
        One of the six commonly reported causes, where the evidence can show it.
    estimate, reference
        The measured figure and what it is compared with.
    effect
        How far the figure is from its reference, with an interval adjusted for the selection.
    q_value
        Expected share of false findings among those at least as strong; None for stated pains.
    n_customers, affected_customers
        Customers seen there, and those the pain touches beyond the reference: for rates of visits, those with at least one visit
        beyond it, so that somebody who comes three times is counted once but more likely; else the share touched of those there.
    reach
        Share of all customers who get there.
    severity
        From 0 to 100: reach times how large the effect is.
    severity_level
        The same in a word.
    at_stake
        Goals lost to it per 1,000 journeys: what would be won if the figure came back to its reference. Below 0 where those who met the
        pain reach the goal more often; without a value and with the reason as its method where it cannot be said.
    money_at_stake
        The same in money over the time of the log, where the log knows values.
    at_stake_basis
        ``"measured"`` where moves were put back to the reference and the goals counted again, ``"association"`` where customers who met
        the pain were compared with similar ones who did not.
    basis
        Measured, associated, or assumed by the author of a hand-written map.
    evidence
        What was compared with what.
    summary
        One plain sentence.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> pain = cx.diagnose(cx.discover_map(shop.events, goal=shop.goal)).pain_points[0]
    >>> pain.touchpoint, pain.kind, pain.severity_level
    ('Card payment', 'drop_off', 'critical')
    """

    rank: Rank
    kind: PainKind
    gap_of: PainKind | None = None
    stage: Name | None = None
    touchpoint: Name | None = None
    channel: Name | None = None
    segment: Name | None = None
    stage_id: Slug | None = None
    touchpoint_id: Slug | None = None
    channel_id: Slug | None = None
    segment_id: Slug | None = None
    cause: Cause | None = None
    estimate: Estimate
    reference: Estimate
    effect: Estimate
    q_value: Probability | None = None
    n_customers: Count | None = None
    affected_customers: Estimate | None = None
    reach: Estimate | None = None
    severity: Estimate
    severity_level: SeverityLevel
    at_stake: Estimate | None = None
    money_at_stake: Estimate | None = None
    at_stake_basis: Basis | None = None
    basis: Basis = "measured"
    evidence: Finding
    summary: Text

    @property
    def location(self) -> Location:
        """Where it hurts."""
        return Location(stage=self.stage, touchpoint=self.touchpoint, channel=self.channel, segment=self.segment)


class Untested(Value):
    """
    Something that could not be tested, and why.

    Parameters
    ----------
    kind
        The kind of pain point.
    reason
        Why it cannot be said, in one sentence.
    locations
        Where; empty when it concerns the whole map.

    Examples
    --------
    >>> Untested(kind="long_wait", reason="Nobody was seen to take a next step.").locations
    ()
    """

    kind: PainKind
    reason: Text
    locations: tuple[Location, ...] = ()

    def __str__(self) -> str:
        shown = ", ".join(str(location) for location in self.locations[:3])
        more = f" and {len(self.locations) - 3} more" if len(self.locations) > 3 else ""
        return f"not tested: {self.kind}{f' at {shown}{more}' if shown else ''}: {self.reason}"


class MomentOfTruth(Value):
    """
    A touchpoint where a good or bad experience decides what follows.

    Parameters
    ----------
    touchpoint, touchpoint_id
        Where.
    kind
        Which moment of truth it is declared to be.
    effect
        Difference in reaching the goal between good and bad experience, drawn towards that of all touchpoints.
    q_value
        Expected share of false moments among those found that are at least as strong; None where nothing could be tested.
    basis
        ``"association"`` for those found in data, ``"assumption"`` for those that only the author of the map declares.

    Examples
    --------
    >>> MomentOfTruth(touchpoint="Unboxing", touchpoint_id="unboxing", kind="smot").basis
    'assumption'
    """

    touchpoint: Name
    touchpoint_id: Slug
    kind: Name | None = None
    effect: Estimate | None = None
    q_value: Probability | None = None
    basis: Basis = "assumption"


class Diagnosis(Tabular, Value):
    """
    Everything a diagnosis found, and what it could not say.

    Parameters
    ----------
    title
        Title of the map.
    fdr
        Expected share of false findings among all that are reported.
    level
        Confidence level of the intervals.
    pain_points
        The findings, the worst first.
    friction_stages
        The friction of each stage, in stage order.
    friction_by_segment
        The same for each segment, flagged where it meets more friction than the other segments.
    moments_of_truth
        Touchpoints that decide.
    disagreements
        Touchpoints where answers are at odds with words or with what customers do.
    fit
        How far what is at stake can be trusted, where moves were put back to a reference.
    tested
        Number of hypotheses tested.
    untested
        What could not be tested and why.
    notes
        Other things to know when reading it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> diagnosis = cx.diagnose(cx.JourneyMap(stages={"Pay": [cx.Touchpoint(name="Checkout", emotion=-1.2)]}))
    >>> diagnosis.pain_points[0].touchpoint, diagnosis.pain_points[0].basis
    ('Checkout', 'assumption')
    """

    title: Text = ""
    fdr: Probability = 0.05
    level: Probability = 0.95
    pain_points: tuple[PainPoint, ...] = ()
    friction_stages: tuple[StageFriction, ...] = ()
    friction_by_segment: tuple[StageFriction, ...] = ()
    moments_of_truth: tuple[MomentOfTruth, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    fit: ChainFit | None = None
    tested: Count = 0
    untested: tuple[Untested, ...] = ()
    notes: tuple[Text, ...] = ()

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a pain point, ready for any table.

        Examples
        --------
        >>> Diagnosis().to_rows()
        []
        """
        return _doors.rows(self)

    def explain(self, finding: PainPoint | int) -> str:
        """
        Return everything that is known about a finding: what was compared with what, the counts, the test, what is at stake.

        Parameters
        ----------
        finding
            One of the pain points, or its rank.

        Raises
        ------
        OptionError
            If the finding is none of this diagnosis.

        Examples
        --------
        >>> import cxjourney as cx
        >>> shop = cx.datasets.sample_shop(customers=2_000)
        >>> diagnosis = cx.diagnose(cx.discover_map(shop.events, goal=shop.goal))
        >>> print(diagnosis.explain(1))  # doctest: +ELLIPSIS
        1. ... at Card payment ...
           where                 Pay / Card payment
           kind                  ...
        """
        return _doors.explanation(self, finding)

    def __str__(self) -> str:
        lines = [f"{self.title or 'Diagnosis'}: {counted(len(self.pain_points), 'pain point')} from {self.tested:,} tests"]
        lines += [f"{pain.rank}. [{pain.severity_level}] {pain.summary}" for pain in self.pain_points]
        lines += [stage.summary for stage in self.friction_stages if stage.flagged]
        lines += [each.summary for each in self.disagreements]
        lines += [str(item) for item in self.untested]
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines)

    def __repr__(self) -> str:
        flagged = [stage for stage in self.friction_stages if stage.flagged]
        found = f"{counted(len(self.pain_points), 'pain point')}, {counted(len(flagged), 'friction stage')} flagged"
        return f"<Diagnosis {found}, {self.tested:,} tests>"
