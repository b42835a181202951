"""
Write the advance widths that the renderer measures text with.

Run by hand when the fonts or the character ranges change::

    python tools/make_width_table.py --fonts /usr/share/fonts --out cxjourney/render/widths.json

For each character the widest of Inter, Liberation Sans, Noto Sans and Roboto is taken, in a regular and a
bold weight, so that a measured line never grows on screen with any of them. Arabic letters get four widths
each (isolated, final, initial, medial) from Noto Sans Arabic and DejaVu Sans. Only the numbers are kept; no font is shipped.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FACES = {
    "regular": ("Inter-Regular", "LiberationSans-Regular", "NotoSans-Regular", "Roboto-Regular"),
    "bold": ("Inter-Bold", "Inter-SemiBold", "LiberationSans-Bold", "NotoSans-Bold", "Roboto-Bold", "Roboto-Medium"),
}
ARABIC_FACES = ("NotoSansArabic-Regular", "DejaVuSans")
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x2FF),
    (0x370, 0x3FF),
    (0x400, 0x52F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x20A0, 0x20C0),
    (0x2100, 0x214F),
    (0x2190, 0x2199),
    (0x2200, 0x226F),
    (0x25A0, 0x25FF),
)
ARABIC_RANGES = ((0x0600, 0x06FF),)
STEP = 8
FORMS = ("isol", "fina", "init", "medi")


class Face:
    """One font file: the width of a character in 1/1000 em."""

    def __init__(self, path: Path) -> None:
        self.font = TTFont(path, lazy=True)
        self.cmap = self.font.getBestCmap()
        self.advance = self.font["hmtx"]
        self.scale = 1000 / self.font["head"].unitsPerEm
        self.single = single_substitutions(self.font)

    def width(self, char: str, feature: str | None = None) -> float | None:
        """Return the width, with a substitution feature applied, or None when the face lacks the character."""
        glyph = self.cmap.get(ord(char))
        if glyph is None:
            return None
        if feature:
            glyph = self.single.get(feature, {}).get(glyph, glyph)
        return float(self.advance[glyph][0] * self.scale)


def single_substitutions(font: TTFont) -> dict[str, dict[str, str]]:
    """Return the one-to-one substitutions of a font by feature tag."""
    if "GSUB" not in font:
        return {}
    table = font["GSUB"].table
    found: dict[str, dict[str, str]] = {}
    for record in table.FeatureList.FeatureRecord:
        target = found.setdefault(record.FeatureTag, {})
        for index in record.Feature.LookupListIndex:
            for subtable in table.LookupList.Lookup[index].SubTable:
                target.update(mapping(subtable))
    return found


def mapping(subtable: Any) -> dict[str, str]:
    """Return the glyph to glyph mapping of a substitution subtable, if it is of that kind."""
    inner = getattr(subtable, "ExtSubTable", subtable)
    pairs = getattr(inner, "mapping", None)
    return {} if pairs is None else {key: value for key, value in pairs.items() if isinstance(value, str)}


def find(fonts: Path, stem: str) -> Path:
    """Return the font file with this stem, the first in path order."""
    files = sorted(path for path in fonts.rglob(f"{stem}.*") if path.suffix in {".ttf", ".otf"})
    if not files:
        message = f"no font file {stem}.ttf or .otf under {fonts}"
        raise SystemExit(message)
    return files[0]


def characters(ranges: tuple[tuple[int, int], ...]) -> list[str]:
    """Return the drawn characters of the ranges: no marks, controls, formats or unassigned."""
    chars = (chr(code) for first, last in ranges for code in range(first, last + 1))
    return [char for char in chars if unicodedata.category(char) not in {"Mn", "Me", "Cc", "Cf", "Cn", "Zl", "Zp"}]


def widest(faces: list[Face], char: str) -> int | None:
    """Return the widest advance, tabular digits included, rounded up to the step."""
    widths = [width for face in faces for feature in (None, "tnum") if (width := face.width(char, feature)) is not None]
    return None if not widths else int(-(-max(widths) // STEP) * STEP)


def packed(faces: list[Face]) -> dict[str, str]:
    """Return characters joined by their common width."""
    groups: dict[int, list[str]] = {}
    for char in characters(RANGES):
        width = widest(faces, char)
        if width is not None:
            groups.setdefault(width, []).append(char)
    return {str(width): "".join(groups[width]) for width in sorted(groups)}


def joining(faces: list[Face]) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Return Arabic letters with four widths, and the other Arabic characters with one."""
    letters: dict[str, list[int]] = {}
    others: dict[str, int] = {}
    for char in characters(ARABIC_RANGES):
        known = [face for face in faces if face.width(char) is not None]
        if not known:
            continue
        widths = [round(max(face.width(char, None if form == "isol" else form) or 0 for face in known)) for form in FORMS]
        if unicodedata.category(char) == "Lo":
            letters[char] = widths
        else:
            others[char] = widths[0]
    return letters, others


def main() -> None:
    """Read the fonts and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts"))
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    faces = {weight: [Face(find(options.fonts, stem)) for stem in stems] for weight, stems in FACES.items()}
    letters, others = joining([Face(find(options.fonts, stem)) for stem in ARABIC_FACES])
    table = {**{weight: packed(group) for weight, group in faces.items()}, "arabic": letters, "arabic_other": others}
    options.out.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
