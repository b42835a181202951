"""The kinds of interaction customers have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from cxjourney.arguments import check_text
from cxjourney.model.emotion import Emotion
from cxjourney.model.entity import Entity
from cxjourney.model.evidence import Evidence
from cxjourney.model.measure import Measures, find_measure
from cxjourney.types import Name, Number, Probability, Rank, Slug, Span, Text
from cxjourney.value import pairs

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate

MomentKind = Literal["zmot", "fmot", "smot", "umot", "declared"]


def _moment(value: Any) -> Any:
    return {True: "declared", False: None}[value] if isinstance(value, bool) else value


class Touchpoint(Entity):
    """
    A kind of interaction between customers and the company.

    Parameters
    ----------
    stage
        Identifier of its stage; filled in by the map.
    channels
        Identifiers of the channels it happens in, the most used first; names are accepted.
    kind
        What happens there.
    ownership
        Who shapes it: the brand, a partner, customers, or others.
    description
        What it is, in a sentence or two.
    front_stage, back_stage
        What people of the company do, seen and unseen by the customer.
    moment_of_truth
        Zero, first, second or ultimate moment of truth; ``True`` for one declared without saying which.
    importance
        How much it matters, from 0 to 1.
    expected_wait
        How long customers expect to wait for the next step.
    owner
        Who in the company answers for it.
    customer_action, thought
        What the customer does and thinks.
    pyramid_level
        Its level in the customer experience pyramid, 1 (information) to 6 (making customers better).
    pains
        What hurts there, as stated by people.
    aliases
        Other names the data use for it.
    targets
        Planned values of measures, as pairs of name and number; a mapping is accepted.
    emotions
        Readings of how people felt there; ``emotion=-1.2`` states one.
    measures
        Figures; a mapping from name to number states them.
    evidence
        What the rest stands on.

    Examples
    --------
    >>> checkout = Touchpoint(name="Checkout", channels=["web"], emotion=-1.2)
    >>> checkout.id, checkout.emotion
    ('checkout', -1.20 stated)
    """

    stage: Slug | None = None
    channels: tuple[Name, ...] = ()
    kind: Literal["communication", "interaction", "transaction", "experience", "support"] | None = None
    ownership: Literal["brand", "partner", "customer", "social"] | None = None
    description: Text | None = None
    front_stage: Text | None = None
    back_stage: Text | None = None
    moment_of_truth: Annotated[MomentKind | None, BeforeValidator(_moment)] = None
    importance: Probability | None = None
    expected_wait: Span | None = None
    owner: Name | None = None
    customer_action: Text | None = None
    thought: Text | None = None
    pyramid_level: Annotated[Rank, Field(le=6)] | None = None
    pains: tuple[Text, ...] = ()
    aliases: tuple[Name, ...] = ()
    targets: Annotated[tuple[tuple[Name, Number], ...], BeforeValidator(pairs)] = ()
    emotions: tuple[Emotion, ...] = ()
    measures: Measures = ()
    evidence: tuple[Evidence, ...] = ()

    if TYPE_CHECKING:  # the short form is not a field

        def __init__(self, *, name: str, emotion: object = None, **fields: Any) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("channels"), str):
            data = {**data, "channels": (data["channels"],)}
        if isinstance(data, dict) and "emotion" in data and isinstance(data.get("emotions", ()), (list, tuple)):
            short = () if data["emotion"] is None else (data["emotion"],)
            rest = {name: value for name, value in data.items() if name != "emotion"}
            return {**rest, "emotions": (*data.get("emotions", ()), *short)}
        return data

    @property
    def emotion(self) -> Estimate | None:
        """The valence of everybody here: the measured mean, else the first stated reading, else None."""
        measured = self.measure("valence")
        if measured is not None:
            return measured
        general = [reading for reading in self.emotions if reading.channel is None]
        return general[0].as_estimate() if general else None

    def measure(self, name: str, *, channel: str | None = None, segment: str | None = None) -> Estimate | None:
        """
        Return a figure of this touchpoint, or None when it is not there.

        Parameters
        ----------
        name
            Name of the measure, such as ``"drop_off_rate"``.
        channel, segment
            Identifiers the figure is restricted to.
        """
        return find_measure(self.measures, name, channel=channel, segment=segment)

    def target(self, name: str) -> float | None:
        """
        Return the planned value of a measure, or None.

        Parameters
        ----------
        name
            Name of the measure.
        """
        check_text("name", name)
        return dict(self.targets).get(name)
