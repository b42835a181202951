"""From rows of answers to visits with scores."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cxjourney.arguments import check_mapping, check_text
from cxjourney.errors import MissingColumnError, OptionError, show_value
from cxjourney.ingest.checks import Check
from cxjourney.ingest.content import Content
from cxjourney.ingest.dictionary import Dictionary, make_dictionary
from cxjourney.ingest.form_log import Counts, log_of
from cxjourney.ingest.forms import Form
from cxjourney.ingest.long_scores import long_scores
from cxjourney.ingest.numbers import NO_WEIGHT, SCORE_SCALE
from cxjourney.ingest.roles import Finder
from cxjourney.ingest.score_columns import score_columns
from cxjourney.ingest.shared_columns import Common, customers_of, fill_common, holds
from cxjourney.ingest.texts import key
from cxjourney.ingest.united_names import recoding
from cxjourney.ingest.zones import to_microseconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.engine.protocol import Engine
    from cxjourney.ingest.event_log import EventLog
    from cxjourney.ingest.forms import Filled
    from cxjourney.ingest.parsing import Parsing
    from cxjourney.ingest.parts import Wanted
    from cxjourney.ingest.presets import Preset
    from cxjourney.ingest.raw_table import RawColumn, RawTable
    from cxjourney.ingest.score_columns import Missing, Scores
    from cxjourney.model.metric import Metric


@dataclass(frozen=True)
class AskedSurvey:
    """
    What the caller said about a survey; see `read_surveys`.

    Parameters
    ----------
    customer, touchpoint, metric, score
        Columns.
    time
        Column, or the time of all answers.
    scores, scales, missing
        Columns of scores, their scales, and values that mean no answer.
    verbatim
        Column of text, or columns by touchpoint.
    single
        Columns of other roles.
    segment, group
        Columns that divide the customers, and the visits.
    name
        The touchpoint of answers that are about none.
    preset
        What the export looks like, where the caller does not say.
    """

    customer: str | None
    time: str | date | None
    touchpoint: str | None
    scores: Scores | None
    metric: str | None
    score: str | None
    scales: Mapping[str, tuple[float, float]] | None
    missing: Missing | Mapping[str, Missing] | None
    verbatim: str | Mapping[str, str] | None
    single: Mapping[str, str | None]
    segment: str | Sequence[str] | None
    group: str | Sequence[str] | None
    name: str
    preset: Preset | None = None

    def needed(self, names: tuple[str, ...]) -> Wanted:
        """
        Return whether the columns that the caller named are among these.

        Parameters
        ----------
        names
            Names of the columns.
        """
        told = self.told(names)
        time = told.time if isinstance(told.time, str) else None
        return holds((told.customer, time, told.touchpoint, told.metric, told.score, *told.single.values()))(names)

    def roles(self) -> dict[str, object]:
        """Return what was named for the roles that a preset may have columns for."""
        own = ("customer", "time", "touchpoint", "metric", "score", "verbatim")
        return {role: getattr(self, role) for role in own} | dict(self.single)

    def told(self, names: tuple[str, ...]) -> AskedSurvey:
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

        def column(role: str, given: Any) -> Any:
            there = role in {"customer", "time"} or preset.has(role, names)
            return preset.column(role, names) if given is None and there else given

        wide = self.scores is not None
        return replace(
            self,
            **{role: column(role, getattr(self, role)) for role in ("customer", "time", "touchpoint", "verbatim")},
            **{role: getattr(self, role) if wide else column(role, getattr(self, role)) for role in ("metric", "score")},
            single={role: column(role, given) for role, given in self.single.items()},
            scores=self.scores if wide else preset.found_scores(names) or None,
            scales=self.scales or preset.scales or None,
        )


@dataclass
class _Answers:
    """Stored columns by touchpoint; None is the touchpoint of the row itself, if it has one."""

    metrics: list[Metric] = field(default_factory=list)
    scores: dict[str | None, dict[int, str]] = field(default_factory=dict)
    texts: dict[str | None, str] = field(default_factory=dict)
    long: bool = False

    def add(self, touchpoint: str | None, metric: Metric, stored: str) -> None:
        if metric not in self.metrics:
            self.metrics.append(metric)
        self.scores.setdefault(touchpoint, {})[self.metrics.index(metric)] = stored

    @property
    def touchpoints(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(touchpoint for touchpoint in (*self.scores, *self.texts) if touchpoint is not None))


def surveys_from(table: RawTable, asked: AskedSurvey, parsing: Parsing, on_bad_rows: str) -> EventLog:
    """
    Return the log of the answers of an opened source.

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
    finder, form = Finder(table.columns, table.source), Form(table, parsing)
    columns = _who_and_when(form, finder, asked)
    keys = form.identifier("customer", columns["customer"])
    common = fill_common(form, finder, asked.single, asked.segment, asked.group)
    answers = _answers(form, finder, asked)
    _check_weights(form, finder, asked, answers)
    at = None if asked.touchpoint is None else finder.wanted("touchpoint", asked.touchpoint)
    placed = None if at is None else form.names("touchpoint", {"touchpoint": at})
    filled = form.read(on_bad_rows)
    names, rows = _names(form, filled, answers, placed, invited="invited" in common.flags, name=asked.name)
    visits = _Visits(form, common, answers, names, rows, filled.store)
    store, verbatims = visits.make()
    content = Content(
        engine=table.engine,
        store=store,
        customers=customers_of(form, keys, store, common),
        labels={"touchpoint": names, **common.labels},
        journeys="",
        metrics=tuple(answers.metrics),
        segment_columns=common.segments,
        valued=False,
        flags=common.flags,
        group_columns=common.groups,
        weighted="weight" in form.fields,
        unplaced=asked.name if key(asked.name) in names.names else "",
        verbatims=verbatims,
    )
    named = [(role, column.name) for role, column in columns.items()] + common.columns
    named += [(metric.name, asked.score or "") for metric in answers.metrics] if answers.long else []
    return log_of(form, filled, content, named, visits.counts())


