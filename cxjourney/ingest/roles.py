"""Which column plays which role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.arguments import texts_of
from cxjourney.errors import MissingColumnError, OptionError, closest, show_value
from cxjourney.ingest.raw_table import RawColumn
from cxjourney.ingest.scales import SCORE_NAMES, Scale, scale_for

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cxjourney.ingest.presets import Preset

REQUIRED = ("customer", "time", "touchpoint")

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "customer": (
        *("customer_id", "customer", "user_id", "user", "client_id", "client", "user_pseudo_id", "visitor_id", "person_id", "shopper_id"),
        *("member_id", "contact_id", "account_id", "subscriber_id", "patient_id", "patient", "case:concept:name", "case_id", "case"),
    ),
    "time": (
        *("timestamp", "time:timestamp", "event_timestamp", "event_time", "time", "datetime", "date_time", "occurred_at"),
        *("complete_timestamp", "created_at", "ts", "date", "event_date"),
    ),
    "touchpoint": (
        *("touchpoint", "touchpoint_name", "activity", "concept:name", "activity_name", "event_name", "event", "handling", "interaction"),
        *("action", "step", "event_type"),
    ),
    "channel": ("channel", "channel_name", "touchpoint_channel", "case:channel"),
    "stage": ("stage", "journey_stage", "phase"),
    "journey": ("journey", "journey_id"),
    "segment": ("segment", "customer_segment", "user_segment", "persona", "case:segment"),
    "value": ("value", "revenue", "amount", "transaction_value", "conversion_value", "order_value", "cost"),
    "order": (),
    "lifecycle": ("lifecycle:transition", "lifecycle", "registration_type"),
    "reopened": ("reopened", "is_reopened", "reopens", "reopen_count", "reopened_count", "number_of_reopens"),
    "handoffs": (
        *("handoffs", "hand_offs", "handed_off", "handoff_count", "handovers"),
        *("reassignments", "reassignment_count", "number_of_reassignments"),
    ),
    "reason": ("reason", "contact_reason", "reason_for_contact", "topic", "contact_topic", "category"),
    "invited": ("invited", "survey_sent", "survey_invited"),
    "weight": (),
    "opened": (
        *("opened_at", "opened", "created_at", "created", "submitted_at", "ticket_created", "open_date", "created_date"),
        *("creation_date", "date_opened", "date_created"),
    ),
    "first_reply": (
        *("first_reply_at", "first_response_at", "first_replied_at", "first_responded_at"),
        *("first_reply_date", "first_response_date"),
    ),
    "resolved": ("resolved_at", "solved_at", "closed_at", "resolution_date", "date_resolved"),
}
"""Usual names of each role, the most telling first."""

MODEST = ("reopened", "handoffs", "reason", "invited")
"""Roles whose usual names say little: found only where the column has no other role and its values fit."""

SINGLE = (*REQUIRED, "channel", "stage", "journey", "value", "order", "lifecycle", *MODEST, "weight")
"""Roles of one column."""

SESSION_NAMES = ("session", "session_id", "visit_id", "ga_session_id")


@dataclass(frozen=True)
class Roles:
    """
    The column of each role; None where there is none.

    Parameters
    ----------
    customer, time, touchpoint
        Columns every log has.
    channel, stage, journey, value, order, lifecycle
        Columns it may have.
    reopened, handoffs, invited
        Columns of yes and no, or counts.
    reason
        Column of what a contact was about.
    weight
        Column of what a score counts for.
    segments
        Columns that divide the customers.
    groups
        Columns that divide the visits.
    scores
        Scales and their columns.
    notes
        What was decided in finding them.
    """

    customer: RawColumn
    time: RawColumn
    touchpoint: RawColumn
    channel: RawColumn | None = None
    stage: RawColumn | None = None
    journey: RawColumn | None = None
    value: RawColumn | None = None
    order: RawColumn | None = None
    lifecycle: RawColumn | None = None
    reopened: RawColumn | None = None
    handoffs: RawColumn | None = None
    reason: RawColumn | None = None
    invited: RawColumn | None = None
    weight: RawColumn | None = None
    segments: tuple[RawColumn, ...] = ()
    groups: tuple[RawColumn, ...] = ()
    scores: tuple[tuple[Scale, RawColumn], ...] = ()
    notes: tuple[str, ...] = ()

    def named(self) -> tuple[tuple[str, str], ...]:
        """Return role and column name of every role that has a column."""
        pairs = [(role, getattr(self, role).name) for role in SINGLE if getattr(self, role) is not None]
        pairs += [("segment", column.name) for column in self.segments]
        pairs += [("group", column.name) for column in self.groups]
        return (*pairs, *((scale.name, column.name) for scale, column in self.scores))


@dataclass(frozen=True)
class AskedRoles:
    """
    What the caller said about roles: column names, or None to look for the usual names.

    Parameters
    ----------
    columns
        Column by role.
    segment
        Columns that divide the customers.
    scores
        Column, or column and ends of the scale, by metric.
    group
        Columns that divide the visits.
    contacts, replies, unplaced, expected_waits
        What only a saved log remembers; see `Content`.
    preset
        What the export looks like, where the caller does not say.
    """

    columns: Mapping[str, str | None]
    segment: str | Sequence[str] | None = None
    scores: Mapping[str, str | tuple[str, float, float]] | None = None
    group: str | Sequence[str] | None = None
    contacts: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    unplaced: str = ""
    expected_waits: tuple[tuple[str, int], ...] = ()
    preset: Preset | None = None

    def needed(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """
        Return the columns to load out of those present; none if roles lack a column.

        Parameters
        ----------
        names
            Names of the columns.
        """
        made = tuple(self.preset.joined) if self.preset else ()
        try:
            roles = find_roles([RawColumn(name, "other", "") for name in (*names, *made)], self.told(names), "")
        except (MissingColumnError, OptionError):
            return ()
        sessions = {fold(name) for name in SESSION_NAMES}
        used = self.preset.uses(names) if self.preset else ()
        return (*(column for _, column in roles.named()), *(name for name in names if fold(name) in sessions), *used)

    def told(self, names: tuple[str, ...]) -> AskedRoles:
        """
        Return the same with what the preset says; roles whose candidates are not there are not looked for by other names.

        Parameters
        ----------
        names
            Names of the columns.
        """
        preset = self.preset
        if preset is None:
            return self
        silent = {role for role in preset.columns if role not in REQUIRED and not preset.has(role, names)}
        columns = {role: column or preset.column(role, names) for role, column in self.columns.items()}
        left = {role: column for role, column in columns.items() if role not in silent or self.columns[role]}
        scores = preset.found_scores(names) if self.scores is None else {}
        return replace(self, columns=left, scores=scores or self.scores)

    def decided(self, roles: Mapping[str, str], usual: Mapping[str, str]) -> AskedRoles:
        """
        Return the same with what a source knows itself.

        Parameters
        ----------
        roles
            Column by role, whatever was said.
        usual
            Column by role, where nothing was said.
        """
        columns = {role: column or usual.get(role) for role, column in self.columns.items()}
        return replace(self, columns={**columns, **roles})


def find_roles(present: Sequence[RawColumn], asked: AskedRoles, source: str) -> Roles:
    """
    Return the column of each role.

    Parameters
    ----------
    present
        The columns that are there.
    asked
        What the caller said.
    source
        Name of the source, for messages.

    Raises
    ------
    MissingColumnError
        If a role that is needed has no column, a column that was named is absent, or two columns fit a
        role equally well.
    """
    finder = Finder(present, source)
    found = {role: finder.find(role, name) for role, name in asked.columns.items() if role not in MODEST or name is not None}
    finder.refuse_missing([role for role in REQUIRED if found.get(role) is None])
    taken = {column.name for column in found.values() if column is not None}
    segments, scores = finder.segments(asked.segment), finder.scores(asked.scores, taken)
    groups = finder.groups(asked.group, segments)
    taken |= {column.name for column in (*segments, *groups, *(column for _, column in scores))}
    found |= {role: finder.guess(role, taken) for role in MODEST if role in asked.columns and role not in found}
    return Roles(
        **found,  # type: ignore[arg-type]
        segments=segments,
        groups=groups,
        scores=scores,
        notes=finder.notes(found.get("journey")),
    )


def counted_once(roles: Roles) -> Roles:
    """
    Return the roles with a note on money and scores that stand on several rows and count once.

    Parameters
    ----------
    roles
        The columns.
    """
    repeated = [column.name for column in (roles.value, *(column for _, column in roles.scores)) if column is not None and column.per]
    notes = [f"{name!r} is said of the whole case, not of one event; it counts once, at the first event." for name in repeated]
    return replace(roles, notes=(*roles.notes, *notes))


class Finder:
    """Looks columns up by exact and by folded name."""

    def __init__(self, present: Sequence[RawColumn], source: str) -> None:
        self.source = source
        self.by_name = {column.name: column for column in present}
        self.folded: dict[str, list[RawColumn]] = {}
        for column in present:
            self.folded.setdefault(fold(column.name), []).append(column)

    def find(self, role: str, wanted: str | None) -> RawColumn | None:
        """Return the column that was named, or the first of the role's usual names."""
        if wanted is not None:
            return self.wanted(role, wanted)
        return next((found for name in USUAL_NAMES[role] if (found := self.only(role, name))), None)

    def required(self, role: str, wanted: str | None) -> RawColumn:
        """Return the column that was named, or the first of the role's usual names; raise `MissingColumnError` if there is none."""
        column = self.find(role, wanted)
        if column is None:
            raise self.missing([role])
        return column

    def guess(self, role: str, taken: Collection[str]) -> RawColumn | None:
        """Return a column of a usual name that has no other role and no double."""
        candidates = (self.folded.get(fold(name), ()) for name in USUAL_NAMES[role])
        return next((columns[0] for columns in candidates if len(columns) == 1 and columns[0].name not in taken), None)

    def wanted(self, role: str, name: str) -> RawColumn:
        """Return the column that was named, or raise `MissingColumnError`."""
        if not isinstance(name, str):
            message = f"{role} must be a column name, not {type(name).__name__}"
            raise TypeError(message)
        column = self.by_name.get(name) or self.only(role, name)
        if column is None:
            raise MissingColumnError.for_role(role, name, list(self.by_name), source=self.source)
        return column

    def only(self, role: str, name: str) -> RawColumn | None:
        """Return the one column of a name, whatever its case, spaces and punctuation; None if there is none."""
        columns = self.folded.get(fold(name), [])
        if len(columns) > 1:
            names = " and ".join(show_value(column.name) for column in columns)
            raise MissingColumnError(
                f"{self.source}: the columns {names} fit the {role} equally well.",
                hint=f"say which one: {role}={columns[0].name!r}.",
                source=self.source,
                column=columns[0].name,
            )
        return columns[0] if columns else None

    def refuse_missing(self, roles: Sequence[str]) -> None:
        """Raise `MissingColumnError` for the roles that have no column, if any."""
        if roles:
            raise self.missing(roles)

    def missing(self, roles: Sequence[str]) -> MissingColumnError:
        """Return the error for roles that have no column."""
        needed = ", ".join(f"the {role} (usually called {', '.join(USUAL_NAMES[role][:3])}, …)" for role in roles)
        present = ", ".join(show_value(name) for name in list(self.by_name)[:20]) + (", …" if len(self.by_name) > 20 else "")
        near = [f"{role}={match[0]!r}" for role in roles if (match := self.nearest(role))]
        guess = f"did you mean {', '.join(near)}? " if near else ""
        return MissingColumnError(
            f"{self.source}: expected a column for {needed}, found the columns {present or '(none)'}.",
            hint=f"{guess}pass {', '.join(f'{role}=<column name>' for role in roles)}.",
            source=self.source,
        )

    def nearest(self, role: str) -> tuple[str, ...]:
        """Return the column that is nearest to a usual name of the role."""
        return next((match for name in USUAL_NAMES[role] if (match := closest(name, self.by_name, 1))), ())

    def segments(self, asked: str | Sequence[str] | None) -> tuple[RawColumn, ...]:
        """Return the columns that divide the customers."""
        if asked is None:
            found = self.find("segment", None)
            return (found,) if found else ()
        names = texts_of("segment", asked, "names of columns")
        return tuple(self.wanted("segment", name) for name in dict.fromkeys(names))

    def groups(self, asked: str | Sequence[str] | None, segments: Sequence[RawColumn]) -> tuple[RawColumn, ...]:
        """Return the columns that divide the visits."""
        names = () if asked is None else texts_of("group", asked, "names of columns")
        columns = tuple(self.wanted("group", name) for name in dict.fromkeys(names))
        if both := [column.name for column in columns if column in segments]:
            message = f"{self.source}: the column {show_value(both[0])} was named as a segment and as a group."
            raise OptionError(message, hint="a segment divides customers, a group divides visits; say which it is.", column=both[0])
        return columns

    def scores(self, asked: Mapping[str, str | tuple[str, float, float]] | None, taken: set[str]) -> tuple[tuple[Scale, RawColumn], ...]:
        """Return the columns of scores with their scales."""
        if asked is None:
            found = [(name, column) for name in SCORE_NAMES if (column := self.only(name, name)) and column.name not in taken]
            return tuple((scale_for(name, column.name), column) for name, column in found)
        if not isinstance(asked, Mapping):
            message = f"scores takes a mapping of metrics to columns, not {type(asked).__name__}"
            raise TypeError(message)
        scales = [(scale_for(metric, given), given) for metric, given in asked.items()]
        return tuple((scale, self.wanted(scale.name, given if isinstance(given, str) else given[0])) for scale, given in scales)

    def notes(self, journey: RawColumn | None) -> tuple[str, ...]:
        """Return what there is to say about columns of sessions."""
        sessions = [column.name for name in SESSION_NAMES for column in self.folded.get(fold(name), [])]
        if journey is not None or not sessions:
            return ()
        return (f"The column {sessions[0]!r} was not taken as the journey; pass journey={sessions[0]!r} to cut journeys by it.",)


def fold(name: str) -> str:
    """
    Return a column name without case, spaces and punctuation.

    Parameters
    ----------
    name
        Column name.

    Examples
    --------
    >>> fold("Case ID") == fold("case_id")
    True
    """
    folded = "".join(char for char in name.casefold() if char.isalnum())
    return folded or name
