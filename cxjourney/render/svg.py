"""Marks written as SVG: paints become colours and classes, texts are isolated, ids come from the content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.render.characters import directed, is_rtl
from cxjourney.render.marks import Circle, Command, Mark, Paint, Path, Rect, Text
from cxjourney.render.markup import FONT_FAMILY, Markup, element, number, style
from cxjourney.render.mirror import mirrored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.render.theme import Theme
    from cxjourney.render.words import Direction

HALO_WIDTH = 3.5

Attributes = dict[str, str | float | None]


@dataclass(slots=True)
class Painter:
    """
    Turns tokens into colours and remembers which classes a dark screen has to switch.

    Parameters
    ----------
    theme
        The colours that are written.
    dark
        The colours of a dark screen, or None for a picture with one look.
    direction
        Direction of the picture, which decides how texts are isolated.
    """

    theme: Theme
    dark: Theme | None = None
    direction: Direction = "ltr"
    used: set[str] = field(default_factory=set)

    def colors(self, fill: str | None, stroke: str | None) -> Attributes:
        """Return the class and colour attributes of a painted element."""
        classes = [f"{letter}-{token}" for letter, token in (("f", fill), ("s", stroke)) if token]
        attributes: Attributes = {}
        if self.dark is not None and classes:
            self.used.update(classes)
            attributes["class"] = " ".join(classes)
        attributes["fill"] = getattr(self.theme, fill) if fill else "none"
        if stroke:
            attributes["stroke"] = getattr(self.theme, stroke)
        return attributes

    def rules(self, scope: str) -> str:
        """Return the style rules of a dark screen for the classes that were used, or nothing."""
        if self.dark is None:
            return ""
        properties = {"f": "fill", "s": "stroke"}
        inner = "".join(f".{scope} .{name}{{{properties[name[0]]}:{getattr(self.dark, name[2:])}}}" for name in sorted(self.used))
        return f"@media (prefers-color-scheme:dark){{{inner}}}"


def write(mark: Mark, painter: Painter) -> Markup:
    """
    Return a mark as an element.

    Parameters
    ----------
    mark
        What to write.
    painter
        Where its colours come from.
    """
    if isinstance(mark, Text):
        return _text(mark, painter)
    if isinstance(mark, Rect):
        radius = mark.radius or None
        shape: Attributes = {"x": mark.x, "y": mark.y, "width": mark.width, "height": mark.height, "rx": radius}
        return element("rect", shape | _paint(mark.paint, painter))
    if isinstance(mark, Circle):
        return element("circle", {"cx": mark.x, "cy": mark.y, "r": mark.radius} | _paint(mark.paint, painter))
    if isinstance(mark, Path):
        return element("path", {"d": path_data(mark.commands, mark.origin or (0, 0))} | _paint(mark.paint, painter))
    children = [write(child, painter) for child in mark.marks]
    return element("g", {"role": mark.role, "aria-label": directed(mark.label, painter.direction)}, children)


def _paint(paint: Paint, painter: Painter) -> Attributes:
    attributes = painter.colors(paint.fill, paint.stroke)
    if paint.fill_opacity != 1:
        attributes["fill-opacity"] = paint.fill_opacity
    if paint.stroke:
        attributes |= {
            "stroke-opacity": paint.stroke_opacity if paint.stroke_opacity != 1 else None,
            "stroke-width": paint.width if paint.width != 1 else None,
            "stroke-dasharray": paint.dash,
            "stroke-linecap": "round" if paint.rounded else None,
            "stroke-linejoin": "round" if paint.rounded else None,
        }
    return attributes


def path_data(commands: Sequence[Command], origin: tuple[float, float] = (0, 0)) -> str:
    """
    Return the ``d`` attribute of a path.

    Parameters
    ----------
    commands
        Letters with absolute coordinates.
    origin
        What is added to each coordinate.
    """
    parts: list[str] = []
    for letter, *values in commands:
        offsets = {"H": origin[:1], "V": origin[1:]}.get(str(letter), origin)
        numbers = [number(float(value) + offsets[index % len(offsets)]) for index, value in enumerate(values)]
        parts.append(f"{letter}{' '.join(numbers)}")
    return "".join(parts)


def _text(text: Text, painter: Painter) -> Markup:
    rtl = is_rtl(text.text)
    spacing = text.font.spacing if painter.direction == "ltr" and not rtl else 0
    attributes: Attributes = {"x": text.x, "y": text.y, "font-size": text.font.size}
    attributes |= {
        "font-weight": text.font.weight if text.font.weight != 400 else None,
        "font-style": "italic" if text.italic and not rtl else None,
        "letter-spacing": _spacing(spacing) if spacing else None,
        "text-anchor": text.anchor if text.anchor != "start" else None,
    }
    attributes |= painter.colors(text.fill, text.halo)
    if text.halo:
        attributes |= {"stroke-width": HALO_WIDTH, "stroke-linejoin": "round", "paint-order": "stroke"}
    written = directed(text.text, painter.direction)
    if text.full is None:
        return element("text", attributes, (written,))
    return element("text", attributes, (element("title", {}, (directed(text.full, painter.direction),)), written))


def _spacing(value: float) -> str:
    return f"{value:g}".replace("0.", ".", 1) + "em"


@dataclass(frozen=True, slots=True)
class Heading:
    """
    What a picture is called.

    Parameters
    ----------
    title
        The claim.
    description
        What it shows, for those who do not see it.
    kind
        What sort of picture it is, such as ``"customer journey map"``.
    language
        Language of its words.
    """

    title: str
    description: str
    kind: str
    language: str = "en"


def svg_text(marks: Sequence[Mark], size: tuple[float, float], heading: Heading, painter: Painter) -> str:
    """
    Return a whole SVG document; a right-to-left picture is mirrored here, and nowhere else.

    Parameters
    ----------
    marks
        What is drawn, back to front, laid out from left to right.
    size
        Width and height of the page.
    heading
        Its title and description.
    painter
        Its colours.
    """
    shown = [mirrored(mark, size[0]) for mark in marks] if painter.direction == "rtl" else marks
    body = Markup("\n".join(write(mark, painter) for mark in shown))
    name = "cxj-" + hashlib.sha256(f"{heading.title}\0{body}".encode()).hexdigest()[:8]
    width, height = size
    root: Attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": f"cxj {name}",
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "width": width,
        "height": height,
        "role": "graphics-document document",
        "aria-roledescription": heading.kind,
        "aria-labelledby": f"{name}-t",
        "aria-describedby": f"{name}-d",
        "xml:lang": heading.language,
        "lang": heading.language,
        "direction": "ltr",
        "style": "direction:ltr;font-variant-numeric:tabular-nums",
        "font-family": FONT_FAMILY,
        "text-rendering": "geometricPrecision",
    }
    rules = painter.rules(name)
    parts = [
        element("title", {"id": f"{name}-t"}, (directed(heading.title, painter.direction),)),
        element("desc", {"id": f"{name}-d"}, (directed(heading.description, painter.direction),)),
        *([style(rules)] if rules else []),
        body,
    ]
    return element("svg", root, (Markup("\n".join(["", *parts, ""])),)) + "\n"
