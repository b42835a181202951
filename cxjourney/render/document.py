"""A finished picture: text to save, show or put into a page."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from cxjourney.arguments import check_flag, items_of, path_of
from cxjourney.errors import OptionError, RenderError, show_value
from cxjourney.interchange.files import write_atomically
from cxjourney.render.markup import PAGE_POLICY, Markup, element, page

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from cxjourney.render.report.document import HtmlDocument

_SUFFIXES = (".svg", ".html", ".png", ".pdf")


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

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        scale: float | None = None,
        width: float | None = None,
        font_files: Sequence[str | os.PathLike[str]] = (),
    ) -> None:
        """
        Write the picture to a file; the suffix decides the format.

        Parameters
        ----------
        path
            A file ending in ``.svg``, ``.html``, ``.png`` or ``.pdf``. It is replaced at once or not at all.
        scale
            For PNG, pixels a unit, 2 when not given; for PDF, points a unit, 1 when not given.
        width
            For PNG and PDF: width in pixels or points, instead of a scale.
        font_files
            For PNG: fonts to use besides those of the system.

        Raises
        ------
        RenderError
            If the suffix is another, or the picture cannot be drawn in that format.
        MissingDependencyError
            If the extra ``png`` or ``pdf`` is needed and not installed.
        OptionError
            If a size or fonts are given that the format has no use for.
        """
        target = path_of("path", path)
        suffix = target.suffix.lower()
        if suffix not in _SUFFIXES:
            raise RenderError(
                f"a picture is saved as {', '.join(_SUFFIXES[:-1])} or {_SUFFIXES[-1]}, found the suffix {show_value(target.suffix)}.",
                hint=f"name the file {target.stem or 'map'}.svg, or use .html for a page.",
                value=show_value(target.suffix),
            )
        if suffix in {".png", ".pdf"}:
            from cxjourney.render.export.write import exported  # noqa: PLC0415 - only then needed

            content = exported(self, suffix, scale=scale, width=width, font_files=font_files)
        else:
            if scale is not None or width is not None or items_of("font_files", font_files, "paths of fonts"):
                raise OptionError(
                    f"scale, width and font_files are for .png and .pdf, found them with {suffix}.",
                    hint="leave them out: an SVG fits any size, and uses the fonts of whoever looks at it.",
                )
            content = (self.text if suffix == ".svg" else self._page()).encode()
        write_atomically(target, content)

    def to_html(self, *, isolate: bool = False) -> str:
        """
        Return the picture as a fragment to put into a page.

        Parameters
        ----------
        isolate
            Put it into an image, where no rule of the page reaches it and nothing can run: the form to
            recommend to services that show pictures of others.
        """
        check_flag("isolate", isolate)
        if isolate:
            data = base64.b64encode(self.text.encode()).decode()
            return str(element("img", {"src": f"data:image/svg+xml;base64,{data}", "alt": self.title}, html=True))
        return str(self._region())

    def interactive(self) -> HtmlDocument:
        """
        Return the picture as a page to explore: arrow keys walk through it, its parts say what they are, tables hold all of it.

        The page is one file with one small script, which its policy names; nothing else can run or load.
        """
        from cxjourney.render.report.single import interactive_page  # noqa: PLC0415 - only then needed

        return interactive_page(self)

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
