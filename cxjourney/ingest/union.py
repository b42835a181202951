"""Two logs of the same customers as one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxjourney.errors import OptionError
from cxjourney.ingest.content import CUSTOMER_FACTS, FLAGS, LABEL_ROLES
from cxjourney.ingest.dictionary import NONE
from cxjourney.ingest.numbers import weight_of_one
from cxjourney.ingest.union_journeys import united_journeys
from cxjourney.ingest.united_names import unite_names, unite_segments, united_columns

if TYPE_CHECKING:
    from cxjourney.ingest.content import Content
    from cxjourney.ingest.dictionary import Dictionary
    from cxjourney.model.metric import Metric


def united(first: Content, second: Content, *, newcomers: bool) -> Content:
    """
    Return one log of the visits of both; at the same instant the first log's come first.

    Names are compared as within a log. Customers keep what the first log says of them and take from the
    second what it does not say.

    Parameters
    ----------
    first, second
        Logs in one engine.
    newcomers
        Whether customers that only the second log knows become customers; otherwise it must have no visit of theirs.

    Raises
    ------
    OptionError
        If the two mean different things by the same name.
    """
    return _Union(first, second, _shape(first, second)).content(newcomers=newcomers)


def united_metrics(first: Content, second: Content) -> tuple[Metric, ...]:
    """
    Return the metrics of both.

    Parameters
    ----------
    first, second
        The logs.

    Raises
    ------
    OptionError
        If a metric has another scale in the other log.
    """
    known = {metric.name: metric for metric in first.metrics}
    for metric in second.metrics:
        other = known.setdefault(metric.name, metric)
        if other != metric:
            scales = " and ".join(f"{scale.low:g}–{scale.high:g}" for scale in (other, metric))
            message = f"{metric.name!r} is given on two different scales, {scales}; scores of different scales are never put together."
            raise OptionError(message, hint="give one of them another name in scores=.", value=metric.name)
    return tuple(known.values())


@dataclass(frozen=True)
class _Shape:
    """What the united log holds."""

    names: dict[str, tuple[Dictionary, tuple[str, str]]]
    segments: tuple[str, ...]
    groups: tuple[str, ...]
    metrics: tuple[Metric, ...]


def _shape(first: Content, second: Content) -> _Shape:
    segments, groups = united_columns(first, second)
    engine = first.engine
    names = {}
    for role in (*LABEL_ROLES, "reason"):
        if role in first.labels or role in second.labels:
            both = unite_names(engine, role, first.labels.get(role), second.labels.get(role))
            names[role] = both.dictionary, both.tables
    if segments or groups:
        both = unite_segments(engine, first, second, segments, groups)
        names["segment"] = both.dictionary, both.tables
    return _Shape(names, segments, groups, united_metrics(first, second))


@dataclass(frozen=True)
class _Union:
    first: Content
    second: Content
    shape: _Shape

    def content(self, *, newcomers: bool) -> Content:
        first, second, shape, engine = self.first, self.second, self.shape, self.first.engine
        offset = engine.rows(f"SELECT COALESCE(max(position), -1) + 1 FROM {first.store}")[0][0]
        shell = replace(
            first,
            store=engine.unique_name("store"),
            customers=self.customers(newcomers=newcomers),
            labels={role: dictionary for role, (dictionary, _) in shape.names.items()},
            journeys=first.journeys and engine.unique_name("journeys"),
            metrics=shape.metrics,
            segment_columns=shape.segments,
            group_columns=shape.groups,
            valued=first.valued or second.valued,
            flags=tuple(flag for flag in FLAGS if flag in (*first.flags, *second.flags)),
            weighted=first.weighted or second.weighted,
            contacts=tuple(dict.fromkeys((*first.contacts, *second.contacts))),
            replies=tuple(dict.fromkeys((*first.replies, *second.replies))),
            unplaced=first.unplaced or second.unplaced,
            verbatims=self.verbatims(offset),
            expected_waits=tuple({**dict(second.expected_waits), **dict(first.expected_waits)}.items()),
            customer_facts=tuple(fact for fact in CUSTOMER_FACTS if fact in (*first.customer_facts, *second.customer_facts)),
        )
        journeys = united_journeys(first, second, shell.journeys, offset) if first.journeys else ""
        sides = [self.visits(shell, 0, ""), self.visits(shell, offset, journeys)]
        engine.execute(f"CREATE TABLE {shell.store} AS {' UNION ALL '.join(sides)}")
        return shell.dense()

    def visits(self, shell: Content, offset: int, journeys: str) -> str:
        """Return SQL of the visits of a log in the columns of both; the second log has the offset."""
        second = offset > 0
        content = self.second if second else self.first
        own = set(content.stored())
        joins = [
            f"{content.store} AS e",
            f"{content.customers} AS k ON k.customer = e.customer",
            f"{shell.customers} AS c ON c.key = k.key",
        ]
        fields = {column: f"e.{column}" if column in own else "NULL" for column in shell.stored()}
        fields |= {"customer": "c.customer", "position": f"e.position + {offset}", "time": "e.time"}
        if shell.journeys and second:
            fields["journey"] = "j.journey"
            joins.append(f"{journeys} AS j ON j.position = e.position")
        sql = " JOIN ".join(joins)
        for role in (*LABEL_ROLES, "reason"):
            if role in shell.labels:
                fields[role], join = self.coded(role, role, f"e.{role}" if role in content.labels else "", second=second)
                sql += join
        for number, title in enumerate(shell.group_columns):
            code = f"e.group_{content.group_columns.index(title)}" if title in content.group_columns else ""
            fields[f"group_{number}"], join = self.coded("segment", f"group_{number}", code, second=second)
            sql += join
        for number, metric in enumerate(shell.metrics):
            place = content.metrics.index(metric) if metric in content.metrics else None
            fields[f"score_{number}"] = "CAST(NULL AS INTEGER)" if place is None else f"e.score_{place}"
        if shell.weighted and not content.weighted:
            fields["weight"] = weight_of_one("NULL", [f"e.score_{number}" for number in range(len(content.metrics))])
        return f"SELECT {', '.join(f'{field} AS {column}' for column, field in fields.items())} FROM {sql}"

    def coded(self, role: str, alias: str, code: str, *, second: bool) -> tuple[str, str]:
        """Return SQL of a code in the united names, and the join it needs; no code is none."""
        if not code:
            return f"CAST({NONE} AS INTEGER)", ""
        table = self.shape.names[role][1][second]
        return f"COALESCE(n_{alias}.code, {NONE})", f" LEFT JOIN {table} AS n_{alias} ON n_{alias}.old = {code}"

    def customers(self, *, newcomers: bool) -> str:
        """Make the table of customers; return its name."""
        engine = self.first.engine
        name = engine.unique_name("customers")
        joins, fields = "", []
        for number, title in enumerate(self.shape.segments):
            codes = []
            for side, (content, table) in enumerate(zip((self.first, self.second), self.shape.names["segment"][1], strict=True)):
                if title in content.segment_columns:
                    alias = f"n{number}_{side}"
                    here = content.segment_columns.index(title)
                    joins += f" LEFT JOIN {table} AS {alias} ON {alias}.old = {'ab'[side]}.segment_{here}"
                    codes.append(f"{alias}.code")
            fields.append(f"CAST(COALESCE({', '.join(codes)}, {NONE}) AS INTEGER) AS segment_{number}")
        for fact in CUSTOMER_FACTS:
            known = [f"{'ab'[side]}.{fact}" for side, content in enumerate((self.first, self.second)) if fact in content.customer_facts]
            fields += [f"COALESCE({', '.join(known)}) AS {fact}"] if known else []
        both = "FULL" if newcomers else "LEFT"
        row = "CAST(row_number() OVER (ORDER BY COALESCE(a.key, b.key)) - 1 AS INTEGER) AS customer"
        same = ", ".join(f"COALESCE(a.{column}, b.{column}) AS {column}" for column in ("key", "fold", "bucket"))
        engine.execute(
            f"CREATE TABLE {name} AS SELECT {', '.join([row, same, *fields])} "
            f"FROM {self.first.customers} AS a {both} JOIN {self.second.customers} AS b ON a.key = b.key{joins}"
        )
        return name

    def verbatims(self, offset: int) -> str:
        """Make the table of what customers wrote; return its name, or nothing."""
        sides = [
            f"SELECT position + {by} AS position, time, text FROM {content.verbatims}"
            for content, by in ((self.first, 0), (self.second, offset))
            if content.verbatims
        ]
        if not sides:
            return ""
        name = self.first.engine.unique_name("verbatims")
        self.first.engine.execute(f"CREATE TABLE {name} AS {' UNION ALL '.join(sides)}")
        return name
