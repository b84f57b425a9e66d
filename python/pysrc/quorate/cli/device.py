"""quorate device: the quorum device, through which corosync follows rules strict."""

import argparse
import json
import math
import re
import signal
import sys
from typing import Any, Dict, List, Tuple, Union

from quorate.cli.common import FAILED, NOT_QUORATE, OK, Refused, nodeid, reason
from quorate.device import client

DESCRIPTION = """\
The quorum device: a daemon on every node, alongside corosync. It decides by rules strict, together with the daemons on
the other nodes, and votes in corosync accordingly, so corosync, Pacemaker, sbd and dlm follow. It finds out whether
missing nodes are off, and has Pacemaker fence them if the verdict is fence first. See quorate-device(8).

corosync.conf must give the device as many votes as all nodes together, so that it alone decides:

  quorum {
      provider: corosync_votequorum
      device {
          model: quorate
          votes: 3
          sync_timeout: 5000
      }
  }"""

EPILOG = """\
exit status: run: 0 after SIGTERM, 1 if it cannot start; status: 0 quorate, 2 not, 1 no answer.

examples:
  quorate device --auto-tie-breaker-node lowest  run it; quorate-device.service does
  quorate device status                          what this node's daemon says
  quorate device resume                          with --freeze-on-loss: an operator has checked; continue
  quorate device cancel-wait-for-all             an operator admits the nodes present; make sure the others are off
  quorate device set-votes 4 0                   with --agreed-electorate: node 4 is gone for good; drop it"""

