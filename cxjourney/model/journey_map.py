"""The map: the one value that every step makes, judges, changes or draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import Field, PrivateAttr, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from cxjourney.arguments import check_text
from cxjourney.errors import OptionError, counted
from cxjourney.model import _doors
from cxjourney.model.channel import Channel
from cxjourney.model.customer import Period, Persona, Segment
from cxjourney.model.evidence import Insight, Opportunity
from cxjourney.model.measure import Measures, find_measure
from cxjourney.model.metric import Metric
from cxjourney.model.normalise import Place, normalised
from cxjourney.model.stage import Stage
from cxjourney.model.transition import Transition
from cxjourney.types import Slug, Text
from cxjourney.value import Value

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    from networkx import DiGraph, MultiDiGraph

    from cxjourney.estimate import Estimate
    from cxjourney.model.touchpoint import Touchpoint

SCHEMA_VERSION: Final = "1.0"


class JourneyMap(Value):
    """
    A customer journey map: stages that hold touchpoints, and everything known about them.

    A map is a value: nothing changes it, and two maps with the same content are equal. Write one by hand with
    the short forms, or discover one from events with `discover_map`.

    Parameters
    ----------
    title
        Name of the journey.
    goal
        What the journey is for, in words.
    scenario
        The situation it describes.
    state
        The world it shows: as it is, or as it is to be.
    origin
        Where it comes from: a hypothesis, data, or both.
    personas, segments
        Who travels.
    channels
        Where they meet the company; made from the touchpoints when not given.
    stages
        The columns, in order; a mapping from stage name to touchpoint names is accepted.
    transitions
        Moves between touchpoints, by identifier or name.
    goal_touchpoints, end_touchpoints, support_touchpoints
        Touchpoints that complete a journey, after which ending is natural, and where customers ask for help.
    metrics
        Scales of the scores in it.
    insights, opportunities
        What was learned and what could be done.
    totals
        Figures of the whole journey.
    period
        The time it describes.
    currency
        Currency of all money in it, such as ``"EUR"``.
    notes
        What to know when reading it, such as rare touchpoints that were summed.
    schema_version
        Version of the document format.

    Raises
    ------
    ModelError
        If a field does not fit or a reference leads nowhere; every problem is listed.

    See Also
    --------
    discover_map : makes a map from events.
    diagnose : finds the pain points of a map.

    Examples
    --------
    >>> from cxjourney.model.touchpoint import Touchpoint
    >>> journey_map = JourneyMap(
    ...     title="First order",
    ...     stages={"Find": ["Search"], "Pay": [Touchpoint(name="Checkout", channels=["web"], emotion=-1.2)]},
    ...     transitions=[{"source": "Search", "target": "Checkout"}],
    ... )
    >>> journey_map
    <JourneyMap 'First order': 2 stages, 2 touchpoints, 1 channel>
    >>> journey_map.touchpoint("Checkout").emotion
    -1.20 stated
    """

    title: Text = "Customer journey"
    goal: Text | None = None
    scenario: Text | None = None
    state: Literal["as_is", "to_be"] = "as_is"
    origin: Literal["hypothesis", "discovered", "blended"] = "hypothesis"
    personas: tuple[Persona, ...] = ()
    segments: tuple[Segment, ...] = ()
    channels: tuple[Channel, ...] = ()
    stages: tuple[Stage, ...] = ()
    transitions: tuple[Transition, ...] = ()
    goal_touchpoints: tuple[Slug, ...] = ()
    end_touchpoints: tuple[Slug, ...] = ()
    support_touchpoints: tuple[Slug, ...] = ()
    metrics: tuple[Metric, ...] = ()
    insights: tuple[Insight, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    totals: Measures = ()
    period: Period | None = None
    currency: Annotated[str | None, Field(pattern=r"^[A-Z]{3}$")] = None
    notes: tuple[Text, ...] = ()
    schema_version: Literal["1.0"] = SCHEMA_VERSION

    _statistics: Any = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _resolve(cls, data: Any, handler: Callable[[Any], Self]) -> Self:
        if not isinstance(data, Mapping):
            return handler(data)
        fields, wrong = normalised(data)
        lines = [_line_error(place, message) for place, message in wrong]
        try:
            result = handler(fields)
        except ValidationError as cause:
            told = {place for place, _ in wrong}  # a name that leads nowhere need not be a good identifier too
            found = [
                _line_error(error["loc"], error["msg"], kind=error["type"], value=error["input"])
                for error in cause.errors()
                if error["loc"] not in told
            ]
            raise ValidationError.from_exception_data(cls.__name__, [*found, *lines]) from cause
        if lines:
            raise ValidationError.from_exception_data(cls.__name__, lines)
        return result

    @property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """All touchpoints in the order of their stages."""
        return tuple(touchpoint for stage in self.stages for touchpoint in stage.touchpoints)

    @property
    def statistics(self) -> Any:
        """The statistics the map was discovered from, or None."""
        return self._statistics

    def with_statistics(self, statistics: object) -> Self:
        """
        Return the same map that keeps these statistics beside it.

        Parameters
        ----------
        statistics
            `JourneyStatistics` the map was discovered from, or None.
        """
        copy = self.model_copy()
        copy._statistics = statistics  # noqa: SLF001
        return copy

    def replace(self, **changes: object) -> Self:
        """
        Return a copy with some fields changed, checked again from the start.

        Parameters
        ----------
        **changes
            New values by field name.

        Raises
        ------
        ModelError
            If a field does not exist or a reference leads nowhere.

        Examples
        --------
        >>> JourneyMap(title="A").replace(title="B").title
        'B'
        """
        return super().replace(**changes).with_statistics(self._statistics)

    def touchpoint(self, name_or_id: str) -> Touchpoint:
        """
        Return the touchpoint with this identifier or name.

        Parameters
        ----------
        name_or_id
            Identifier, else name, else alias.

        Raises
        ------
        OptionError
            If there is none; the message names the closest.
        """
        check_text("touchpoint", name_or_id)
        for touchpoint in self.touchpoints:
            if name_or_id == touchpoint.id:
                return touchpoint
        for touchpoint in self.touchpoints:
            if name_or_id == touchpoint.name or name_or_id in touchpoint.aliases:
                return touchpoint
        raise OptionError.for_choice("touchpoint", name_or_id, [touchpoint.name for touchpoint in self.touchpoints])

    def stage(self, name_or_id: str) -> Stage:
        """
        Return the stage with this identifier or name.

        Parameters
        ----------
        name_or_id
            Identifier, else name.

        Raises
        ------
        OptionError
            If there is none; the message names the closest.
        """
        check_text("stage", name_or_id)
        for stage in sorted(self.stages, key=lambda stage: stage.id != name_or_id):
            if name_or_id in {stage.id, stage.name}:
                return stage
        raise OptionError.for_choice("stage", name_or_id, [stage.name for stage in self.stages])

    def channel(self, name_or_id: str) -> Channel:
        """
        Return the channel with this identifier or name.

        Parameters
        ----------
        name_or_id
            Identifier, else name.

        Raises
        ------
        OptionError
            If there is none; the message names the closest.
        """
        check_text("channel", name_or_id)
        for channel in sorted(self.channels, key=lambda channel: channel.id != name_or_id):
            if name_or_id in {channel.id, channel.name}:
                return channel
        raise OptionError.for_choice("channel", name_or_id, [channel.name for channel in self.channels])

    def total(self, name: str) -> Estimate | None:
        """
        Return a figure of the whole journey, or None when it is not there.

        Parameters
        ----------
        name
            Name of the measure, such as ``"customers"``.
        """
        return find_measure(self.totals, name)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """
        Read a map from a file; the suffix decides the format.

        Parameters
        ----------
        path
            A ``.json`` or ``.yaml`` file. Statistics that were saved beside it are read too.

        Raises
        ------
        OptionError
            If the suffix names no format that can be read.
        DataError
            If the file is not a map.
        ModelError
            If the map contradicts itself.
        """
        return _doors.load(cls, path)

    def save(self, path: str | os.PathLike[str], *, statistics: bool = False) -> None:
        """
        Write the map to a file; the suffix decides the format.

        Parameters
        ----------
        path
            Where to: ``.json``, ``.yaml``, ``.svg``, ``.html``, ``.png``, ``.pdf``, ``.graphml`` or ``.dot``. The file is
            replaced at once or not at all.
        statistics
            Also write the tables it was discovered from, into a folder beside a ``.json`` or ``.yaml`` file,
            so that the loaded map can be diagnosed and compared.

        Raises
        ------
        OptionError
            If the suffix names no format that can be written.
        StatisticsError
            If statistics are asked for and the map has none.
        MissingDependencyError
            If the extra ``png`` or ``pdf`` is needed and not installed.
        """
        _doors.save(self, path, statistics=statistics)

    def to_json(self) -> str:
        """Return the map as a JSON document: the same map always gives the same bytes."""
        return _doors.to_json(self)

    def to_networkx(self, *, view: Literal["full", "touchpoints"] = "full") -> MultiDiGraph[str] | DiGraph[str]:
        """
        Return the map as a networkx graph of its own.

        Parameters
        ----------
        view
            Everything, or only touchpoints with weighted moves between them.

        See Also
        --------
        cxjourney.graph.networkx_graph.to_networkx : what nodes and edges carry.
        """
        return _doors.to_networkx(self, view=view)

    @classmethod
    def from_networkx(cls, graph: MultiDiGraph[str]) -> Self:
        """
        Return the map that a full graph was made from.

        Parameters
        ----------
        graph
            A graph made by `to_networkx`.

        Raises
        ------
        ModelError
            If the graph does not describe a map.
        """
        return _doors.from_networkx(cls, graph)

    def to_frames(self) -> dict[str, object]:
        """
        Return stages, touchpoints, transitions and measures as data frames.

        Raises
        ------
        MissingDependencyError
            If neither pandas nor polars is installed.
        """
        return _doors.frames(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, JourneyMap):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __repr__(self) -> str:
        counts = ((len(self.stages), "stage"), (len(self.touchpoints), "touchpoint"), (len(self.channels), "channel"))
        parts = ", ".join(counted(count, word) for count, word in counts)
        return f"<JourneyMap {self.title!r}: {parts}>"

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        return _doors.mimebundle(self, include, exclude)


def _line_error(place: Place, message: str, *, kind: str = "reference", value: object = None) -> InitErrorDetails:
    text = message.removeprefix("Value error, ")
    return InitErrorDetails(type=PydanticCustomError(kind, text), loc=place, input=value)
