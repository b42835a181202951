"""A finished picture: text to save, show or put into a page."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cxjourney.errors import RenderError, show_value
from cxjourney.interchange.files import write_atomically
from cxjourney.render.markup import PAGE_POLICY, Markup, element, page

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

_SUFFIXES = (".svg", ".html")


@dataclass(frozen=True, slots=True, eq=True)
class SvgDocument:
    """
    A picture as SVG text.

    Parameters
    ----------
    text
        The SVG document.
    title
        What it says.
    plain
        The same story in plain text.
    language
        Language of its words.
    width, height
        Size of the page.
    truncated
        The full texts that were cut in the picture, in drawing order.
    direction
        Which way the picture runs: from left to right, or from right to left.

    Examples
    --------
    >>> import cxjourney as cx
    >>> cx.render_map(cx.JourneyMap(title="First order", stages={"Pay": ["Checkout"]}))
    <SvgDocument 'First order', 1120 × 328>
    """

    text: str = field(repr=False)
    title: str
    plain: str = field(repr=False)
    language: str = "en"
    width: float = 0
    height: float = 0
    truncated: tuple[str, ...] = ()
    direction: Literal["ltr", "rtl"] = "ltr"

    def save(self, path: str | os.PathLike[str]) -> None:
        """
        Write the picture to a file; the suffix decides the format.

        Parameters
        ----------
        path
            A file ending in ``.svg`` or ``.html``. It is replaced at once or not at all.

        Raises
        ------
        RenderError
            If the suffix is another.
        """
        target = Path(path)
        suffix = target.suffix.lower()
        if suffix not in _SUFFIXES:
            raise RenderError(
                f"a map is saved as {' or '.join(_SUFFIXES)}, found the suffix {show_value(target.suffix)}.",
                hint=f"name the file {target.stem or 'map'}.svg, or use .html for a page.",
                value=show_value(target.suffix),
            )
        text = self.text if suffix == ".svg" else self._page()
        write_atomically(target, text.encode())

    def to_html(self, *, isolate: bool = False) -> str:
        """
        Return the picture as a fragment to put into a page.

        Parameters
        ----------
        isolate
            Put it into an image, where no rule of the page reaches it and nothing can run: the form to
            recommend to services that show pictures of others.
        """
        if isolate:
            data = base64.b64encode(self.text.encode()).decode()
            return str(element("img", {"src": f"data:image/svg+xml;base64,{data}", "alt": self.title}, html=True))
        return str(self._region())

    def _region(self) -> Markup:
        # A wide right-to-left picture starts at its right edge.
        attributes: dict[str, str | float | None] = {"class": "cxj-region", "role": "region", "tabindex": 0, "aria-label": self.title}
        attributes["dir"] = "rtl" if self.direction == "rtl" else None
        return element("div", attributes, (Markup(self.text),), html=True)

    def _page(self) -> str:
        rules = (
            ":root{color-scheme:light dark}body{margin:0;background:#FFFFFF}.cxj-region{overflow-x:auto}.cxj{display:block;margin:0 auto}"
            "@media (prefers-color-scheme:dark){body{background:#0E141C}}"
        )
        head = element(
            "head",
            {},
            (
                element("meta", {"charset": "utf-8"}, html=True),
                element("meta", {"http-equiv": "Content-Security-Policy", "content": PAGE_POLICY}, html=True),
                element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}, html=True),
                element("title", {}, (self.title,), html=True),
                element("style", {}, (Markup(rules),), html=True),
            ),
            html=True,
        )
        body = element("body", {}, (element("main", {}, (self._region(),), html=True),), html=True)
        return page(element("html", {"lang": self.language, "dir": "rtl" if self.direction == "rtl" else None}, (head, body), html=True))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<SvgDocument {self.title!r}, {self.width:.0f} × {self.height:.0f}>"

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        bundle = {"image/svg+xml": self.text, "text/plain": self.plain}
        wanted = {key: value for key, value in bundle.items() if include is None or key in set(include)}
        kept = {key: value for key, value in wanted.items() if exclude is None or key not in set(exclude)}
        return kept, {"image/svg+xml": {"unconfined": True}} if "image/svg+xml" in kept else {}
