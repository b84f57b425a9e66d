"""quorate witness: the third vote for clusters of corosync, in place of corosync-qnetd."""

import argparse
import json
import re
from typing import Tuple

from quorate.cli.common import OK, Refused, nodeid, reason
from quorate.types import WitnessTls
from quorate.witness import SOCKET, STATE

DESCRIPTION = """\
The witness: a third vote for clusters of corosync, from a machine outside of them, in place of corosync-qnetd. Clients
are unmodified corosync-qdevice 2.4 to 3.0; one witness serves up to 64 clusters.

A vote is a lease: no other partition gets it before its holder has given it up, or must have by its own clock. See
quorate-witness(8) for what that costs in seconds, and for the certificates."""

EPILOG = """\
exit status: run: 0 after SIGTERM, 1 if it cannot start; status: 0, or 1 without an answer
or without a client of --cluster.

examples:
  quorate witness                                run it, without TLS; quorate-witness.service does
  quorate witness --certificate server.pem --key server.key --client-ca ca.pem
                                                 with TLS, and only for clients with a certificate
  quorate witness --cluster lab=1,2              serve this cluster and these nodes only
  quorate witness status                         clients, their votes, and why
  quorate witness status --cluster lab --json    of one cluster, for programs"""


def add_arguments(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("command", nargs="?", choices=["run", "status"], default="run", help="what to do (default: run)")
    add("--json", action="store_true", help="with status: print the daemon's JSON object")
    add("--socket", metavar="PATH", default=SOCKET, help="the status socket (default: %(default)s)")
    add("--state", metavar="PATH", default=STATE, help="who has votes, kept over restarts (default: %(default)s)")
    add("--listen", metavar="ADDRESS", help="an address or name of this machine (default: all)")
    add("--port", type=port, default=5403, help="TCP port (default: %(default)s)")
    votes = command.add_argument_group("votes")
    votes.add_argument(
        "--like-qnetd",
        action="store_true",
        help="give votes away as early as corosync-qnetd does: two partitions may have one for some seconds",
    )
    votes.add_argument("--safe", action="store_true", help="refuse the algorithms lms and 2nodelms, which can split")
    votes.add_argument(
        "--cluster",
        metavar="NAME[=NODEIDS]",
        type=cluster,
        action="append",
        default=[],
        help="serve only this cluster, and of it only these nodes (1,2,3); with status: print only this one; may be "
        "repeated",
    )
    votes.add_argument(
        "--heartbeat-max",
        metavar="SECONDS",
        type=heartbeat,
        default=120.0,
        help="refuse clients with a longer heartbeat, 0.8 of quorum.device.timeout (default: 120); without a state "
        "file the witness is silent for 2.25 of these when it starts",
    )
    votes.add_argument(
        "--connections-per-address",
        metavar="N",
        type=connections,
        default=64,
        help="from one address, or one IPv6 network of 64 bits (default: %(default)s)",
    )
    tls = command.add_argument_group("TLS")
    tls.add_argument(
        "--tls",
        choices=["off", "on", "required"],
        help="on: also without, for clients that do not want it (default: required with --certificate, else off)",
    )
    tls.add_argument("--certificate", metavar="FILE", help="the witness's, in PEM, with the CN 'Qnetd Server'")
    tls.add_argument("--key", metavar="FILE", help="its key, in PEM (default: in the file of --certificate)")
    tls.add_argument(
        "--client-ca",
        metavar="FILE",
        help="TLS clients must have a certificate of this CA whose CN is their cluster's name",
    )


def run(options: argparse.Namespace) -> int:
    # Only here: other commands need neither asyncio nor ssl.
    from quorate.device.client import DeviceError
    from quorate.witness import status

    if options.command == "run":
        return run_daemon(options)
    try:
        answer = status.only(status.ask(options.socket), [name for name, _ in options.cluster])
    except DeviceError as error:
        raise Refused(str(error)) from None
    print(json.dumps(answer, indent=2) if options.json else "\n".join(status.lines(answer)))
    return OK


def run_daemon(options: argparse.Namespace) -> int:
    from quorate.device.notify import to_stderr
    from quorate.device.server import Busy
    from quorate.witness.daemon import Daemon, Options
    from quorate.witness.state import Unwritable

    tls: WitnessTls = options.tls or ("required" if options.certificate else "off")
    if tls != "off" and not options.certificate:
        raise Refused(f"--tls {tls} needs --certificate")
    if tls == "off" and (options.certificate or options.key or options.client_ca):
        raise Refused("--certificate, --key and --client-ca are for TLS: give --tls on or --tls required")
    settings = Options(
        socket=options.socket,
        state=options.state,
        listen=options.listen,
        port=options.port,
        tls=tls,
        certificate=options.certificate or "",
        key=options.key,
        client_ca=options.client_ca,
        timing="like_qnetd" if options.like_qnetd else "safe",
        safe=options.safe,
        clusters=tuple(options.cluster),
        heartbeat_max=int(options.heartbeat_max * 1000),
        per_address=options.connections_per_address,
    )
    try:
        Daemon(settings, to_stderr).run()
    except (Busy, Unwritable, ValueError) as error:
        raise Refused(str(error)) from None
    except OSError as error:
        about = f"{error.filename}: " if error.filename else ""
        raise Refused(f"{about}{reason(error)}") from None
    return OK


def cluster(text: str) -> Tuple[str, Tuple[int, ...]]:
    name, equals, nodes = text.partition("=")
    if not name:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} has no cluster's name")
    return name, tuple(nodeid(node.strip()) for node in nodes.split(",")) if equals else ()


def number(text: str, what: str, least: int, most: int) -> int:
    if not re.fullmatch("[0-9]{1,10}", text) or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not {what} from {least} to {most}")
    return int(text)


def port(text: str) -> int:
    return number(text, "a port", 0, 65535)


def connections(text: str) -> int:
    return number(text, "a number", 1, 256)


def heartbeat(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", text) or not 1 <= float(text) <= 120:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number of seconds from 1 to 120")
    return float(text)
