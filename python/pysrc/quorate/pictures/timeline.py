"""A story as a drawing: lanes are nodes, time goes right, partitions are bands that part and meet.

Every step is a piece of its own, from the bands of the step before to its own: in a page they stand side by side and
wrap as words do, in a file they stand in rows.
"""

import unicodedata
from typing import Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import quorate
from quorate._native import story_head
from quorate.pictures.markup import Attributes, Markup, joined, tag
from quorate.pictures.moments import DOWN, Moment, Partition, moments, records, sentence
from quorate.pictures.style import STATES, SVG_CSS, defs, mark

WIDTH = 154
"""Of a piece, in pixels: 2 in a row on a phone."""
TURN = 36
"""Of it, where the bands part and meet."""
LINE, LINES_MAX = 14, 4
"""Of a line of what happened, above the lanes, and how many there are at most."""
STRIP, ABOVE, BELOW, GAP = 24, 16, 15, 8
"""Of a node's lane, of the words above and below a partition, and between two."""
ALARM = 34
"""Of the words that two partitions are quorate."""
PER_ROW = 6
TEXT, STRONG, SMALL = 11.5, 12.7, 10.5
"""Sizes of type; strong is as wide as type of that size."""
NARROW, WIDE = " .,:;'|!/()[]ijlftrI-", "mwMW@%\u2026"
ICONS = {
    "up": "M-3.5 2.5 0 -3.5 3.5 2.5Z",
    "crash": "M-3 -3 3 3 M3 -3 -3 3",
    "leave": "M-3.5 -2.5 0 3.5 3.5 -2.5Z",
    "forget": "M-3 -3 3 3 M3 -3 -3 3",
    "split": "M-4.5 0H-1.5L4 -3.5 M-1.5 0 4 3.5",
    "heal": "M4.5 0H1.5L-4 -3.5 M1.5 0 -4 3.5",
    "fence": "M1 -4.5 -2.5 0.8H2.5L-1 4.5",
    "wait": "M0 -3V0L2.5 1.5",
}
"""What happened, by the step's first word; anything else is a dot."""
DOT = "M-1.5 0A1.5 1.5 0 1 0 1.5 0 1.5 1.5 0 1 0 -1.5 0"
LEGEND = {"quorate": "quorate: may act", "blocked": "blocked", "fence_first": "fence first, then act", DOWN: "down"}
VOTES = "2/3: votes, of those expected"


class Place(NamedTuple):
    """Of a node's lane: its middle, and its state."""

    middle: float
    state: str


Places = Dict[int, Place]


def height(partitions: Sequence[Partition]) -> int:
    words = sum(ABOVE + BELOW for one in partitions if one.why)
    return sum(STRIP * len(one.nodes) for one in partitions) + words + GAP * max(len(partitions) - 1, 0)


def placed(partitions: Sequence[Partition], lanes: int) -> Tuple[Places, List[float]]:
    """The lanes, and the top of each partition: in the middle of so many pixels."""
    top = (lanes - height(partitions)) / 2
    places: Places = {}
    tops = []
    for one in partitions:
        tops.append(top)
        first = top + (ABOVE if one.why else 0) + STRIP / 2
        for number, (node, state) in enumerate(zip(one.nodes, one.states)):
            places[node] = Place(first + STRIP * number, state)
        top += STRIP * len(one.nodes) + (ABOVE + BELOW if one.why else 0) + GAP
    return places, tops


