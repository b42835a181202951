"""From rows with one column a date to visits of milestones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError, counted
from cxjourney.ingest.content import Content
from cxjourney.ingest.form_log import Counts, log_of
from cxjourney.ingest.forms import Form
from cxjourney.ingest.numbers import SCORE_SCALE
from cxjourney.ingest.promises import Promise, expected_waits, promised_groups, store_promise
from cxjourney.ingest.roles import Finder
from cxjourney.ingest.score_columns import ScoreColumn, score_columns
from cxjourney.ingest.shared_columns import customers_of, fill_common, holds
from cxjourney.ingest.steps import Columns, Step, at_last, make_visits
from cxjourney.ingest.texts import key, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.ingest.dictionary import Keys
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.ingest.instants import Instants
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.parts import Wanted
    from cxjourney.ingest.raw_table import RawTable
    from cxjourney.ingest.score_columns import Missing, Scores
    from cxjourney.ingest.shared_columns import Common
    from cxjourney.model.metric import Metric


@dataclass(frozen=True)
class AskedMilestones:
    """
    What the caller said about milestones; see `read_milestones`.

    Parameters
    ----------
    customer, journey
        Columns.
    milestones, expected
        Column by milestone of when it was reached, and of when that was promised.
    single
        Columns of other roles.
    scores, missing
        Columns of scores, and values that mean no answer.
    segment, group
        Columns that divide the customers, and the rows.
    """

    customer: str | None
    journey: str | None
    milestones: Mapping[str, str]
    expected: Mapping[str, str]
    single: Mapping[str, str | None]
    scores: Scores | None
    missing: Missing | Mapping[str, Missing] | None
    segment: str | Sequence[str] | None
    group: str | Sequence[str] | None

    @property
    def times(self) -> list[str]:
        """Columns that the moments are stored in."""
        return [f"time_{number}" for number in range(len(self.milestones))]

    def named(self) -> list[tuple[str, str]]:
        """Return milestone and column of what was reached and what was promised."""
        return [*self.milestones.items(), *((f"{name} (promised)", column) for name, column in self.expected.items())]

    def check(self) -> None:
        """Raise `OptionError` unless there are milestones, all different, and promises and scores belong to them."""
        names = [key(name) for name in self.milestones]
        if not names or "" in names or len(set(names)) < len(names):
            message = "milestones= names no milestone, or one of them twice or not at all."
            raise OptionError(message, hint='map names to columns: milestones={"Paid": "paid_at", "Delivered": "delivered_at"}.')
        for name in self.expected:
            if name not in self.milestones:
                raise OptionError.for_choice("expected", name, list(self.milestones))

    def needed(self, names: tuple[str, ...]) -> Wanted:
        """
        Return whether the columns that the caller named are among these.

        Parameters
        ----------
        names
            Names of the columns.
        """
        return holds([self.customer, self.journey, *self.milestones.values(), *self.expected.values(), *self.single.values()])(names)


def milestones_from(table: RawTable, asked: AskedMilestones, parsing: Parsing, on_bad_rows: str) -> EventLog:
    """
    Return the log of the milestones of an opened source.

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
    asked.check()
    engine, finder, form = table.engine, Finder(table.columns, table.source), Form(table, parsing)
    keys = form.identifier("customer", customer := finder.required("customer", asked.customer))
    journeys = form.identifier("journey", finder.wanted("journey", asked.journey)) if asked.journey is not None else None
    promises = _moments(form, finder, asked)
    common = fill_common(form, finder, asked.single, asked.segment, asked.group)
    scores = score_columns(table, finder, asked.scores if asked.scores is not None else {}, asked.missing, parsing)
    metrics = _store_scores(form, asked, scores)
    if asked.single.get("verbatim"):
        form.text("text", finder.wanted("verbatim", str(asked.single["verbatim"])))
    filled = form.read(on_bad_rows)
    journey_table = _journeys(form, filled.store, journeys)
    names, divided = promised_groups(engine, filled.store, promises, asked.times, common)
    visits = make_visits(
        engine,
        filled.store,
        _steps(asked, scores, metrics, form),
        _columns(form, common, metrics, {**divided, **({"journey": "f.journey"} if journey_table else {})}),
        "text" * ("text" in form.fields),
    )
    form.notes += _order_notes(form, filled.store, list(asked.milestones))
    content = Content(
        engine=engine,
        store=visits.store,
        customers=customers_of(form, keys, visits.store, common),
        labels={"touchpoint": visits.touchpoints, **common.labels, **({"segment": names} if names else {})},
        journeys=journey_table,
        metrics=metrics,
        segment_columns=common.segments,
        valued="value" in form.fields,
        flags=common.flags,
        group_columns=(*common.groups, *(promise.title for promise in promises)),
        verbatims=visits.verbatims,
        expected_waits=expected_waits(engine, filled.store, promises),
    )
    counts = Counts((("no_milestone", visits.silent),) if visits.silent else ())
    return log_of(form, filled, content, [("customer", customer.name), *asked.named(), *common.columns], counts)


