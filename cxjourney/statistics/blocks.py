"""The tables that need rows by customer, taken from some customers at a time: grouping them takes memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.statistics import cells, contact_sums, counts, landmark_sums, stage_sums, sums
from cxjourney.statistics.layout import squares_of, table_of
from cxjourney.statistics.taking import Taking, of_members

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    block = _Block(work, plan, visits, codes)
    block.journeys = work.make("journeys", sums.journeys_sql(visits, block.segments))
    block.customer_tables()
    block.stage_tables()
    block.landmark_tables()
    block.contact_tables()
    work.drop(block.journeys)
    work.drop(visits)
    work.block = ""
    return block.tables


@dataclass(slots=True)
class _Block(Taking):
    """The visits of some customers, and the tables taken from them so far."""

    journeys: str = ""

    @property
    def single(self) -> bool:
        """Whether every customer makes one journey."""
        return self.tables["totals"].total("customers") == self.tables["totals"].total("journeys")

    def customer_tables(self) -> None:
        """Take what journeys and customers tell by themselves."""
        self.add("totals", sums.totals_sql(self.journeys))
        self.add("lengths", sums.lengths_sql(self.journeys))
        if self.plan.goal_stage is not None:
            self.add("goal_times", sums.goal_times_sql(self.journeys))
        if self.work.events.metrics:
            self.add("experience", sums.experience_sql(self.visits))
        for key, column in self.members:
            if column not in self.segments:
                self.add_cells((f"{key}_cells", f"{key}_cell_squares"), cells.cell_customers_sql(self.visits, key, column))
        self._touchpoint_customers()

    def _touchpoint_customers(self) -> None:
        """Count customers by touchpoint and by segment, and the squares of what they do there."""
        segments, (squared, _) = self.segments, self.by_use
        sql = sums.customer_touchpoints_sql(self.staged, self.journeys, squared, segments, single=self.single)
        # What is read once is not kept: it is the largest relation of a block.
        relation = self.work.make("customer_touchpoints", sql) if len(segments) > 1 else f"({sql})"
        for place in range(max(len(segments), 1)):
            divided = segments[place : place + 1]
            found = self.columns(["visits", *("segment_cells" for _ in divided)], sums.visits_table_sql(relation, squared, divided))
            if not place:
                self.keep({"visits": table_of("visits", found), "squares": table_of("squares", squares_of("squares", found))})
            for column in divided:
                self._segment_customers(found, column)
        if len(segments) > 1:
            self.work.drop(relation)

    def _segment_customers(self, found: Mapping[str, Integers], column: str) -> None:
        """Take what customers of a segment tell, of counts by segment."""
        named = ("fold", "touchpoint", column, "customers", "visits_squared")
        inside = of_members({name: found[name] for name in named}, "segment", column)
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
