"""The tables of visits, taken from some customers at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.statistics import cells, contact_sums, counts, landmark_sums, stage_sums, sums
from cxjourney.statistics.layout import fetch_with_squares

if TYPE_CHECKING:
    from cxjourney.statistics.table import Table
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
    journeys = work.make("journeys", sums.journeys_sql(visits))
    block = _Block(
        work=work,
        plan=plan,
        visits=visits,
        staged=f"(SELECT v.*, s.stage FROM {visits} v JOIN {codes} s ON s.touchpoint = v.touchpoint)",
        journeys=journeys,
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
        return channel + [("segment", f"group_{index}") for index in range(len(events.group_columns))]

    @property
    def segments(self) -> list[str]:
        """What divides customers: columns of the customers relation."""
        return [f"segment_{index}" for index in range(len(self.work.events.segment_columns))]

    def add(self, name: str, sql: str) -> None:
        """Take a table, or more rows of one."""
        self.keep({name: self.work.fetch(name, sql)})

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
        for key, member in self.members:
            belonging = f"SELECT *, {member} AS member FROM {self.staged} AS staged WHERE {member} >= 0"
            self._cells(key, belonging, cells.visits_by_customer_sql(belonging))
        self._touchpoint_tables()

    def _touchpoint_tables(self) -> None:
        """Take the tables of touchpoints, and of their cells by what customers are."""
        work, customers = self.work, self.work.events.customer_relation
        conditions = counts.visit_conditions(self.risk, self.plan.horizon) | counts.ticket_conditions(work.events.flags)
        squared, plain = sums.by_use(conditions)
        self.add("visits", sums.visit_counts_sql(self.staged, plain))
        sql = sums.customer_touchpoints_sql(self.staged, self.journeys, squared, single=self.single)
        relation = work.make("customer_touchpoints", sql) if self.segments else f"({sql})"
        self.add_cells(("visits", "squares"), sums.visits_table_sql(relation, squared))
        for member in self.segments:
            self._cells("segment", *(cells.belonging_sql(each, customers, member) for each in (self.staged, relation)))
        if self.segments:
            self.add("segment_totals", sums.segment_totals_sql(self.journeys, customers, len(self.segments)))
            work.drop(relation)

    def _cells(self, key: str, belonging: str, by_customer: str) -> None:
        """Take the cells of visits with members, and how many customers they are from."""
        horizon = self.plan.horizon
        conditions = counts.cell_conditions(self.risk, horizon) | counts.ticket_conditions(self.work.events.flags)
        self.add(f"{key}_cells", cells.cells_sql(belonging, key, conditions, horizon))
        self.add_cells((f"{key}_cells", f"{key}_cell_squares"), cells.cell_customers_sql(by_customer, key))

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
        customers = self.work.events.customer_relation if self.segments else None
        eligible = f"SELECT * FROM {self.staged} AS v WHERE {self.risk} AND follow >= {self.plan.horizon}"
        if self.plan.goal_stage is None:
            return
        if self.work.events.metrics:
            self.add("landmark_scores", landmark_sums.landmark_scores_sql(eligible, self.journeys, customers))
        if self.plan.landmark_waits:
            limits = sorted(self.plan.landmark_waits.items())
            waits = self.work.table("waits", {"touchpoint": [code for code, _ in limits], "wait": [wait for _, wait in limits]})
            self.add("landmark_waits", landmark_sums.landmark_waits_sql(eligible, self.journeys, customers, waits))
            self.work.drop(waits)

    def contact_tables(self) -> None:
        """Take who had to come again for help."""
        work, events, support = self.work, self.work.events, self.work.roles.support
        if not support:
            return
        contacts = work.make(
            "contacts",
            contact_sums.contacts_sql(
                self.visits, support, self.plan.repeat_window, reasons=bool(events.reasons), groups=len(events.group_columns)
            ),
        )
        counted = contact_sums.CONTACT_CONDITIONS
        sql = counts.counts_sql(counted)
        everywhere = contact_sums.contacts_by_member_sql(contacts, "touchpoint", sql)
        self.add_cells(("visits", "squares"), contact_sums.contact_table_sql(everywhere))
        divided: list[tuple[str, str, str | None]] = [(key, member, None) for key, member in self.members]
        divided += [("segment", member, events.customer_relation) for member in self.segments]
        for key, member, customers in divided:
            by_customer = contact_sums.contacts_by_member_sql(contacts, member, sql, customers)
            self.add_cells((f"{key}_cells", f"{key}_cell_squares"), cells.cell_contacts_sql(by_customer, key))
        work.drop(contacts)
