"""The command quorate."""

import argparse
import json
import os
import sys
from typing import List, NoReturn, Optional, Sequence, Union

import quorate
from quorate.types import Rules

CONF = "/etc/corosync/corosync.conf"
QUORATE, FAILED, NOT_QUORATE = 0, 1, 2
INTERRUPTED = 130

DESCRIPTION = """\
May this partition act? Cluster quorum as corosync and cman count it, with the reason.
No running cluster is asked: the answer comes from a config file and the nodes that you name."""

EPILOG = """\
examples:
  quorate status --members 1,2                   nodes 1 and 2 are present; is node 1 quorate?
  quorate status --members 1,2 --members 1       both were, now node 1 is alone
  quorate simulate power-cut.story               run a story: what would my cluster do?

'quorate COMMAND --help' tells more."""

STATUS = """\
Say whether the partition of --node is quorate, as corosync-quorumtool (with rules cman: cman_tool) prints it, and
one line more: "Why: ...".

Who is present cannot be read from a config, so --members must say it: the nodes that see each other, the local one
among them (corosync-quorumtool -s lists them, and crm_node -p). Only a nodelist of one node goes without.

With wait_for_all, last_man_standing and auto_tie_breaker history matters. Give --members several times: the node
starts in the first view and sees one after the other; the last one is judged."""

STATUS_EPILOG = """\
exit status: 0 quorate, 2 not (blocked, or with rules strict: fence first), 1 error.

examples:
  quorate status --members 1,2,3 --node 2
  quorate status --members 1                     the node has just started and is alone
  quorate status --members 1,2 --members 1       it saw node 2, and lost it
  quorate status --conf cluster.conf --members 1,2,3
                                                 cman's config is known by its XML; rules are cman then
  quorate status --members 1,2 --device on       the quorum device votes for the node
  quorate status --members 1,2 --json | jq -r .reason.text

--json prints one object; its keys stay as they are, new ones may be added:
  quorate           true or false
  verdict           "quorate", "blocked" or "fence_first"
  reason            code ("majority", "waiting_for_all", ...), number (as in C), votes, needed, expected_votes,
                    node (that decided; 0: none), missing (nodeids), device_votes (not counted), text (the sentence)
  quorum            votes needed
  expected_votes    as the node holds them; highest_expected: the highest of any member
  total_votes       votes of the members, and of the device where it votes for the node
  device_votes      votes of the quorum device, cast or not
  fence_delay       with "fence_first": milliseconds to wait before fencing, else 0
  flags             corosync-quorumtool's names: "2Node", "Quorate", "WaitForAll", ...
  members           nodeids of the view
  node, ring        the local node; the view's [node, sequence]"""

SIMULATE = """\
Run a story: a config, steps, and what is expected after each. Every step is printed with the table of what the nodes
say. Where the story expects something else, the step is marked and the lines that differ are shown, '-' as
expected and '+' as seen."""

SIMULATE_EPILOG = """\
exit status: 0 all as expected, 1 not, or a step was refused that the story wanted done, or the text is no story.

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

The table after '----' may be left out; '----' and 'error: ...' expect that a step is refused. An empty line ends it.

rules: corosync (also when the line is left out), cman, strict, strict freeze_on_loss

steps:
  up 1 2, crash 2, leave 4, leave 4 remove (cman), split 1 4 | 2 3, heal, reform 1, wait 10s, wait 800ms,
  expected 2, expected 2 on 3, votes 3 2, cancel_wait_for_all 1,
  fence 2, fence 2 3 by 1, survey 1, resume 1 (strict),
  device on|off|register|lost|unregister|master_wins 1 2,
  reload, reload 1 2 (an indented corosync.conf follows)"""


class Refused(Exception):
    """What the user is told in one line."""


class Parser(argparse.ArgumentParser):
    """Errors in one line, and with exit status 1: argparse's own 2 means blocked here."""

    def error(self, message: str) -> NoReturn:
        self.exit(fail(f"{message}; see {self.prog} --help"))


