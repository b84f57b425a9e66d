"""What was seen after each step of a story, as records: JSON for programs, and what a timeline draws."""

import re
from typing import Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, cast

import quorate
from quorate.types import Flag, MomentDict, NodeDict, ReasonCode, Verdict

DOWN = "down"
NO_NODES = ("wait", "expected", "votes")
"""Steps with numbers that are no nodes."""


class Partition(NamedTuple):
    """Nodes with one view; a node that is down is alone."""

    nodes: Tuple[int, ...]
    states: Tuple[str, ...]
    why: str
    votes: str


class Moment(NamedTuple):
    """After a step: what happened, and who is with whom. error: why the step was refused."""

    step: str
    error: str
    partitions: Tuple[Partition, ...]

    @property
    def quorate(self) -> int:
        """So many partitions are quorate."""
        return sum("quorate" in partition.states for partition in self.partitions)


def records(played: Sequence[quorate.Played]) -> List[MomentDict]:
    """What simulate --json prints of each step: the story's table, column by column."""
    return [
        {
            "line": one.line,
            "step": one.step,
            "outcome": one.outcome,
            "ok": one.ok,
            "error": one.seen[len("error: ") :].rstrip("\n") if one.seen.startswith("error: ") else None,
            "nodes": [] if one.seen.startswith("error: ") else list(map(row, one.seen.splitlines()[1:])),
        }
        for one in played
    ]


def row(line: str) -> NodeDict:
    node, verdict, *cells = line.split()
    if verdict == DOWN:
        verdict, cells = "", ["0"] * 4 + ["", "", "-"]
    # Before its first view a node has no members, and their cell is empty.
    members = cells[5] if len(cells) > 6 else ""
    return {
        "node": int(node),
        "verdict": cast(Verdict, verdict) if verdict else None,
        "expected_votes": int(cells[0]),
        "highest_expected": int(cells[1]),
        "total_votes": int(cells[2]),
        "quorum": int(cells[3]),
        "why": cast(ReasonCode, cells[4]) if verdict else None,
        "members": [int(member) for member in members.split(",") if member],
        "flags": [cast(Flag, flag) for flag in cells[-1].split(",") if flag != "-"],
    }


def moments(found: Sequence[MomentDict], names: Mapping[int, str]) -> List[Moment]:
    """A refused step has changed nothing."""
    drawn: List[Moment] = []
    before: Tuple[Partition, ...] = ()
    for one in found:
        before = before if one["error"] else partitions(one["nodes"])
        drawn.append(Moment(words(one["step"], names), one["error"] or "", before))
    return drawn


def partitions(nodes: Sequence[NodeDict]) -> Tuple[Partition, ...]:
    """In the order of their nodes' mean place, so that lanes cross as little as they can."""
    together: Dict[Tuple[int, ...], List[NodeDict]] = {}
    for node in nodes:
        key = tuple(node["members"]) or (-node["node"],)
        together.setdefault(key, []).append(node)
    places = {node["node"]: place for place, node in enumerate(nodes)}

    def mean(group: List[NodeDict]) -> Tuple[float, bool, int]:
        own = [places[node["node"]] for node in group]
        return sum(own) / len(own), group[0]["verdict"] is None, own[0]

    return tuple(partition(group) for group in sorted(together.values(), key=mean))


def partition(group: List[NodeDict]) -> Partition:
    nodes = tuple(node["node"] for node in group)
    states = tuple(node["verdict"] or DOWN for node in group)
    first = group[0]
    if first["verdict"] is None:
        return Partition(nodes, states, "", "")
    if len(set(states)) > 1:
        return Partition(nodes, states, "members disagree", "")
    why = str(first["why"]).replace("_", " ")
    return Partition(nodes, states, why, f"{first['total_votes']}/{first['expected_votes']}")


def words(step: str, names: Mapping[int, str]) -> str:
    """A step's line, with nodes by their names."""
    line = step.split("\n", 1)[0]
    if line.split(" ", 1)[0] in NO_NODES:
        return line
    return re.sub(r"(?<=\s)\d+(?=\s|$)", lambda found: names.get(int(found[0])) or found[0], line)


def sentence(moment: Moment, names: Mapping[int, str], absent: str = DOWN) -> str:
    """The same for ears."""
    said = [
        f"{' '.join(names.get(node) or str(node) for node in one.nodes)}: "
        f"{verdicts(one, absent)}{f' ({one.why})' if one.why else ''}"
        for one in moment.partitions
    ]
    refused: Optional[str] = f"refused: {moment.error}" if moment.error else None
    alarm = f"{moment.quorate} partitions are quorate" if moment.quorate > 1 else None
    return "; ".join(part for part in (moment.step, refused, *said, alarm) if part)


def verdicts(one: Partition, absent: str) -> str:
    return " and ".join(absent if state == DOWN else state.replace("_", " ") for state in sorted(set(one.states)))
