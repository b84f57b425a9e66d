"""The timeline of the running cluster, as one node sees it, in a file."""

import os
from datetime import datetime
from typing import Dict, List, Optional

from quorate.cli.common import Refused, reason
from quorate.corosync import Live
from quorate.pictures.moments import DOWN, Moment, Partition
from quorate.pictures.page import figure, legend, page
from quorate.pictures.timeline import Timeline

MOMENTS_MAX = 60
"""Older ones are forgotten."""
ABSENT = "not seen"


class Kept:
    """What was seen; the file is written anew at each change, and is never half written."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.moments: List[Moment] = []
        self.names: Dict[int, str] = {}
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
        time = datetime.fromisoformat(when).strftime("%H:%M:%S")
        self.moments = [*self.moments, Moment(f"{time} {'; '.join(changes)}", "", tuple(partitions))][-MOMENTS_MAX:]
        self.write()

    def write(self) -> None:
        drawing = Timeline(self.moments, self.names, ABSENT)
        text = page("What corosync saw", legend(ABSENT), figure(drawing))
        try:
            with open(f"{self.path}.new", "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(f"{self.path}.new", self.path)
        except OSError as error:
            raise Refused(f"{self.path}: {reason(error)}") from None
