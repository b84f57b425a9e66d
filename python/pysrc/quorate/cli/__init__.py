"""The command quorate: one module for each of its commands."""

from typing import Optional, Sequence

from quorate.cli import program, terminal

DESCRIPTION = """\
May this partition act? Cluster quorum as corosync and cman count it, with the reason.
status and watch ask the running corosync; the other commands, and status with --members, answer from a config file and
the nodes that you name."""

EPILOG = """\
examples:
  quorate status                                 the running corosync's verdict, and why
  quorate watch                                  every change in the running corosync
  quorate status --members 1,2                   nodes 1 and 2 are present; is node 1 quorate?
  quorate status --members 1,2 --members 1       both were present, now node 1 is alone
  quorate simulate power-cut.story               run a story: what would my cluster do?
  quorate lint                                   what does my config risk?
  quorate what-if                                what does my cluster survive?
  quorate what-if --down 2,3                     who is quorate when nodes 2 and 3 fail?
  quorate report                                 a page with pictures: report.html
  quorate witness status                         who has this witness's votes, and why
  quorate explore --rules strict                 try every sequence of failures

See also 'quorate COMMAND --help'."""

COMMANDS = {
    "status": "is this partition quorate, and why?",
    "device": "the quorum device that makes corosync follow rules strict",
    "witness": "the third vote for even clusters, in place of corosync-qnetd",
    "watch": "every change in the running corosync, with its reason",
    "simulate": "run a story: what would my cluster do?",
    "lint": "what does this config risk?",
    "what-if": "who is quorate after a loss or a split, and what does the cluster survive?",
    "report": "all of this on one page, with pictures, for people who must decide",
    "explore": "is there any sequence of failures that splits this cluster?",
}


PROGRAM = program.Program(DESCRIPTION, EPILOG, COMMANDS, terminal)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the command and returns its exit status."""
    return program.run(PROGRAM, arguments)
