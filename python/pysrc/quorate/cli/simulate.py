"""quorate simulate: run a story."""

import argparse
import json
import os
from itertools import takewhile
from typing import List, Sequence

import quorate
from quorate._native import STEPS, story_head
from quorate.cli.common import FAILED, OK, Refused, add_formats, count
from quorate.cli.config import read

DESCRIPTION = """\
Run a story: a config, steps, and what is expected after each. Every step is printed with the table of the nodes'
verdicts. If the story expects something else, the step is marked and the lines that differ are shown: '-' expected,
'+' seen.

--svg and --html draw it: lanes are nodes, time goes right, partitions are bands that part and meet, with their
verdict, their votes and the reason; two quorate partitions at once have a red frame."""

EPILOG = """\
exit status: 0 all as expected, 1 not, or a step was refused unexpectedly, or the text is not a story.

examples:
  quorate simulate power-cut.story
  quorate simulate power-cut.story --html > power-cut.html
  quorate lint --json | jq -r '.findings[0].story' | quorate simulate - --svg > finding.svg

--json prints one object; existing keys do not change, new ones may be added:
  rules, names      the rule set; the nodes' names by nodeid
  steps             a list: line, step, outcome ("as_expected", "not_checked", "different" or "refused"), ok,
                    error (why it was refused, or null) and nodes, a list: node, verdict ("quorate", "blocked",
                    "fence_first", or null: down), expected_votes, highest_expected, total_votes, quorum, why (the
                    reason's code, or null), members, flags

a story:
  # Two nodes; the survivor of a crash reboots while its peer is still down.
  rules corosync
  config
      quorum {
          two_node: 1
      }
      nodelist {
          node {
              nodeid: 1
          }
          node {
              nodeid: 2
          }
      }

  up 1 2
  crash 2
  crash 1
  up 1
  ----
  node  verdict  expected  highest  total  quorum  why              members  flags
  1     blocked  2         2        1      1       waiting_for_all  1        2Node,WaitForAll
  2     down

The table after '----' is optional; '----' and 'error: ...' expect the step to be refused. An empty line ends it.

rules: corosync (the default), cman, strict, strict freeze_on_loss

steps:
""" + "\n".join(f"  {examples}\n      {help}" for examples, help in STEPS.items())


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("story", metavar="STORY", help="the file; - for stdin")
    add_formats(command, "the story")


def run(options: argparse.Namespace) -> int:
    data = read(options.story)
    try:
        story = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(f"{options.story}: line {line}: not UTF-8; convert the story") from None
    try:
        steps = quorate.simulate(story)
    except quorate.Error as error:
        raise Refused(f"{options.story}: {error}") from None
    failed = [played for played in steps if not played.ok]
    if options.json or options.svg or options.html:
        print(drawn(options, story, steps))
        return FAILED if failed else OK
    for played in steps:
        print_step(played)
    checked = sum(1 for played in steps if played.outcome != "not_checked")
    print(f"{count(len(steps), 'step')}, {checked} checked, {len(failed)} not as expected")
    return FAILED if failed else OK


def drawn(options: argparse.Namespace, story: str, steps: Sequence[quorate.Played]) -> str:
    # Only here: text needs no pictures.
    from quorate.pictures import moments, page, timeline
    from quorate.pictures.markup import tag

    rules, names = story_head(story)
    records = moments.records(steps)
    if options.json:
        return json.dumps({"rules": rules, "names": names, "steps": records}, indent=2)
    drawing = timeline.Timeline(moments.moments(records, names), names)
    name = os.path.basename(options.story) if options.story != "-" else "A story"
    title = f"{name}, rules {rules}"
    if options.svg:
        return drawing.file(title)
    about = takewhile(lambda line: line.startswith("#"), story.lstrip("\ufeff").splitlines())
    text = " ".join(line.lstrip("# ") for line in about)
    return page.page(title, tag("p", text), page.legend(), page.figure(drawing, story)).rstrip("\n")


def print_step(played: quorate.Played) -> None:
    mark = "" if played.ok else "   <-- refused" if played.outcome == "refused" else "   <-- not as expected"
    first, *rest = played.step.split("\n")
    print(f"line {played.line}: {first}{mark}")
    for line in rest:
        print(line)
    print(played.seen, end="")
    if not played.ok and played.expected is not None:
        print("differences:")
        for line in differences(played.expected.splitlines(), played.seen.splitlines()):
            print(line)
    print()


def differences(expected: Sequence[str], seen: Sequence[str]) -> List[str]:
    """Lines that differ by more than white space, side by side: a table has one row a node, in the same order."""
    lines = []
    for row in range(max(len(expected), len(seen))):
        before = expected[row] if row < len(expected) else None
        after = seen[row] if row < len(seen) else None
        if before is not None and after is not None and before.split() == after.split():
            continue
        lines += [] if before is None else [f"  - {before}"]
        lines += [] if after is None else [f"  + {after}"]
    return lines