def parser() -> Parser:
    raw = argparse.RawDescriptionHelpFormatter
    top = Parser(prog="quorate", description=DESCRIPTION, epilog=EPILOG, formatter_class=raw)
    top.add_argument("--version", action="version", version=f"quorate {quorate.__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    status = commands.add_parser(
        "status",
        help="is this partition quorate, and why?",
        description=STATUS,
        epilog=STATUS_EPILOG,
        formatter_class=raw,
    )
    status.add_argument("--conf", metavar="FILE", help=f"corosync.conf or cluster.conf; - for stdin (default: {CONF})")
    status.add_argument("--node", metavar="N", type=nodeid, help="the local node (default: the lowest of --members)")
    status.add_argument(
        "--members",
        metavar="1,2",
        type=nodeids,
        action="append",
        help="the nodes that are present; several times: one view after the other",
    )
    status.add_argument(
        "--rules", choices=["corosync", "cman", "strict"], help="who counts (default: by the kind of config)"
    )
    status.add_argument("--device", choices=["on", "off"], help="the quorum device votes for the node, or does not")
    status.add_argument("--json", action="store_true", help="print JSON instead")
    status.set_defaults(run=run_status)

    simulate = commands.add_parser(
        "simulate",
        help="run a story: what would my cluster do?",
        description=SIMULATE,
        epilog=SIMULATE_EPILOG,
        formatter_class=raw,
    )
    simulate.add_argument("story", metavar="STORY", help="the file; - for stdin")
    simulate.set_defaults(run=run_simulate)
    return top


def nodeid(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a nodeid")
    return int(text)


def nodeids(text: str) -> List[int]:
    return [nodeid(word.strip()) for word in text.split(",")]


def run_status(options: argparse.Namespace) -> int:
    path: str = CONF if options.conf is None else options.conf
    try:
        text = read(path)
    except Refused as refused:
        hint = "; name the config with --conf" if options.conf is None else ""
        raise Refused(f"{refused}{hint}") from None
    is_xml = text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    try:
        read_config = quorate.Config.from_cluster_conf if is_xml else quorate.Config.from_corosync_conf
        config = read_config(text)
    except quorate.Error as error:
        raise Refused(f"{path}: {error}") from None
    rules: Rules = options.rules or ("cman" if is_xml else "corosync")
    engine = observe(config, options, rules)
    status = engine.status
    if options.json:
        print(json.dumps(status.as_dict(), indent=2))
    else:
        print(engine.cman_tool() if rules == "cman" else engine.quorumtool(), end="")
        print(f"Why: {status.reason}")
    return QUORATE if status.quorate else NOT_QUORATE


def observe(config: quorate.Config, options: argparse.Namespace, rules: Rules) -> quorate.Engine:
    views: Optional[List[List[int]]] = options.members
    if views is None:
        views = [list(config.nodes)]
        if len(views[0]) != 1:
            raise Refused("who is present? say it with --members, such as --members 1,2; see quorate status --help")
    node: int = min(views[-1]) if options.node is None else options.node
    try:
        engine = quorate.Engine(config, node, rules)
        for number, members in enumerate(views):
            engine.observe(members)
            if options.device is None:
                continue
            if number == 0:
                engine.device_register("Qdevice")
            engine.device_poll(engine.status.ring, options.device == "on", 0)
    except (quorate.Error, ValueError) as error:
        raise Refused(str(error)) from None
    return engine


def run_simulate(options: argparse.Namespace) -> int:
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
    for played in steps:
        print_step(played)
    failed = [played for played in steps if not played.ok]
    checked = sum(1 for played in steps if played.outcome != "not_checked")
    print(f"{count(len(steps), 'step')}, {checked} checked, {len(failed)} not as expected")
    return FAILED if failed else QUORATE


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


def count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def read(path: str) -> bytes:
    try:
        if path == "-":
            if sys.stdin is None:
                raise Refused("-: standard input is closed")
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise Refused(f"{path}: {reason(error)}") from None


def reason(error: Union[OSError, ValueError]) -> str:
    return getattr(error, "strerror", None) or str(error)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the command and returns its exit status."""
    if sys.stdout is None:
        return fail("output: standard output is closed")
    if hasattr(sys.stdout, "reconfigure"):
        # A story may hold what the terminal cannot show.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        options = parser().parse_args(arguments)
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except Refused as refused:
        return fail(str(refused))
    except OSError as error:
        # Nobody reads on, or the disk is full. Python would try to write the rest again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return fail(f"output: {reason(error)}")
    except KeyboardInterrupt:
        return INTERRUPTED


def fail(message: str) -> int:
    # A file's name may have a line feed too.
    line = message.replace("\n", "\\n")
    print(f"quorate: {line}", file=sys.stderr)
    return FAILED
