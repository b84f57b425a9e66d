"""quorate status: is this partition quorate, and why?"""

import argparse
import json

import quorate
from quorate.cli import live
from quorate.cli.commands import Site, help_text, status_dict
from quorate.cli.common import NOT_QUORATE, OK, QUERY_TIMEOUT, RULES, Refused, in_words_of, seconds
from quorate.cli.config import CONF, add_strict_options, read_config, refuse_what_counts_nothing, strict_options
from quorate.cli.nodes import node_words, the_node, the_nodes
from quorate.types import Rules

DESCRIPTION = """\
On a cluster node, without --members and --conf: ask the running corosync for its members, votes, config and verdict,
and show corosync's verdict and that of the rules side by side; where they differ, say why. If a quorate device is
running, show its verdict too.

With --members: say whether the partition of --node would be quorate, as corosync-quorumtool (with rules cman:
cman_tool) prints it, plus a line "Why: ..." and, if it is not quorate, a line "Help: ..." with what would help and
what that risks.

A config does not say who is present, so --members must: the nodes that see each other, including the local one
(corosync-quorumtool -s and crm_node -p list them). You can omit it only if the nodelist has just one node.

With wait_for_all, last_man_standing and auto_tie_breaker history matters. Repeat --members for each membership that
the node has seen since it started, oldest first; the verdict is for the last one."""

EPILOG = """\
exit status: 0 quorate, 2 not (blocked, or with rules strict: fence first), 1 error. For a running corosync it is the
verdict of --rules (default: corosync); with --rules strict, that of the quorate device if it is running.

Rules corosync take into account what an operator set in the running corosync (votes, expected votes); rules strict go
by its config. One look does not show the history: quorate assumes that the node has seen all others, unless corosync
still waits for all or expects fewer votes.

examples:
  quorate status                                 the running corosync of this node
  quorate status --rules strict                  and what rules strict say of its members
  quorate status --members 1,2,3 --node 2
  quorate status --members alpha,beta            names of the config (name, or ring0_addr where there is none)
  quorate status --members 1                     the node has just started and is alone
  quorate status --members 1,2 --members 1       it saw node 2, and lost it
  quorate status --conf cluster.conf --members 1,2,3
                                                 a cman config is recognized by its XML; rules: cman
  quorate status --members 1,2 --device on       the quorum device votes for the node
  quorate status --members 1,2 --json | jq -r .reason.text

--json prints one object; existing keys do not change, new ones may be added:
  quorate           true or false
  verdict           "quorate", "blocked" or "fence_first"
  reason            code ("majority", "waiting_for_all", ...), number (as in C), votes, needed, expected_votes,
                    node (that decided, or null), missing (nodeids), device_votes (not counted), text (the sentence)
  help              the advice as a sentence
  advice            what would help, best first: code ("start_missing", ...), number, nodes, votes, delay
                    (milliseconds), risks_split_brain, text, commands (that carry it out)
  quorum            votes needed
  expected_votes    as the node holds them; highest_expected: the highest of any member
  total_votes       votes of the members, and of the device if it votes for the node
  device_votes      votes of the quorum device, cast or not
  fence_delay       with "fence_first": milliseconds to wait before fencing, else 0
  flags             corosync-quorumtool's names: "2Node", "Quorate", "WaitForAll", ...
  members           nodeids of the view
  node, ring        the local node; the view's [node, sequence]
of a running corosync also:
  rules, names      the rules; the nodes' names by nodeid
  corosync          what it says: the keys from quorate to ring above, and votes (of each node), device_name,
                    waits_for_all (blocked by wait_for_all)
  differences       a list: field, corosync, quorate, why
  notes             a list of sentences: what an operator set, that corosync waits for all
  device            what the running quorate device says, else null"""


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--conf", metavar="FILE", help=f"corosync.conf or cluster.conf; - for stdin (default: {CONF})")
    command.add_argument("--node", metavar="N", help="the local node (default: the lowest of --members)")
    command.add_argument(
        "--members",
        metavar="1,2",
        type=node_words,
        action="append",
        help="the nodes that are present, by nodeid or name; several times: one view after the other",
    )
    command.add_argument("--rules", choices=RULES, help="the rule set (default: by the type of config)")
    command.add_argument("--device", choices=["on", "off"], help="the quorum device votes for the node, or does not")
    add_strict_options(command)
    command.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        help=f"how long to wait for the running corosync (default: {QUERY_TIMEOUT:g})",
    )
    command.add_argument("--json", action="store_true", help="print JSON instead")


def run(options: argparse.Namespace) -> int:
    if options.members is None and options.conf is None:
        return run_live(options)
    if options.timeout is not None:
        raise Refused("--timeout is for the running corosync, which is not asked with --members or --conf")
    strict = strict_options(options)
    config, kind = read_config(options.conf, "name the config with --conf", strict, warn=False)
    refuse_what_counts_nothing(options.conf or CONF, config, kind)
    rules: Rules = options.rules or kind
    strict.check([rules])
    engine = observe(config, options, rules)
    status = engine.status
    if options.json:
        print(json.dumps(status_dict(status, rules, Site(config.names)), indent=2))
    else:
        print(engine.cman_tool() if rules == "cman" else engine.quorumtool(), end="")
        print(f"Why: {in_words_of(rules, status.reason)}")
        if not status.quorate:
            print(f"Help: {in_words_of(rules, help_text(status, rules, Site(config.names)))}")
    return OK if status.quorate else NOT_QUORATE


def run_live(options: argparse.Namespace) -> int:
    strict = strict_options(options)
    for name, value in [
        ("--node", options.node),
        ("--device", options.device),
        ("--freeze-on-loss", strict.freeze_on_loss or None),
    ]:
        if value is not None:
            raise Refused(f"{name} needs --members; without it the running corosync of this node is asked")
    live.refuse_cman(options.rules)
    rules: Rules = options.rules or "corosync"
    strict.check([rules])
    now = live.read(options.timeout, "; or say who is present, with --members")
    try:
        compared = live.compare(now, rules, strict.fence_delay)
    except Refused:
        if not options.json:
            print(live.page_of_corosync(now))
        raise
    if options.json:
        print(json.dumps(compared.as_dict(), indent=2))
    else:
        print(live.page(compared))
    return OK if compared.is_quorate else NOT_QUORATE


def observe(config: quorate.Config, options: argparse.Namespace, rules: Rules) -> quorate.Engine:
    if options.members is not None:
        views = [the_nodes("--members", words, config) for words in options.members]
    else:
        views = [list(config.nodes)]
        if len(views[0]) != 1:
            raise Refused("who is present? say it with --members, such as --members 1,2; see quorate status --help")
    node = min(views[-1]) if options.node is None else the_node("--node", options.node, config)
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
