"""quorate report: one page for a change review, or for the morning after."""

import argparse
import os

from quorate.cli import live
from quorate.cli.common import OK, Refused, reason
from quorate.cli.config import CONF, read_whole, refuse_what_counts_nothing
from quorate.cli.terminal import Progress
from quorate.types import Rules

DESCRIPTION = """\
Write a report of a cluster: one file of HTML, without scripts, that needs no network and prints on A4. It has the
nodes, their votes and the options in words; what happens if a node fails; a map of which failures and splits it
survives, under the rules of the config and under rules strict, side by side; every finding of lint with its story as a
timeline, under both; and edits of corosync.conf that were tried, each with what it does to the map. With --live, what
runs now, too.

Every set of up to 5 nodes is shown, and every split of up to 7 that not exactly one side survives. Of more nodes, what
comes of each number of them is counted, with an example; where there are more than 1000 sets of one size, only the
nodes with the most votes and those with the fewest are tried."""

EPILOG = """\
exit status: 0 written, 1 error.

examples:
  quorate report                                 of /etc/corosync/corosync.conf, to report.html
  quorate report corosync.conf -o review.html
  quorate report --live                          on a cluster node: what runs now, too
  quorate report corosync.conf -o - | mail ..."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "conf", metavar="CONF", nargs="?", help=f"corosync.conf or cluster.conf; - for stdin (default: {CONF})"
    )
    command.add_argument(
        "-o", "--output", metavar="FILE", default="report.html", help="- for standard output (default: %(default)s)"
    )
    command.add_argument("--live", action="store_true", help="ask the running corosync of this node, too")


def run(options: argparse.Namespace) -> int:
    # Only here: other commands draw nothing.
    from quorate.cli import report_page

    name = options.conf or CONF
    config, kind, text = read_whole(options.conf, "name the config: quorate report CONF", warn=False)
    if not config.nodes:
        refuse_what_counts_nothing(name, config, kind)
    if "-" not in (name, options.output) and os.path.exists(options.output) and os.path.samefile(name, options.output):
        raise Refused(f"{options.output}: this is the config itself; name another file with -o")
    now = running(kind) if options.live else None
    progress = Progress()
    try:
        page = report_page.page(name, config, kind, text, now, progress.share)
    finally:
        progress.end()
    if options.output == "-":
        print(page, end="")
        return OK
    try:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(page)
    except OSError as error:
        raise Refused(f"{options.output}: {reason(error)}") from None
    print(f"{options.output} is written")
    return OK


def running(kind: Rules) -> live.Comparison:
    live.refuse_cman(kind)
    return live.compare(live.read(None, "; or leave out --live"), "strict")
