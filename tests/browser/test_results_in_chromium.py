"""Trends, paths, groups, funnels and the lane of the plan as a browser draws them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cxjourney.render import render_funnel, render_map, render_paths, render_trend
from cxjourney.render.words import LANGUAGES

if TYPE_CHECKING:
    from types import ModuleType

    from cxjourney.render import SvgDocument


def loaded(*parts: str) -> Any:
    """Return a module of the tests by its place."""
    path = Path(__file__).parents[1].joinpath(*parts)
    spec = importlib.util.spec_from_file_location("_".join(parts).removesuffix(".py"), path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHROMIUM = loaded("browser", "test_map_in_chromium.py")
RESULTS = loaded("render", "results.py")
SIZES = [(1, "latin"), (5, "vietnamese"), (15, "long"), (15, "persian"), (40, "cyrillic")]
FOCUSED = "document.activeElement.getAttribute('aria-label')"

STRAY = """
function stray(svg){
  const o=svg.getBoundingClientRect();
  return [...svg.querySelectorAll('rect,circle,path')].filter(e=>{
    const r=e.getBoundingClientRect();
    return r.left<o.left-1||r.right>o.right+1||r.top<o.top-1||r.bottom>o.bottom+1;
  }).map(e=>'outside the page: '+e.outerHTML.slice(0,80));
}
"""
CONTRAST = """
const rgb=c=>{const n=c.match(/[0-9.]+/g).map(Number);return n.length<4?[...n,1]:n;};
const over=(a,b)=>[0,1,2].map(i=>a[i]*a[3]+b[i]*(1-a[3]));
const light=c=>c.slice(0,3).map(v=>v/255).map(v=>v<=.03928?v/12.92:((v+.055)/1.055)**2.4).reduce((s,v,i)=>s+v*[.2126,.7152,.0722][i],0);
function faint(svg){
  const found=[],shapes=[...svg.querySelectorAll('rect,circle,path,text')];
  shapes.forEach((text,at)=>{
    if(text.tagName!='text')return;
    const r=text.getBoundingClientRect(),x=r.left+r.width/2,y=r.top+r.height*.6;
    let ground=[255,255,255];
    shapes.slice(0,at).filter(e=>e.tagName!='text').forEach(e=>{
      const b=e.getBoundingClientRect(),c=getComputedStyle(e),o=svg.getBoundingClientRect();
      if(x<b.left||x>b.right||y<b.top||y>b.bottom||c.fill=='none')return;
      if(e.tagName=='path'&&!e.isPointInFill(new DOMPoint(x-o.left,y-o.top)))return;
      const f=rgb(c.fill);ground=over([f[0],f[1],f[2],f[3]*c.fillOpacity],ground);
    });
    const l=[light(rgb(getComputedStyle(text).fill)),light(ground)].sort((a,b)=>b-a),ratio=(l[0]+.05)/(l[1]+.05);
    if(ratio<4.5)found.push(text.textContent+' '+ratio.toFixed(2)+' on '+ground.map(Math.round));
  });
  return found;
}
"""

pytestmark = CHROMIUM.pytestmark


def drawn(touchpoints: int, script: str, **options: Any) -> dict[str, SvgDocument]:
    """Return the pictures of made-up results."""
    several = max(touchpoints, 2)
    return {
        "trend": render_trend(RESULTS.trend(touchpoints, script), **options),
        "variants": render_paths(RESULTS.variants(touchpoints, script), **options),
        "groups": render_paths(RESULTS.groups(touchpoints, script), **options),
        "funnel": render_funnel(RESULTS.funnel(several, script, members=several % 8), **options),
    }


def plans(examples: ModuleType, **options: Any) -> list[SvgDocument]:
    """Return maps with the lane of the plan."""
    sizes = [(1, 1, "latin"), (5, 3, "persian"), (15, 4, "cyrillic"), (36, 8, "vietnamese"), (60, 8, "latin")]
    made = [examples.made_up(touchpoints, stages, script, seed=touchpoints)[0] for touchpoints, stages, script in sizes]
    return [render_map(each, conformance=RESULTS.conformance(each), **options) for each in made]


def styled(pictures: list[SvgDocument], face: str) -> str:
    """Return a page of pictures in one face."""
    style = f"<style>svg,svg *{{font-family:'{face}','Noto Sans','Noto Sans Arabic','Noto Sans CJK SC','Noto Color Emoji'}}</style>"
    return style + "".join(picture.text for picture in pictures)


@pytest.mark.parametrize(("face", "direction"), [*((face, "ltr") for face in CHROMIUM.FACES), ("Noto Sans", "rtl")])
def test_texts_neither_touch_nor_leave_their_place(face: str, direction: str) -> None:
    """In four common faces, and mirrored: nothing outside the page, no text over another or beyond its card."""
    pictures = [each for size in SIZES for each in drawn(*size, direction=direction).values()]
    found = CHROMIUM.run(styled(pictures, face), STRAY + "tell(maps().map(svg=>[...check(svg),...stray(svg)]));")

    assert found == [[] for _ in pictures]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_language_fits(examples: ModuleType, locale: str) -> None:
    """Fixed words are longer in some, figures are, too; the lane of the plan stands in maps of every density."""
    pictures = [*drawn(9, "latin", locale=locale).values(), *plans(examples, locale=locale)]
    found = CHROMIUM.run(styled(pictures, "Noto Sans"), STRAY + "tell(maps().map(svg=>[...check(svg),...stray(svg)]));")

    assert found == [[] for _ in pictures]


@pytest.mark.parametrize(("scheme", "look"), [(0, "dark"), (1, "light")])
def test_auto_looks_like_the_theme_of_the_screen(examples: ModuleType, scheme: int, look: str) -> None:
    """Every painted colour of auto equals the plain theme's."""
    sides = [[*drawn(5, "latin", theme=theme).values(), plans(examples, theme=theme)[2]] for theme in ("auto", look)]
    half = len(sides[0])
    script = f"const s=maps().map(colors);tell(s.slice(0,{half}).map((c,i)=>[c===s[i+{half}],c.split(';').length>60]));"
    body = "".join(picture.text for side in sides for picture in side)

    assert CHROMIUM.run(body, script, f"--blink-settings=preferredColorScheme={scheme}") == [[True, True]] * half


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out(examples: ModuleType, theme: Any) -> None:
    """By at least 4.5 to 1 against whatever lies behind it, tints and all."""
    pictures = [*drawn(9, "latin", theme=theme).values(), plans(examples, theme=theme)[2]]

    assert CHROMIUM.run("".join(each.text for each in pictures), CONTRAST + "tell(maps().map(faint));") == [[] for _ in pictures]


