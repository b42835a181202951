"""What the export of a tool always looks like: which column is what, in which unit, and which rows are none of a customer's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Literal, get_args

from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.parsing import Inside, TimeUnit
from cxjourney.ingest.roles import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxjourney.ingest.parsing import Parsing

Duration = Literal["milliseconds", "seconds", "minutes", "hours"]
"""Unit of waits that are given as numbers."""

MICROSECONDS: dict[str, int] = {"milliseconds": 1_000, "seconds": 1_000_000, "minutes": 60_000_000, "hours": 3_600_000_000}


@dataclass(frozen=True, kw_only=True)
class Preset:
    """
    What an export always looks like; a declaration, so that you can write one for your own tool.

    Names of columns are compared without case, spaces and punctuation. What the caller of a reader says goes
    before what its preset says.

    Parameters
    ----------
    name
        Short name.
    title
        Name for people.
    columns
        Column by role, or several candidates of which the first that is there is taken; ``()`` for a role
        that no column of this export has, whatever its name.
    scores
        Column by metric, or ``(column, low, high)``, where the column is there.
    scales
        Ends of the scale by metric, for answers in long form.
    time_unit
        Unit of its times where they are numbers.
    time_format
        Format of its times where they are not ISO 8601.
    waits
        Unit by column of waits that are numbers since the opening of a ticket.
    header_rows
        Rows of header below the names of the columns.
    joined
        New columns made of others: the values of all of them, with a dash between.
    values
        By column, what a value is to be read as; an empty text is no value.
    less
        By column, what a count counts too many.
    only
        By column, the values of the rows that count; other rows are left out.
    without
        By column, the values of rows that are left out, such as previews of a survey.
    unique
        Columns that tell a row apart; a second row with the same values was delivered twice and is left out.
    pairs
        Columns that are lists of keys and values; what stands under a key is known as ``column.key``, and by the key alone.
    signature
        Columns by which such an export is recognised.
    traps
        What to look out for, in sentences.
    source
        Where the meaning of its columns is written down.

    Raises
    ------
    OptionError
        If a field cannot be used.

    Examples
    --------
    >>> import cxjourney as cx
    >>> import pandas as pd
    >>> till = cx.Preset(
    ...     name="till",
    ...     columns={"customer": ("card_no", "guest_no"), "time": "sold_at", "touchpoint": "action", "channel": "shop"},
    ...     time_unit="ms",
    ...     without={"mode": ("training",)},
    ... )
    >>> sales = pd.DataFrame({
    ...     "card_no": ["a", "a", "b"], "sold_at": [1767261600000, 1767261660000, 1767261600000],
    ...     "action": ["Scan", "Pay", "Scan"], "shop": ["North", "North", "South"], "mode": ["live", "live", "training"],
    ... })
    >>> cx.read_events(sales, preset=till).quality.dropped
    (('without_mode', 1),)
    """

    name: str
    title: str = ""
    columns: Mapping[str, str | tuple[str, ...]]
    scores: Mapping[str, str | tuple[str, float, float]] = field(default_factory=dict)
    scales: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    time_unit: TimeUnit | None = None
    time_format: str | None = None
    waits: Mapping[str, Duration] = field(default_factory=dict)
    header_rows: int = 0
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    less: Mapping[str, int] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        for part in fields(self):
            given = getattr(self, part.name)
            expected = Mapping if "Mapping" in str(part.type) else tuple if "tuple" in str(part.type) else None
            if expected is not None and not isinstance(given, expected):
                message = f"Preset: {part.name} takes a {expected.__name__.lower()}, not {type(given).__name__}"
                raise TypeError(message)
        if self.time_unit is not None and self.time_unit not in get_args(TimeUnit):
            raise OptionError.for_choice("time_unit", self.time_unit, get_args(TimeUnit))
        for column, unit in self.waits.items():
            if unit not in MICROSECONDS:
                raise OptionError.for_choice(f"waits[{column!r}]", unit, tuple(MICROSECONDS))
        if self.header_rows < 0 or any(count < 0 for count in self.less.values()):
            message = f"preset {show_value(self.name)}: rows of header and counts are zero or more."
            raise OptionError(message, hint="leave them out for none.")

    def column(self, role: str, present: Iterable[str]) -> str | None:
        """
        Return the column of a role: the first candidate that is there, otherwise the first candidate; None if there is no candidate.

        Parameters
        ----------
        role
            The role.
        present
            Names of the columns that are there.
        """
        candidates = self.candidates(role)
        there = {fold(name) for name in (*present, *self.joined)}
        return next((name for name in candidates if fold(name) in there), candidates[0] if candidates else None)

    def candidates(self, role: str) -> tuple[str, ...]:
        """
        Return the columns that may play a role, the best first.

        Parameters
        ----------
        role
            The role.
        """
        given = self.columns.get(role, ())
        return (given,) if isinstance(given, str) else tuple(given)

    def has(self, role: str, present: Iterable[str]) -> bool:
        """
        Return whether a candidate for a role is there.

        Parameters
        ----------
        role
            The role.
        present
            Names of the columns that are there.
        """
        there = {fold(name) for name in (*present, *self.joined)}
        return any(fold(name) in there for name in self.candidates(role))

    def found_scores(self, present: Iterable[str]) -> dict[str, str | tuple[str, float, float]]:
        """
        Return the scores whose columns are there.

        Parameters
        ----------
        present
            Names of the columns that are there.
        """
        there = {fold(name) for name in present}
        columns = {metric: given if isinstance(given, str) else given[0] for metric, given in self.scores.items()}
        return {metric: given for metric, given in self.scores.items() if fold(columns[metric]) in there}

    def uses(self, present: Iterable[str]) -> tuple[str, ...]:
        """
        Return the columns that it reads whatever their roles.

        Parameters
        ----------
        present
            Names of the columns that are there.
        """
        parts = [name for names in self.joined.values() for name in names]
        used = {fold(name) for name in (*parts, *self.values, *self.less, *self.only, *self.without, *self.unique)}
        return tuple(name for name in present if fold(name) in used)

    def inner(self, named: Iterable[str | None]) -> Inside:
        """
        Return what is looked for also inside the values of columns.

        Parameters
        ----------
        named
            Columns that the caller names.
        """
        wanted = [name for role in self.columns for name in self.candidates(role)]
        wanted += [given if isinstance(given, str) else given[0] for given in self.scores.values()]
        wanted += [*self.values, *self.less, *self.only, *self.without, *self.unique, *self.signature]
        names = frozenset(fold(name) for name in (*wanted, *named) if isinstance(name, str))
        return Inside(names, frozenset(map(fold, self.pairs)))

    def wait_unit(self, column: str) -> str | None:
        """
        Return the unit of a column of waits; None for a column of times.

        Parameters
        ----------
        column
            The column.
        """
        return next((unit for name, unit in self.waits.items() if fold(name) == fold(column)), None)


def find_preset(preset: str | Preset | None, presets: Mapping[str, Preset]) -> Preset | None:
    """
    Return a preset.

    Parameters
    ----------
    preset
        Its name, or itself.
    presets
        Those that have names.

    Raises
    ------
    OptionError
        If there is no such preset.
    """
    if preset is None or isinstance(preset, Preset):
        return preset
    if not isinstance(preset, str):
        message = f"preset must be a name or a Preset, not {type(preset).__name__}"
        raise TypeError(message)
    if preset not in presets:
        raise OptionError.for_choice("preset", preset, sorted(presets))
    return presets[preset]


def told_parsing(parsing: Parsing, preset: Preset | None, columns: Mapping[str, object], *more: object) -> Parsing:
    """
    Return the options with the values inside others that a preset looks for; it may have columns for these roles only.

    Parameters
    ----------
    parsing
        The options.
    preset
        The preset.
    columns
        What the caller named by role.
    *more
        Other columns that the caller named: a name, several, or by metric.

    Raises
    ------
    OptionError
        If there is such a column.
    """
    if preset is None:
        return parsing
    for role in preset.columns:
        if role not in columns:
            raise OptionError.for_choice("a role of the preset", role, tuple(columns))
    return replace(parsing, inner=preset.inner(_names([*columns.values(), *more])))


def _names(given: object) -> list[str]:
    """Return the texts among what was given, however deep; numbers, such as ends of scales, are no names."""
    if isinstance(given, str):
        return [given]
    parts = list(given.values()) if isinstance(given, Mapping) else given if isinstance(given, (list, tuple)) else []
    return [name for part in parts for name in _names(part)]


def recognised(names: Iterable[str], presets: Mapping[str, Preset]) -> Preset | None:
    """
    Return the preset of an export with such columns, None if there is none.

    Parameters
    ----------
    names
        Names of the columns.
    presets
        Those that there are.
    """
    there = {fold(name) for name in names}
    fitting = [preset for preset in presets.values() if preset.signature and {fold(name) for name in preset.signature} <= there]
    return max(fitting, key=lambda preset: len(preset.signature), default=None)
