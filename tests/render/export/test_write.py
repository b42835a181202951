from __future__ import annotations

import struct
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from cxjourney.errors import CxJourneyWarning, MissingDependencyError, OptionError, RenderError
from cxjourney.model.journey_map import JourneyMap
from cxjourney.render import SvgDocument, render_map
from cxjourney.render.export import png

FACE = next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"), None) if Path("/usr/share/fonts").is_dir() else None


@pytest.fixture(scope="module")
def picture() -> SvgDocument:
    """Return a small map with a Cyrillic and a Persian label."""
    return render_map(JourneyMap(title="First order", stages={"Оплата": ["Checkout", "سبد خرید"]}))


def size(path: Path) -> tuple[int, int]:
    """Return the width and height that a PNG states."""
    return struct.unpack(">II", path.read_bytes()[16:24])  # type: ignore[return-value]


@pytest.mark.parametrize(("options", "factor"), [({}, 2), ({"scale": 1}, 1), ({"scale": 0.5}, 0.5), ({"width": 560}, 0.5)])
def test_a_png_is_as_large_as_asked(picture: SvgDocument, tmp_path: Path, options: dict[str, Any], factor: float) -> None:
    """Two pixels a unit, or what scale or width say."""
    picture.save(tmp_path / "map.png", **options)

    assert (tmp_path / "map.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = size(tmp_path / "map.png")
    assert abs(width - picture.width * factor) <= 1
    assert abs(height - picture.height * factor) <= 1


def test_the_text_of_a_pdf_can_be_selected(picture: SvgDocument, tmp_path: Path) -> None:
    """Words are words, in every script, and the page is as large as the picture."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the PDF")
    picture.save(tmp_path / "map.pdf")
    page = pdfium.PdfDocument(tmp_path / "map.pdf")[0]

    assert page.get_size() == (picture.width, picture.height)
    text = page.get_textpage().get_text_bounded()
    assert "First order" in text
    assert "Оплата" in text
    assert "Checkout" in text


@pytest.mark.parametrize("options", [{"scale": 0.5}, {"width": 560}])
def test_a_pdf_is_as_large_as_asked(picture: SvgDocument, tmp_path: Path, options: dict[str, Any]) -> None:
    """The page is scaled, whatever the converter thinks of scales."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the PDF")
    picture.save(tmp_path / "map.pdf", **options)

    assert pdfium.PdfDocument(tmp_path / "map.pdf")[0].get_size() == (picture.width / 2, picture.height / 2)


def test_emoji_do_not_spoil_a_pdf(tmp_path: Path) -> None:
    """They are embedded, or the box that stands for each is warned about."""
    document = render_map(JourneyMap(stages={"Pay": ["Unboxing 📦"]}))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        document.save(tmp_path / "map.pdf")

    assert (tmp_path / "map.pdf").read_bytes()[:5] == b"%PDF-"
    assert all("emoji" in str(entry.message) and entry.category is CxJourneyWarning for entry in told)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("map.png", {"scale": 1, "width": 100}, "both"),
        ("map.png", {"scale": 0}, "above 0"),
        ("map.pdf", {"width": float("nan")}, "above 0"),
        ("map.png", {"font_files": ["no.ttf"]}, "does not exist"),
        ("map.pdf", {"font_files": ["no.ttf"]}, "PNG only"),
        ("map.svg", {"scale": 2}, r"\.png and \.pdf"),
        ("map.html", {"width": 800}, r"\.png and \.pdf"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    picture: SvgDocument, tmp_path: Path, name: str, options: dict[str, Any], message: str
) -> None:
    """Nothing is written then."""
    with pytest.raises(OptionError, match=message):
        picture.save(tmp_path / name, **options)

    assert list(tmp_path.iterdir()) == []


def test_a_png_beyond_reason_is_refused(picture: SvgDocument, tmp_path: Path) -> None:
    """The hint says what scale is possible."""
    with pytest.raises(RenderError, match=r"20,000.*\n.*scale=17\.9"):
        picture.save(tmp_path / "map.png", scale=30)


@pytest.mark.parametrize(("name", "extra", "module"), [("map.png", "png", "resvg_py"), ("map.pdf", "pdf", "vl_convert")])
def test_a_missing_package_is_named_with_its_extra(
    picture: SvgDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, name: str, extra: str, module: str
) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingDependencyError, match=rf"cxjourney\[{extra}\]"):
        picture.save(tmp_path / name)

    assert list(tmp_path.iterdir()) == []


class _WithoutFonts:
    """A renderer on a machine without fonts: every picture is empty."""

    @staticmethod
    def svg_to_bytes(**_: object) -> bytes:
        return b"\x89PNG"


def test_a_machine_without_fonts_is_told(picture: SvgDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of a picture without words: how to get fonts on each system, or to pass one."""
    monkeypatch.setitem(sys.modules, "resvg_py", _WithoutFonts)
    with pytest.raises(RenderError, match=r"(?s)no font.*Debian.*macOS and Windows.*font_files"):
        picture.save(tmp_path / "map.png")


@pytest.mark.skipif(FACE is None, reason="DejaVu Sans is not installed under /usr/share/fonts")
def test_a_font_file_can_be_given(picture: SvgDocument, tmp_path: Path) -> None:
    """It is used beside the fonts of the system."""
    assert FACE is not None
    picture.save(tmp_path / "map.png", scale=1, font_files=[FACE])

    assert size(tmp_path / "map.png")[0] == picture.width


class _Failing(_WithoutFonts):
    """A renderer that finds a font and then gives up."""

    @staticmethod
    def svg_to_bytes(svg_string: str, **_: object) -> bytes:
        if 'width="40"' in svg_string:
            return svg_string.encode()
        message = "out of luck"
        raise ValueError(message)

    @staticmethod
    def svg_to_pdf(_: str) -> bytes:
        message = "cannot draw it.\n\nStack backtrace"
        raise RuntimeError(message)


@pytest.mark.parametrize(("name", "module", "reason"), [("a.png", "resvg_py", "out of luck"), ("a.pdf", "vl_convert", "cannot draw it")])
def test_no_foreign_error_comes_out(
    picture: SvgDocument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, name: str, module: str, reason: str
) -> None:
    """Whatever the renderer says, it is said as ours, in one line."""
    monkeypatch.setitem(sys.modules, module, _Failing)
    png._has_fonts.cache_clear()
    with pytest.raises(RenderError, match=reason) as told:
        picture.save(tmp_path / name)

    assert "backtrace" not in str(told.value)


def test_a_map_saves_itself(tmp_path: Path) -> None:
    """Through the same door as other formats."""
    journey_map = JourneyMap(stages={"Pay": ["Checkout"]})
    for name in ("map.png", "map.pdf"):
        journey_map.save(tmp_path / name)

    assert sorted(path.read_bytes()[:4] for path in tmp_path.iterdir()) == [b"%PDF", b"\x89PNG"]
