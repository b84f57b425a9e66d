"""The command quorate: one module for each of its commands."""

import argparse
import os
import sys
from typing import NoReturn, Optional, Sequence

import quorate
from quorate.cli import device, explore, lint, simulate, status, watch, what_if
from quorate.cli.common import FAILED, INTERRUPTED, Refused, reason

DESCRIPTION = """\
May this partition act? Cluster quorum as corosync and cman count it, with the reason.
status and watch ask the running corosync; the answers of the others, and of status with --members, come from a config
file and the nodes that you name."""

EPILOG = """\
examples:
  quorate status                                 the running corosync's verdict, and why
  quorate watch                                  every change of the running corosync
  quorate status --members 1,2                   nodes 1 and 2 are present; is node 1 quorate?
  quorate status --members 1,2 --members 1       both were, now node 1 is alone
  quorate simulate power-cut.story               run a story: what would my cluster do?
  quorate lint                                   what does my config risk?
  quorate what-if                                what does my cluster survive?
  quorate what-if --down 2,3                     who is quorate when nodes 2 and 3 fail?
  quorate explore --rules strict                 try every sequence of failures

'quorate COMMAND --help' tells more."""

COMMANDS = {
    "status": (status, "is this partition quorate, and why?"),
    "device": (device, "the quorum device: makes corosync follow rules strict"),
    "watch": (watch, "every change of the running corosync, with its reason"),
    "simulate": (simulate, "run a story: what would my cluster do?"),
    "lint": (lint, "what does this config risk?"),
    "what-if": (what_if, "who is quorate after a loss or a split, and what does the cluster survive?"),
    "explore": (explore, "is there any sequence of failures that splits this cluster?"),
}


class Parser(argparse.ArgumentParser):
    """Errors in one line, and with exit status 1: argparse's own 2 means blocked here."""

    def error(self, message: str) -> NoReturn:
        self.exit(fail(f"{message}; see {self.prog} --help"))


def parser() -> Parser:
    raw = argparse.RawDescriptionHelpFormatter
    top = Parser(prog="quorate", description=DESCRIPTION, epilog=EPILOG, formatter_class=raw)
    top.add_argument("--version", action="version", version=f"quorate {quorate.__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(
            name, help=summary, description=module.DESCRIPTION, epilog=module.EPILOG, formatter_class=raw
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return top


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
        if isinstance(error, BrokenPipeError):
            # As of `quorate ... | head -1`: whoever reads has what it wants.
            return FAILED
        return fail(f"output: {reason(error)}")
    except KeyboardInterrupt:
        return INTERRUPTED


def fail(message: str) -> int:
    # A file's name may have a line feed too.
    line = message.replace("\n", "\\n")
    print(f"quorate: {line}", file=sys.stderr)
    return FAILED
