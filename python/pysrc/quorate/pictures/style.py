"""Colors, patterns and type: one palette, for light and for dark."""

from typing import Dict, Tuple

from quorate.pictures.markup import Markup, joined, tag

PALETTE: Dict[str, Tuple[str, str]] = {
    "paper": ("#ffffff", "#10151c"),
    "panel": ("#f6f7f9", "#171e27"),
    "ink": ("#1a2230", "#e8ecf2"),
    "quiet": ("#525d6e", "#a3aebd"),
    "rule": ("#d8dde5", "#2e3846"),
    "link": ("#8a94a4", "#7c8898"),
    "alarm": ("#c01530", "#ff98a3"),
    "alarm-ink": ("#ffffff", "#3a0710"),
    "quorate": ("#bfe6d6", "#14503f"),
    "quorate-sign": ("#bfe6d6", "#14503f"),
    "quorate-ink": ("#073f30", "#d4f5e8"),
    "quorate-edge": ("#2c8d70", "#46b493"),
    "blocked": ("#e6e9ef", "#29313d"),
    "blocked-sign": ("#d0d6e0", "#3a4453"),
    "blocked-ink": ("#2f3846", "#dce2eb"),
    "blocked-edge": ("#7d8798", "#8490a1"),
    "fence_first": ("#fce3b0", "#4c380b"),
    "fence_first-sign": ("#f3cd80", "#6b5116"),
    "fence_first-ink": ("#4f3500", "#ffe7b3"),
    "fence_first-edge": ("#b98212", "#d6a545"),
    "down": ("#8a94a4", "#7c8898"),
    "down-ink": ("#525d6e", "#a3aebd"),
}
"""By what it is for: in light and in dark. Ink is for text, edge for lines; sign is the pattern of a verdict."""

STATES = ("quorate", "blocked", "fence_first", "down")
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
MARKS = {
    "quorate": "M-4 0.5 -1.5 3.5 4 -3.5",
    "blocked": "M-3.5 -3.5H3.5V3.5H-3.5Z",
    "fence_first": "M0 -4.5 4.5 3.5H-4.5Z M0 -1.2V0.9",
    "down": "M-3 -3 3 3 M3 -3 -3 3",
    "alarm": "M0 -4.5V0.8 M0 4V4.1",
}
"""The signs of verdicts and of a split brain, around their middle: whoever does not see colors sees these, the patterns
and the words."""


def rules(place: int) -> str:
    """The palette as CSS: fills of shapes, lines of shapes, and stops of gradients."""
    fills = (f".f-{name}{{fill:{colors[place]}}}" for name, colors in PALETTE.items())
    lines = (f".s-{name}{{stroke:{colors[place]}}}" for name, colors in PALETTE.items())
    stops = (f".g-{name}{{stop-color:{PALETTE[name][place]}}}" for name in STATES)
    return "".join([*fills, *lines, *stops])


SVG_CSS = (
    f"svg.t{{font-family:{FONT}}}.t text{{font-size:11.5px}}.t .small{{font-size:10.5px}}.t .strong{{font-weight:600}}"
    f".line{{fill:none;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}}"
    f"{rules(0)}@media screen and (prefers-color-scheme:dark){{{rules(1)}}}"
)


def defs() -> Markup:
    """Patterns and gradients, once a document."""
    return tag("defs", hatch(), dots(), *(gradient(one, other) for one in STATES for other in STATES))


def hatch() -> Markup:
    line = tag("path", d="M0 0V7", class_="s-blocked-sign", stroke_width=4)
    options = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    return tag("pattern", line, id="t-blocked", width=7, height=7, **options)


def dots() -> Markup:
    dot = tag("circle", cx=3, cy=3, r=1.4, class_="f-fence_first-sign")
    return tag("pattern", dot, id="t-fence_first", width=6, height=6, patternUnits="userSpaceOnUse")


def gradient(one: str, other: str) -> Markup:
    stops = joined(tag("stop", offset=0, class_=f"g-{one}"), tag("stop", offset=1, class_=f"g-{other}"))
    return tag("linearGradient", stops, id=f"t-{one}-{other}")


def mark(state: str, x: float, y: float, size: float = 1.0) -> Markup:
    """The sign of a verdict."""
    place = f"translate({x:g} {y:g}) scale({size:g})"
    return tag("path", d=MARKS[state], class_=f"line s-{state}-ink", transform=place)