def test_pictures_on_one_page_do_not_disturb_each_other() -> None:
    """One of them hidden, in a right-to-left page: each text stands where it stands alone."""
    first, second, third, _ = (each.text for each in drawn(5, "persian", locale="fa").values())
    alone = [CHROMIUM.run(text, "tell(maps().map(boxes));")[0] for text in (first, third)]
    page = f"<div dir=rtl>{first}<div style='display:none'>{second}</div>{third}</div>"
    together = CHROMIUM.run(page, "tell(maps().map(boxes));")

    for one, other in ((alone[0], together[0]), (alone[1], together[2])):
        assert [box["text"] for box in one] == [box["text"] for box in other]
        assert all(abs(a[side] - b[side]) < 0.1 for a, b in zip(one, other, strict=True) for side in ("left", "right"))


@pytest.mark.parametrize("kind", ["trend", "variants", "groups", "funnel"])
def test_each_part_can_be_heard_and_read(browser: Any, kind: str) -> None:
    """A title and a description; each part of a list says what it is, and a table says the same; nothing is asked for."""
    browser.open(drawn(5, "latin")[kind].interactive().text)
    browser.ask("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    told = "a => document.getElementById(document.querySelector('svg').getAttribute(a)).textContent.length > 20"
    named = browser.ask(f"['aria-labelledby', 'aria-describedby'].map({told})")
    said = browser.ask("[...document.querySelectorAll('svg [role=list] [role=listitem]')].map(e => e.getAttribute('aria-label'))")
    rows = browser.ask("document.querySelectorAll('table tbody tr').length")

    assert named == [True, True]
    assert len(said) == rows >= 3
    assert all(said)
    assert browser.complaints() == []


@pytest.mark.parametrize(("locale", "onwards"), [("en", "ArrowRight"), ("fa", "ArrowLeft")])
def test_keys_walk_through_rows(browser: Any, locale: str, onwards: str) -> None:
    """From step to step, into the table of parts, and back; arrows are mirrored where the picture is."""
    browser.open(drawn(5, "latin", locale=locale)["funnel"].interactive().text)
    browser.ask("document.querySelector('.cxj-figure [role=listitem]').focus()")
    walked = [browser.ask(FOCUSED)]
    for key in (onwards, "ArrowDown", "Home", "ArrowUp"):
        browser.press(key)
        walked.append(browser.ask(FOCUSED))

    places = browser.ask("[...document.querySelectorAll('svg [role=listitem]')].map(e => e.getAttribute('aria-label'))")
    assert [places.index(each) for each in walked] == [0, 1, 6, 5, 0]


def test_results_are_printed_whole(browser: Any) -> None:
    """The words of a picture can be found in the print."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the print")
    browser.open(drawn(5, "latin")["trend"].interactive().text)
    pages = pdfium.PdfDocument(browser.pdf())
    text = " ".join(pages[index].get_textpage().get_text_bounded() for index in range(len(pages)))

    assert all(words in text for words in ("Figures over time", "not known yet", "22% → 61%", "worse"))
    assert "Show as table" not in text
