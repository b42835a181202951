"""Changes to a journey, as values: what `what_if` is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from cxjourney.model.findings import PainPoint
from cxjourney.types import Name, Number, Probability, Span
from cxjourney.value import Value, named_error, pairs
from cxjourney.wording import number

Money = Annotated[Number, Field(ge=0)]
Factor = Annotated[Number, Field(ge=0)]
Positive = Annotated[Probability, Field(gt=0)]
Shares = Annotated[tuple[tuple[Name, Probability], ...], BeforeValidator(pairs)]
Factors = Annotated[tuple[tuple[Name, Factor], ...], BeforeValidator(pairs)]
Scores = Annotated[tuple[tuple[Name, Number], ...], BeforeValidator(pairs)]

TWINS = {
    "drop_off": "drop_off_factor",
    "wait": "wait_factor",
    "score": "score_change",
    "rework": "rework_factor",
    "escalation": "escalation_factor",
    "channel_share": "channel_share_factor",
}
"""What a `Change` can set, and what says the same relative to what it is now."""

LEVERS = tuple(name for pair in TWINS.items() for name in pair)


class _Short(Value):
    """A model whose first fields can be given without their names."""

    _leading: ClassVar[tuple[str, ...]] = ()

    if not TYPE_CHECKING:

        def __init__(self, *leading: Any, **fields: Any) -> None:
            if len(leading) > len(self._leading):
                raise named_error(type(self), leading, fields, len(self._leading))
            super().__init__(**dict(zip(self._leading, leading, strict=False)), **fields)


class Change(Value):
    """
    Other figures at a touchpoint: what they become, or by how much they change.

    Parameters
    ----------
    action
        ``"change"``: what tells changes apart in JSON.
    touchpoint
        Where, by name or identifier.
    drop_off
        Share of the visits at risk that end the journey there.
    drop_off_factor
        The same as a factor on what it is now; 0.5 halves it.
    wait, wait_factor
        Typical time (median) to the next step, where a number means seconds; or a factor on what it is now.
    score
        What the answers there come to, by metric, in the unit the map shows: NPS in points, CSAT as the top-box share, others as means;
        one number where one metric is asked.
    score_change
        What is added to it; a factor on a score would mean nothing.
    rework, rework_factor
        Share of the visits with a next visit that are repeated or go back; or a factor on it.
    escalation, escalation_factor
        Share of the visits in self-service channels that end up with a person; or a factor on it.
    channel_share, channel_share_factor
        Share of the visits by channel, or a factor on it; channels that are not named share the rest as now.
    cost
        Money that it costs.

    Raises
    ------
    ModelError
        If nothing is changed, or a figure is given both as it becomes and as a factor.

    Examples
    --------
    >>> Change(touchpoint="Checkout", drop_off=0.05)
    Change(touchpoint='Checkout', drop_off=0.05)
    >>> Change(touchpoint="Help", channel_share={"Phone": 0.1}).channel_share
    (('Phone', 0.1),)
    """

    action: Literal["change"] = "change"
    touchpoint: Name
    drop_off: Probability | None = None
    drop_off_factor: Factor | None = None
    wait: Span | None = None
    wait_factor: Annotated[Number, Field(gt=0)] | None = None
    score: Scores | Number | None = None
    score_change: Scores | Number | None = None
    rework: Probability | None = None
    rework_factor: Factor | None = None
    escalation: Probability | None = None
    escalation_factor: Factor | None = None
    channel_share: Shares = ()
    channel_share_factor: Factors = ()
    cost: Money | None = None

    @model_validator(mode="before")
    @classmethod
    def _no_shares(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {name: value for name, value in data.items() if value is not None or not name.startswith("channel_share")}

    @model_validator(mode="after")
    def _check(self) -> Self:
        given = {name for name in LEVERS if getattr(self, name) not in {None, ()}}
        if not given:
            message = f"nothing is changed at {self.touchpoint!r}; give one of {', '.join(LEVERS)}"
            raise ValueError(message)
        for name, twin in TWINS.items():
            if {name, twin} <= given:
                message = f"{name} and {twin} both say what it becomes; give one of them"
                raise ValueError(message)
        return self

    def __str__(self) -> str:
        parts = [
            f"drop-off {self.drop_off:g}" if self.drop_off is not None else "",
            f"drop-off ×{self.drop_off_factor:g}" if self.drop_off_factor is not None else "",
            f"wait {self.wait}" if self.wait is not None else "",
            f"wait ×{self.wait_factor:g}" if self.wait_factor is not None else "",
            f"score {_scores(self.score)}" if self.score not in {None, ()} else "",
            f"score {_scores(self.score_change, '+')}" if self.score_change not in {None, ()} else "",
            f"rework {self.rework:g}" if self.rework is not None else "",
            f"rework ×{self.rework_factor:g}" if self.rework_factor is not None else "",
            f"escalation {self.escalation:g}" if self.escalation is not None else "",
            f"escalation ×{self.escalation_factor:g}" if self.escalation_factor is not None else "",
            ", ".join(f"{name} {share:g} of visits" for name, share in self.channel_share),
            ", ".join(f"{name} ×{factor:g} of visits" for name, factor in self.channel_share_factor),
        ]
        return f"change {self.touchpoint}: {', '.join(part for part in parts if part)}"


class Fix(_Short):
    """
    A pain point put back to its reference; one of a channel or segment only there.

    Parameters
    ----------
    action
        ``"fix"``: what tells changes apart in JSON.
    pain_point
        A finding of the map's own diagnosis.
    share
        How much of the way to the reference; 1 is all of it.
    cost
        Money that it costs.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> pain = cx.diagnose(cx.discover_map(shop.events, goal=shop.goal)).pain_points[0]
    >>> str(cx.Fix(pain))
    'fix drop-off at Card payment'
    """

    action: Literal["fix"] = "fix"
    pain_point: PainPoint
    share: Positive = 1.0
    cost: Money | None = None

    _leading: ClassVar[tuple[str, ...]] = ("pain_point",)

    if TYPE_CHECKING:

        def __init__(self, pain_point: PainPoint, *, share: float = 1.0, cost: float | None = None) -> None: ...

    def __str__(self) -> str:
        pain = self.pain_point
        where = " / ".join(part for part in (pain.touchpoint or pain.stage or "the journey", pain.channel, pain.segment) if part)
        part = "" if self.share == 1 else f" by {number(self.share, 'share')} of the way"
        kind = (pain.gap_of or pain.kind).replace("_", " ").replace("drop off", "drop-off")
        return f"fix {kind} at {where}{part}"


class Remove(_Short):
    """
    A touchpoint taken away.

    Parameters
    ----------
    action
        ``"remove"``: what tells changes apart in JSON.
    touchpoint
        Which, by name or identifier.
    visitors
        What becomes of those who would come: ``"go_on"`` to where it led, each in proportion; ``"as_now"``, so that as many leave as leave
        there now and only the step is saved; ``"leave"`` for good, which gives the removal effect of attribution.
    cost
        Money that it costs.

    Examples
    --------
    >>> str(Remove("Sign in"))
    'remove Sign in'
    """

    action: Literal["remove"] = "remove"
    touchpoint: Name
    visitors: Literal["go_on", "as_now", "leave"] = "go_on"
    cost: Money | None = None

    _leading: ClassVar[tuple[str, ...]] = ("touchpoint",)

    if TYPE_CHECKING:

        def __init__(
            self, touchpoint: str, *, visitors: Literal["go_on", "as_now", "leave"] = "go_on", cost: float | None = None
        ) -> None: ...

    def __str__(self) -> str:
        rest = {"go_on": "", "as_now": " and let its visitors go on and leave as now", "leave": " and let its visitors leave"}
        return f"remove {self.touchpoint}{rest[self.visitors]}"


class Redirect(_Short):
    """
    Moves that lead elsewhere.

    Parameters
    ----------
    action
        ``"redirect"``: what tells changes apart in JSON.
    source
        Touchpoint the moves start from.
    target
        Touchpoint they lead to now; None for those who leave for good after the source.
    to
        Touchpoint they lead to instead; None lets them leave for good.
    share
        Share of these moves; 1 is all of them.
    cost
        Money that it costs.

    Raises
    ------
    ModelError
        If they lead to the same touchpoint as before.

    Examples
    --------
    >>> str(Redirect("Cart", "Sign in", to="Guest checkout", share=0.5))
    'redirect 50% of Cart → Sign in to Guest checkout'
    """

    action: Literal["redirect"] = "redirect"
    source: Name
    target: Name | None
    to: Name | None
    share: Positive = 1.0
    cost: Money | None = None

    _leading: ClassVar[tuple[str, ...]] = ("source", "target")

    if TYPE_CHECKING:

        def __init__(self, source: str, target: str | None, *, to: str | None, share: float = 1.0, cost: float | None = None) -> None: ...

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.target == self.to:
            message = f"the moves from {self.source!r} lead to {self.to!r} already"
            raise ValueError(message)
        return self

    def __str__(self) -> str:
        return f"redirect {number(self.share, 'share')} of {self.source} → {self.target or 'leaving'} to {self.to or 'leaving'}"


class Add(_Short):
    """
    A new touchpoint on the way, or a new channel of a touchpoint.

    Parameters
    ----------
    action
        ``"add"``: what tells changes apart in JSON.
    touchpoint
        Name of the new touchpoint; or, with ``channel`` and without a place, of the one that gets a new channel.
    between
        Two touchpoints: moves from the first to the second pass it.
    after
        One touchpoint: moves from it, wherever they lead, pass it.
    channel
        The new channel; or the channel of a new touchpoint.
    share
        Share of these moves, or of the visits that take the new channel.
    drop_off
        Share of its visits that end the journey; in a new channel None means as in the others.
    wait
        Typical time from it to the next step; a number means seconds.
    cost_per_contact
        Money that a visit in a new channel costs.
    cost
        Money that it costs to have it.

    Raises
    ------
    ModelError
        If it is not said where it stands, or said twice.

    Examples
    --------
    >>> str(Add("Reminder", between=("Cart", "Checkout"), share=0.3))
    'add Reminder between Cart and Checkout'
    >>> str(Add("Help", channel="Chat", share=0.2, drop_off=0.1))
    'add channel Chat at Help'
    """

    action: Literal["add"] = "add"
    touchpoint: Name
    between: tuple[Name, Name] | None = None
    after: Name | None = None
    channel: Name | None = None
    share: Positive = 1.0
    drop_off: Probability | None = None
    wait: Span | None = None
    cost_per_contact: Money | None = None
    cost: Money | None = None

    _leading: ClassVar[tuple[str, ...]] = ("touchpoint",)

    if TYPE_CHECKING:

        def __init__(self, touchpoint: str, **fields: Any) -> None: ...

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.between is not None and self.after is not None:
            message = "between and after both say where it stands; give one of them"
            raise ValueError(message)
        if self.between is None and self.after is None and self.channel is None:
            message = f"where does {self.touchpoint!r} stand? Give between=(first, second), after=..., or the new channel= of a touchpoint"
            raise ValueError(message)
        if self.cost_per_contact is not None and self.channel is None:
            message = "cost_per_contact belongs to a channel; give channel= too"
            raise ValueError(message)
        return self

    @property
    def is_channel(self) -> bool:
        """Whether a touchpoint that is there gets a new channel."""
        return self.between is None and self.after is None

    def __str__(self) -> str:
        if self.is_channel:
            return f"add channel {self.channel} at {self.touchpoint}"
        place = f"after {self.after}" if self.between is None else f"between {self.between[0]} and {self.between[1]}"
        return f"add {self.touchpoint} {place}"


AnyChange = Annotated[Change | Fix | Remove | Redirect | Add, Field(discriminator="action")]
"""Any change, told apart by its ``action``."""


def _scores(score: tuple[tuple[str, float], ...] | float | None, sign: str = "") -> str:
    if isinstance(score, tuple):
        return ", ".join(f"{name} {value:{sign}g}" for name, value in score)
    return f"{score:{sign}g}"
