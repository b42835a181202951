"""The tables of visits, taken from some customers at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.statistics import cells, contact_sums, counts, landmark_sums, stage_sums, sums
from cxjourney.statistics.layout import fetch_columns, fetch_with_squares, squares_of, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cxjourney.statistics.table import Integers, Table
    from cxjourney.statistics.workspace import Workspace


def block_tables(work: Workspace, visits: str, codes: str, plan: stage_sums.StagePlan) -> dict[str, Table]:
    """
    Return the tables of the customers of one visits relation, which is dropped at the end.

    Parameters
    ----------
    work
        Where relations are made.
    visits
        Name of the visits relation.
    codes
        Name of the relation of the stage of each touchpoint.
    plan
        What the stage sums must know.
    """
    work.block = visits
    segments = [f"segment_{index}" for index in range(len(work.events.segment_columns))]
    journeys = work.make("journeys", sums.journeys_sql(visits, segments))
    block = _Block(
        work=work,
        plan=plan,
        visits=visits,
        staged=f"(SELECT v.*, s.stage FROM {visits} v JOIN {codes} s ON s.touchpoint = v.touchpoint)",
        journeys=journeys,
        segments=segments,
    )
    block.visit_tables()
    block.stage_tables()
    block.landmark_tables()
    block.contact_tables()
    work.drop(journeys)
    work.drop(visits)
    work.block = ""
    return block.tables


@dataclass(slots=True)
class _Block:
    """The relations of some customers, and the tables taken from them so far."""

    work: Workspace
    plan: stage_sums.StagePlan
    visits: str
    staged: str
    journeys: str
    segments: list[str]
    tables: dict[str, Table] = field(default_factory=dict)

    @property
    def single(self) -> bool:
        """Whether every customer makes one journey."""
        return self.tables["totals"].total("customers") == self.tables["totals"].total("journeys")

    @property
    def risk(self) -> str:
        """SQL condition that a visit is at risk."""
        return stage_sums.at_risk_sql(self.plan)

    @property
    def members(self) -> list[tuple[str, str]]:
        """What divides visits, as pairs of key and column of the visits."""
        events = self.work.events
        channel = [("channel", "channel")] if events.channels else []
        groups = [f"group_{index}" for index in range(len(events.group_columns))]
        return channel + [("segment", column) for column in (*groups, *self.segments)]

    def add(self, name: str, sql: str) -> None:
        """Take a table, or more rows of one."""
        self.keep({name: self.work.fetch(name, sql)})

    def columns(self, names: Iterable[str], sql: str) -> dict[str, Integers]:
        """Return the columns of a statement that several tables are made of."""
        for name in names:
            self.work.note(name)
        return fetch_columns(self.work.events.engine, sql)

    def add_cells(self, names: tuple[str, str], sql: str) -> None:
        """Take a table and that of its squares, or more rows of both."""
        self.work.note(names[0])
        self.keep(dict(zip(names, fetch_with_squares(self.work.events.engine, names, sql), strict=True)))

    def keep(self, found: dict[str, Table]) -> None:
        """Add tables to those that are there."""
        for name, table in found.items():
            self.tables[name] = self.tables[name] + table if name in self.tables else table

    def visit_tables(self) -> None:
        """Take what visits and journeys tell by themselves."""
        visits, horizon, events = self.visits, self.plan.horizon, self.work.events
        self.add("totals", sums.totals_sql(self.journeys))
        self.add("lengths", sums.lengths_sql(self.journeys))
        self.add("life", sums.life_sql(self.staged, self.risk, horizon))
        self.add("transitions", sums.transitions_sql(visits))
        self.add("second_order", sums.second_order_sql(visits))
        if events.metrics:
            self.add("experience", sums.experience_sql(visits))
        if events.reasons:
            self.add("reasons", sums.reasons_sql(visits))
        self._visit_counts()
        self._customer_counts()

    def _visit_counts(self) -> None:
        """Count visits by touchpoint and by what divides them: by two columns at once, which costs little more than by each."""
        tickets = counts.ticket_conditions(self.work.events.flags)
        _, plain = sums.by_use(counts.visit_conditions(self.risk, self.plan.horizon) | tickets)
        conditions = plain | counts.cell_conditions(self.risk, self.plan.horizon) | tickets
        for place in range(0, max(len(self.members), 1), 2):
            divided = self.members[place : place + 2]
            sql = cells.cells_sql(self.staged, [column for _, column in divided], conditions, self.plan.horizon)
            found = self.columns([f"{key}_cells" for key, _ in divided], sql)
            if not place:
                self.keep({"visits": table_of("visits", {name: found[name] for name in ("fold", "touchpoint", *plain)})})
            for key, column in divided:
                self.keep({f"{key}_cells": table_of(f"{key}_cells", _of_members(found, key, column))})
        for key, column in self.members:
            if column not in self.segments:
                self.add_cells((f"{key}_cells", f"{key}_cell_squares"), cells.cell_customers_sql(self.visits, key, column))

    def _customer_counts(self) -> None:
        """Count customers by touchpoint and by segment, and the squares of what they do there."""
        segments, tickets = self.segments, counts.ticket_conditions(self.work.events.flags)
        squared, _ = sums.by_use(counts.visit_conditions(self.risk, self.plan.horizon) | tickets)
        sql = sums.customer_touchpoints_sql(self.staged, self.journeys, squared, segments, single=self.single)
        # What is read once is not kept: it is the largest relation of a block.
        relation = self.work.make("customer_touchpoints", sql) if len(segments) > 1 else f"({sql})"
        for place in range(max(len(segments), 1)):
            divided = segments[place : place + 1]
            found = self.columns(["visits"], sums.visits_table_sql(relation, squared, divided))
            if not place:
                self.keep({"visits": table_of("visits", found), "squares": table_of("squares", squares_of("squares", found))})
            for column in divided:
                self._segment_customers(found, column)
        if len(segments) > 1:
            self.work.drop(relation)

    def _segment_customers(self, found: Mapping[str, Integers], column: str) -> None:
        """Take what customers of a segment tell, of counts by segment."""
        inside = _of_members(
            {name: found[name] for name in ("fold", "touchpoint", column, "customers", "visits_squared")}, "segment", column
        )
        squares = squares_of("segment_cell_squares", inside)
        self.keep({"segment_cells": table_of("segment_cells", inside), "segment_cell_squares": table_of("segment_cell_squares", squares)})
        self.add("segment_totals", sums.segment_totals_sql(self.journeys, column))

    def stage_tables(self) -> None:
        """Take what belongs to stages."""
        work, plan = self.work, self.plan
        inside = work.make("journey_stages", stage_sums.journey_stages_sql(self.staged, plan))
        stages = work.make("stages", stage_sums.going_on_sql(inside, plan))
        work.drop(inside)
        self.add("stage_times", stage_sums.stage_times_sql(stages))
        for name, sql in stage_sums.stage_tables_sql(f"SELECT * FROM {stages}", single=self.single).items():
            self.add(name, sql)
        for member in self.segments:
            belonging = stage_sums.segment_stages_sql(stages, work.events.customer_relation, member)
            for name, sql in stage_sums.stage_tables_sql(belonging, single=self.single, key="segment").items():
                self.add(name, sql)
        work.drop(stages)

    def landmark_tables(self) -> None:
        """Take what became of customers after their first visits."""
        segment = self.segments[0] if self.segments else None
        eligible = f"SELECT * FROM {self.staged} AS v WHERE {self.risk} AND follow >= {self.plan.horizon}"
        if self.plan.goal_stage is None:
            return
        if self.work.events.metrics:
            self.add("landmark_scores", landmark_sums.landmark_scores_sql(eligible, self.journeys, segment))
        if self.plan.landmark_waits:
            limits = sorted(self.plan.landmark_waits.items())
            waits = self.work.table("waits", {"touchpoint": [code for code, _ in limits], "wait": [wait for _, wait in limits]})
            self.add("landmark_waits", landmark_sums.landmark_waits_sql(eligible, self.journeys, segment, waits))
            self.work.drop(waits)

    def contact_tables(self) -> None:
        """Take who had to come again for help."""
        work, events, support = self.work, self.work.events, self.work.roles.support
        if not support:
            return
        reasons, columns = bool(events.reasons), ["channel", *(column for key, column in self.members if key != "channel")]
        sql = contact_sums.contacts_sql(self.visits, support, self.plan.repeat_window, reasons=reasons, members=columns)
        contacts = work.make("contacts", sql)
        counted = counts.counts_sql(contact_sums.CONTACT_CONDITIONS)
        everywhere = contact_sums.contacts_by_member_sql(contacts, "touchpoint", counted)
        self.add_cells(("visits", "squares"), contact_sums.contact_table_sql(everywhere))
        for key, column in self.members:
            by_customer = contact_sums.contacts_by_member_sql(contacts, column, counted)
            self.add_cells((f"{key}_cells", f"{key}_cell_squares"), cells.cell_contacts_sql(by_customer, key))
        work.drop(contacts)


def _of_members(found: Mapping[str, Integers], key: str, column: str) -> dict[str, Integers]:
    """Return the rows of a statement that belong to some member, whose column is called as in the tables."""
    inside = found[column] >= 0
    return {key if name == column else name: values[inside] for name, values in found.items()}
