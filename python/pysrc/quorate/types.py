"""Types for annotations. quorate itself does not import this module."""

import sys
from typing import Tuple

if sys.version_info >= (3, 8):
    from typing import Literal, TypedDict
else:  # The names for older Pythons; type checkers look above.
    TypedDict = dict

    class _Literal:
        def __getitem__(self, values):
            return type("Literal", (str,), {"__args__": values})

    Literal = _Literal()

Ring = Tuple[int, int]
"""The name of a view: (node, seq)."""

Rules = Literal["corosync", "cman", "strict"]
"""The rule sets."""

Verdict = Literal["blocked", "quorate", "fence_first"]
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
    "NodelistDiffers",
    "ChangePending",
]
"""What Status.flags can hold: corosync-quorumtool's names; the last three are of rules strict."""

NodeState = Literal["unseen", "member", "dead", "leaving"]
"""What NodeInfo.state can be."""

Outcome = Literal["as_expected", "not_checked", "different", "refused"]
"""What Played.outcome can be."""

AdviceCode = Literal[
    "start_missing",
    "fence_missing",
    "confirm_off",
    "cancel_wait_for_all",
    "wait_for_all_off",
    "set_expected_votes",
    "restore_device",
    "bring_tie_breaker",
    "fence_before_recovery",
    "resume",
    "start_again",
    "report_view",
    "wait_for_states",
    "end_override",
    "cancel_with_majority",
    "correct_expected_votes",
    "copy_nodelist",
    "start_last",
]
"""What Advice.code can be; the keys of quorate.ADVICE_CODES."""

FindingCode = Literal[
    "no_provider",
    "no_nodelist",
    "no_address",
    "no_name",
    "two_node_not_two",
    "two_node_without_wait_for_all",
    "two_node_needs_fencing",
    "two_node_dropped",
    "wait_for_all_needs_all",
    "wait_for_all_disagrees",
    "tie_breaker_odd_votes",
    "tie_breaker_moves",
    "tie_breaker_list_at_start",
    "tie_breaker_list",
    "tie_breaker_off",
    "tie_breaker_not_understood",
    "tie_breaker_cut_short",
    "tie_breaker_unused",
    "tie_breaker_not_a_node",
    "expected_votes_below",
    "expected_votes_above",
    "expected_votes_unused",
    "heavy_node",
    "votes_differ",
    "even_votes",
    "quorum_over_255",
    "last_man_standing",
    "last_man_standing_off",
    "last_man_standing_window_unused",
    "allow_downscale",
    "expected_votes_tracking",
    "last_man_standing_stops_at_two",
    "device_on_odd",
    "device_votes",
    "device_wait_for_all",
    "device_without_model",
    "device_does_not_start",
    "device_ffsplit_votes",
    "device_last_man_standing",
    "device_tie_breaker",
    "device_sync_timeout",
    "device_in_cluster",
    "device_two_node_lms",
    "device_unfit",
    "unknown_quorum_key",
    "unknown_node_key",
    "unknown_device_key",
    "unknown_section",
    "more_ignored",
    "misplaced_key",
    "corosync_1_entry",
    "comment_in_value",
    "key_again",
    "section_in_node",
    "section_in_uidgid",
    "no_break_space",
]
"""What Finding.code can be; the keys of quorate.FINDING_CODES."""

Severity = Literal["note", "warning", "error"]
"""What Finding.severity can be."""

Harm = Literal[
    "split_brain",
    "disagreement",
    "blocked",
    "no_effect",
    "quorum_wraps",
    "always_quorate",
    "only_wait_for_all",
    "does_not_start",
]
"""What Finding.harm can be."""

SplitOutcome = Literal["one", "nobody", "both", "fence_first"]
"""What Split.outcome can be."""

CounterexampleKind = Literal["split", "relies_on_fencing", "disagreement", "refused"]
"""What Counterexample.kind can be."""

WitnessTiming = Literal["safe", "like_qnetd"]
"""How a witness gives votes away."""

WitnessTls = Literal["off", "on", "required"]
"""Whether a witness takes TLS."""

WitnessVote = Literal["ack", "nack", "ask_later", "wait_for_reply", "no_change"]
"""What a witness says to a client."""

WitnessAlgorithm = Literal["test", "ffsplit", "2nodelms", "lms"]
"""How a witness decides, in corosync.conf's words."""

