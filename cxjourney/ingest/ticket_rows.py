"""From rows of support tickets to contacts, first replies and resolutions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.arguments import texts_of
from cxjourney.errors import OptionError, counted, show_value
from cxjourney.ingest.checks import Check
from cxjourney.ingest.content import FLAGS, Content
from cxjourney.ingest.dictionary import text_of
from cxjourney.ingest.form_log import Counts, log_of
from cxjourney.ingest.forms import Form
from cxjourney.ingest.mistaken_columns import fits
from cxjourney.ingest.numbers import SCORE_SCALE, number_column
from cxjourney.ingest.presets import MICROSECONDS
from cxjourney.ingest.roles import MODEST, Finder
from cxjourney.ingest.score_columns import score_columns
from cxjourney.ingest.shared_columns import customers_of, fill_common, holds
from cxjourney.ingest.steps import Columns, Step, at_last, make_visits
from cxjourney.ingest.texts import key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.parts import Wanted
    from cxjourney.ingest.presets import Preset
    from cxjourney.ingest.raw_table import RawColumn, RawTable
    from cxjourney.ingest.score_columns import Missing, Scores
    from cxjourney.ingest.shared_columns import Common
    from cxjourney.model.metric import Metric

MOMENTS = ("opened", "first_reply", "resolved")
_LONGEST = 31_557_600_000_000_000
_OPEN = ("open", "new", "pending", "hold", "onhold", "waiting", "inprogress", "unresolved")


@dataclass(frozen=True)
class AskedTickets:
    """
    What the caller said about tickets; see `read_tickets`.

    Parameters
    ----------
    single
        Column by role.
    scores, missing
        Columns of scores, and values that mean no answer.
    segment, group
        Columns that divide the customers, and the tickets.
    names
        Touchpoints of the three moments.
    waits
        Unit of reply and resolution where they are numbers since the opening.
    preset
        What the export looks like, where the caller does not say.
    silent
        Roles that are not looked for by their usual names.
    """

    single: Mapping[str, str | None]
    scores: Scores | None
    missing: Missing | Mapping[str, Missing] | None
    segment: str | Sequence[str] | None
    group: str | Sequence[str] | None
    names: tuple[str, str, str]
    waits: str | None = None
    preset: Preset | None = None
    silent: frozenset[str] = frozenset()

    def needed(self, names: tuple[str, ...]) -> Wanted:
        """
        Return whether the columns that the caller named are among these.

        Parameters
        ----------
        names
            Names of the columns.
        """
        return holds(self.told(names).single.values())(names)

    def told(self, names: tuple[str, ...]) -> AskedTickets:
        """
        Return the same with what the preset says.

        Parameters
        ----------
        names
            Names of the columns.
        """
        preset = self.preset
        if preset is None:
            return self
        there = {role for role in self.single if role in {"customer", "opened"} or preset.has(role, names)}
        single = {role: column or (preset.column(role, names) if role in there else None) for role, column in self.single.items()}
        scores = self.scores if self.scores is not None else preset.found_scores(names) or None
        return replace(self, single=single, scores=scores, silent=frozenset(role for role in preset.columns if not single[role]))

    def unit(self, role: str) -> int | None:
        """
        Return the microseconds per one of a moment that is a number since the opening; None where it is a time.

        Parameters
        ----------
        role
            opened, first_reply or resolved.
        """
        column = self.single[role]
        if role == MOMENTS[0]:
            return None
        unit = self.waits or (self.preset.wait_unit(column) if self.preset and column else None)
        return MICROSECONDS[unit] if unit else None


def tickets_from(table: RawTable, asked: AskedTickets, parsing: Parsing, on_bad_rows: str) -> EventLog:
    """
    Return the log of the tickets of an opened source.

    Parameters
    ----------
    table
        The source.
    asked
        What the caller said.
    parsing
        Options.
    on_bad_rows
        What to do with rows that break a rule.
    """
    if len({key(name) for name in texts_of("names", asked.names, "the names of three touchpoints")} - {""}) != len(MOMENTS):
        message = f"names={show_value(asked.names)} are not three different names."
        raise OptionError(message, hint='name the touchpoints of opening, first reply and resolution: ("Ticket opened", …).')
    finder, form = Finder(table.columns, table.source), Form(table, parsing)
    found = _columns(form, finder, asked)
    keys = form.identifier("customer", found["customer"])
    moments = _moments(form, found, {role: asked.unit(role) for role in MOMENTS})
    form.checks += _order(moments)
    status = _unresolved(form, found)
    common = fill_common(
        form, finder, {role: found[role].name for role in found if role not in {"customer", *MOMENTS}}, asked.segment, asked.group
    )
    metrics = _scores(form, finder, asked, taken={column.name for column in found.values()})
    if "verbatim" in found:
        form.text("text", found["verbatim"])
    filled = form.read(on_bad_rows)
    form.notes += _status_notes(form, filled.store, status)
    visits = make_visits(
        table.engine, filled.store, _steps(asked, moments, metrics, common), _all(metrics, common), "text" * ("verbatim" in found)
    )
    content = Content(
        engine=table.engine,
        store=visits.store,
        customers=customers_of(form, keys, visits.store, common),
        labels={"touchpoint": visits.touchpoints, **common.labels},
        journeys="",
        metrics=metrics,
        segment_columns=common.segments,
        valued=False,
        flags=tuple(flag for flag in FLAGS if flag in common.flags),
        group_columns=common.groups,
        contacts=asked.names[:1],
        replies=asked.names[1:],
        verbatims=visits.verbatims,
    )
    return log_of(form, filled, content, [*((role, column.name) for role, column in found.items()), *common.divided], Counts())


def _columns(form: Form, finder: Finder, asked: AskedTickets) -> dict[str, RawColumn]:
    found: dict[str, RawColumn | None] = {role: finder.find(role, asked.single[role]) for role in ("customer", "opened")}
    finder.refuse_missing([role for role, column in found.items() if column is None])
    found |= {role: finder.wanted(role, name) for role, name in asked.single.items() if name is not None and role not in found}
    columns = {role: column for role, column in found.items() if column is not None}
    taken = {column.name for column in columns.values()}
    for role in ("first_reply", "resolved", "channel", "reason", "reopened", "handoffs"):
        guess = None if role in columns or role in asked.silent else finder.guess(role, taken)
        if guess is None:
            continue
        if role in MODEST and not fits(form.table, role, guess, form.parsing.limits):
            form.notes.append(f"The column {guess.name!r} holds other values than a {role} and was not used.")
            continue
        columns[role] = guess
        taken.add(guess.name)
    return columns


@dataclass(frozen=True)
class _Moment:
    column: RawColumn
    sql: str


def _moments(form: Form, found: dict[str, RawColumn], units: Mapping[str, int | None]) -> dict[str, _Moment]:
    """Store the opening, and the reply and the resolution as times, or as waits since the opening."""
    moments = {"opened": _Moment(found["opened"], form.time("opened", found["opened"]).sql)}
    for role in MOMENTS[1:]:
        if role not in found:
            continue
        unit = units[role]
        if unit is None:
            sql = form.time(role, found[role], required=False).sql
        else:
            wait = number_column(found[role], form.parsing, role)
            fits = f"{wait.number} BETWEEN 0 AND {_LONGEST // unit}"
            rule = Check(
                "wait", found[role], "expected a wait of up to 1,000 years, zero or more", f"NOT {wait.blank} AND {wait.bad(fits)}"
            )
            form.checks.append(rule)
            sql = f"({moments['opened'].sql} + CAST(round(CASE WHEN {fits} THEN {wait.number} END * {unit}.0) AS BIGINT))"
            form.fields[role] = sql
        moments[role] = _Moment(found[role], sql)
    return moments


def _order(moments: dict[str, _Moment]) -> list[Check]:
    """Return the rules for the order of the moments of a ticket."""
    words = {"opened": "the opening", "first_reply": "the first reply"}
    pairs = [("first_reply", "opened"), ("resolved", "opened"), ("resolved", "first_reply")]
    return [
        Check(
            f"{later}_before_{earlier}",
            moments[later].column,
            f"earlier than {words[earlier]}",
            f"{moments[later].sql} < {moments[earlier].sql}",
        )
        for later, earlier in pairs
        if later in moments and earlier in moments
    ]


def _unresolved(form: Form, found: dict[str, RawColumn]) -> str:
    """Ignore the resolution of tickets that are open by their status; return the column that tells them, or nothing."""
    if "status" not in found or "resolved" not in found:
        return ""
    word = f"regexp_replace(lower({text_of(found['status'])}), '[^a-z]', '', 'g')"
    still = " OR ".join(f"starts_with({word}, '{name}')" for name in _OPEN)
    form.fields["stale"] = f"COALESCE({form.fields['resolved']} IS NOT NULL AND ({still}), FALSE)"
    form.fields["resolved"] = f"CASE WHEN NOT COALESCE({still}, FALSE) THEN {form.fields['resolved']} END"
    return "stale"


def _status_notes(form: Form, store: str, status: str) -> list[str]:
    stale = form.table.engine.rows(f"SELECT count(*) FROM {store} WHERE {status}")[0][0] if status else 0
    tickets = counted(stale, "ticket has a resolution and is", "tickets have a resolution and are")
    return [f"status: {tickets} open by the status; they count as not resolved."] if stale else []


def _scores(form: Form, finder: Finder, asked: AskedTickets, taken: set[str]) -> tuple[Metric, ...]:
    columns = score_columns(form.table, finder, asked.scores, asked.missing, form.parsing)
    columns = tuple(column for column in columns if asked.scores is not None or column.number.column.name not in taken)
    for number, column in enumerate(columns):
        if column.touchpoint is not None:
            message = f"scores[{column.metric.name!r}]: a ticket has one score of a metric, not one for each touchpoint."
            raise OptionError(message, hint=f"name its column: scores={{{column.metric.name!r}: <column name>}}.")
        form.number(f"score_{number}", column.number, SCORE_SCALE, column.number.on_scale(column.metric), column.rule)
    return tuple(column.metric for column in columns)


def _steps(asked: AskedTickets, moments: dict[str, _Moment], metrics: tuple[Metric, ...], common: Common) -> list[Step]:
    # Flags stand at the contact, scores at the last thing that happened.
    steps, present = [], list(moments)
    for place, (role, name) in enumerate((role, name) for role, name in zip(MOMENTS, asked.names, strict=True) if role in moments):
        own = {f"score_{number}": at_last(present, place, f"score_{number}") for number in range(len(metrics))}
        own |= {flag: f"f.{flag}" for flag in common.flags if place == 0}
        steps.append(Step(name, role, own))
    return steps


def _all(metrics: tuple[Metric, ...], common: Common) -> Columns:
    shared = {column: f"f.{column}" for column in common.carried if column not in common.flags}
    own = {f"score_{number}": "INTEGER" for number in range(len(metrics))} | dict.fromkeys(common.flags, "TINYINT")
    return Columns(shared, own)