STATE = "/var/lib/quorate/device.electorate"
COMMANDS = ["run", "status", "resume", "cancel-wait-for-all", "set-votes"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("command", nargs="?", choices=COMMANDS, default="run", help="what to do (default: run)")
    add("votes", nargs="*", metavar="NODEID VOTES", type=whole, help="with set-votes")
    ignored = "accepted and ignored: it always stays in the foreground and logs to stderr"
    add("--foreground", action="store_true", help=ignored)
    add("--socket", metavar="PATH", default=client.SOCKET, help="the status socket (default: %(default)s)")
    add("--state", metavar="PATH", default=STATE, help="what was agreed on, kept over reboots (default: %(default)s)")
    add("--json", action="store_true", help="with status: print the daemon's JSON object")
    rules = command.add_argument_group("rules", "the same on all nodes, or their views stay incomplete")
    rules.add_argument(
        "--no-wait-for-all",
        action="store_true",
        help="a node that starts counts at once; proofs do not count then, so the survivor of a two-node cluster "
        "without a tie breaker stays blocked",
    )
    rules.add_argument(
        "--auto-tie-breaker-node",
        metavar="N",
        type=tie_breaker,
        help="lowest, highest or a node (of a list the first): half of the votes with this node are enough",
    )
    rules.add_argument(
        "--fence-delay",
        metavar="SECONDS",
        type=seconds,
        help="with a tie breaker, how long the side without it waits before it fences (default: 10)",
    )
    rules.add_argument("--freeze-on-loss", action="store_true", help="when a node is lost, block until 'resume'")
    rules.add_argument(
        "--allow-downscale",
        action="store_true",
        help="a daemon that is stopped takes its node's votes along, if the others agree within 5 s",
    )
    rules.add_argument(
        "--last-man-standing",
        metavar="SECONDS",
        type=seconds,
        help="nodes that have been lost for so long lose their votes, if more than half of all agree",
    )
    rules.add_argument(
        "--agreed-electorate",
        action="store_true",
        help="who votes changes by agreement, and is kept on disk; the two options before imply it",
    )
    proofs = command.add_argument_group("proofs", "that missing nodes are off")
    no_fence = "leave fencing to others, even if the verdict is fence first"
    proofs.add_argument("--no-fence", action="store_true", help=no_fence)
    proofs.add_argument(
        "--power-status",
        metavar="COMMAND",
        type=power_command,
        help="asks for the power of one node: exit status 0 means on; 2 and the word off, without the word on, on its "
        "standard output (Status: OFF) means off; anything else means unknown; {name} and {nodeid} are replaced, no "
        "shell is used (default: the fence devices of Pacemaker's configuration)",
    )
    proofs.add_argument("--survey-interval", metavar="SECONDS", type=positive, default=10.0, help="default: 10")
    proofs.add_argument("--survey-timeout", metavar="SECONDS", type=positive, default=20.0, help="default: 20")
    proofs.add_argument("--fence-timeout", metavar="SECONDS", type=positive, default=120.0, help="default: 120")


def run(options: argparse.Namespace) -> int:
    if len(options.votes) != (2 if options.command == "set-votes" else 0):
        raise Refused("set-votes takes a nodeid and its votes, the other commands nothing")
    if options.command == "run":
        return run_daemon(options)
    try:
        if options.command == "status":
            return print_status(options)
        words = [options.command.replace("-", "_"), *map(str, options.votes)]
        print(client.command(" ".join(words), options.socket))
    except client.DeviceError as error:
        raise Refused(str(error)) from None
    return OK


def print_status(options: argparse.Namespace) -> int:
    answer = client.ask(options.socket)
    if options.json:
        print(json.dumps(answer, indent=2))
    else:
        print(f"Verdict: {answer['verdict']}")
        print(f"Why: {answer['reason']['text']}")
        print(f"Members: {' '.join(map(str, answer['members']))}")
        print(f"Missing: {' '.join(map(str, answer['missing'])) or 'none'}")
        if answer.get("electorate"):
            print(f"Electorate: {electorate(answer['electorate'])}")
        print(f"Vote: {'yes' if answer['vote'] else 'no'}")
        if answer["proofs"]:
            print(f"Proofs: {answer['proofs']}")
    return OK if answer["verdict"] == "quorate" else NOT_QUORATE


def electorate(found: Dict[str, Any]) -> str:
    """As in: 1 2 3, epoch 4; a change is pending, and waits for 3."""
    text = f"{' '.join(map(str, found['nodes'])) or 'not known'}, epoch {found['epoch']}"
    if found["change_pending"]:
        text += f"; a change is pending, and waits for {' '.join(map(str, found['unstored'])) or 'a majority'}"
    if found["other_nodelist"]:
        text += f"; another nodelist: {' '.join(map(str, found['other_nodelist']))}"
    return text


def run_daemon(options: argparse.Namespace) -> int:
    # Only here: the other commands have to answer while corosync's libraries are not there.
    from quorate.device import daemon, proofs, settings
    from quorate.device.notify import to_stderr
    from quorate.device.server import Busy
    from quorate.device.session import Conflict

    rules = settings.Options(
        wait_for_all=not options.no_wait_for_all,
        tie_breaker=options.auto_tie_breaker_node,
        fence_delay=None if options.fence_delay is None else int(options.fence_delay * 1000),
        freeze_on_loss=options.freeze_on_loss,
        allow_downscale=options.allow_downscale,
        last_man_standing=None if options.last_man_standing is None else int(options.last_man_standing * 1000),
        agreed_electorate=options.agreed_electorate,
    )
    proving = proofs.Options(
        fence=not options.no_fence,
        power_command=options.power_status or "",
        survey_interval=options.survey_interval,
        survey_timeout=options.survey_timeout,
        fence_timeout=options.fence_timeout,
    )
    try:
        ended_by = daemon.Daemon(daemon.Options(options.socket, options.state, rules, proving), to_stderr).run()
    except (settings.Unfit, Conflict, Busy) as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"{error.filename or options.socket}: {reason(error)}") from None
    if ended_by == signal.SIGHUP:
        daemon.start_again(sys.argv)
        return FAILED
    return OK


def tie_breaker(text: str) -> Union[str, Tuple[Union[int, str], ...]]:
    if text in ("lowest", "highest"):
        return text
    words = [word.strip() for word in text.split(",")]
    nodes = [nodeid(word) if word.isdigit() else word for word in words]
    if 0 in nodes:
        raise argparse.ArgumentTypeError("nodeid 0 is the quorum device's")
    if "" in nodes:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a list of nodes")
    return tuple(nodes)


def whole(text: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", text) or int(text) >= 1 << 32:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number from 0 to 4294967295")
    return int(text)


def seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 86400:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number of seconds from 0 to 86400")
    return number


def positive(text: str) -> float:
    number = seconds(text)
    if number < 0.1:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is too short; give 0.1 seconds or more")
    return number


def power_command(text: str) -> str:
    from quorate.pacemaker.power import check_command

    try:
        check_command(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text[:60]!r}: {error}") from None
    return text
