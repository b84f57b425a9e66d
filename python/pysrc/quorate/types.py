"""Types for annotations. quorate itself does not import this module."""

from typing import Literal, Tuple, TypedDict

Ring = Tuple[int, int]
"""The name of a view: (node, seq)."""

Rules = Literal["corosync", "cman", "strict"]
"""The rule sets."""

Verdict = Literal["quorate", "blocked", "fence_first"]
"""What Status.verdict can be."""

ReasonCode = Literal[
    "majority",
    "two_node",
    "tie_breaker",
    "master_wins",
    "everyone_accounted",
    "operator_override",
    "no_view",
    "view_incomplete",
    "waiting_for_all",
    "no_majority",
    "tie_lost",
    "device_vote_missing",
    "device_vote_stale",
    "left",
    "frozen",
    "fence_first",
]
"""What Reason.code can be; the keys of quorate.REASON_CODES."""

Flag = Literal[
    "2Node",
    "Quorate",
    "WaitForAll",
    "LastManStanding",
    "AutoTieBreaker",
    "AllowDownscale",
    "Qdevice",
    "QdeviceAlive",
    "QdeviceCastVote",
    "QdeviceMasterWins",
    "ExpectedVotesOverridden",
    "WaitForAllCancelled",
    "Frozen",
]
"""What Status.flags can hold: corosync-quorumtool's names; the last three are of rules strict."""

NodeState = Literal["unseen", "member", "dead", "leaving"]
"""What NodeInfo.state can be."""

Outcome = Literal["as_expected", "not_checked", "different", "refused"]
"""What Played.outcome can be."""


class ReasonDict(TypedDict):
    """What Reason.as_dict() returns."""

    code: ReasonCode
    number: int
    votes: int
    needed: int
    expected_votes: int
    node: int
    missing: "list[int]"
    device_votes: int
    text: str


class StatusDict(TypedDict):
    """What Status.as_dict() returns and quorate status --json prints."""

    quorate: bool
    verdict: Verdict
    reason: ReasonDict
    quorum: int
    expected_votes: int
    highest_expected: int
    total_votes: int
    device_votes: int
    fence_delay: int
    flags: "list[Flag]"
    members: "list[int]"
    node: int
    ring: "list[int]"
