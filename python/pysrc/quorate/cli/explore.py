"""quorate explore: is there any sequence of failures that splits this cluster?"""

import argparse
import json
import signal
import sys
from types import FrameType
from typing import List, Mapping, Optional, Sequence

import quorate
from quorate.cli.common import FOUND, INTERRUPTED, OK, RULES, Refused, add_formats, count, words
from quorate.cli.config import CONF, add_freeze_on_loss, read_config, strict_options
from quorate.cli.nodes import node_words, the_nodes
from quorate.cli.terminal import Progress
from quorate.types import Rules

DESCRIPTION = """\
Try every sequence of partitions, crashes, starts, clean leaves, fencings and quorum device votes, and look for states
in which two partitions are quorate at once, or members of one disagree. With rules corosync and two_node both sides
of a split are quorate, and corosync relies on fencing: that is a separate finding.

With device { model: net; net { host: ... } } the nodes ask a witness: the links to it are cut and mended, it is stopped
and restarted, and time passes from one timer to the next; with heuristics { mode: on } those of any node pass and fail.

Not tried: operator overrides (expected votes, cancel_wait_for_all, reload), a quorum device that votes twice or falls
silent, a qdevice that is killed or frozen, and the moments when some nodes already know of a new partition
and others do not.

The finding is printed as the shortest story that leads to it; quorate simulate replays it."""

EPILOG = """\
exit status: 0 nothing found, 3 found, 1 error, 130 stopped by Ctrl-C; it says how far it got.

On a terminal it shows its progress. With --depth all (the default) it runs until no new state appears, and then the
answer holds for sequences of any length; it also stops before it needs more than --memory. Up to 4 nodes take seconds,
5 and 6 nodes minutes, and rules corosync longer: try --depth 1 first. With --nodes the other nodes stay down; at most
8 nodes of 16 can take part. With a witness there are too many states to end: two nodes with --depth 6, three with 5 and
four with 4 take up to a minute.

examples:
  quorate explore corosync.conf
  quorate explore corosync.conf --depth 3 > split.story; quorate simulate split.story
  quorate explore corosync.conf --rules strict
  quorate explore corosync.conf --html > found.html
  quorate explore corosync.conf --nodes 1,2,3    nodes 4 and 5 are down for repair: is it safe meanwhile?
  quorate explore corosync.conf --depth 5 --like-qnetd    does corosync-qnetd split this cluster?
  quorate explore corosync.conf --json | jq -r '.findings[].text'

If there are several findings, the worst one is the story and the others are listed before it; --json has all stories.

--json prints one object; existing keys do not change, new ones may be added:
  rules, nodes      what was explored
  ending            "closed" (no new state appears), "depth" (--depth was reached), "found" (a split, or a refused
                    step), "memory" (more than --memory would be needed) or "cancelled" (Ctrl-C)
  depth             every sequence of this many events was tried
  states, events    different states, and events tried
  memory            bytes for states at the peak
  findings          a list, the first of each kind, shortest first:
    kind            "split", "relies_on_fencing", "disagreement" or "refused" (an engine refused a step)
    length          events after the start; steps: a list, as in a story
    story           a complete story, for quorate simulate; text: a sentence"""

WORST_FIRST = ["split", "refused", "disagreement", "relies_on_fencing"]
KINDS = {
    "split": "Split brain",
    "refused": "A step is refused",
    "disagreement": "Members of one partition disagree",
    "relies_on_fencing": "Relies on fencing: both sides are quorate",
}
MEBIBYTE = 1 << 20


def depth(text: str) -> Optional[int]:
    if text == "all":
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is neither a number nor 'all'")
    return int(text)


def mebibytes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text)):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number of 1 or more")
    return int(text)


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "conf", metavar="CONF", nargs="?", help=f"corosync.conf or cluster.conf; - for stdin (default: {CONF})"
    )
    command.add_argument("--rules", choices=RULES, help="the rule set (default: by the type of config)")
    command.add_argument(
        "--nodes",
        metavar="1,2,3",
        type=node_words,
        help="these take part, by nodeid or name, the others stay down (default: all take part)",
    )
    add_freeze_on_loss(command)
    command.add_argument(
        "--depth", metavar="D", type=depth, help="how many events in a row; all: until no new state appears (default)"
    )
    command.add_argument(
        "--lost-messages", action="store_true", help="members may also miss messages in a view (many more states)"
    )
    command.add_argument(
        "--like-qnetd", action="store_true", help="the witness gives votes away as corosync-qnetd does, not as leases"
    )
    command.add_argument("--witness-stays", action="store_true", help="the witness is never stopped or restarted")
    command.add_argument(
        "--memory", metavar="MIB", type=mebibytes, default=1024, help="most memory for states, in MiB (default: 1024)"
    )
    add_formats(command, "the story that was found")


