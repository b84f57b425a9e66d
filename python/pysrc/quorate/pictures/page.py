"""A page of HTML that is one file: no network, no script, light and dark, on a screen, a phone and A4."""

from typing import Sequence

from quorate.pictures.markup import Attributes, Content, Markup, joined, tag
from quorate.pictures.moments import DOWN
from quorate.pictures.style import FONT, PALETTE, STATES, SVG_CSS, defs, mark
from quorate.pictures.timeline import LEGEND, VOTES, Timeline

CSS = """
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 FONT;overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:32px 16px 64px}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 .25em}
h2{font-size:1.25rem;line-height:1.3;margin:2.6em 0 .6em;padding-top:.8em;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.8em 0 .4em}
p,ul,figure{margin:0 0 1em}
ul{padding-left:1.2em}
.quiet{color:var(--quiet)}
.alarm{color:var(--alarm);font-weight:600}
code,pre{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--panel);border:1px solid var(--rule);border-radius:8px;padding:12px 14px;margin:0 0 1em;
white-space:pre-wrap}
summary{cursor:pointer;color:var(--quiet)}
.pieces{display:flex;flex-wrap:wrap;row-gap:12px;margin-left:-4px}
.pieces svg{display:block;flex:none;break-inside:avoid}
figcaption{font-weight:600;margin:0 0 .4em}
.pair{display:flex;flex-wrap:wrap;column-gap:24px}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;color:var(--quiet);font-size:.875rem}
thead th{overflow-wrap:normal}
td{min-width:4.5em}
.chip{display:inline-flex;align-items:center;gap:.45em;white-space:nowrap;vertical-align:-.3em}
.chip svg{flex:none}
table{border-collapse:collapse;width:100%;font-size:.9375rem;margin:0 0 1em}
th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;border-bottom:1px solid var(--rule)}
th{font-weight:600;color:var(--quiet)}
tbody th{color:var(--ink);min-width:7.5em}
pre.diff>*{display:block;padding:0 6px;margin:0 -6px;text-decoration:none}
del{color:var(--alarm);text-decoration:line-through}
ins{color:var(--quorate-ink);background:var(--quorate)}
@media (max-width:640px){
main{padding-top:20px}
table.wide,table.wide tbody,table.wide tr,table.wide td,table.wide tbody th{display:block;width:100%}
table.wide thead{position:absolute;clip-path:inset(50%)}
table.wide tr{border-bottom:1px solid var(--rule);padding:8px 0}
table.wide td,table.wide tbody th{border:0;padding:2px 0}
table.wide td[data-of]::before{content:attr(data-of) ": ";color:var(--quiet)}
}
@media print{
@page{size:A4;margin:14mm}
body{font-size:10.5pt}
main{max-width:none;padding:0}
h2{break-after:avoid}h3{break-after:avoid}
th,td{padding:4px 14px 4px 0}
.pair .pieces{zoom:.8}
tr,.short,pre{break-inside:avoid}
details>summary{display:none}
}
"""

STORY = "The story, for quorate simulate"


def variables(place: int) -> str:
    return ";".join(f"--{name}:{colors[place]}" for name, colors in PALETTE.items())


def css() -> Markup:
    return Markup(
        f":root{{color-scheme:light dark;{variables(0)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{variables(1)}}}}}"
        f"{CSS.replace('FONT', FONT)}{SVG_CSS}"
    )


def page(title: str, *contents: Content) -> Markup:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", css()),
    )
    # Hidden, but not display: none, with which some browsers find no patterns.
    patterns = tag("svg", defs(), width=0, height=0, style="position:absolute", aria_hidden="true")
    body = tag("body", patterns, tag("main", tag("h1", title), *contents))
    return joined(Markup("<!DOCTYPE html>\n"), tag("html", head, body, lang="en"), "\n")


def sign(state: str) -> Markup:
    """A verdict's color, pattern and sign."""
    box = {"width": 18, "height": 18, "rx": 3}
    fills = [] if state == "down" else [tag("rect", class_=f"f-{state}", **box)]
    if state in ("blocked", "fence_first"):
        fills.append(tag("rect", fill=f"url(#t-{state})", **box))
    size: Attributes = {"width": 18, "height": 18, "viewBox": "0 0 18 18"}
    return tag("svg", *fills, mark(state, 9, 9, 0.9), class_="t", aria_hidden="true", **size)


def chip(state: str, words: str = "") -> Markup:
    return tag("span", sign(state), tag("span", words or state.replace("_", " ")), class_="chip")


def legend(absent: str = DOWN) -> Markup:
    signs = (chip(state, absent if state == DOWN else LEGEND[state]) for state in STATES)
    return tag("p", *signs, tag("span", VOTES), class_="legend")


def figure(timeline: Timeline, text: str = "", caption: str = "", summary: str = STORY) -> Markup:
    """A timeline, with a text to unfold: its story, where nothing else is said."""
    said = tag("figcaption", caption) if caption else None
    unfolds = tag("details", tag("summary", summary), tag("pre", text)) if text else None
    return tag("figure", said, timeline.inline(), unfolds, class_="short" if len(timeline.moments) < 13 else None)


def table(heads: Sequence[Content], rows: Sequence[Sequence[Content]], is_wide: bool = True) -> Markup:
    """The first column names the row; a wide one stands on a phone as a list, each cell with its column's name."""
    lines = []
    for first, *rest in rows:
        cells = (tag("td", cell, data_of=head) for cell, head in zip(rest, heads[1:]))
        lines.append(tag("tr", tag("th", first, scope="row"), *cells))
    top = tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads)))
    return tag("table", top, tag("tbody", *lines), class_="wide" if is_wide else None)
