"""One run over the rows of a log to see how journeys keep to a plan."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.statistics import plan_sums
from cxjourney.statistics.horizon import horizon_bin
from cxjourney.statistics.layout import fetch_columns
from cxjourney.statistics.measurement import check_observed
from cxjourney.statistics.resolve import Dictionary
from cxjourney.statistics.table import Table
from cxjourney.statistics.visits import Roles, customer_condition, plain_sql, sessions_sql
from cxjourney.statistics.workspace import Workspace, customer_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.statistics.table import Integers

_SUMS = {
    "places": (("fold", "place"), plan_sums.PLACE_SUMS),
    "stages": (("fold", "stage"), plan_sums.STAGE_SUMS),
    "journeys": (("fold",), plan_sums.JOURNEY_SUMS),
    "ends": (("fold", "bin"), ("journeys", "complete")),
    "gaps": (("bin",), ("moves",)),
    "moves": (("fold", "previous", "place"), ("journeys", "visits")),
    "channels": (("fold", "place", "channel"), ("journeys", "visits")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCodes:
    """
    A plan in numbers: places are those of its touchpoints in its list, then those that are not in it.

    Parameters
    ----------
    places
        Place of each touchpoint of the log, by its code.
    n_planned
        How many places are planned.
    stages
        Stage of each planned place.
    on_path
        Whether each planned place is a step of the path.
    waits
        Expected waits in microseconds by planned place, −1 for none.
    complete
        Planned places that complete a journey.
    needed
        Bits of the places that every planned way to each planned place passes, itself included.
    channels
        Pairs of a place and a channel that are not planned.
    allows
        Whether the plan allows a move between two places of the path, −1 being the start.
    """

    places: tuple[int, ...]
    n_planned: int
    stages: tuple[int, ...]
    on_path: tuple[bool, ...]
    waits: tuple[int, ...]
    complete: frozenset[int]
    needed: tuple[int, ...]
    channels: tuple[tuple[int, int], ...]
    allows: Callable[[int, int], bool]


@dataclass(frozen=True, slots=True, eq=False)
class PlanCounts:
    """
    What was counted; see `cxjourney.statistics.plan_sums`.

    Parameters
    ----------
    tables
        Sums per fold by name.
    customers
        How many customers there are.
    squares
        Σn² of their journeys.
    """

    tables: dict[str, Table]
    customers: int
    squares: int

    @property
    def ended(self) -> Table:
        """Journeys by fold of which it can be said whether they came to the end: those that were followed for longer than the horizon."""
        ends, gaps = self.tables["ends"], self.tables.get("gaps")
        found = ends.where(ends["bin"] >= (horizon_bin(gaps) if gaps else 1))
        return Table.grouped(("fold",), {name: found[name] for name in ("fold", *found.sums)})


@dataclass(slots=True)
class _Run:
    work: Workspace
    codes: PlanCodes
    gap: int | None
    until: int
    known: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return -(-self.codes.n_planned // plan_sums.WORD)

    def prepare(self) -> None:
        """Make the small relations of the plan."""
        codes = self.codes
        planned = [place < codes.n_planned for place in codes.places]
        of = [place if known else 0 for place, known in zip(codes.places, planned, strict=True)]
        columns = {
            "touchpoint": list(range(len(planned))),
            "place": list(codes.places),
            "planned": [int(known) for known in planned],
            "on_path": [int(known and codes.on_path[place]) for known, place in zip(planned, of, strict=True)],
            "wait": [codes.waits[place] if known else -1 for known, place in zip(planned, of, strict=True)],
            "complete": [int(known and place in codes.complete) for known, place in zip(planned, of, strict=True)],
        }
        sets = {"place": list(range(codes.n_planned)), "stage": list(codes.stages)}
        own = [plan_sums.words_of(1 << place, self.words) for place in range(codes.n_planned)]
        needs = [plan_sums.words_of(needed, self.words) for needed in codes.needed]
        for word in range(self.words):
            sets |= {f"bit_{word}": [each[word] for each in own], f"needs_{word}": [each[word] for each in needs]}
        self.known["codes"] = self.work.table("plan_codes", columns)
        self.known["planned"] = self.work.table("planned", sets)
        self.known["channels"] = self._pairs("channel", codes.channels)

    def _pairs(self, other: str, pairs: Sequence[tuple[int, int]]) -> str:
        return self.work.table(
            f"plan_{other}", {"place": [place for place, _ in pairs] or [-9], other: [each for _, each in pairs] or [-9]}
        )

    def block(self, customers: tuple[int, int]) -> tuple[dict[str, Table], dict[str, int]]:
        """Count the journeys of some customers."""
        steps, facts, everything, made = self._relations(customers)
        stages = self.work.make("plan_stages", plan_sums.stage_journeys_sql(everything, self.known["planned"]))
        journeys = self.work.make("plan_journeys", plan_sums.journeys_sql(stages))
        statements = {
            "places": plan_sums.place_sums_sql(everything),
            "stages": plan_sums.stage_sums_sql(stages),
            "journeys": plan_sums.journey_sums_sql(journeys),
            "ends": plan_sums.ends_sql(journeys, self.until, self.gap),
            "gaps": plan_sums.gaps_sql(steps),
            "moves": plan_sums.cells_sql(steps, made["moves"], "previous"),
            "channels": plan_sums.cells_sql(steps, self.known["channels"], "channel"),
        }
        if self.gap is not None:
            del statements["gaps"]
        tables = {name: _table(name, fetch_columns(self.work.events.engine, sql)) for name, sql in statements.items()}
        found = fetch_columns(self.work.events.engine, plan_sums.squares_sql(journeys))
        for name in (journeys, stages, *made.values(), facts, steps):
            self.work.drop(name)
        return tables, {name: int(column[0]) for name, column in found.items()}

    def _relations(self, customers: tuple[int, int]) -> tuple[str, str, str, dict[str, str]]:
        """Make the visits, and what each journey did at each touchpoint."""
        work, events, planned = self.work, self.work.events, self.known["planned"]
        where = customer_condition(None, customers)
        code = "e.touchpoint"
        source = plain_sql(events, code, where) if self.gap is None else sessions_sql(events, code, self.gap, where)
        with_gaps = self.gap is None or any(wait >= 0 for wait in self.codes.waits)
        steps = work.make("plan_steps", plan_sums.steps_sql(source, self.known["codes"], self.until, with_gaps=with_gaps))
        pairs = events.engine.rows(plan_sums.pairs_sql(steps))
        wrong = [(place, before) for before, place in pairs if not self.codes.allows(before, place)]
        made = {"moves": self._pairs("previous", wrong)}
        facts = work.make("plan_facts", plan_sums.facts_sql(steps, made["moves"], self.known["channels"]))
        made["skipped"] = work.make("plan_skipped", plan_sums.skipped_sql(facts, planned, self.words))
        made["missing"] = work.make("plan_missing", plan_sums.missing_sql(made["skipped"], planned, self.words))
        return steps, facts, f"(SELECT * FROM {facts} UNION ALL SELECT * FROM {made['missing']})", made


def _table(name: str, columns: dict[str, Integers]) -> Table:
    keys, sums = _SUMS[name]
    return Table.grouped(keys, {column: columns[column] for column in (*keys, *sums)})


def touchpoint_visits(events: EventLog) -> list[int]:
    """
    Return the number of visits of each touchpoint, by its code.

    Parameters
    ----------
    events
        Checked event log.
    """
    found = fetch_columns(events.engine, f"SELECT e.touchpoint, count(*) AS visits FROM {events.relation} e GROUP BY e.touchpoint")
    visits = dict(zip(found["touchpoint"].tolist(), found["visits"].tolist(), strict=True))
    return [visits.get(code, 0) for code in range(len(events.touchpoints))]


def count_plan(events: EventLog, codes: PlanCodes, *, gap: int | None, until: int | None) -> PlanCounts:
    """
    Count how journeys keep to a plan.

    Parameters
    ----------
    events
        Checked event log.
    codes
        The plan in numbers.
    gap
        Silence that ends a journey, in microseconds; None keeps the journeys of the log.
    until
        End of the observation, in microseconds; None for the last event.

    Raises
    ------
    EmptyDataError
        If there are no events.
    OptionError
        If the observation ends before the last of them.
    """
    with _opened(events, codes, gap, until) as run:
        embedded = events.engine.embedded
        blocks = customer_blocks(events.n_customers, events.n_events) if embedded else [(0, events.n_customers - 1)]
        found = [run.block(block) for block in blocks]
        return PlanCounts(
            {name: Table.summed([tables[name] for tables, _ in found]) for name in found[0][0]},
            sum(counts["customers"] for _, counts in found),
            sum(counts["squares"] for _, counts in found),
        )


@contextmanager
def _opened(events: EventLog, codes: PlanCodes, gap: int | None, until: int | None) -> Iterator[_Run]:
    with Workspace.of(events, Dictionary(events.touchpoints), Roles(), None) as work:
        last = work.period()[1]
        if until is not None:
            check_observed(until, last)
        run = _Run(work, codes, gap, last if until is None else until)
        run.prepare()
        yield run