def _who_and_when(form: Form, finder: Finder, asked: AskedSurvey) -> dict[str, RawColumn]:
    found = {"customer": finder.find("customer", asked.customer)}
    if isinstance(asked.time, date):
        moment = asked.time if isinstance(asked.time, datetime) else datetime.combine(asked.time, time())
        zone = ZoneInfo(form.parsing.timezone)
        form.fields["time"] = f"CAST({to_microseconds(moment if moment.tzinfo else moment.replace(tzinfo=zone))} AS BIGINT)"
    else:
        found["time"] = finder.find("time", asked.time)
    finder.refuse_missing([role for role, column in found.items() if column is None])
    columns = {role: column for role, column in found.items() if column is not None}
    if "time" in columns:
        form.time("time", columns["time"])
    return columns


def _answers(form: Form, finder: Finder, asked: AskedSurvey) -> _Answers:
    answers = _Answers()
    if not isinstance(asked.verbatim, str):
        check_mapping("verbatim", asked.verbatim, meaning="touchpoints to columns, or one column")
    texts = {None: asked.verbatim} if isinstance(asked.verbatim, str) else dict(asked.verbatim or {})
    for number, (touchpoint, column) in enumerate(texts.items()):
        form.text(f"text_{number}", finder.wanted("verbatim", column))
        answers.texts[touchpoint] = f"text_{number}"
    if asked.metric is not None or asked.score is not None:
        for metric, stored in long_scores(form, finder, (asked.metric, asked.score), scales=asked.scales, missing=asked.missing):
            answers.add(None, metric, stored)
        answers.long = True
        return answers
    for number, scored in enumerate(score_columns(form.table, finder, asked.scores, asked.missing, form.parsing)):
        form.number(f"score_{number}", scored.number, SCORE_SCALE, scored.number.on_scale(scored.metric), scored.rule)
        answers.add(scored.touchpoint, scored.metric, f"score_{number}")
    if len(answers.touchpoints) > 1:
        form.notes.append("The answers of one row are simultaneous; their order is that of the columns and says nothing of the journey.")
    if asked.single["invited"] is not None and None not in answers.scores:
        message = "invited= says who was asked the question about no touchpoint in particular, and there is none."
        raise OptionError(message, hint='name its column: scores={"nps": <column name>, …}; or read the columns of each touchpoint apart.')
    if not answers.scores and not answers.texts:
        present = ", ".join(show_value(column) for column in list(finder.by_name)[:20])
        raise MissingColumnError(
            f"{form.table.source}: expected at least one column of answers, found the columns {present}.",
            hint='say which hold scores: scores={"nps": <column name>}.',
            source=form.table.source,
        )
    return answers


def _check_weights(form: Form, finder: Finder, asked: AskedSurvey, answers: _Answers) -> None:
    """Where answers have weights, every answer needs one."""
    column = asked.single["weight"]
    stored = [name for scores in answers.scores.values() for name in scores.values()]
    if column is not None and stored:
        answered = " OR ".join(f"({form.fields[name]}) IS NOT NULL" for name in dict.fromkeys(stored))
        missing = f"({form.fields['weight']}) IS NULL AND ({answered})"
        form.checks.append(Check(NO_WEIGHT[0], finder.wanted("weight", column), NO_WEIGHT[1], missing))


def _names(
    form: Form, filled: Filled, answers: _Answers, placed: Dictionary | None, *, invited: bool, name: str
) -> tuple[Dictionary, dict[str | None, str]]:
    """Return the touchpoints, and SQL of the code of each part of a row."""
    engine = form.table.engine
    check_text("name", name)
    if not key(name):
        raise OptionError(f"name={show_value(name)} is empty.", hint='give the survey a name, such as "Survey".')
    whole = None in answers.scores or None in answers.texts or invited
    loose = whole and (placed is None or engine.rows(f"SELECT 1 FROM {filled.store} WHERE touchpoint < 0 LIMIT 1"))
    spelled = {key(text): text for text in [*([name] if loose else ()), *answers.touchpoints, *(placed.names if placed else ())]}
    names = make_dictionary(engine, "touchpoint", [(0, text) for text in spelled.values()])
    codes = {key(text): code for code, text in enumerate(names.names)}
    parts: dict[str | None, str] = {touchpoint: str(codes[key(touchpoint)]) for touchpoint in answers.touchpoints}
    if whole:
        other = codes.get(key(name), -1)
        parts = {None: str(other), **parts}
        if placed:
            table = recoding(engine, [codes[key(text)] for text in placed.names])
            parts[None] = f"COALESCE((SELECT n.code FROM {table} AS n WHERE n.old = f.touchpoint), {other})"
    return names, parts


