"""Waiting for facts, never for time to pass."""

import time
from typing import Callable, Optional, TypeVar

T = TypeVar("T")
# No test is about how fast a machine is. Seconds.
CEILING = 180.0


def wait_until(
    what: str,
    fact: Callable[[], Optional[T]],
    evidence: Callable[[], str] = lambda: "",
) -> T:
    """Asks for the fact until it is true, and returns it; after a while an AssertionError says what was missing."""
    end = time.monotonic() + CEILING
    while True:
        answer = fact()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {CEILING:g} s: {what}; last: {answer!r}\n{evidence()}".rstrip())
        time.sleep(0.05)


def stays(what: str, fact: Callable[[], object], seconds: float) -> None:
    """Watches that the fact stays true for so long; an AssertionError says when it did not."""
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        if not fact():
            raise AssertionError(f"no longer so after {time.monotonic() - start:.1f} s: {what}")
        time.sleep(0.05)
