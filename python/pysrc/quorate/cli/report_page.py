"""The report's sections, from top to bottom."""

from datetime import datetime
from typing import Any, Callable, Dict, List, Optional, Sequence

import quorate
from quorate.cli import live
from quorate.cli.changes import changes
from quorate.cli.commands import Site, help_text
from quorate.cli.common import count, in_words_of
from quorate.cli.lint import HARMS, WORST, findings_of, summary, to_apply
from quorate.cli.nodes import name_of
from quorate.cli.one_fails import counts_no_votes, one_fails
from quorate.cli.report_map import change, the_map
from quorate.cli.under_strict import sentence
from quorate.pictures import page as html
from quorate.pictures.markup import Content, Markup, joined, tag
from quorate.pictures.moments import words
from quorate.pictures.timeline import of_story
from quorate.types import Rules

OPTIONS = {
    "two_node": "either node alone may stay quorate; fencing decides which of the two goes on",
    "wait_for_all": "a node that starts waits until it has seen all others once",
    "auto_tie_breaker": "exactly half of the votes are enough for the side with the tie breaker",
    "last_man_standing": "lost nodes lose their votes after a while, so that fewer votes are enough",
    "allow_downscale": "nodes that are shut down cleanly take their votes along",
    "expected_votes_tracking": "expected votes never fall below the most that were seen",
}
"""In words, where they are on."""
WITHOUT_VOTES = "Verdicts here are those with 'provider: corosync_votequorum'."


def page(
    name: str,
    config: quorate.Config,
    kind: Rules,
    text: bytes,
    now: Optional[live.Comparison],
    tell: Callable[[float], None],
) -> str:
    first = one_fails(config, kind)
    _, findings = findings_of(config, kind, text, first.refused)
    made = f"{name}, {datetime.now().astimezone():%Y-%m-%d %H:%M %Z}, quorate {quorate.__version__}"
    is_bad = any(one["severity"] == "error" for one in findings)
    sections = [
        tag("p", made, class_="quiet"),
        *(tag("p", line) for line in first.lines),
        tag("p", WITHOUT_VOTES if counts_no_votes(config, kind) else ""),
        tag("p", f"Lint found: {summary(findings) or 'nothing'}.", class_="alarm" if is_bad else None),
        html.legend(),
        *running(now),
        *glance(config, kind),
        *one_dies(config, kind),
        *the_map(config, kind, tell),
        *told(config, kind, findings),
        *to_change(config, kind, text, findings),
    ]
    return html.page("May this cluster act?", *sections)


def section(title: str, *contents: Content) -> List[Markup]:
    return [tag("h2", title), *(joined(content) for content in contents)]


def running(now: Optional[live.Comparison]) -> List[Markup]:
    """What runs now."""
    if now is None:
        return []
    theirs = html.chip("quorate" if now.live.quorate else "blocked")
    chips = tag("p", "corosync: ", theirs, f", rules {now.rules}: ", html.chip(now.engine.status.verdict))
    return section("What runs now", chips, tag("pre", live.page(now)))


def glance(config: quorate.Config, kind: Rules) -> List[Markup]:
    """The cluster at a glance."""
    rows = [
        [name_of(node, config.names), str(node), count(votes, "vote")] for node, votes in config.nodes.items()
    ]
    facts = []
    both: List[Rules] = [kind, "strict"]
    for rules in both:
        try:
            [up, *_] = quorate.what_if(config, rules)
            said = f"{count(up.status.total_votes, 'vote')} with all up, {up.status.quorum} needed"
        except quorate.Error as error:
            said = f"refused: {in_words_of(kind, error)}"
        facts.append(tag("li", f"Rules {rules}: {said}."))
    options = config.options
    values = {"two_node": config.two_node, "wait_for_all": bool(config.wait_for_all)}
    values.update({key: bool(getattr(options, key)) for key in OPTIONS if key not in values})
    facts += [tag("li", tag("code", key), f": {OPTIONS[key]}.") for key, is_on in values.items() if is_on]
    if config.device_votes:
        facts.append(tag("li", f"A quorum device has {count(config.device_votes, 'vote')}."))
    nodes = html.table(["Node", "Nodeid", "Votes"], rows, is_wide=False)
    return section("The cluster at a glance", nodes, tag("ul", *facts))


