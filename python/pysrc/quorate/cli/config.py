"""The config file of a command, and the options of rules strict that no config file has."""

import argparse
import sys
import unicodedata
from typing import Iterator, NamedTuple, Optional, Sequence, Tuple

import quorate
from quorate.cli.common import Refused, reason, seconds
from quorate.types import Rules

CONF = "/etc/corosync/corosync.conf"


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


class StrictOptions(NamedTuple):
    """What rules strict have and no corosync.conf can say."""

    freeze_on_loss: bool = False
    fence_delay: Optional[int] = None

    def check(self, rules: Sequence[Rules]) -> None:
        """Refuses what none of these rules would look at."""
        asked = [("--freeze-on-loss", self.freeze_on_loss), ("--fence-delay", self.fence_delay is not None)]
        for name, is_asked in asked:
            if is_asked and "strict" not in rules:
                raise Refused(f"{name} needs rules strict; add --rules strict")


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
    """The config, and the rules that go with its kind: see read_whole."""
    return read_whole(path, hint, strict, warn)[:2]


def read_whole(
    path: Optional[str], hint: str, strict: StrictOptions = StrictOptions(), warn: bool = True
) -> Tuple[quorate.Config, Rules, bytes]:
    """The config, the rules that go with its kind (cman's is known by its XML), and its text.

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
                raise Refused(f"{name}: --freeze-on-loss and --fence-delay are not for a cluster.conf")
            return quorate.Config.from_cluster_conf(text), "cman", text
        config = quorate.Config.from_corosync_conf(text, **strict._asdict())
    except ImportError as error:
        # The XML reader, which is an extra.
        raise Refused(f"{name}: {error}") from None
    except quorate.Error as error:
        raise Refused(f"{name}: {error}{strange(text, getattr(error, 'line', 0))}") from None
    if warn:
        warn_of_provider(name, config)
    return config, "corosync", text


def strange(text: bytes, number: int) -> str:
    """The first character of a refused line that is not ASCII: many are not to be seen."""
    lines = text.split(b"\n")
    column, said = odd_character(lines[number - 1]) if 0 < number <= len(lines) else (0, "")
    return f"; column {column} has {said}" if said else ""


def unseen(text: bytes) -> Iterator[str]:
    """Where characters are that nobody sees, outside of comments."""
    for number, line in enumerate(text.split(b"\n"), 1):
        column, said = odd_character(line, visible=False)
        if said and not line.lstrip().startswith(b"#"):
            yield f"line {number}: column {column} has {said}"


def odd_character(line: bytes, visible: bool = True) -> Tuple[int, str]:
    """The first that is not ASCII, or with visible=False nothing to be seen: its column and name; 0 and empty: none."""
    for column, character in enumerate(line.rstrip(b"\r").decode("utf-8", "surrogateescape"), 1):
        if character == "\t" or " " <= character <= "~" or (not visible and character.isprintable()):
            continue
        code = ord(character)
        if 0xDC80 <= code <= 0xDCFF:
            return column, f"the byte 0x{code - 0xDC00:02X}, which is not UTF-8"
        name = "a byte order mark" if code == 0xFEFF else unicodedata.name(character, "a control character").lower()
        return column, f"{name} (U+{code:04X})"
    return 0, ""


def refuse_what_counts_nothing(name: str, config: quorate.Config, rules: Rules) -> None:
    """With this corosync starts no votequorum, or not at all: there is no verdict to tell."""
    found = {finding.code: finding for finding in config.lint()} if rules == "corosync" else {}
    if "no_provider" in found:
        raise Refused(
            f"{name}: corosync does not run votequorum with it, so it counts no votes and Pacemaker does not start; "
            "add 'provider: corosync_votequorum' to the quorum section"
        )
    if "no_nodelist" in found:
        raise Refused(f"{name}: {found['no_nodelist']}")


def warn_of_provider(name: str, config: quorate.Config) -> None:
    for finding in config.lint():
        if finding.code == "no_provider" and sys.stderr is not None:
            print(f"quorate: warning: {name}: {finding}".replace("\n", "\\n"), file=sys.stderr)
