"""What became of the pain points: solved, remaining, new, or not clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.diagnosis.associations import SCORES
from cxjourney.model.comparison import PainChange
from cxjourney.wording import chance, change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cxjourney.comparison.elements import Pairing, Pairs
    from cxjourney.model.comparison import PainStatus
    from cxjourney.model.differences import Difference
    from cxjourney.model.findings import PainPoint
    from cxjourney.model.metric import Metric

_MEASURES: Mapping[str, tuple[str, int]] = {
    "drop_off": ("drop_off_rate", -1),
    "long_wait": ("transition_time_mean", -1),
    "rework": ("rework_rate", -1),
    "escalation": ("escalation_rate", -1),
    "repeat_contact": ("repeat_contact_rate", -1),
    "reopened": ("reopened_rate", -1),
    "handoff": ("handoff_rate", -1),
}
"""Measure behind each kind of pain point; -1 where less is better. Low scores rest on the metrics themselves."""

_SCORES = frozenset({"low_score", "high_effort", "negative_emotion", "stated"})

_Key = tuple[str, str | None, str | None, str | None, str | None]


def pain_changes(
    before: Sequence[PainPoint],
    after: Sequence[PainPoint],
    pairing: Pairing,
    differences: Sequence[Difference],
    metrics: Iterable[Metric],
    *,
    tested: bool,
) -> tuple[PainChange, ...]:
    """
    Return what became of each pain point.

    Parameters
    ----------
    before, after
        The pain points of both sides.
    pairing
        Which element is which.
    differences
        The differences between the sides.
    metrics
        Scales of the scores.
    tested
        Whether both sides were measured, so that differences could be tested.

    Notes
    -----
    A pain point that is found on one side only need not have changed: the other side may have too few customers to find it, or it may
    lie just on the other side of a threshold. It counts as solved or new only if its figure itself differs beyond chance [1]_.

    References
    ----------
    .. [1] Gelman, A. and Stern, H. (2006). The difference between "significant" and "not significant" is not itself statistically
       significant. The American Statistician 60(4).
    """
    ids = {part: _ids(getattr(pairing, f"{part}s")) for part in ("stage", "touchpoint", "channel", "segment")}
    pairs = _matched(before, after, ids)
    gone = {left.id for left, right in pairing.touchpoints if left is not None and right is None}
    fresh = {right.id for left, right in pairing.touchpoints if right is not None and left is None}
    by_place = _by_place(differences)
    scores = tuple(metrics)
    found = []
    for left, right in pairs:
        pain = right or left
        if pain is None:  # pragma: no cover - a pair has at least one side
            continue
        where = _place(pain, ids if right is None else None)
        difference = _difference(pain, where, by_place, scores)
        alone = (right is None and pain.touchpoint_id in gone) or (left is None and pain.touchpoint_id in fresh)
        found.append(_change(left, right, where, difference, alone=alone, tested=tested))
    return tuple(found)


def _ids(pairs: Pairs) -> dict[str, str]:
    return {left.id: right.id for left, right in pairs if left is not None and right is not None}


def _place(pain: PainPoint, ids: Mapping[str, Mapping[str, str]] | None) -> dict[str, str | None]:
    """Return the identifiers of where a pain point lies, as the later side has them."""
    found = {part: getattr(pain, f"{part}_id") for part in ("stage", "touchpoint", "channel", "segment")}
    if ids is None:
        return found
    return {part: ids[part].get(identifier or "", identifier) for part, identifier in found.items()}


def _matched(
    before: Sequence[PainPoint], after: Sequence[PainPoint], ids: Mapping[str, Mapping[str, str]]
) -> list[tuple[PainPoint | None, PainPoint | None]]:
    """Pair pain points by kind and place; then a whole touchpoint with one of its channels or segments, as reports narrow places down."""
    left = dict(enumerate(before))
    right = dict(enumerate(after))
    pairs: dict[int, tuple[int, int]] = {}

    def match(exact: Callable[[_Key], object]) -> None:
        waiting: dict[object, int] = {}
        for number, pain in right.items():
            if number not in {found for _, found in pairs.values()}:
                waiting.setdefault(exact(_key(pain, None)), number)
        for number, pain in left.items():
            if number not in pairs and (other := waiting.pop(exact(_key(pain, ids)), None)) is not None:
                pairs[number] = number, other

    match(lambda key: key)
    match(lambda key: key[:3])
    taken = {other for _, other in pairs.values()}
    found: list[tuple[PainPoint | None, PainPoint | None]] = [
        (left[number], right[pairs[number][1]] if number in pairs else None) for number in left
    ]
    return [*found, *((None, pain) for number, pain in right.items() if number not in taken)]


def _key(pain: PainPoint, ids: Mapping[str, Mapping[str, str]] | None) -> _Key:
    where = _place(pain, ids)
    # A touchpoint may have moved, so that its stage says nothing; a pain of a whole stage has no touchpoint.
    stage = None if where["touchpoint"] else where["stage"]
    return pain.gap_of or pain.kind, where["touchpoint"], stage, where["channel"], where["segment"]


def _by_place(differences: Sequence[Difference]) -> dict[tuple[str | None, ...], dict[str, Difference]]:
    found: dict[tuple[str | None, ...], dict[str, Difference]] = {}
    for each in differences:
        found.setdefault((each.touchpoint_id, each.channel_id, each.segment_id), {}).setdefault(each.measure, each)
    return found


def _difference(
    pain: PainPoint,
    where: Mapping[str, str | None],
    by_place: Mapping[tuple[str | None, ...], Mapping[str, Difference]],
    scores: Sequence[Metric],
) -> Difference | None:
    """Return the difference of the figure behind a pain point; of several scores the clearest."""
    here = by_place.get((where["touchpoint"], where["channel"], where["segment"]), {})
    kind = pain.gap_of or pain.kind
    if kind not in _SCORES:
        return here.get(_MEASURES[kind][0]) if kind in _MEASURES else None
    shown = [here[metric.name] for metric in scores if metric.kind in SCORES.get(kind, ()) and metric.name in here]
    rated = sorted((each for each in shown if each.q_value is not None), key=lambda each: (each.q_value, each.measure))
    return next(iter(rated or shown), here.get("valence"))


def _worse(difference: Difference | None) -> bool | None:
    """Return whether a figure became worse; longer times are where they were found to hurt."""
    if difference is None or difference.difference.value is None:
        return None
    if difference.measure == "transition_time_mean":
        return difference.difference.value > 1
    return None if difference.better is None else not difference.better


def _change(
    left: PainPoint | None,
    right: PainPoint | None,
    where: Mapping[str, str | None],
    difference: Difference | None,
    *,
    alone: bool,
    tested: bool,
) -> PainChange:
    pain = right or left
    assert pain is not None  # noqa: S101 - a pair has at least one side
    flagged = None if difference is None or difference.q_value is None else difference.flagged
    worse = _worse(difference)
    status: PainStatus = "remaining"
    confirmed = flagged
    if left is None or right is None:
        wanted = "new" if left is None else "solved"
        confirmed = None if flagged is None else flagged and worse is (left is None)
        by_hand = not tested and pain.basis == "assumption" and _all_stated(difference)
        status = wanted if alone or confirmed or by_hand else "unclear"  # type: ignore[assignment]
    return PainChange(
        status=status,
        kind=pain.kind,
        **{part: getattr(pain, part) for part in ("stage", "touchpoint", "channel", "segment")},
        **{f"{part}_id": identifier for part, identifier in where.items()},
        before=left,
        after=right,
        difference=difference,
        confirmed=None if alone else confirmed,
        summary=_summary(pain, left, right, difference, status, alone=alone, confirmed=confirmed),
    )


def _all_stated(difference: Difference | None) -> bool:
    return difference is None or (difference.before.n is None and difference.after.n is None)


def _summary(
    pain: PainPoint,
    left: PainPoint | None,
    right: PainPoint | None,
    difference: Difference | None,
    status: PainStatus,
    *,
    alone: bool,
    confirmed: bool | None,
) -> str:
    where = " / ".join(name for name in (pain.touchpoint or pain.stage, pain.channel, pain.segment) if name)
    head = f"{where} ({(pain.gap_of or pain.kind).replace('_', ' ')}): "
    apart = "" if difference is None else f"; {difference.measure.replace('_', ' ')} {change(difference.difference)}{_sure(difference)}"
    if left is not None and right is not None:
        moved = "" if not confirmed else ", and better than before" if _worse(difference) is False else ", and worse than before"
        return f"{head}still there{moved}{apart}."
    if alone:
        return (
            f"{head}{'went with its touchpoint, which is no longer seen' if right is None else 'came with its touchpoint, which is new'}."
        )
    if status == "unclear":
        gone = "no longer found" if right is None else "found now and not before"
        why = "it was not tested whether its figure changed" if confirmed is None else "its figure may not have changed"
        return f"{head}{gone}, but {why}{apart}."
    if pain.basis == "assumption":
        return f"{head}{'stated before, no longer stated after' if right is None else 'stated after, not before'}{apart}."
    return f"{head}{'solved' if right is None else 'new'}{apart}."


def _sure(difference: Difference) -> str:
    return "" if difference.q_value is None else f", {chance(difference.q_value)}"
