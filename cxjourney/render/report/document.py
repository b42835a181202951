"""A finished page: text to save, show or put into a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxjourney.arguments import path_of
from cxjourney.errors import RenderError, show_value
from cxjourney.interchange.files import write_atomically
from cxjourney.render.markup import element

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, eq=True)
class HtmlDocument:
    """
    A whole page of HTML that asks for nothing: no file, no font, no server.

    Parameters
    ----------
    text
        The page.
    title
        What it says.
    plain
        The same story in plain text.
    language
        Language of its words.

    Examples
    --------
    >>> import cxjourney as cx
    >>> cx.render_report(cx.JourneyMap(title="First order", stages={"Pay": ["Checkout"]}))
    <HtmlDocument 'First order', ... kB>
    """

    text: str = field(repr=False)
    title: str
    plain: str = field(repr=False)
    language: str = "en"

    def save(self, path: str | os.PathLike[str]) -> None:
        """
        Write the page to a file.

        Parameters
        ----------
        path
            A file ending in ``.html``. It is replaced at once or not at all.

        Raises
        ------
        RenderError
            If the suffix is another.
        """
        target = path_of("path", path)
        if target.suffix.lower() != ".html":
            raise RenderError(
                f"a page is saved as .html, found the suffix {show_value(target.suffix)}.",
                hint=f"name the file {target.stem or 'report'}.html; a browser prints it to PDF.",
                value=show_value(target.suffix),
            )
        write_atomically(target, self.text.encode())

    def to_html(self) -> str:
        """Return the page as a fragment for another page: a frame of its own, which no rule of the other page reaches."""
        attributes = {"class": "cxj-frame", "sandbox": "allow-scripts", "aria-label": self.title, "srcdoc": self.text}
        return str(element("iframe", {**attributes, "width": 1120, "height": 800}, html=True))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<HtmlDocument {self.title!r}, {len(self.text.encode()) / 1000:.0f} kB>"

    def _repr_mimebundle_(self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None) -> dict[str, str]:
        bundle = {"text/html": self.to_html(), "text/plain": self.plain}
        wanted = {key: value for key, value in bundle.items() if include is None or key in set(include)}
        return {key: value for key, value in wanted.items() if exclude is None or key not in set(exclude)}
