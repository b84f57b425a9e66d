"""The timeline of the running cluster, as one node sees it, in a file."""

import os
from contextlib import suppress
from datetime import datetime
from typing import Dict, List, Optional

from quorate.cli.common import Refused, reason
from quorate.cli.nodes import name_of
from quorate.corosync import Live
from quorate.pictures.markup import tag
from quorate.pictures.moments import DOWN, Moment, Partition, sentence
from quorate.pictures.page import figure, legend, page
from quorate.pictures.timeline import Timeline

MOMENTS_MAX = 60
"""Older ones are forgotten."""
ABSENT = "not seen"


class Kept:
    """What was seen; the file is written anew at each change, and is never half written."""

    def __init__(self, path: str) -> None:
        # A file behind a link is written, not the link.
        self.name, self.path = path, os.path.realpath(path)
        if os.path.exists(self.path) and not os.path.isfile(self.path):
            raise Refused(f"{path}: not a regular file, and is not replaced by a page; name another")
        self.moments: List[Moment] = []
        self.names: Dict[int, str] = {}
        self.seen_by, self.last = "this node", "Nothing seen yet."
        self.write()

    def add(self, when: str, changes: List[str], now: Optional[Live], why: str) -> None:
        """now is None while corosync does not answer."""
        former = [node for one in self.moments[-1:] for partition in one.partitions for node in partition.nodes]
        members = now.members if now is not None else ()
        nodes = sorted({*now.votes, *members}) if now is not None else sorted(former)
        seen = [node for node in nodes if node in members]
        partitions = [Partition((node,), (DOWN,), "", "") for node in nodes if node not in members]
        if now is not None:
            self.names.update(now.names)
            state = "quorate" if now.quorate else "blocked"
            votes = f"{now.total_votes}/{now.expected_votes}"
            partitions.insert(0, Partition(tuple(seen), (state,) * len(seen), why.replace("_", " "), votes))
        then = datetime.fromisoformat(when)
        self.seen_by = f"node {name_of(now.node, now.names)}" if now is not None else self.seen_by
        self.last = f"As {self.seen_by} sees it. Last change: {then:%Y-%m-%d %H:%M:%S %z}."
        moment = Moment(f"{then:%H:%M:%S} {'; '.join(changes)}", "", tuple(partitions))
        self.moments = [*self.moments, moment][-MOMENTS_MAX:]
        self.write()

    def write(self) -> None:
        drawing = Timeline(self.moments, self.names, ABSENT)
        lines = "\n".join(sentence(one, self.names, ABSENT) for one in self.moments)
        last = tag("p", self.last, class_="quiet")
        text = page("What corosync saw", last, legend(ABSENT), figure(drawing, lines, summary="In words"))
        new = f"{self.path}.new"
        try:
            # What somebody else may have put there is not written through.
            with suppress(FileNotFoundError):
                os.remove(new)
            with open(new, "x", encoding="utf-8") as file:
                file.write(text)
            os.replace(new, self.path)
        except OSError as error:
            raise Refused(f"{self.name}: {reason(error)}") from None
