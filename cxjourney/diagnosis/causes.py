"""Causes that only words can show: reasons that customers or agents gave, where most of them point the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from cxjourney.arguments import check_choice, check_mapping
from cxjourney.model.findings import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.diagnosis.context import Context
    from cxjourney.model.findings import PainPoint

CAUSES: tuple[Cause, ...] = get_args(Cause)

ENOUGH, MOST = 30, 0.5
"""A cause is set where at least this many visits have a reason, and more than this share of them points to it."""


def causes_of_reasons(context: Context, causes: Mapping[str, str] | None) -> dict[int, Cause]:
    """
    Return the cause of each code of a reason that is a sign of one.

    Parameters
    ----------
    context
        The map under diagnosis.
    causes
        Cause of reasons by name.

    Raises
    ------
    OptionError
        If a reason is not in the data, or a cause is none of the six.
    """
    names = context.statistics.reasons
    check_mapping("causes", causes, meaning="reasons to causes")
    for reason, cause in (causes or {}).items():
        check_choice("causes", cause, CAUSES)
        check_choice("causes", reason, names)
    said = {name: cause for name in names for cause in CAUSES if _plain(name) == _plain(cause)} | dict(causes or {})
    return {code: cause for code, name in enumerate(names) for cause in CAUSES if said.get(name) == cause}


def with_causes(context: Context, pains: Sequence[PainPoint], signs: Mapping[int, Cause]) -> tuple[PainPoint, ...]:
    """
    Return findings with the cause that most reasons at their touchpoint point to, where the evidence shows none itself.

    Parameters
    ----------
    context
        The map under diagnosis.
    pains
        The findings.
    signs
        Cause of reasons by code.
    """
    if not signs:
        return tuple(pains)
    table, count = context.statistics.tables["reasons"], len(context.statistics.reasons)
    visits = np.zeros((len(context.touchpoints), count), dtype=np.int64)
    places = context.places[table["touchpoint"]]
    np.add.at(visits, (places[places >= 0], table["reason"][places >= 0]), table["visits"][places >= 0])
    place = {touchpoint.id: index for index, touchpoint in enumerate(context.touchpoints)}
    return tuple(pain if pain.cause else _explained(pain, visits[place[pain.touchpoint_id or ""]].tolist(), signs) for pain in pains)


def _explained(pain: PainPoint, visits: Sequence[int], signs: Mapping[int, Cause]) -> PainPoint:
    said = {cause: sum(visits[code] for code, sign in signs.items() if sign == cause) for cause in CAUSES}
    cause, total = max(CAUSES, key=lambda each: said[each]), sum(visits)
    if total < ENOUGH or said[cause] <= MOST * total:
        return pain
    counts = (*pain.evidence.counts, ("visits with a reason", total), (f"of these, reasons that mean {cause}", said[cause]))
    return pain.replace(cause=cause, evidence=pain.evidence.replace(counts=counts))


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())
