"""Put answers to the visits they are about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.ingest.numbers import WEIGHT_SCALE, weight_of_one
from cxjourney.ingest.texts import key
from cxjourney.ingest.transfer import moved
from cxjourney.ingest.union import united
from cxjourney.ingest.united_names import recoding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from cxjourney.ingest.content import Content

MICROSECOND = 1_000_000

NO_CUSTOMER, NO_VISIT, SECOND = "answer_no_customer", "answer_no_visit", "answer_second"


@dataclass(frozen=True)
class Placed:
    """
    Where answers went.

    Parameters
    ----------
    content
        The log with them.
    attached
        Answers that became part of a visit.
    unmatched
        Answers about a touchpoint where their customer had no visit before: each a visit of its own, or left out.
    elsewhere
        Answers about touchpoints that the log does not know: each a visit of its own.
    there
        The touchpoints of the unmatched ones.
    left_out
        Answers that found no place: reason and number.
    second_scores
        Scores of a metric that the visit had already.
    mixed
        Visits whose answers come from two logs and do not count the same.
    """

    content: Content
    attached: int
    unmatched: int
    elsewhere: int
    there: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...]
    second_scores: int
    mixed: int


def place_answers(visits: Content, answers: Content, within: timedelta, *, keep: bool) -> Placed:
    """
    Return the log with answers put to its visits.

    An answer about a touchpoint goes to the customer's last visit there before it; if there was none, it is left
    out, or with ``keep`` a visit of its own. About a touchpoint that the log does not know at all it is always a
    visit of its own: nothing else tells of it. An answer about none goes to the customer's last visit before it.
    Before means not longer ago than ``within``. What a visit already holds stays; of several answers the first
    counts.

    Parameters
    ----------
    visits
        The log.
    answers
        A log of answers.
    within
        How long ago the visit may be.
    keep
        Whether an answer about a touchpoint that its customer did not visit becomes a visit there.
    """
    answers = moved(answers, visits.engine)
    places = _places(visits, answers, int(within.total_seconds() * MICROSECOND))
    engine = visits.engine
    own = engine.unique_name("store")
    engine.execute(
        f"CREATE TABLE {own} AS SELECT {', '.join(f'e.{column}' for column in answers.stored())} FROM {answers.store} AS e "
        f"JOIN {places} AS p USING (position) WHERE p.outcome = 'elsewhere' OR (p.outcome = 'unmatched' AND {'TRUE' if keep else 'FALSE'})"
    )
    both = united(visits, replace(answers, store=own), newcomers=False)
    verbatims = _verbatims(both, answers, places)
    store, taken, second_scores, mixed = _scored(both, answers, places)
    counts = dict(engine.rows(f"SELECT outcome, count(*) FROM {places} GROUP BY outcome"))
    second = counts.get("attached", 0) - taken
    unmatched = counts.get("unmatched", 0)
    no_visit = counts.get(NO_VISIT, 0) + (0 if keep else unmatched)
    left_out = ((NO_CUSTOMER, counts.get(NO_CUSTOMER, 0)), (NO_VISIT, no_visit), (SECOND, second))
    content = replace(both, store=store, verbatims=verbatims)
    reasons = tuple((reason, count) for reason, count in left_out if count)
    return Placed(
        content, taken, unmatched, counts.get("elsewhere", 0), _unmatched_touchpoints(answers, places), reasons, second_scores, mixed
    )


def _unmatched_touchpoints(answers: Content, places: str) -> tuple[str, ...]:
    """Return the touchpoints of answers whose customers had no visit there."""
    names = answers.names("touchpoint")
    query = (
        f"SELECT DISTINCT touchpoint FROM {answers.store} JOIN {places} USING (position) WHERE outcome = 'unmatched' ORDER BY touchpoint"
    )
    return tuple(names[code] for (code,) in answers.engine.rows(query))


def _places(visits: Content, answers: Content, within: int) -> str:
    """Make a table of ``position`` of an answer, ``outcome``, and ``visit``, the position of the visit it is about."""
    engine = visits.engine
    name, table = engine.unique_name("places"), recoding(engine, _same_touchpoints(visits, answers))
    codes = answers.names("touchpoint")
    none = codes.index(key(answers.unplaced)) if answers.unplaced else -1
    given = (
        f"SELECT e.position, e.time, v.customer, CASE WHEN e.touchpoint = {none} THEN -1 ELSE n.code END AS touchpoint "
        f"FROM {answers.store} AS e JOIN {answers.customers} AS c ON c.customer = e.customer JOIN {table} AS n ON n.old = e.touchpoint "
        f"LEFT JOIN {visits.customers} AS v ON v.key = c.key"
    )
    last = f"SELECT customer, time, max(position) AS position FROM {visits.store} GROUP BY customer, time"
    last_there = f"SELECT customer, touchpoint, time, max(position) AS position FROM {visits.store} GROUP BY customer, touchpoint, time"
    anywhere = f"FROM (SELECT * FROM given WHERE touchpoint = -1) AS g ASOF LEFT JOIN ({last}) AS v ON v.customer = g.customer"
    there = (
        f"FROM (SELECT * FROM given WHERE touchpoint <> -1) AS g ASOF LEFT JOIN ({last_there}) AS v "
        "ON v.customer = g.customer AND v.touchpoint = g.touchpoint"
    )
    found = " UNION ALL ".join(
        f"SELECT g.position, g.customer, g.touchpoint, g.time - v.time AS ago, v.position AS visit {side} AND g.time >= v.time"
        for side in (anywhere, there)
    )
    outcome = (
        f"CASE WHEN customer IS NULL THEN '{NO_CUSTOMER}' WHEN visit IS NOT NULL AND ago <= {within} THEN 'attached' "
        f"WHEN touchpoint = -1 THEN '{NO_VISIT}' WHEN touchpoint = -2 THEN 'elsewhere' ELSE 'unmatched' END"
    )
    engine.execute(f"CREATE TABLE {name} AS WITH given AS ({given}) SELECT position, visit, {outcome} AS outcome FROM ({found})")
    return name


def _same_touchpoints(visits: Content, answers: Content) -> list[int]:
    """Return for each touchpoint of the answers its code among those of the visits, -2 where it is none of them."""
    known = {key(name): code for code, name in enumerate(visits.names("touchpoint"))}
    return [known.get(key(name), -2) for name in answers.names("touchpoint")]


def _scored(both: Content, answers: Content, places: str) -> tuple[str, int, int, int]:
    """Make the table of visits with what attached answers say, and count what was new, what was not, and where weights meet."""
    engine = both.engine
    facts = {f"score_{number}": f"score_{both.metrics.index(metric)}" for number, metric in enumerate(answers.metrics)}
    facts |= {fact: fact for fact in ("invited",) if fact in answers.flags}
    attached = f"FROM {answers.store} AS e JOIN {places} AS p USING (position) WHERE p.outcome = 'attached'"
    said = {fact: f"arg_min({fact}, (time, position)) FILTER (WHERE {fact} IS NOT NULL)" for fact in facts}
    said |= {f"by_{fact}": f"arg_min(position, (time, position)) FILTER (WHERE {fact} IS NOT NULL)" for fact in facts}
    said |= {"weight": "arg_min(weight, (time, position))"} if answers.weighted else {}
    given, name = engine.unique_name("given"), engine.unique_name("store")
    listed = "".join(f", {sql} AS {column}" for column, sql in said.items())
    engine.execute(f"CREATE TABLE {given} AS SELECT visit{listed} FROM (SELECT p.visit, e.* {attached}) GROUP BY visit")
    fields = {column: f"e.{column}" for column in both.stored()}
    fields |= {stored: f"COALESCE(e.{stored}, g.{fact})" for fact, stored in facts.items()}
    own = [f"score_{number}" for number in range(len(both.metrics))]
    if both.weighted:
        fields["weight"] = weight_of_one(_weight(answers, facts), [fields[score] for score in own])
    selected = ", ".join(f"{sql} AS {column}" for column, sql in fields.items())
    joined = f"{both.store} AS e LEFT JOIN {given} AS g ON g.visit = e.position"
    engine.execute(f"CREATE TABLE {name} AS SELECT {selected} FROM {joined}")
    new = [
        f"SELECT g.by_{fact} AS position FROM {joined} WHERE e.{stored} IS NULL AND g.{fact} IS NOT NULL" for fact, stored in facts.items()
    ]
    scores = [fact for fact in facts if fact != "invited"]
    given_scores = engine.rows(f"SELECT {' + '.join([*(f'count({score})' for score in scores), '0'])} {attached}")[0][0]
    used = " + ".join([*(f"count(*) FILTER (WHERE e.{facts[score]} IS NULL AND g.{score} IS NOT NULL)" for score in scores), "0"])
    second = given_scores - engine.rows(f"SELECT {used} FROM {joined}")[0][0]
    if answers.verbatims:
        new.append(f"SELECT position FROM {answers.verbatims} JOIN {places} USING (position) WHERE outcome = 'attached'")
    taken: int = engine.rows(f"SELECT count(*) FROM ({' UNION '.join(new)})")[0][0] if new else 0
    mixed: int = engine.rows(_mixed(joined, answers, facts, own))[0][0] if both.weighted else 0
    engine.execute(f"DROP TABLE {both.store}")
    return name, taken, second, mixed


def _taken(facts: Mapping[str, str]) -> str:
    """Return SQL that is true where a score of an answer became one of its visit."""
    taken = (f"(e.{stored} IS NULL AND g.{fact} IS NOT NULL)" for fact, stored in facts.items() if fact != "invited")
    return " OR ".join(taken) or "FALSE"


def _weight(answers: Content, facts: Mapping[str, str]) -> str:
    """Return SQL of what the answers of a visit count for: what the answer says that came last, if any of its scores was taken."""
    return f"CASE WHEN {_taken(facts)} THEN g.weight ELSE e.weight END" if answers.weighted else "e.weight"


def _mixed(joined: str, answers: Content, facts: Mapping[str, str], own: Sequence[str]) -> str:
    """Return SQL that counts the visits whose answers come from two logs and do not count the same."""
    weight = f"COALESCE(g.weight, {WEIGHT_SCALE})" if answers.weighted else str(WEIGHT_SCALE)
    there = " OR ".join(f"e.{score} IS NOT NULL" for score in own) or "FALSE"
    differs = f"COALESCE(e.weight, {WEIGHT_SCALE}) <> {weight}"
    return f"SELECT count(*) FROM {joined} WHERE ({_taken(facts)}) AND ({there}) AND {differs}"


def _verbatims(both: Content, answers: Content, places: str) -> str:
    """Return the table of texts with those of attached answers; `united` brought those of the others."""
    if not answers.verbatims:
        return both.verbatims
    engine, name = both.engine, both.engine.unique_name("verbatims")
    attached = (
        f"SELECT p.visit, t.time, t.text FROM {answers.verbatims} AS t JOIN {places} AS p USING (position) WHERE p.outcome = 'attached'"
    )
    present = f"SELECT position, time, text FROM {both.verbatims} WHERE position IN (SELECT position FROM {both.store})"
    engine.execute(f"CREATE TABLE {name} AS {present} UNION ALL {attached}")
    return name