def one_dies(config: quorate.Config, kind: Rules) -> List[Markup]:
    """One node fails, what then?"""
    if len(config.nodes) < 2:
        return []
    both: List[Rules] = [kind, "strict"]
    rows = [
        [name_of(node, config.names), *(left_without(config, kind, rules, node) for rules in both)]
        for node in config.nodes
    ]
    heads = ["Fails", *(f"The others, rules {rules}" for rules in both)]
    return section("One node dies, what then?", html.table(heads, rows))


def left_without(config: quorate.Config, kind: Rules, rules: Rules, node: int) -> Markup:
    try:
        parts = quorate.what_if(config, rules, down=[node])
    except quorate.Error as error:
        return tag("span", in_words_of(kind, error))
    said: List[Content] = []
    for part in parts:
        why = tag("span", in_words_of(rules, part.status.reason), class_="quiet")
        said += [html.chip(part.verdict), tag("br"), why]
        if not part.quorate:
            said += [tag("br"), in_words_of(rules, help_text(part.status, rules, Site(config.names)))]
    return joined(*said)


def told(config: quorate.Config, kind: Rules, findings: Sequence[Dict[str, Any]]) -> List[Markup]:
    """Every finding, the worst first, with its story."""
    ordered = sorted(findings, key=lambda one: WORST.index(one["severity"]))
    return section("What lint finds", *[finding(config, kind, one) for one in ordered] or [tag("p", "Nothing.")])


def finding(config: quorate.Config, kind: Rules, one: Dict[str, Any]) -> Markup:
    title = f"{one['severity']}: {one['code'].replace('_', ' ')}"
    parts = [tag("h3", title, class_="alarm" if one["severity"] == "error" else None), tag("p", one["text"])]
    if one["steps"]:
        steps = "; ".join(words(step, config.names) for step in one["steps"])
        parts.append(tag("p", f"{HARMS[one['harm']]}: {steps}", class_="quiet"))
        parts.append(side_by_side(config, kind, one["story"]))
    if one["strict"]:
        parts.append(tag("p", sentence(config, one["strict"])))
    return joined(*parts)


def side_by_side(config: quorate.Config, kind: Rules, story: str) -> Markup:
    """The story by the rules of the config, and the same by rules strict."""
    strict_story = story.replace(f"\nrules {kind}\n", "\nrules strict\n", 1)
    theirs = html.figure(of_story(story, config.names), story, f"Rules {kind}")
    try:
        quorate.Cluster(config, "strict")
        ours = html.figure(of_story(strict_story, config.names), strict_story, "The same, rules strict")
    except quorate.Error as error:
        ours = tag("p", f"Rules strict refuse this config: {in_words_of(kind, error)}.")
    return tag("div", theirs, ours, class_="pair")


def to_change(
    config: quorate.Config, kind: Rules, text: bytes, findings: Sequence[Dict[str, Any]]
) -> List[Markup]:
    """Edits that were tried, and what is left to people."""
    bad = [one for one in findings if one["severity"] != "note"]
    apply = [tag("p", f"{to_apply(bad, kind)}.")] if bad else []
    if kind == "cman":
        said = "No edit of a cluster.conf is tried here: each finding above says what to change."
        return section("What to change", tag("p", said), *apply)
    found = changes(config, text.decode("utf-8", "replace"))
    ended = {code for one in found for code in one.ended}
    left = sorted({one["code"].replace("_", " ") for one in bad} - {code.replace("_", " ") for code in ended})
    parts = [tag("p", f"No single edit ends these; above is what to do: {', '.join(left)}.")] if left else []
    if not found and not left:
        parts = [tag("p", "No single edit was found that ends a warning or changes what survives.")]
    return section("What to change", *map(change, found), *parts, *apply)
