"""Waiting for facts, never for time to pass."""

import time
from typing import Callable, Optional, TypeVar

T = TypeVar("T")
# No test is about how fast a machine is. Seconds.
CEILING = 180.0
# Asking starts a process or more in a node, and costs corosync as much again: shared memory for each connection. Who
# asks rests for so many times as long: the nodes, and what else runs on the machine, want the processors, too.
REST = 4


def wait_until(
    what: str,
    fact: Callable[[], Optional[T]],
    evidence: Callable[[], str] = lambda: "",
) -> T:
    """Asks for the fact until it is true, and returns it; after a while an AssertionError says what was missing."""
    end = time.monotonic() + CEILING
    while True:
        asked = time.monotonic()
        answer = fact()
        if answer:
            return answer
        now = time.monotonic()
        if now > end:
            raise AssertionError(f"not within {CEILING:g} s: {what}; last: {answer!r}\n{evidence()}".rstrip())
        time.sleep(min(max(0.05, REST * (now - asked)), 1))


def stays(what: str, fact: Callable[[], object], seconds: float) -> None:
    """Watches that the fact stays true for so long, to the end; an AssertionError says when it did not."""
    start = time.monotonic()
    end = start + seconds
    while True:
        asked = time.monotonic()
        if not fact():
            raise AssertionError(f"no longer so after {time.monotonic() - start:.1f} s: {what}")
        if asked >= end:
            return
        now = time.monotonic()
        time.sleep(min(max(0.05, now - asked), 1, max(0.0, end - now)))