class Timeline:
    """Of these moments. Nodes are called by their names; absent is what those without a verdict are."""

    def __init__(self, moments: Sequence[Moment], names: Mapping[int, str], absent: str = DOWN) -> None:
        self.moments, self.names, self.absent = moments, names, absent
        self.lanes = max((height(one.partitions) for one in moments), default=0)
        lines = max((len(said(one)) for one in moments), default=0)
        self.head = 12 + LINE * max(lines, 2)
        self.alarm = ALARM + GAP if any(one.quorate > 1 for one in moments) else 0
        self.height = self.head + self.lanes + self.alarm + GAP

    def pieces(self) -> Iterator[Markup]:
        before: Places = {}
        for moment in self.moments:
            places, tops = placed(moment.partitions, self.lanes)
            yield joined(
                *head(moment, self.height),
                tag(
                    "g",
                    *self.bands(moment, before, places, tops),
                    *alarm(moment, self.lanes),
                    transform=f"translate(0 {self.head})",
                ),
            )
            before = places

    def bands(self, moment: Moment, before: Places, places: Places, tops: List[float]) -> Iterator[Markup]:
        for node, place in places.items():
            # Whoever is new comes up where it stands.
            yield turn(before.get(node, Place(place.middle, DOWN)), place)
        for one, top in zip(moment.partitions, tops):
            yield from strips(one, places, self.names, self.absent)
            if one.why:
                yield from around(one, top)

    def inline(self) -> Markup:
        """For a page, which has style.defs() and style.SVG_CSS once."""
        pieces = []
        for moment, piece in zip(self.moments, self.pieces()):
            said = tag("title", sentence(moment, self.names, self.absent))
            size: Attributes = {"width": WIDTH, "height": self.height, "viewBox": f"0 0 {WIDTH} {self.height}"}
            pieces.append(tag("svg", said, piece, class_="t", role="img", **size))
        return tag("div", *pieces, class_="pieces")

    def file(self, title: str) -> Markup:
        """A file of its own."""
        rows = [list(self.pieces())[at : at + PER_ROW] for at in range(0, len(self.moments), PER_ROW)]
        width = round(max(max(map(len, rows), default=0) * WIDTH, legend_width())) + 32
        parts = [tag("text", shortened(title, width - 32, STRONG), x=16, y=30, class_="strong f-ink")]
        top = 46
        for row in rows:
            for place, piece in enumerate(row):
                parts.append(tag("g", piece, transform=f"translate({16 + place * WIDTH} {top})"))
            top += self.height + 12
        parts.append(tag("g", legend(), transform=f"translate(16 {top + 12})"))
        size: Attributes = {"width": width, "height": top + 34, "viewBox": f"0 0 {width} {top + 34}"}
        said = "\n".join(sentence(one, self.names, self.absent) for one in self.moments)
        told = [tag("title", title), tag("desc", said)]
        back = tag("rect", width="100%", height="100%", rx=8, class_="f-paper")
        size.update(xmlns="http://www.w3.org/2000/svg", class_="t", role="img")
        return tag("svg", *told, tag("style", Markup(SVG_CSS)), defs(), back, *parts, **size)


def of_story(story: str, names: Optional[Mapping[int, str]] = None) -> Timeline:
    """The story is played. The names are those of its configs, or these."""
    known = names or story_head(story)[1]
    return Timeline(moments(records(quorate.simulate(story)), known), known)


def said(moment: Moment) -> List[str]:
    """What happened, in lines."""
    lines = wrapped(moment.step, WIDTH - TURN - 2, LINES_MAX)
    return [*lines, "refused"] if moment.error else lines


def head(moment: Moment, height: float) -> Iterator[Markup]:
    """What happened, above the instant at which it did."""
    verb = moment.step.split(" ", 1)[0]
    color = "alarm" if moment.error else "ink"
    yield tag("path", d=f"M{TURN / 2:g} 20V{height:g}", class_="line s-rule", stroke_dasharray="2 4")
    yield tag("circle", cx=TURN / 2, cy=10.5, r=9, class_=f"f-paper s-{color}", stroke_width=1.4)
    yield tag("path", d=ICONS.get(verb, DOT), class_=f"line s-{color}", transform=f"translate({TURN / 2:g} 10.5)")
    for place, line in enumerate(said(moment)):
        is_refused = moment.error and line == "refused"
        yield tag("text", line, x=TURN, y=14 + place * LINE, class_=f"strong f-{'alarm' if is_refused else 'ink'}")


def turn(before: Place, after: Place) -> Markup:
    """A lane from one place to another; what is down is a line."""
    old, new = (0.8 if place.state == DOWN else STRIP / 2 - 0.5 for place in (before, after))
    half = TURN / 2
    if before.state == after.state == DOWN:
        d = f"M0 {before.middle:g}C{half} {before.middle:g} {half} {after.middle:g} {TURN} {after.middle:g}"
        return tag("path", d=d, class_="line s-link", stroke_dasharray="1 4")
    a, b, c, e = before.middle - old, after.middle - new, after.middle + new, before.middle + old
    d = f"M0 {a:g}C{half} {a:g} {half} {b:g} {TURN} {b:g}V{c:g}C{half} {c:g} {half} {e:g} 0 {e:g}Z"
    return tag("path", d=d, fill=f"url(#t-{before.state}-{after.state})")