class Watch(Progress):
    """Tells people how far it is, and stops when they press Ctrl-C."""

    interrupted = False

    def interrupt(self, _number: int, _frame: Optional[FrameType]) -> None:
        self.interrupted = True

    def progress(self, now: quorate.Progress) -> bool:
        self.say(f"{count(now.states, 'state')}, depth {now.depth} done, {now.memory // MEBIBYTE} MiB")
        return not self.interrupted


def run(options: argparse.Namespace) -> int:
    strict = strict_options(options)
    config, kind = read_config(options.conf, "name the config: quorate explore CONF", strict)
    rules: Rules = options.rules or kind
    strict.check([rules])
    chosen = None if options.nodes is None else the_nodes("--nodes", options.nodes, config)
    watch = Watch()
    before = signal.signal(signal.SIGINT, watch.interrupt)
    try:
        explored = quorate.explore(
            config,
            rules,
            nodes=chosen,
            depth=options.depth,
            memory_max=options.memory * MEBIBYTE,
            threads=0,
            lost_messages=options.lost_messages,
            like_qnetd=options.like_qnetd,
            witness_restarts=not options.witness_stays,
            progress=watch.progress,
        )
    except quorate.Error as error:
        raise Refused(str(error)) from None
    finally:
        signal.signal(signal.SIGINT, before)
        watch.end()
    nodes = sorted(config.nodes if chosen is None else set(chosen))
    down = sorted(set(config.nodes) - set(nodes))
    asleep = f" ({words(down)} stay down)" if down else ""
    what = f"Rules {rules}, nodes {words(nodes)}{asleep}"
    if options.json:
        print(json.dumps({"rules": rules, "nodes": nodes, **explored.as_dict()}, indent=2))
    elif options.svg or options.html:
        print(drawn(what, explored, config.names, options.svg))
    else:
        print_explored(what, explored)
    if explored.ending == "cancelled":
        print(f"quorate: interrupted: {extent(explored)}", file=sys.stderr)
        return INTERRUPTED
    return FOUND if explored.findings else OK


def print_explored(what: str, explored: quorate.Exploration) -> None:
    """A story, or where nothing was found comments only."""
    print(f"# {what}: {extent(explored)}.")
    print(f"# {count(explored.states, 'state')}, {count(explored.events, 'event')} tried.")
    findings = worst_first(explored)
    if not findings:
        print("# Nothing found.")
        return
    print_others(findings[1:])
    print(f"# {headline(findings[0])}:")
    print(findings[0].story, end="")


def worst_first(explored: quorate.Exploration) -> List[quorate.Counterexample]:
    return sorted(explored.findings, key=lambda finding: WORST_FIRST.index(finding.kind))


def drawn(what: str, explored: quorate.Exploration, names: Mapping[int, str], as_svg: bool) -> str:
    """The worst of what was found as SVG, or all of it as a page."""
    # Only here: text needs no pictures.
    from quorate.pictures import page, timeline
    from quorate.pictures.markup import joined, tag

    findings = worst_first(explored)
    if as_svg:
        title = f"{what}: {headline(findings[0]) if findings else 'nothing found'}"
        return (timeline.of_story(findings[0].story, names) if findings else timeline.Timeline([], {})).file(title)
    shown = [
        joined(tag("h2", headline(finding)), page.figure(timeline.of_story(finding.story, names), finding.story))
        for finding in findings
    ] or [tag("p", "Nothing found.")]
    tried = f"{count(explored.states, 'state')}, {count(explored.events, 'event')} tried."
    far = extent(explored)
    return page.page(what, tag("p", f"{far[:1].upper()}{far[1:]}. {tried}"), page.legend(), *shown).rstrip("\n")


def print_others(findings: Sequence[quorate.Counterexample]) -> None:
    for finding in findings:
        print(f"# {headline(finding)}: {'; '.join(finding.steps)}")


def headline(finding: quorate.Counterexample) -> str:
    return f"{KINDS[finding.kind]}, after {count(finding.length, 'event')}"


def extent(explored: quorate.Exploration) -> str:
    """How far it came."""
    known = f"every sequence of {count(explored.depth, 'event')} was tried"
    endings = {
        "closed": f"no new state appears after {count(explored.depth, 'event')}, so this holds for any number of them",
        "depth": known,
        "found": known,
        "memory": f"{known}; more needs a higher --memory",
        "cancelled": known,
    }
    return endings.get(explored.ending, known)
