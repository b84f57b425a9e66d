"""What only a terminal shows: colors, and how far a long command is."""

import argparse
import os
import re
import sys
import time
from typing import Any, List, Match, Optional, Pattern, TextIO, Tuple, cast

RESET, BOLD, RED, GREEN, YELLOW, DIM = ("\x1b[0m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[2m")
WORDS = {
    "quorate": GREEN,
    "Yes": GREEN,
    "blocked": RED,
    "No": RED,
    "fence_first": YELLOW,
    "fence first": YELLOW,
    "down": DIM,
    "error": BOLD + RED,
    "warning": BOLD + YELLOW,
    "note": BOLD,
}
PLACES: List[Tuple[Pattern[str], Optional[str]]] = [
    (re.compile(place, re.MULTILINE), color)
    for place, color in (
        # The table of a story; of status; a partition of what-if; lint.
        (r"^(\d+ +)(quorate|blocked|fence_first|down)\b", None),
        (r"^(Quorate: +)(Yes|No)\b", None),
        (r"^(\S.*: )(quorate|blocked|fence first)$", None),
        (r"^()(error|warning|note)(?=: )", None),
        (r"^()(Split brain: .*|  Members disagree: .*)", BOLD + RED),
        (r"^(.*)(<-- (?:refused|not as expected))$", BOLD + RED),
        (r"^( *)((?:Why|Help|Note|Differs|One node fails):)", BOLD),
    )
]
"""What is before a word, and the word; its color, or that of the word."""
WIDTH = 60
DAEMONS = ["device", "witness"]
"""They print for logs, and have no colors."""
SECONDS = 1.0
"""What takes no longer shows no progress."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--color",
        choices=["auto", "always", "never"],
        default="auto",
        help="auto (the default): on a terminal, unless the environment has NO_COLOR",
    )


def begin(options: argparse.Namespace) -> None:
    """Whatever is printed from now on has colors, if it is to have them."""
    is_for_programs = any(getattr(options, form, False) for form in ("json", "svg", "html"))
    is_terminal = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    color = getattr(options, "color", "never")
    if not is_for_programs and (color == "always" or color == "auto" and is_terminal):
        sys.stdout = cast(TextIO, Painted(sys.stdout))


class Painted:
    """Standard output, with colors in what is printed."""

    def __init__(self, inner: TextIO) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def write(self, text: str) -> int:
        return self.inner.write(painted(text))


def painted(text: str) -> str:
    for place, color in PLACES:
        text = place.sub(lambda found: in_color(found, color), text)
    return text


def in_color(found: Match[str], color: Optional[str]) -> str:
    before, word = found[1], found[2]
    return f"{before}{WORDS[word] if color is None else color}{word}{RESET}"


class Progress:
    """How far a command is, on a terminal, once it has taken a second."""

    def __init__(self) -> None:
        self.is_seen = sys.stderr is not None and sys.stderr.isatty()
        self.is_shown = False
        self.next_line = time.monotonic() + SECONDS

    def share(self, done: float) -> None:
        """From 0 to 1."""
        bar = "#" * round(done * 30)
        self.say(f"[{bar.ljust(30)}] {done:.0%}")

    def say(self, words: str) -> None:
        if self.is_seen and time.monotonic() >= self.next_line:
            self.next_line = time.monotonic() + 0.2
            self.is_shown = True
            self.show(f"\r{words.ljust(WIDTH)}")

    def show(self, text: str) -> None:
        print(text, end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self.is_shown:
            self.show(f"\r{' ' * WIDTH}\r")
