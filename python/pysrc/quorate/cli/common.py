"""What the commands share: exit statuses, reading files and configs, words from the command line."""

import argparse
import sys
from typing import Iterable, List, Optional, Tuple, Union

import quorate
from quorate.types import Rules

CONF = "/etc/corosync/corosync.conf"
OK, FAILED, NOT_QUORATE, FOUND = 0, 1, 2, 3
INTERRUPTED = 130
RULES = ["corosync", "cman", "strict"]


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


def read_config(path: Optional[str], hint: str) -> Tuple[quorate.Config, Rules]:
    """The config, and the rules that go with its kind: cman's is known by its XML."""
    name = CONF if path is None else path
    try:
        text = read(name)
    except Refused as refused:
        raise Refused(f"{refused}; {hint}" if path is None else str(refused)) from None
    is_xml = text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    try:
        if is_xml:
            return quorate.Config.from_cluster_conf(text), "cman"
        return quorate.Config.from_corosync_conf(text), "corosync"
    except quorate.Error as error:
        raise Refused(f"{name}: {error}") from None


def nodeid(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a nodeid")
    return int(text)


def nodeids(text: str) -> List[int]:
    return [nodeid(word.strip()) for word in text.split(",")]


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
