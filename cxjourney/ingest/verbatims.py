"""What customers wrote, read back from a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.arguments import LARGEST, check_text, whole_number
from cxjourney.errors import OptionError
from cxjourney.ingest.numbers import SCORE_SCALE
from cxjourney.ingest.texts import key
from cxjourney.ingest.zones import from_microseconds
from cxjourney.model.verbatim import Verbatim

if TYPE_CHECKING:
    from cxjourney.ingest.content import Content


def read_verbatims(content: Content, touchpoint: str | None, limit: int) -> tuple[Verbatim, ...]:
    """
    Return texts, the latest first.

    Parameters
    ----------
    content
        The log.
    touchpoint
        Touchpoint that they are about; None for all.
    limit
        Most texts to return.

    Raises
    ------
    OptionError
        If there is no such touchpoint, or the limit is not positive.
    """
    limit = whole_number("limit", limit, 1, most=LARGEST)
    check_text("touchpoint", touchpoint)
    names, where = content.names("touchpoint"), ""
    if touchpoint is not None:
        codes = {key(name): code for code, name in enumerate(names)}
        if key(touchpoint) not in codes:
            raise OptionError.for_choice("touchpoint", touchpoint, names)
        where = f" WHERE e.touchpoint = {codes[key(touchpoint)]}"
    if not content.verbatims:
        return ()
    scores = [f"e.score_{number}" for number in range(len(content.metrics))]
    channel = "e.channel" if "channel" in content.labels else "-1"
    rows = content.engine.rows(
        f"SELECT {', '.join(['t.text', 'c.key', 'e.touchpoint', 't.time', channel, *scores])} FROM {content.verbatims} AS t "
        f"JOIN {content.store} AS e USING (position) JOIN {content.customers} AS c ON c.customer = e.customer{where} "
        "ORDER BY t.time DESC, t.position DESC, t.text LIMIT ?",
        [limit],
    )
    return tuple(
        Verbatim(
            text=text,
            customer=customer,
            touchpoint=names[code],
            channel=content.names("channel")[where] if where >= 0 else None,
            time=from_microseconds(moment),
            scores=tuple(
                (metric.name, score / SCORE_SCALE) for metric, score in zip(content.metrics, given, strict=True) if score is not None
            ),
        )
        for text, customer, code, moment, where, *given in rows
    )