def _columns(form: Form, common: Common, metrics: tuple[Metric, ...], divided: dict[str, str]) -> Columns:
    own = {f"score_{number}": "INTEGER" for number in range(len(metrics))}
    own |= {"value": "BIGINT"} if "value" in form.fields else {}
    return Columns({**{column: f"f.{column}" for column in common.carried}, **divided}, own)


def _moments(form: Form, finder: Finder, asked: AskedMilestones) -> list[Promise]:
    """Store when milestones were reached and when that was promised; return the promises."""
    moments: dict[str, Instants] = {}
    for time, (name, column) in zip(asked.times, asked.milestones.items(), strict=True):
        moments[name] = form.time(time, finder.wanted(name, column), required=False)
    names, promises = list(asked.milestones), []
    for number, (milestone, column) in enumerate(asked.expected.items()):
        place = names.index(milestone)
        before = (names[place - 1], f"time_{place - 1}") if place else None
        promise = Promise(milestone, f"time_{place}", before, number)
        due = form.time(f"promised_{number}", finder.wanted(f"{milestone} (promised)", column), required=False)
        store_promise(form, promise, due, moments[milestone])
        promises.append(promise)
    return promises


def _store_scores(form: Form, asked: AskedMilestones, columns: Sequence[ScoreColumn]) -> tuple[Metric, ...]:
    for number, column in enumerate(columns):
        if column.touchpoint is not None and column.touchpoint not in asked.milestones:
            raise OptionError.for_choice(f"scores[{column.metric.name!r}]", column.touchpoint, list(asked.milestones))
        form.number(f"score_{number}", column.number, SCORE_SCALE, column.number.on_scale(column.metric), column.rule)
    return tuple(dict.fromkeys(column.metric for column in columns))


def _steps(asked: AskedMilestones, scores: Sequence[ScoreColumn], metrics: tuple[Metric, ...], form: Form) -> list[Step]:
    """Return the milestones; scores stand at theirs, or at the last one reached, and money at the first one reached."""
    steps, times = [], asked.times
    for place, name in enumerate(asked.milestones):
        own: dict[str, str] = {}
        for index, metric in enumerate(metrics):
            said = [_said(asked, place, number, column) for number, column in enumerate(scores) if column.metric == metric]
            own[f"score_{index}"] = f"COALESCE({', '.join([*said, 'CAST(NULL AS INTEGER)'])})"
        if "value" in form.fields:
            earlier = " AND ".join(f"f.{time} IS NULL" for time in times[:place]) or "TRUE"
            own["value"] = f"CASE WHEN {earlier} THEN f.value END"
        steps.append(Step(name, times[place], own))
    return steps


def _said(asked: AskedMilestones, place: int, number: int, column: ScoreColumn) -> str:
    times = asked.times
    if column.touchpoint is None:
        return at_last(times, place, f"score_{number}")
    target = list(asked.milestones).index(column.touchpoint)
    return f"f.score_{number}" if target == place else at_last(times, place, f"score_{number}", [times[target]])


def _order_notes(form: Form, store: str, names: list[str]) -> list[str]:
    notes = []
    for place, (first, second) in enumerate(pairwise(names)):
        count = form.table.engine.rows(f"SELECT count(*) FROM {store} WHERE time_{place + 1} < time_{place}")[0][0]
        if count:
            notes.append(f"milestones: {quoted(second)} is earlier than {quoted(first)} in {counted(count, 'row')}.")
    return notes


def _journeys(form: Form, store: str, journeys: Keys | None) -> str:
    """Return the table of journeys: those of their column, or one a row where a customer has several; else nothing."""
    engine = form.table.engine
    if journeys is not None:
        return journeys.table
    rows, customers = engine.rows(f"SELECT count(*), count(DISTINCT customer) FROM {store}")[0]
    if rows == customers:
        return ""
    name = engine.unique_name("journeys")
    number = "CAST(position + 1 AS VARCHAR)"
    engine.execute(
        f"CREATE TABLE {name} AS SELECT CAST(row_number() OVER (ORDER BY {number}) - 1 AS INTEGER) AS code, {number} AS key FROM {store}"
    )
    engine.execute(f"ALTER TABLE {store} ADD COLUMN journey INTEGER")
    engine.execute(f"UPDATE {store} SET journey = j.code FROM {name} AS j WHERE j.key = {number}")
    form.notes.append("Some customers have several rows; each row is a journey of its own (journey= names a column instead).")
    return name
