"""What the commands share: exit statuses, and words from the command line and for people."""

import argparse
import re
from typing import Iterable, List, Sequence, Union

OK, FAILED, NOT_QUORATE, FOUND = 0, 1, 2, 3
INTERRUPTED = 130
RULES = ["corosync", "cman", "strict"]
QUERY_TIMEOUT = 5.0
"""Seconds for the running corosync to answer."""


CMANS_WORDS = {
    "quorum device": "quorum disk",
    "the device": "the disk",
    "these rules do not support two_node without wait_for_all": "they need wait_for_all, which cman does not have",
}


class Refused(Exception):
    """What the user is told in one line."""


def reason(error: Union[OSError, ValueError]) -> str:
    return getattr(error, "strerror", None) or str(error)


def nodeid(text: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", text):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a nodeid")
    return int(text)


def join(items: Iterable[str], last: str) -> str:
    """As in: 1, 2 and 3."""
    listed: Sequence[str] = list(items)
    return f" {last} ".join(part for part in (", ".join(listed[:-1]), *listed[-1:]) if part)


def in_words_of(rules: str, text: object) -> str:
    """A sentence as people of those rules say it."""
    said = str(text)
    for word, cmans in CMANS_WORDS.items() if rules == "cman" else ():
        said = said.replace(word, cmans)
    return said


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


def add_formats(command: argparse.ArgumentParser, drawn: str) -> None:
    """--json, --svg and --html, of which at most one."""
    formats = command.add_mutually_exclusive_group()
    formats.add_argument("--json", action="store_true", help="print JSON instead")
    formats.add_argument("--svg", action="store_true", help=f"print a drawing of {drawn} instead, as SVG")
    formats.add_argument("--html", action="store_true", help=f"print a page with a drawing of {drawn} instead")


def count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def table(rows: List[List[str]]) -> str:
    """Rows with columns in line, without white space at the end."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)
    return "\n".join(lines)
