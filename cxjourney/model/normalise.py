"""Resolve names to identifiers in the raw fields of a map, and report every reference that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import NoneType
from typing import Any

from pydantic import BaseModel

from cxjourney.errors import closest, show_value
from cxjourney.model.slugs import slug, unique_slugs

Place = tuple[int | str, ...]
Fields = dict[str, Any]
_GUESSES = 5


@dataclass(slots=True)
class _Register:
    """The names and identifiers of one kind of thing, and what is wrong with references to them."""

    kind: str
    ids: set[str] = field(default_factory=set)
    names: dict[str, list[str]] = field(default_factory=dict)
    problems: list[tuple[Place, str]] = field(default_factory=list)

    def add(self, fields: Fields, place: Place) -> None:
        """Enter a thing; a second one with the same identifier is a problem."""
        identifier, name = fields.get("id"), fields.get("name")
        if not isinstance(identifier, str) or not isinstance(name, str):
            return
        if identifier in self.ids:
            self.problems.append(((*place, "id"), f"a second {self.kind} has the identifier {show_value(identifier)}; give it another id"))
            return
        self.ids.add(identifier)
        self.names.setdefault(name, []).append(identifier)

    def resolve(self, reference: object, place: Place) -> object:
        """Return the identifier a reference means; one that means nothing, or two things, is a problem."""
        if not isinstance(reference, str) or reference in self.ids:
            return reference
        meant = self.names.get(reference, [])
        if not meant and reference and slug(reference) in self.ids:
            meant = [slug(reference)]
        if len(meant) != 1:
            self.problems.append((place, self._trouble(reference, meant)))
            return reference
        return meant[0]

    def _trouble(self, reference: str, meant: list[str]) -> str:
        if meant:
            return f"{len(meant)} {self.kind}s are called {show_value(reference)}; give the identifier of one: {', '.join(meant[:5])}"
        # Looking for similar names is slow; the first few guesses say enough.
        near = closest(reference, self.names, 1) if len(self.problems) < _GUESSES else ()
        guess = f"; did you mean {show_value(near[0])}?" if near else ""
        return f"no {self.kind} is called {show_value(reference)}{guess}"


def normalised(data: Mapping[str, Any]) -> tuple[Fields, list[tuple[Place, str]]]:
    """
    Return the raw fields of a map with all references resolved, and what is wrong with them.

    Parameters
    ----------
    data
        Fields of a `JourneyMap` as given: models, mappings, names.
    """
    fields = dict(data)
    registers = {kind: _Register(kind) for kind in ("channel", "persona", "segment", "stage", "touchpoint", "opportunity")}
    for kind in ("channel", "persona", "segment"):
        fields[f"{kind}s"] = _entities(fields.get(f"{kind}s", ()), registers[kind], (f"{kind}s",))
    fields["stages"] = _stages(fields.get("stages", ()), registers["stage"], registers["touchpoint"])
    if fields["channels"] == []:
        fields["channels"] = _channels_of(fields["stages"], registers["channel"])
    _resolve_stages(fields["stages"], registers)
    fields["opportunities"] = _entities(fields.get("opportunities", ()), registers["opportunity"], ("opportunities",))
    _resolve_rest(fields, registers)
    return fields, [problem for register in registers.values() for problem in register.problems]


def _raw(item: object) -> Any:
    """Return a model as the fields that were set on it; anything else as it is."""
    return {name: getattr(item, name) for name in item.model_fields_set} if isinstance(item, BaseModel) else item


def _listed(value: Any) -> Any:
    """Return anything with items as a list in a fixed order; anything else as it is, for Pydantic to refuse."""
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    return list(value) if isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping, BaseModel)) else value


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _entities(value: object, register: _Register, place: Place) -> Any:
    value = _listed(value)
    if not isinstance(value, list):
        return value
    given = [_raw(item) for item in value]
    short = unique_slugs([item for item in given if isinstance(item, str) and item])
    made = dict(zip((item for item in given if isinstance(item, str) and item), short, strict=True))
    result = []
    for index, item in enumerate(given):
        fields = {"name": item, "id": made[item]} if isinstance(item, str) and item else item
        if isinstance(fields, Mapping):
            fields = dict(fields)
            if fields.get("id") is None and isinstance(fields.get("name"), str) and fields["name"]:
                fields["id"] = slug(fields["name"])
            register.add(fields, (*place, index))
        result.append(fields)
    return result


def _stages(value: object, stages: _Register, touchpoints: _Register) -> Any:
    if isinstance(value, Mapping):
        value = [{"name": name, "touchpoints": inside} for name, inside in value.items()]
    result = _entities(value, stages, ("stages",))
    if not isinstance(result, list):
        return result
    if all(isinstance(stage, dict) and _is_order(stage.get("order")) for stage in result):
        result.sort(key=lambda stage: stage["order"])
    for index, stage in enumerate(result):
        if isinstance(stage, dict):
            if stage.get("order") is None or _is_order(stage["order"]):
                stage["order"] = index
            stage["touchpoints"] = _entities(stage.get("touchpoints", ()), touchpoints, ("stages", index, "touchpoints"))
            for touchpoint in _items(stage["touchpoints"]):
                if isinstance(touchpoint, dict):
                    _place(touchpoint, stage)
    return result


def _is_order(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _place(touchpoint: Fields, stage: Fields) -> None:
    """Say in a touchpoint which stage holds it, and fix what can be walked through only once."""
    if isinstance(touchpoint.get("stage"), (str, NoneType)):
        touchpoint["stage"] = stage.get("id")
    if isinstance(touchpoint.get("channels"), str):
        touchpoint["channels"] = [touchpoint["channels"]]
    for name in ("channels", "emotions", "measures"):
        if name in touchpoint:
            touchpoint[name] = _listed(touchpoint[name])
    if "emotion" in touchpoint and isinstance(touchpoint.get("emotions", []), list):
        emotion = touchpoint.pop("emotion")
        touchpoint["emotions"] = [*touchpoint.get("emotions", []), *([] if emotion is None else [emotion])]


def _touchpoints(stages: object) -> Iterable[tuple[Place, Fields]]:
    for index, stage in enumerate(_items(stages)):
        for inner, touchpoint in enumerate(_items(stage.get("touchpoints", ())) if isinstance(stage, dict) else []):
            if isinstance(touchpoint, dict):
                yield ("stages", index, "touchpoints", inner), touchpoint


def _channels_of(stages: object, register: _Register) -> list[Fields]:
    names: dict[str, None] = {}
    for _, touchpoint in _touchpoints(stages):
        names.update(dict.fromkeys(name for name in _items(touchpoint.get("channels", ())) if isinstance(name, str) and name))
    made = [{"name": name, "id": identifier} for name, identifier in zip(names, unique_slugs(list(names)), strict=True)]
    for index, channel in enumerate(made):
        register.add(channel, ("channels", index))
    return made


def _resolve_stages(stages: object, registers: Mapping[str, _Register]) -> None:
    channels = registers["channel"]
    inner = {kind: registers[kind] for kind in ("channel", "persona", "segment")}
    for place, touchpoint in _touchpoints(stages):
        given = touchpoint.get("channels", ())
        if _items(given):
            touchpoint["channels"] = _once(channels.resolve(name, (*place, "channels", index)) for index, name in enumerate(given))
        for name in ("emotions", "measures"):
            _resolve_items(touchpoint, name, place, inner)
    for index, stage in enumerate(_items(stages)):
        if isinstance(stage, dict):
            _resolve_items(stage, "measures", ("stages", index), inner)


def _resolve_items(owner: Fields, name: str, place: Place, registers: Mapping[str, _Register]) -> None:
    given = _listed(owner.get(name, ()))
    if isinstance(given, list):
        owner[name] = [_resolved(_raw(item), (*place, name, index), registers) for index, item in enumerate(given)]


def _resolved(item: Any, place: Place, registers: Mapping[str, _Register]) -> Any:
    if not isinstance(item, Mapping):
        return item
    references = {key: registers[key].resolve(item[key], (*place, key)) for key in registers if item.get(key) is not None}
    return {**item, **references}


def _once(references: Iterable[object]) -> list[object]:
    """Return references without repetitions; things that are no text stay for Pydantic to refuse."""
    kept: list[object] = []
    seen: set[str] = set()
    for item in references:
        if not isinstance(item, str):
            kept.append(item)
        elif item not in seen:
            seen.add(item)
            kept.append(item)
    return kept


def _resolve_rest(fields: Fields, registers: Mapping[str, _Register]) -> None:
    stages, touchpoints = registers["stage"], registers["touchpoint"]
    _resolve_items(fields, "transitions", (), {"source": touchpoints, "target": touchpoints})
    for name in ("insights", "opportunities"):
        _resolve_items(fields, name, (), {"stage": stages, "touchpoint": touchpoints})
    _resolve_items(fields, "personas", (), {"segment": registers["segment"]})
    _resolve_items(fields, "totals", (), {"channel": registers["channel"], "segment": registers["segment"]})
    for name in ("goal_touchpoints", "end_touchpoints", "support_touchpoints"):
        given = _listed(fields.get(name, ()))
        if isinstance(given, list):
            fields[name] = _once(touchpoints.resolve(item, (name, index)) for index, item in enumerate(given))
