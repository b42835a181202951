"""A table of customers: what divides them, when they were won and lost and why, what they are worth, whom they brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from cxjourney.arguments import check_choice, texts_of
from cxjourney.errors import OptionError, counted, show_value
from cxjourney.ingest.checks import Check
from cxjourney.ingest.content import CUSTOMER_FACTS, Content
from cxjourney.ingest.customers import make_customers
from cxjourney.ingest.dictionary import make_dictionary
from cxjourney.ingest.file_stamps import reading
from cxjourney.ingest.forms import Form
from cxjourney.ingest.numbers import VALUE_SCALE, number_column
from cxjourney.ingest.parsing import Parsing, ParsingOptions
from cxjourney.ingest.roles import Finder
from cxjourney.ingest.shared_columns import fill_common, holds
from cxjourney.ingest.sources import open_source
from cxjourney.ingest.transfer import moved
from cxjourney.ingest.union import united

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.ingest.dictionary import Dictionary
    from cxjourney.ingest.raw_table import RawTable

_MOST_REFERRALS = 1_000_000_000


@dataclass(frozen=True)
class AskedProfiles:
    """
    What the caller said about a table of customers; see `EventLog.with_customers`.

    Parameters
    ----------
    customer, acquired, value, referrals
        Columns.
    churned
        Column of when customers were lost, or of when and why.
    segment
        Columns that divide the customers.
    on_bad_rows
        What to do with rows that break a rule.
    """

    customer: str | None
    segment: str | Sequence[str]
    acquired: str | None
    churned: str | tuple[str, str] | None
    value: str | None
    referrals: str | None
    on_bad_rows: str

    @property
    def lost(self) -> tuple[str | None, str | None]:
        """The columns of when and why customers were lost."""
        if self.churned is None or isinstance(self.churned, str):
            return self.churned, None
        given: object = self.churned
        if not isinstance(given, (tuple, list)) or len(given) != 2:
            message = f"churned={show_value(self.churned)}: expected one column, or the columns of when and why."
            raise OptionError(message, hint='write churned="lost_on" or churned=("lost_on", "why").')
        return self.churned

    @property
    def columns(self) -> list[str]:
        """The columns that were named."""
        segments = texts_of("segment", self.segment, "names of columns")
        facts = (self.acquired, *self.lost, self.value, self.referrals)
        return [column for column in (*facts, *segments) if column is not None]


class ProfileOptions(ParsingOptions, total=False):
    """What may be said of a table of customers besides its columns and the segments."""

    referrals: str | None


def parted(options: ProfileOptions) -> tuple[str | None, ParsingOptions]:
    """
    Return the column of referrals, and the options of parsing.

    Parameters
    ----------
    options
        Both.
    """
    parsing = cast("ParsingOptions", {name: value for name, value in options.items() if name != "referrals"})
    return options.get("referrals"), parsing


def with_profiles(content: Content, source: object, asked: AskedProfiles, options: ParsingOptions) -> tuple[Content, tuple[str, ...]]:
    """
    Return a log whose customers have what a table says of them, and sentences on the table.

    Parameters
    ----------
    content
        The log.
    source
        The table.
    asked
        What the caller said.
    options
        Parsing options.

    Raises
    ------
    OptionError
        If no column was named.
    """
    check_choice("on_bad_rows", asked.on_bad_rows, ("error", "drop"))
    if not asked.columns:
        message = "with_customers was told of no column."
        raise OptionError(message, hint="name some: segment=, acquired=, churned= or value=.")
    parsing = Parsing(**options)
    table = open_source(source, parsing=parsing, needed=holds([asked.customer, *asked.columns]))
    with reading(table):
        profiles, notes = _profiles(table, asked, parsing)
        theirs = moved(profiles, content.engine)
    table.engine.close()
    return united(content, theirs, newcomers=False), (*notes, _overlap(content, theirs, table.source))


def _profiles(table: RawTable, asked: AskedProfiles, parsing: Parsing) -> tuple[Content, list[str]]:
    """Return the table as a log without visits."""
    engine, finder, form = table.engine, Finder(table.columns, table.source), Form(table, parsing)
    keys = form.identifier("customer", customer := finder.required("customer", asked.customer))
    number = form.fields["customer"]
    again = f'{number} >= 0 AND row_number() OVER (PARTITION BY {number} ORDER BY r."row") > 1'
    form.checks.append(Check("second_row", customer, "a second row for this customer", again))
    churn_reasons, facts = _reasons(form, finder, asked), _facts(form, finder, asked)
    common = fill_common(form, finder, {}, asked.segment, None)
    filled = form.read(asked.on_bad_rows)
    store, customers = engine.unique_name("store"), engine.unique_name("customers")
    base, _ = make_customers(engine, keys.table, filled.store, 0)
    more = "".join(f", f.{column}" for column in (*(f"segment_{number}" for number in range(len(common.segments))), *facts))
    joined = f"{base} AS c JOIN {filled.store} AS f ON f.customer = c.customer"
    if churn_reasons is not None:
        more = more.replace(", f.churn_reason", ", n.name AS churn_reason")
        joined += f" LEFT JOIN {churn_reasons.table} AS n ON n.code = f.churn_reason"
    engine.execute(f"CREATE TABLE {customers} AS SELECT c.*{more} FROM {joined}")
    columns = "CAST(0 AS INTEGER) AS customer, CAST(0 AS BIGINT) AS position, CAST(0 AS BIGINT) AS time, CAST(0 AS INTEGER) AS touchpoint"
    engine.execute(f"CREATE TABLE {store} AS SELECT {columns} WHERE FALSE")
    dropped = sum(count for _, count in filled.dropped)
    notes = [f"{table.source}: {note}" for note in dict.fromkeys(form.notes)]
    if dropped:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in filled.dropped)
        notes.append(f"{table.source}: {counted(dropped, 'row was', 'rows were')} dropped ({reasons}).")
    content = Content(
        engine=engine,
        store=store,
        customers=customers,
        labels={"touchpoint": make_dictionary(engine, "touchpoint", []), **common.labels},
        journeys="",
        metrics=(),
        segment_columns=common.segments,
        valued=False,
        customer_facts=facts,
    )
    return content, notes


def _facts(form: Form, finder: Finder, asked: AskedProfiles) -> tuple[str, ...]:
    times = {
        role: form.time(role, finder.wanted(role, column), required=False)
        for role, column in (("acquired", asked.acquired), ("churned", asked.lost[0]))
        if column is not None
    }
    if len(times) > 1:
        early = f"{times['churned'].sql} < {times['acquired'].sql}"
        form.checks.append(Check("churned_before_acquired", times["churned"].reading.column, "lost before won", early))
    if asked.value is not None:
        worth = number_column(finder.wanted("value", asked.value), form.parsing, "value")
        form.number("worth", worth, VALUE_SCALE, worth.in_range(), ("number_value", "not a number (or too large)"))
    if asked.referrals is not None:
        count = number_column(finder.wanted("referrals", asked.referrals), form.parsing, "referrals")
        fits = f"{count.number} BETWEEN 0 AND {_MOST_REFERRALS} AND {count.number} = floor({count.number})"
        form.fields["referrals"] = f"CASE WHEN {fits} THEN CAST({count.number} AS BIGINT) END"
        bad = f"NOT {count.blank} AND {count.bad(fits)}"
        form.checks.append(Check("count_referrals", count.column, "expected a whole number, zero or more", bad))
    return tuple(fact for fact in CUSTOMER_FACTS if fact in form.fields)


def _reasons(form: Form, finder: Finder, asked: AskedProfiles) -> Dictionary | None:
    """Store the number of why each customer was lost; return what the numbers mean."""
    if asked.lost[1] is None:
        return None
    return form.names("churn_reason", {"churn_reason": finder.wanted("churned", asked.lost[1])})


def _overlap(content: Content, profiles: Content, source: str) -> str:
    query = (
        f"SELECT count(*), (SELECT count(*) FROM {content.customers}), (SELECT count(*) FROM {profiles.customers}) "
        f"FROM {content.customers} AS c JOIN {profiles.customers} AS p ON p.key = c.key"
    )
    both, ours, theirs = content.engine.rows(query)[0]
    strangers = counted(theirs - both, "row is", "rows are")
    return f"{source}: it knows {both:,} of {counted(ours, 'customer')}; {strangers} about nobody in the log."