def strips(one: Partition, places: Places, names: Mapping[int, str], absent: str) -> Iterator[Markup]:
    for node in one.nodes:
        middle, state = places[node]
        if state == DOWN:
            yield tag("path", d=f"M{TURN} {middle:g}H{WIDTH}", class_="line s-link", stroke_dasharray="1 4")
        else:
            box = {"x": TURN, "y": middle - STRIP / 2 + 0.5, "width": WIDTH - TURN, "height": STRIP - 1}
            yield tag("rect", class_=f"f-{state}", **box)
            if state != "quorate":
                yield tag("rect", fill=f"url(#t-{state})", **box)
        name = names.get(node) or f"node {node}"
        # Without a verdict, the sign says so where there is no room for words.
        longer = f"{name}, {absent}" if state == DOWN else name
        room = WIDTH - TURN - 22
        shown = longer if advance(longer) <= room else shortened(name, room)
        if state == DOWN:
            back = {"x": TURN, "y": middle - 8, "width": 20 + advance(shown), "height": 16}
            yield tag("rect", class_="f-paper", **back)
        yield mark(state, TURN + 10, middle, 0.9)
        yield tag("text", shown, x=TURN + 20, y=middle + 4, class_=f"f-{state}-ink")


def around(one: Partition, top: float) -> Iterator[Markup]:
    """A partition's edges and words."""
    bottom = top + ABOVE + STRIP * len(one.nodes)
    state = one.states[0]
    edge = "alarm" if len(set(one.states)) > 1 else f"{state}-edge"
    for y in (top + ABOVE, bottom):
        yield tag("path", d=f"M{TURN} {y:g}H{WIDTH}", class_=f"line s-{edge}")
    verdict = " / ".join(dict.fromkeys(one.states)).replace("_", " ")
    kind = "f-alarm" if edge == "alarm" else "f-ink"
    yield tag("text", verdict, x=TURN, y=top + ABOVE - 5, class_=f"strong {kind}")
    yield tag("text", one.votes, x=WIDTH - 4, y=top + ABOVE - 5, text_anchor="end", class_="small f-quiet")
    why = shortened(one.why, WIDTH - TURN, SMALL)
    yield tag("text", why, x=TURN, y=bottom + 12, class_=f"small {'f-alarm' if edge == 'alarm' else 'f-quiet'}")


def alarm(moment: Moment, lanes: int) -> Iterator[Markup]:
    """Two quorate partitions at once cannot be missed."""
    if moment.quorate < 2:
        return
    box = {"x": TURN - 6, "width": WIDTH - TURN + 4}
    frame: Attributes = {"height": lanes + ALARM + GAP, "rx": 5, "fill": "none", "stroke_width": 2.5}
    yield tag("rect", y=-4, class_="s-alarm", **frame, **box)
    yield tag("rect", y=lanes + GAP - 4, height=ALARM, rx=3, class_="f-alarm", **box)
    for place, line in enumerate([f"{moment.quorate} partitions", "are quorate"]):
        y = lanes + GAP + 10 + place * LINE
        yield tag("text", line, x=TURN - 4 + (WIDTH - TURN) / 2, y=y, text_anchor="middle", class_="strong f-alarm-ink")


def legend() -> Markup:
    """What the colors, patterns and signs say."""
    parts, x = [], 0.0
    for state in STATES:
        if state != DOWN:
            parts.append(tag("rect", x=x, y=-10, width=18, height=18, rx=3, class_=f"f-{state}"))
        if state in ("blocked", "fence_first"):
            parts.append(tag("rect", x=x, y=-10, width=18, height=18, rx=3, fill=f"url(#t-{state})"))
        parts.append(mark(state, x + 9, -1, 0.9))
        parts.append(tag("text", LEGEND[state], x=x + 24, y=3, class_="f-quiet"))
        x += 40 + advance(LEGEND[state])
    return joined(*parts, tag("text", VOTES, x=x, y=3, class_="f-quiet"))


def legend_width() -> float:
    return sum(40 + advance(words) for words in LEGEND.values()) + advance(VOTES)


def advance(text: str, size: float = TEXT) -> float:
    """So many pixels wide at most, in any font that a browser is likely to take."""
    return sum(size * width(letter) for letter in text)


def width(letter: str) -> float:
    """As a part of the font's size, as in one of the widest."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.3
    return 0.42 if letter in NARROW else 1.0 if letter in WIDE else 0.75 if letter.isupper() else 0.64


def shortened(text: str, room: float, size: float = TEXT) -> str:
    if advance(text, size) <= room:
        return text
    while text and advance(text, size) + size > room:
        text = text[:-1]
    return f"{text}\u2026"


def wrapped(text: str, room: float, lines_max: int) -> List[str]:
    """Words in lines, the last one cut where there are too many."""
    lines: List[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and advance(longer, STRONG) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > lines_max:
        lines = [*lines[: lines_max - 1], f"{lines[lines_max - 1]} \u2026"]
    return [shortened(line, room, STRONG) for line in lines]
