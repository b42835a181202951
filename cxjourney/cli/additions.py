"""Options that put surveys, support tickets and facts about customers to the events, and leave touchpoints out."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

import cxjourney as cx
from cxjourney.cli.console import complain
from cxjourney.cli.texts import duration, pair
from cxjourney.errors import OptionError, show_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cxjourney import EventLog

_PANEL = "Surveys, tickets and customers"
_PARSING = ("timezone", "time_format", "time_unit", "encoding", "delimiter", "decimal", "thousands", "on_bad_rows")
_SURVEYS = (
    *("customer", "time", "touchpoint", "metric", "score", "weight", "verbatim", "invited", "channel", "stage"),
    *("segment", "group", "name", "missing", *_PARSING),
)
_TICKETS = (
    *("customer", "opened", "first_reply", "resolved", "channel", "reason", "status", "reopened", "handoffs", "verbatim"),
    *("segment", "group", "missing", "waits", *_PARSING),
)
_CUSTOMERS = ("customer", "segment", "acquired", "churned", "value", "referrals", *_PARSING)
_SEVERAL = {"segment", "group", "missing"}


@dataclass(frozen=True)
class AddedOptions:
    """
    What else customers said and did, and which of their visits do not count, each left out when not given.

    Parameters
    ----------
    leave_out
        Touchpoints whose visits are left out of the log.
    surveys, survey_preset, survey_score, survey_option, survey_within, survey_unmatched
        Files of answers and how to read them.
    tickets, ticket_preset, ticket_score, ticket_option
        Files of support tickets and how to read them.
    customers, customer_option
        File of facts about customers and how to read it.
    """

    leave_out: Annotated[
        list[str] | None,
        Option(
            metavar="TOUCHPOINT",
            help="Touchpoint whose visits are left out; repeat it for more.",
            rich_help_panel="Reading the events",
        ),
    ] = None
    surveys: Annotated[
        list[str] | None,
        Option(metavar="FILE", help="Answers of customers, put to the visits they are about; repeat it for more.", rich_help_panel=_PANEL),
    ] = None
    survey_preset: Annotated[
        str | None, Option(help="Export of a known survey tool: qualtrics, surveymonkey, hubspot.", rich_help_panel=_PANEL)
    ] = None
    survey_score: Annotated[
        list[str] | None,
        Option(
            metavar="METRIC[@TOUCHPOINT]=COLUMN[:LOW:HIGH]",
            help="Column of answers: nps=Q1 or csat@Checkout=Q7; repeat it for more.",
            rich_help_panel=_PANEL,
        ),
    ] = None
    survey_option: Annotated[
        list[str] | None,
        Option(
            metavar="NAME=VALUE", help="How to read the answers: customer=Email, missing=0, time_format=%d.%m.%Y.", rich_help_panel=_PANEL
        ),
    ] = None
    survey_within: Annotated[
        str | None, Option(metavar="30d|12h", help="How long before its answer a visit may be; 30d when not given.", rich_help_panel=_PANEL)
    ] = None
    survey_unmatched: Annotated[
        str | None,
        Option(
            metavar="drop|visit",
            help="Answers about a touchpoint that their customer did not visit: left out, or a visit there.",
            rich_help_panel=_PANEL,
        ),
    ] = None
    tickets: Annotated[
        list[str] | None,
        Option(metavar="FILE", help="Support tickets, one row each; they become visits. Repeat it for more.", rich_help_panel=_PANEL),
    ] = None
    ticket_preset: Annotated[
        str | None, Option(help="Export of a known help desk: zendesk, freshdesk, hubspot, salesforce, intercom.", rich_help_panel=_PANEL)
    ] = None
    ticket_score: Annotated[
        list[str] | None, Option(metavar="METRIC=COLUMN[:LOW:HIGH]", help="Column of scores: csat=Rating.", rich_help_panel=_PANEL)
    ] = None
    ticket_option: Annotated[
        list[str] | None,
        Option(metavar="NAME=VALUE", help="How to read the tickets: opened=Created, reason=Topic, waits=hours.", rich_help_panel=_PANEL),
    ] = None
    customers: Annotated[str | None, Option(metavar="FILE", help="Facts about customers, one row each.", rich_help_panel=_PANEL)] = None
    customer_option: Annotated[
        list[str] | None,
        Option(metavar="NAME=VALUE", help="How to read them: segment=plan, churned=left_on, value=ltv.", rich_help_panel=_PANEL),
    ] = None

    def added_to(self, events: EventLog, usual: Mapping[str, Any]) -> EventLog:
        """
        Return the log with what was asked for.

        Parameters
        ----------
        events
            The log.
        usual
            Options of the events that hold for the others too unless they say otherwise.

        Raises
        ------
        OptionError
            If an option is not known, or what it belongs to is not given.
        """
        self._refuse_alone()
        if self.tickets is not None:
            told = _told("--ticket-option", self.ticket_option, _TICKETS) | _scores(self.ticket_score)
            events = events.with_tickets(cx.read_tickets(_source(self.tickets), preset=self.ticket_preset, **{**usual, **told}))
        if self.leave_out:
            events = _without(events, self.leave_out)
        if self.surveys is not None:
            told = _told("--survey-option", self.survey_option, _SURVEYS) | _scores(self.survey_score)
            answers = cx.read_surveys(_source(self.surveys), preset=self.survey_preset, **{**usual, **_dated(told)})
            events = events.with_surveys(answers, **self._placing())
            if self.leave_out:  # answers about a touchpoint that no event knows bring it in
                events = _without(events, self.leave_out, once_more=True)
            for note in events.quality.map_notes():
                complain(note, label="Note")
        if self.customers is not None:
            told = _told("--customer-option", self.customer_option, _CUSTOMERS)
            events = events.with_customers(self.customers, **{**usual, **told})
        return events

    def _placing(self) -> dict[str, Any]:
        within: dict[str, Any] = {} if self.survey_within is None else {"within": duration(self.survey_within)}
        return within if self.survey_unmatched is None else {**within, "unmatched": self.survey_unmatched}

    def _refuse_alone(self) -> None:
        needs = {
            "surveys": (self.surveys, ("survey_preset", "survey_score", "survey_option", "survey_within", "survey_unmatched")),
            "tickets": (self.tickets, ("ticket_preset", "ticket_score", "ticket_option")),
            "customers": (self.customers, ("customer_option",)),
        }
        for name, (files, options) in needs.items():
            alone = [f"--{option.replace('_', '-')}" for option in options if getattr(self, option)]
            if not files and alone:
                raise OptionError(f"{', '.join(alone)}: there is no --{name} to read.", hint=f"name the file: --{name} FILE.")


def _without(events: EventLog, names: Sequence[str], *, once_more: bool = False) -> EventLog:
    """Return the log without the visits to some touchpoints, all of which it has unless that was asked before."""
    from cxjourney.ingest.texts import key  # noqa: PLC0415 - loads the engine, which the help does not need

    present = {key(name): name for name in events.touchpoints}
    for name in names:
        if key(name) not in present and not once_more:
            raise OptionError.for_choice("--leave-out", name, events.touchpoints)
    gone = {key(name) for name in names}
    kept = [name for found, name in present.items() if found not in gone]
    if not kept:
        raise OptionError("--leave-out leaves no touchpoint.", hint="keep at least one.")
    return events.filter(touchpoints=kept)


def _source(files: Sequence[str]) -> Any:
    return files[0] if len(files) == 1 else list(files)


def _told(option: str, texts: Iterable[str] | None, known: Sequence[str]) -> dict[str, Any]:
    """Return arguments by name; some may be given several times."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not value:
            message = f"{option}: expected NAME=VALUE, found {show_value(text)}."
            raise OptionError(message, hint=f"write {option} {known[0]}=COLUMN.")
        name = name.strip().replace("-", "_")
        if name not in known:
            raise OptionError.for_choice(option, name, known)
        found[name].append(value)
    twice = [name for name, values in found.items() if len(values) > 1 and name not in _SEVERAL]
    if twice:
        raise OptionError(f"{option}: {twice[0]} is given more than once.", hint="give it once.")
    return {name: tuple(values) if name in _SEVERAL else values[0] for name, values in found.items()}


def _scores(texts: Iterable[str] | None) -> dict[str, Any]:
    """Return the columns of scores by metric, or by metric and touchpoint."""
    scores: dict[str, Any] = {}
    for text in texts or ():
        name, column = pair(text)
        metric, at, touchpoint = name.partition("@")
        if bool(at) != isinstance(scores.get(metric, {} if at else None), dict):
            message = f"{metric}: scores of one metric are for touchpoints or for none, not for both."
            raise OptionError(message, hint="name two metrics, or read the file twice.")
        if at:
            scores.setdefault(metric, {})[touchpoint] = column
        else:
            scores[metric] = column
    return {"scores": scores} if scores else {}


def _dated(told: dict[str, Any]) -> dict[str, Any]:
    """Return the same with one date for all answers, where a date stands instead of a column of times."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", told.get("time", "")):
        try:
            return {**told, "time": date.fromisoformat(told["time"])}
        except ValueError as cause:
            raise OptionError(f"--survey-option time={told['time']} is no date.", hint="write it as 2026-06-30.") from cause
    return told
