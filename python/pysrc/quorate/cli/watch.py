"""quorate watch: every change of the running corosync, with its reason."""

import argparse
import errno
import json
import os
import select
import sys
import time
from datetime import datetime
from typing import Any, Dict, Iterator, List, NoReturn, Optional

from quorate import corosync
from quorate.cli import live
from quorate.cli.common import QUERY_TIMEOUT, Refused, seconds
from quorate.corosync import Live
from quorate.types import Rules

DESCRIPTION = """\
Print one line for the running corosync's state, and one for every change in its members, votes or verdict, with the
reason, until stopped. When corosync stops or freezes, a line says so, and another when it is back."""

EPILOG = """\
exit status: 1 error (corosync is not running), 130 stopped by Ctrl-C.

examples:
  quorate watch
  quorate watch --html cluster.html              a page with the timeline, written anew at each change
  quorate watch --rules strict                   the verdict of rules strict next to corosync's
  quorate watch --json | jq -r .reason.text

--json prints one object per line; existing keys do not change, new ones may be added:
  time              local time, as in 2026-11-22T01:20:03.250+00:00
  event             "start", "change", "lost" (corosync stopped or froze) or "back"
  changes           a list of sentences
and all keys of quorate status --json; with "lost" none of them, and only the key corosync if the rules refuse the
running config."""

AGAIN = 1.0
"""Seconds between two tries to reach a corosync that has gone."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rules", choices=["corosync", "strict"], help="the rule set (default: corosync)")
    command.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        default=QUERY_TIMEOUT,
        help=f"how long corosync may take to answer (default: {QUERY_TIMEOUT:g})",
    )
    command.add_argument("--json", action="store_true", help="print JSON instead, one object per line")
    command.add_argument("--html", metavar="FILE", dest="page", help="keep a page with the timeline in FILE, too")


def run(options: argparse.Namespace) -> NoReturn:
    """Ends by an exception only: Ctrl-C, a closed pipe, no corosync at the start."""
    printer = Printer(options.rules or "corosync", options.json, options.page)
    reader = Reader()
    while True:
        try:
            for now in corosync.changes(options.timeout, reader.check):
                printer.state(now)
        except corosync.CorosyncError as error:
            if printer.before is None:
                raise Refused(str(error)) from None
            printer.lost(str(error))
        reader.check()
        time.sleep(AGAIN)


class Reader:
    """Whoever reads the output. It may go away long before there is another line to write."""

    def __init__(self) -> None:
        self.poll = select.poll()
        try:
            self.poll.register(sys.stdout.fileno(), 0)
        except OSError:
            # No file, as in tests.
            return

    def check(self) -> None:
        """BrokenPipeError: nobody reads on."""
        for _, event in self.poll.poll(0):
            if event & select.POLLERR:
                raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


class Printer:
    """Knows what was printed last."""

    def __init__(self, rules: Rules, as_json: bool, page: Optional[str] = None) -> None:
        self.rules = rules
        self.kept = None
        if page is not None:
            # Only here: lines need no pictures.
            from quorate.cli.watch_page import Kept

            self.kept = Kept(page)
        self.as_json = as_json
        self.before: Optional[Live] = None
        self.is_lost = False

    def state(self, now: Live) -> None:
        event, changes = "start", [f"members {live.nodes_named(now.members, now)}"]
        if self.before is not None:
            event, changes = "change", list(changed(self.before, now))
        if self.is_lost:
            event, changes = "back", ["corosync is back", *changes]
        self.before, self.is_lost = now, False
        try:
            compared = live.compare(now, self.rules)
        except Refused as refused:
            # Somebody may mend the config while this watches.
            self.line({"event": event, "changes": [*changes, str(refused)], "corosync": live.corosync_dict(now)}, now)
            return
        why = compared.engine.status.reason.code if compared.engine.status.quorate == now.quorate else ""
        if self.as_json:
            self.line({"event": event, "changes": changes, **compared.as_dict()}, now, why)
        else:
            self.line({"changes": [*changes, verdict(compared)]}, now, why, changes)

    def lost(self, error: str) -> None:
        if not self.is_lost:
            self.is_lost = True
            self.line({"event": "lost", "changes": [f"lost corosync: {error}"]})

    def line(
        self, found: Dict[str, Any], seen: Optional[Live] = None, why: str = "", drawn: Optional[List[str]] = None
    ) -> None:
        """drawn: the changes alone, where the line says more."""
        now = datetime.now().astimezone().isoformat(timespec="milliseconds")
        if self.as_json:
            print(json.dumps({"time": now, **found}), flush=True)
        else:
            print(f"{now} {'; '.join(found['changes'])}", flush=True)
        if self.kept is not None:
            self.kept.add(now, found["changes"] if drawn is None else drawn, seen, why)


def verdict(compared: live.Comparison) -> str:
    """corosync's and, where it is another, ours, with the votes and the reason."""
    now, status = compared.live, compared.engine.status
    theirs = live.shown("quorate", now.quorate)
    ours = status.verdict.replace("_", " ")
    both = theirs if theirs == ours else f"corosync {theirs}, rules {compared.rules} {ours}"
    votes = f"{now.total_votes} of {now.expected_votes} votes, quorum {now.quorum}, ring {live.ring_words(now.ring)}"
    why = [str(status.reason), *causes(compared), *compared.notes]
    if compared.device is not None:
        why.append(f"quorum device {live.device_cell('quorate', compared.device)}")
    return f"{both} ({votes}): {'; '.join(why)}"


def causes(compared: live.Comparison) -> List[str]:
    """Why the verdicts differ, beyond the reason of ours."""
    reason = f"rules strict: {compared.engine.status.reason}"
    return [found.why for found in compared.differences if found.field == "quorate" and found.why != reason]


def changed(before: Live, now: Live) -> Iterator[str]:
    """What changed, as sentences."""
    joined = sorted(set(now.members) - set(before.members))
    left = sorted(set(before.members) - set(now.members))
    if joined:
        yield f"joined {live.nodes_named(joined, now)}"
    if left:
        # A name may be gone from the nodelist with its node.
        yield f"left {live.nodes_named(left, now._replace(names={**before.names, **now.names}))}"
    for node in sorted(set(before.votes) & set(now.votes)):
        if before.votes[node] != now.votes[node]:
            yield f"votes of {live.named(node, now)} {before.votes[node]} to {now.votes[node]}"
    for field, title in live.FIELDS:
        old, new = getattr(before, field), getattr(now, field)
        if old != new and field in ("quorate", "expected_votes", "quorum"):
            yield f"{title} {live.shown(field, old)} to {live.shown(field, new)}"
    yield from changed_flags(before, now)
    if before.conf != now.conf:
        yield "config changed"
    if before.ring != now.ring and not joined and not left:
        yield "same members in a new ring"


def changed_flags(before: Live, now: Live) -> Iterator[str]:
    gained = sorted(now.flags - before.flags - {"Quorate"})
    gone = sorted(before.flags - now.flags - {"Quorate"})
    if gained:
        yield f"flags now {' '.join(gained)}"
    if gone:
        yield f"flags no longer {' '.join(gone)}"
    if before.waits_for_all != now.waits_for_all:
        yield "waits for all nodes" if now.waits_for_all else "no longer waits for all nodes"
    if before.device_name != now.device_name:
        yield f"quorum device {before.device_name or 'none'} to {now.device_name or 'none'}"
    if before.device_votes != now.device_votes:
        yield f"votes of the quorum device {before.device_votes} to {now.device_votes}"
