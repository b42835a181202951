"""One customer's journey as a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.arguments import LARGEST, whole_number
from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.numbers import SCORE_SCALE, VALUE_SCALE
from cxjourney.ingest.texts import key
from cxjourney.ingest.zones import from_microseconds
from cxjourney.model.journey import Journey, Visit

if TYPE_CHECKING:
    from typing import Any

    from cxjourney.ingest.content import Content


def read_journey(content: Content, customer: str, limit: int) -> Journey:
    """
    Return one customer's visits in order.

    Parameters
    ----------
    content
        The log.
    customer
        The customer's identifier.
    limit
        Most visits to return.

    Raises
    ------
    OptionError
        If there is no such customer, or the limit is not positive.
    """
    limit = whole_number("limit", limit, 1, most=LARGEST)
    number = customer_number(content, customer)
    columns = content.stored()
    rows = content.engine.rows(
        f"SELECT {', '.join(columns)} FROM {content.store} WHERE customer = ? ORDER BY time, position LIMIT ?", [number, limit + 1]
    )
    visits = tuple(_visit(content, dict(zip(columns, row, strict=True))) for row in rows[:limit])
    return Journey(customer=key(customer), visits=visits, truncated=len(rows) > limit)


def customer_number(content: Content, customer: str) -> int:
    """
    Return the number of a customer.

    Parameters
    ----------
    content
        The log.
    customer
        The customer's identifier.

    Raises
    ------
    OptionError
        If there is no such customer.
    """
    if not isinstance(customer, str):
        message = f"a customer is named by text, not by {type(customer).__name__}"
        raise TypeError(message)
    asked = key(customer).encode(errors="replace").decode()  # no identifier holds half a character
    found = content.engine.rows(f"SELECT customer FROM {content.customers} WHERE key = ?", [asked])
    if not found:
        query = f"SELECT key FROM {content.customers} ORDER BY levenshtein(left(key, 100), ?), key LIMIT 1"
        guess = show_value(content.engine.rows(query, [asked[:100]])[0][0])
        raise OptionError(
            f"customer {show_value(customer)} has no event in this log.",
            hint=f"did you mean {guess}? identifiers are text, case included.",
            value=show_value(customer),
        )
    number: int = found[0][0]
    return number


def _visit(content: Content, row: dict[str, Any]) -> Visit:
    scores = ((metric.name, row[f"score_{number}"]) for number, metric in enumerate(content.metrics))
    return Visit(
        touchpoint=content.names("touchpoint")[row["touchpoint"]],
        channel=_name(content, "channel", row),
        stage=_name(content, "stage", row),
        time=from_microseconds(row["time"]),
        scores=tuple((name, score / SCORE_SCALE) for name, score in scores if score is not None),
        value=None if row.get("value") is None else row["value"] / VALUE_SCALE,
    )


def _name(content: Content, role: str, row: dict[str, Any]) -> str | None:
    code = row.get(role, -1)
    return content.names(role)[code] if code >= 0 else None
