"""Which touchpoints and channels of a log play a part: goals, ends, places of help, self-service and people."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

from cxjourney.arguments import check_choice
from cxjourney.model.channel import ChannelKind, usual_kind
from cxjourney.statistics.resolve import check_type
from cxjourney.statistics.visits import Roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.ingest.event_log import EventLog
    from cxjourney.statistics.resolve import Declared, Dictionary

_SUPPORT = frozenset(
    "support help helpdesk complaint complaints ticket claim "
    "поддержка помощь жалоба жалобы обращение hỗtrợ trợgiúp khiếunại پشتیبانی شکایت کمک segítség panasz ügyfélszolgálat".split()
)


def usual_support(names: Iterable[str]) -> tuple[str, ...]:
    """
    Return the touchpoints that look like places where customers ask for help.

    Parameters
    ----------
    names
        Names of touchpoints.

    Examples
    --------
    >>> usual_support(["Checkout", "Help centre", "support_ticket", "Hỗ trợ", "Help desk"])
    ('Help centre', 'support_ticket', 'Hỗ trợ', 'Help desk')
    """
    return tuple(name for name in names if not _SUPPORT.isdisjoint(_words(name)))


def _words(name: str) -> set[str]:
    """Return the words of a name, and each pair of neighbours as one word: some languages write help as two."""
    words = name.casefold().replace("_", " ").replace("-", " ").split()
    return {*words, *(first + second for first, second in pairwise(words))}


def support_names(events: EventLog, known: Dictionary, said: Declared) -> tuple[str, ...]:
    """
    Return where customers ask for help: what was declared, else the usual names and what tickets made, their answers apart.

    Parameters
    ----------
    events
        Checked event log.
    known
        Its touchpoints.
    said
        What the user declared.
    """
    if said.support is not None:
        return said.support
    asking = [name for name in usual_support(known.names) if name not in events.reply_touchpoints]
    return tuple(dict.fromkeys((*asking, *events.contact_touchpoints)))


def channel_kinds(events: EventLog, said: Declared) -> tuple[tuple[str, ChannelKind], ...]:
    """
    Return whether customers serve themselves in each channel of a log: as declared, else by its usual name.

    Parameters
    ----------
    events
        Checked event log.
    said
        What the user declared.
    """
    declared = dict(said.channel_kinds)
    return tuple((name, declared.get(name) or usual_kind(name)) for name in events.channels)


def declared_channels(channels: Mapping[str, ChannelKind] | None, names: Sequence[str]) -> tuple[tuple[str, ChannelKind], ...]:
    """
    Return the kinds of channels that a caller declared, after checking them.

    Parameters
    ----------
    channels
        Kinds by channel, or None.
    names
        Channels of the log.

    Raises
    ------
    OptionError
        If a channel or a kind is unknown.
    """
    check_type("channels", channels, Mapping, optional=True)
    for name, kind in (channels or {}).items():
        check_choice("channels", name, names)
        check_choice(f"channels[{name!r}]", kind, get_args(ChannelKind))
    return tuple((channels or {}).items())


def roles(events: EventLog, known: Dictionary, said: Declared) -> Roles:
    """
    Return the codes of everything that plays a part.

    Parameters
    ----------
    events
        Checked event log.
    known
        Its touchpoints.
    said
        What the user declared.
    """
    kinds = [kind for _, kind in channel_kinds(events, said)]
    support = support_names(events, known, said)
    return Roles(
        goal=known.codes(said.goal, "goal", strict=said.strict),
        ends=known.codes(said.ends, "ends", strict=said.strict),
        support=known.codes(support, "support", strict=said.strict and said.support is not None),
        self_service=tuple(code for code, kind in enumerate(kinds) if kind == "self_service"),
        assisted=tuple(code for code, kind in enumerate(kinds) if kind == "assisted"),
    )