@dataclass
class _Visits:
    """The visits that rows of answers become."""

    form: Form
    common: Common
    answers: _Answers
    names: Dictionary
    parts: dict[str | None, str]
    rows: str
    empty: int = 0
    merged: int = 0

    def make(self) -> tuple[str, str]:
        """Make the tables of visits and of texts; return their names."""
        engine = self.form.table.engine
        store, texts = engine.unique_name("store"), engine.unique_name("verbatims")
        parts = [self._part(place, touchpoint, code) for place, (touchpoint, code) in enumerate(self.parts.items())]
        engine.execute(f"CREATE TABLE {store} AS {' UNION ALL '.join(parts)}")
        said = engine.rows(f"SELECT count(DISTINCT position // {len(parts)}) FROM {store}")[0][0]
        self.empty = engine.rows(f"SELECT count(*) FROM {self.rows}")[0][0] - said
        if self.answers.texts:
            engine.execute(f"CREATE TABLE {texts} AS SELECT position, time, text FROM {store} WHERE text IS NOT NULL")
        engine.execute(f"ALTER TABLE {store} DROP COLUMN text")
        if self.answers.long:
            store, self.merged = _put_together(engine, store, texts if self.answers.texts else "", len(self.answers.metrics))
        return store, texts if self.answers.texts else ""

    def counts(self) -> Counts:
        """Return what became of the rows."""
        return Counts((("no_answer", self.empty),) if self.empty else (), self.merged)

    def _part(self, place: int, touchpoint: str | None, code: str) -> str:
        stored = self.answers.scores.get(touchpoint, {})
        scores = {
            f"score_{number}": f"f.{stored[number]}" if number in stored else "CAST(NULL AS INTEGER)"
            for number in range(len(self.answers.metrics))
        }
        text = self.answers.texts.get(touchpoint)
        fields = {
            "customer": "f.customer",
            "position": f"f.position * {len(self.parts)} + {place}",
            "time": "f.time",
            "touchpoint": f"CAST({code} AS INTEGER)",
            **{name: f"CAST({sql} AS INTEGER)" for name, sql in scores.items()},
            **{column: f"f.{column}" for column in self.common.carried},
            "text": f"f.{text}" if text else "CAST(NULL AS VARCHAR)",
        }
        says = [f"{sql} IS NOT NULL" for sql in (*scores.values(), fields["text"])]
        if "invited" in self.common.flags:
            fields["invited"] = "f.invited" if touchpoint is None else "CAST(NULL AS TINYINT)"
            says.append(f"COALESCE({fields['invited']}, 0) = 1")
        if "weight" in self.form.fields:
            fields["weight"] = "f.weight"
        selected = ", ".join(f"{sql} AS {name}" for name, sql in fields.items())
        return f"SELECT {selected} FROM {self.rows} AS f WHERE {' OR '.join(says)}"


def _put_together(engine: Engine, store: str, texts: str, metrics: int) -> tuple[str, int]:
    """Make one visit of the rows of a customer that hold different metrics of one moment and touchpoint."""
    name = engine.unique_name("store")
    columns = [column for (column,) in engine.rows(f"SELECT column_name FROM (DESCRIBE {store})")]
    which = "CASE " + " ".join(f"WHEN score_{number} IS NOT NULL THEN {number}" for number in range(metrics)) + " ELSE -1 END"
    ranked = f"SELECT *, row_number() OVER (PARTITION BY customer, time, touchpoint, {which} ORDER BY position) AS rank FROM {store}"
    keys = ("customer", "time", "touchpoint")
    firsts = ", ".join(
        f"min({column}) AS {column}" if column == "position" else f"arg_min({column}, position) AS {column}"
        for column in columns
        if column not in keys
    )
    engine.execute(f"CREATE TABLE {name} AS SELECT {', '.join(keys)}, {firsts} FROM ({ranked}) GROUP BY {', '.join(keys)}, rank")
    if texts:
        same = f"SELECT position AS old, min(position) OVER (PARTITION BY {', '.join(keys)}, rank) AS new FROM ({ranked})"
        engine.execute(f"UPDATE {texts} SET position = s.new FROM ({same}) AS s WHERE {texts}.position = s.old")
    before, after = (engine.rows(f"SELECT count(*) FROM {table}")[0][0] for table in (store, name))
    engine.execute(f"DROP TABLE {store}")
    return name, before - after
