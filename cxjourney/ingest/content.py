"""What an event log is made of inside the engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.ingest.dictionary import NONE, Dictionary

if TYPE_CHECKING:
    from cxjourney.engine.protocol import Engine
    from cxjourney.model.metric import Metric

LABEL_ROLES = ("touchpoint", "channel", "stage")
"""Names that every relation has a column for."""

FLAGS = ("reopened", "handed_off", "invited")
"""Yes or no, 1 or 0, NULL where it is not known."""

CUSTOMER_FACTS = ("acquired", "churned", "churn_reason", "worth", "referrals")
"""When a customer was won and lost, in microseconds since 1970, and why, as text; what one is worth, in 1/10,000, and how many
others came through this one; NULL where it is not known."""

_OWN_TYPES = {**dict.fromkeys(FLAGS, "TINYINT"), "weight": "BIGINT"}


@dataclass(frozen=True)
class Content:
    """
    The tables of a log and the names that its codes mean.

    Parameters
    ----------
    engine
        Where the tables are.
    store
        Table of events with the narrowest integers; columns that the log does not have are absent.
    customers
        Table of customers: ``customer, key, fold, bucket, segment_0, …``.
    labels
        Names by role: touchpoint, and where there are any channel, stage, reason, segment.
    journeys
        Table of ``code`` and ``key`` of the journeys; empty when there is no journey column.
    metrics
        Metrics of the columns ``score_0, …``.
    segment_columns
        Names of the columns ``segment_0, …``.
    valued
        Whether there is a column ``value``.
    flags
        Which of `FLAGS` there are.
    group_columns
        Names of the columns ``group_0, …``, whose codes are among those of segments, after those of segments.
    contacts
        Touchpoints where customers asked for help, whatever their names.
    replies
        Touchpoints where such a request was answered; they are no requests, whatever their names.
    weighted
        Whether there is a column ``weight`` of what answers count for, in millionths.
    unplaced
        The touchpoint that stands for none: that of answers which were not said to be about one.
    verbatims
        Table of ``position, time, text`` of what customers wrote; empty where nobody wrote anything.
    expected_waits
        Touchpoints and microseconds until the next step that customers were promised, at the median.
    customer_facts
        Which of `CUSTOMER_FACTS` the table of customers holds.
    """

    engine: Engine
    store: str
    customers: str
    labels: dict[str, Dictionary]
    journeys: str
    metrics: tuple[Metric, ...]
    segment_columns: tuple[str, ...]
    valued: bool
    flags: tuple[str, ...] = ()
    group_columns: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    weighted: bool = False
    unplaced: str = ""
    verbatims: str = ""
    expected_waits: tuple[tuple[str, int], ...] = ()
    customer_facts: tuple[str, ...] = ()

    def names(self, role: str) -> tuple[str, ...]:
        """
        Return the names of a role, none if the log does not have it.

        Parameters
        ----------
        role
            touchpoint, channel, stage, reason or segment.
        """
        return self.labels[role].names if role in self.labels else ()

    def segment_of(self) -> tuple[str, ...]:
        """Return for each name of a segment the column it is from."""
        columns = (*self.segment_columns, *self.group_columns)
        return tuple(columns[part] for part in self.labels["segment"].parts) if columns else ()

    def own_columns(self) -> list[str]:
        """Return the columns of facts that other logs may not have."""
        reason = ["reason"] if "reason" in self.labels else []
        weight = ["weight"] if self.weighted else []
        return [*reason, *self.flags, *weight, *(f"group_{number}" for number in range(len(self.group_columns)))]

    def stored(self) -> list[str]:
        """Return the columns of the table of events."""
        optional = ["journey"] if self.journeys else []
        optional += [role for role in LABEL_ROLES if role in self.labels]
        optional += ["value"] if self.valued else []
        scores = [f"score_{number}" for number in range(len(self.metrics))]
        return ["customer", "position", "time", *optional, *scores, *self.own_columns()]

    def view(self) -> str:
        """Make the view of events that statistics read, where what most logs have stands in columns of their own; return its name."""
        fields = {
            "customer": "CAST(customer AS INTEGER)",
            "journey": "CAST(journey AS INTEGER)" if self.journeys else "CAST(0 AS INTEGER)",
            "position": "CAST(position AS BIGINT)",
            "time": "CAST(time AS BIGINT)",
            **{role: f"CAST({role} AS INTEGER)" if role in self.labels else f"CAST({NONE} AS INTEGER)" for role in LABEL_ROLES},
            "value": "CAST(value AS BIGINT)" if self.valued else "CAST(NULL AS BIGINT)",
            **{f"score_{number}": f"CAST(score_{number} AS INTEGER)" for number in range(len(self.metrics))},
            **{column: f"CAST({column} AS {_OWN_TYPES.get(column, 'INTEGER')})" for column in self.own_columns()},
        }
        name = self.engine.unique_name("events")
        selected = ", ".join(f"{sql} AS {field}" for field, sql in fields.items())
        self.engine.execute(f"CREATE TEMP VIEW {name} AS SELECT {selected} FROM {self.store}")
        return name

    def dense(self) -> Content:
        """
        Return the content without customers and names that no event has; those that stay keep their order.

        The table of events is replaced, so nobody else may use it.
        """
        changed = {role: self._used(role, dictionary) for role, dictionary in self.labels.items()}
        labels = {role: dictionary for role, (dictionary, _) in changed.items()}
        codes = {role: table for role, (_, table) in changed.items() if table}
        segment_codes = codes.pop("segment", "")
        customers = self._used_customers(segment_codes)
        codes |= {f"group_{number}": segment_codes for number in range(len(self.group_columns)) if segment_codes}
        slim = replace(self, labels=labels).remembering()
        if not codes and customers == self.customers:
            return slim
        store = self._renumbered(codes, customers)
        self.engine.execute(f"DROP TABLE {self.store}")
        if customers != self.customers:
            self.engine.execute(f"ALTER TABLE {customers} DROP COLUMN old")
        return replace(slim, store=store, customers=customers)

    def remembering(self) -> Content:
        """Return the content without what is said of touchpoints that are not there."""
        present = set(self.names("touchpoint"))
        return replace(
            self,
            contacts=tuple(name for name in self.contacts if name in present),
            replies=tuple(name for name in self.replies if name in present),
            unplaced=self.unplaced if self.unplaced in present else "",
            expected_waits=tuple((name, wait) for name, wait in self.expected_waits if name in present),
        )

    def _used(self, role: str, dictionary: Dictionary) -> tuple[Dictionary, str]:
        """Return the names that occur, and a table from old to new codes if some do not."""
        table, old = self.engine.unique_name(f"{role}_names"), self._occurring(role)
        self.engine.execute(
            f"CREATE TABLE {table} AS SELECT code AS old, name, CAST(row_number() OVER (ORDER BY code) - 1 AS INTEGER) AS code "
            f"FROM {dictionary.table} WHERE code IN ({old})"
        )
        kept = [code for (code,) in self.engine.rows(f"SELECT old FROM {table} ORDER BY code")]
        if len(kept) == len(dictionary.names):
            self.engine.execute(f"DROP TABLE {table}")
            return dictionary, ""
        return dictionary.only(table, kept), table

    def _occurring(self, role: str) -> str:
        if role != "segment":
            return f"SELECT DISTINCT {role} FROM {self.store}"
        present = f"customer IN (SELECT customer FROM {self.store})"
        segments = [f"SELECT segment_{number} FROM {self.customers} WHERE {present}" for number in range(len(self.segment_columns))]
        return " UNION ".join([*segments, *(f"SELECT group_{number} FROM {self.store}" for number in range(len(self.group_columns)))])

    def _used_customers(self, segment_codes: str) -> str:
        present = f"SELECT count(DISTINCT customer) FROM {self.store}"
        gone = self.engine.rows(f"SELECT (SELECT count(*) FROM {self.customers}) - ({present})")[0][0]
        if not gone and not segment_codes:
            return self.customers
        numbers = range(len(self.segment_columns))
        joins = segments = ""
        for number in numbers:
            joins += f" LEFT JOIN {segment_codes} AS s{number} ON s{number}.old = c.segment_{number}" if segment_codes else ""
            segments += f", COALESCE(s{number}.code, {NONE}) AS segment_{number}" if segment_codes else f", c.segment_{number}"
        facts = "".join(f", c.{fact}" for fact in self.customer_facts)
        name = self.engine.unique_name("customers")
        self.engine.execute(
            f"CREATE TABLE {name} AS SELECT c.customer AS old, CAST(row_number() OVER (ORDER BY c.customer) - 1 AS INTEGER) AS customer, "
            f"c.key, c.fold, c.bucket{segments}{facts} FROM {self.customers} AS c{joins} "
            f"WHERE c.customer IN (SELECT customer FROM {self.store})"
        )
        return name

    def _renumbered(self, codes: dict[str, str], customers: str) -> str:
        fields = []
        for column in self.stored():
            renumbered = f"COALESCE({column}.code, {NONE}) AS {column}" if column in codes else f"e.{column}"
            fields.append("c.customer" if column == "customer" and customers != self.customers else renumbered)
        joins = "".join(f" LEFT JOIN {table} AS {column} ON {column}.old = e.{column}" for column, table in codes.items())
        joins += f" JOIN {customers} AS c ON c.old = e.customer" if customers != self.customers else ""
        name = self.engine.unique_name("store")
        self.engine.execute(f"CREATE TABLE {name} AS SELECT {', '.join(fields)} FROM {self.store} AS e{joins}")
        return name