WitnessHeuristics = Literal["undefined", "pass", "fail"]
"""What a client says of its node's heuristics."""

VoteReason = Literal[
    "undecided",
    "majority",
    "only_half",
    "score",
    "connected",
    "keep_active",
    "tie_breaker",
    "no_majority",
    "one_partition",
    "newcomer",
    "largest",
    "both_nodes",
    "alone",
    "always",
    "unstable",
    "nack_first",
    "lease",
    "restart",
]
"""What decided over a client's vote."""

CloseReason = Literal[
    "dead_peer",
    "tls_is_off",
    "wrong_certificate",
    "send_buffer_full",
    "no_room_for_cluster",
    "name_too_long",
    "unknown_cluster",
    "unknown_node",
    "too_many_nodes",
]
"""Why a witness closed a connection."""

Ending = Literal["closed", "depth", "found", "memory", "cancelled"]
"""What Exploration.ending can be."""


class ReasonDict(TypedDict):
    """What Reason.as_dict() returns."""

    code: ReasonCode
    number: int
    votes: int
    needed: int
    expected_votes: int
    node: "int | None"
    missing: "list[int]"
    device_votes: int
    text: str


class AdviceDict(TypedDict):
    """What Advice.as_dict() returns."""

    code: AdviceCode
    number: int
    nodes: "list[int]"
    votes: int
    delay: int
    risks_split_brain: bool
    text: str


class StatusDict(TypedDict):
    """What Status.as_dict() returns and quorate status --json prints."""

    quorate: bool
    verdict: Verdict
    reason: ReasonDict
    help: str
    advice: "list[AdviceDict]"
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


class FindingDict(TypedDict):
    """What Finding.as_dict() returns; quorate lint --json prints them as 'findings'."""

    code: FindingCode
    number: int
    severity: Severity
    harm: Harm
    line: int
    key: str
    meant: str
    votes: int
    nodes: "list[int]"
    steps: "list[str]"
    story: str
    text: str


class PartitionDict(TypedDict):
    """What Partition.as_dict() returns."""

    members: "list[int]"
    verdict: Verdict
    quorate: "list[int]"
    agrees: bool
    status: StatusDict


class SurveyDict(TypedDict):
    """What Survey.as_dict() returns."""

    rules: Rules
    total_votes: int
    quorum: int
    votes_to_spare: int
    at_once: int
    one_by_one: int
    at_once_fenced: int
    fatal: "list[int]"
    fatal_until_fenced: "list[int]"
    device_is_fatal: bool


class SplitDict(TypedDict):
    """What Split.as_dict() returns."""

    sides: "list[list[int]]"
    outcome: SplitOutcome


class NodeDict(TypedDict):
    """A node after a step of a story, as quorate simulate --json prints it; verdict None: it is down."""

    node: int
    verdict: "Verdict | None"
    expected_votes: int
    highest_expected: int
    total_votes: int
    quorum: int
    why: "ReasonCode | None"
    members: "list[int]"
    flags: "list[Flag]"


class MomentDict(TypedDict):
    """A step of a story and what was seen after it; error: why it was refused. quorate simulate --json prints them."""

    line: int
    step: str
    outcome: Outcome
    ok: bool
    error: "str | None"
    nodes: "list[NodeDict]"


class CounterexampleDict(TypedDict):
    """What Counterexample.as_dict() returns."""

    kind: CounterexampleKind
    length: int
    steps: "list[str]"
    story: str
    text: str


class ExplorationDict(TypedDict):
    """What Exploration.as_dict() returns."""

    states: int
    events: int
    depth: int
    ending: Ending
    memory: int
    findings: "list[CounterexampleDict]"


class WitnessClientDict(TypedDict):
    """What WitnessClient.as_dict() returns."""

    cluster: str
    node: int
    algorithm: WitnessAlgorithm
    tie_breaker: 'Literal["lowest", "highest"] | int'
    keep_active_partition: bool
    configured: "list[int]"
    ring: "list[int]"
    members: "list[int]"
    heuristics: WitnessHeuristics
    heartbeat: int
    vote: WitnessVote
    reason: VoteReason
    text: str
    holds: bool
    lease: int
    former_holders: "list[int]"
    former_lease: int
