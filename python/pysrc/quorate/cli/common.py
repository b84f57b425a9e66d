"""What the commands share: exit statuses, reading files and configs, words from the command line."""

import argparse
import sys
from typing import Iterable, List, NamedTuple, Optional, Sequence, Tuple, Union

import quorate
from quorate.types import Rules

CONF = "/etc/corosync/corosync.conf"
OK, FAILED, NOT_QUORATE, FOUND = 0, 1, 2, 3
INTERRUPTED = 130
RULES = ["corosync", "cman", "strict"]
QUERY_TIMEOUT = 5.0
"""Seconds for the running corosync to answer."""


class Refused(Exception):
    """What the user is told in one line."""


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


class StrictOptions(NamedTuple):
    """What rules strict have and no corosync.conf can say."""

    freeze_on_loss: bool = False
    fence_delay: Optional[int] = None

    def check(self, rules: Sequence[Rules]) -> None:
        """Refuses what none of these rules would look at."""
        asked = [("--freeze-on-loss", self.freeze_on_loss), ("--fence-delay", self.fence_delay is not None)]
        for name, is_asked in asked:
            if is_asked and "strict" not in rules:
                raise Refused(f"{name} is an option of rules strict; add --rules strict")


def add_strict_options(command: argparse.ArgumentParser) -> None:
    """--freeze-on-loss and --fence-delay: see strict_options."""
    add_freeze_on_loss(command)
    command.add_argument(
        "--fence-delay",
        metavar="SECONDS",
        type=seconds,
        help="rules strict: with a tie breaker, how long the side without it waits before it fences (default: 10)",
    )


def add_freeze_on_loss(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--freeze-on-loss", action="store_true", help="rules strict: when a node is lost, block until 'resume'"
    )


def strict_options(options: argparse.Namespace) -> StrictOptions:
    delay: Optional[float] = getattr(options, "fence_delay", None)
    return StrictOptions(options.freeze_on_loss, None if delay is None else round(delay * 1000))


def read_config(
    path: Optional[str], hint: str, strict: StrictOptions = StrictOptions(), warn: bool = True
) -> Tuple[quorate.Config, Rules]:
    """The config, and the rules that go with its kind: cman's is known by its XML.

    warn: tells people where corosync would not count votes at all, whatever is answered here.
    """
    name = CONF if path is None else path
    try:
        text = read(name)
    except Refused as refused:
        raise Refused(f"{refused}; {hint}" if path is None else str(refused)) from None
    is_xml = text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    try:
        if is_xml:
            if strict != StrictOptions():
                raise Refused(f"{name}: a cluster.conf, which goes without --freeze-on-loss and --fence-delay")
            return quorate.Config.from_cluster_conf(text), "cman"
        config = quorate.Config.from_corosync_conf(text, **strict._asdict())
    except ImportError as error:
        # The XML reader, which is an extra.
        raise Refused(f"{name}: {error}") from None
    except quorate.Error as error:
        raise Refused(f"{name}: {error}") from None
    if warn:
        warn_of_provider(name, config)
    return config, "corosync"


def warn_of_provider(name: str, config: quorate.Config) -> None:
    for finding in config.lint():
        if finding.code == "no_provider" and sys.stderr is not None:
            print(f"quorate: warning: {name}: {finding}".replace("\n", "\\n"), file=sys.stderr)


def nodeid(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a nodeid")
    return int(text)


def nodeids(text: str) -> List[int]:
    return [nodeid(word.strip()) for word in text.split(",")]


def seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    # No more than a year: beyond it, some clocks end.
    if not 0 < number <= 31_536_000:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number of seconds above 0")
    return number


def words(nodes: Iterable[int]) -> str:
    """Nodes as a step writes them."""
    return " ".join(map(str, nodes))


def count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def table(rows: List[List[str]]) -> str:
    """Rows with columns in line, without white space at the end."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)
    return "\n".join(lines)
