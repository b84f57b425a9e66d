"""The numbers of quorate.h by name. They are fixed for ever; a test compares them with the header."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Dict, FrozenSet, List

    from quorate.types import AdviceCode, FindingCode, Flag, Harm, NodeState, ReasonCode, Rules, Severity, Verdict

REASON_CODES: "Dict[ReasonCode, int]" = {
    "majority": 1,
    "two_node": 2,
    "tie_breaker": 3,
    "master_wins": 4,
    "everyone_accounted": 5,
    "operator_override": 6,
    "no_view": 100,
    "view_incomplete": 101,
    "waiting_for_all": 102,
    "no_majority": 103,
    "tie_lost": 104,
    "device_vote_missing": 105,
    "device_vote_stale": 106,
    "left": 107,
    "frozen": 108,
    "fence_first": 200,
}

ADVICE_CODES: "Dict[AdviceCode, int]" = {
    "start_missing": 1,
    "fence_missing": 2,
    "confirm_off": 3,
    "cancel_wait_for_all": 4,
    "wait_for_all_off": 5,
    "set_expected_votes": 6,
    "restore_device": 7,
    "bring_tie_breaker": 8,
    "fence_before_recovery": 9,
    "resume": 10,
    "start_again": 11,
    "report_view": 12,
    "wait_for_states": 13,
    "end_override": 14,
    "cancel_with_majority": 15,
    "correct_expected_votes": 16,
}

FINDING_CODES: "Dict[FindingCode, int]" = {
    "no_provider": 1,
    "two_node_not_two": 100,
    "two_node_without_wait_for_all": 101,
    "two_node_needs_fencing": 102,
    "two_node_dropped": 103,
    "wait_for_all_needs_all": 110,
    "wait_for_all_disagrees": 111,
    "tie_breaker_odd_votes": 200,
    "tie_breaker_moves": 201,
    "tie_breaker_list_at_start": 202,
    "tie_breaker_list": 203,
    "tie_breaker_off": 204,
    "tie_breaker_not_understood": 205,
    "tie_breaker_cut_short": 206,
    "tie_breaker_unused": 207,
    "tie_breaker_not_a_node": 208,
    "expected_votes_below": 300,
    "expected_votes_above": 301,
    "expected_votes_unused": 302,
    "heavy_node": 303,
    "votes_differ": 304,
    "even_votes": 305,
    "quorum_over_255": 306,
    "last_man_standing": 400,
    "last_man_standing_off": 401,
    "last_man_standing_window_unused": 402,
    "allow_downscale": 403,
    "expected_votes_tracking": 404,
    "device_on_odd": 500,
    "device_votes": 501,
    "device_wait_for_all": 502,
    "device_without_model": 503,
    "unknown_quorum_key": 600,
    "unknown_node_key": 601,
    "unknown_device_key": 602,
    "unknown_section": 603,
    "more_ignored": 604,
    "misplaced_key": 605,
}

ERROR_NUMBERS: "Dict[str, int]" = {
    "QUORATE_ERROR_NULL": -1,
    "QUORATE_ERROR_MISALIGNED": -2,
    "QUORATE_ERROR_NOT_INITIALIZED": -3,
    "QUORATE_ERROR_ABI": -4,
    "QUORATE_ERROR_BUFFER_TOO_SMALL": -5,
    "QUORATE_ERROR_NOT_UTF8": -6,
    "QUORATE_ERROR_INVALID_VALUE": -7,
    "QUORATE_ERROR_TOO_LONG": -8,
    "QUORATE_ERROR_UNKNOWN": -9,
    "QUORATE_ERROR_NO_SUCH_FINDING": -10,
    "QUORATE_ERROR_NO_SUCH_ADVICE": -11,
    "QUORATE_ERROR_RULES_NOT_BUILT": -12,
    "QUORATE_ERROR_CONFIG_LINE_TOO_LONG": -100,
    "QUORATE_ERROR_CONFIG_SECTION_WITHOUT_NAME": -101,
    "QUORATE_ERROR_CONFIG_TEXT_AFTER_BRACE": -102,
    "QUORATE_ERROR_CONFIG_PATH_TOO_LONG": -103,
    "QUORATE_ERROR_CONFIG_EMPTY_KEY": -104,
    "QUORATE_ERROR_CONFIG_BAD_NAME": -105,
    "QUORATE_ERROR_CONFIG_TEXT_BESIDE_BRACE": -106,
    "QUORATE_ERROR_CONFIG_UNEXPECTED_BRACE": -107,
    "QUORATE_ERROR_CONFIG_MISSING_BRACE": -108,
    "QUORATE_ERROR_CONFIG_NOT_AN_ENTRY": -109,
    "QUORATE_ERROR_CONFIG_NOT_A_NUMBER": -110,
    "QUORATE_ERROR_CONFIG_OTHER_PROVIDER": -111,
    "QUORATE_ERROR_CONFIG_NODEID_MISSING": -112,
    "QUORATE_ERROR_CONFIG_NODEID_ZERO": -113,
    "QUORATE_ERROR_CONFIG_DUPLICATE_NODE": -114,
    "QUORATE_ERROR_CONFIG_TOO_MANY_NODES": -115,
    "QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS": -116,
    "QUORATE_ERROR_CONFIG_VOTES_OVERFLOW": -117,
    "QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES": -118,
    "QUORATE_ERROR_CONFIG_TWO_NODE_WITH_DEVICE": -119,
    "QUORATE_ERROR_CONFIG_ODD_LAST_MAN_STANDING": -120,
    "QUORATE_ERROR_CONFIG_DEVICE_WITH_LAST_MAN_STANDING": -121,
    "QUORATE_ERROR_CONFIG_DEVICE_WITH_TIE_BREAKER": -122,
    "QUORATE_ERROR_CONFIG_DEVICE_WITH_DOWNSCALE": -123,
    "QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNKNOWN": -124,
    "QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNEVEN": -125,
    "QUORATE_ERROR_CONFIG_DEVICE_VOTES_TOO_HIGH": -126,
    "QUORATE_ERROR_NODEID_ZERO": -200,
    "QUORATE_ERROR_NOT_IN_NODELIST": -201,
    "QUORATE_ERROR_UNKNOWN_NODE": -202,
    "QUORATE_ERROR_LOCAL_NODE_MISSING": -203,
    "QUORATE_ERROR_DUPLICATE_MEMBER": -204,
    "QUORATE_ERROR_TOO_MANY_NODES": -205,
    "QUORATE_ERROR_NO_VIEW": -206,
    "QUORATE_ERROR_OTHER_VIEW": -207,
    "QUORATE_ERROR_SENDER_NOT_IN_VIEW": -208,
    "QUORATE_ERROR_VOTES_OVERFLOW": -209,
    "QUORATE_ERROR_EXPECTED_VOTES_TOO_LOW": -210,
    "QUORATE_ERROR_QUORUM_OUT_OF_REACH": -211,
    "QUORATE_ERROR_OUTBOX_FULL": -212,
    "QUORATE_ERROR_LEFT": -213,
    "QUORATE_ERROR_NOT_IN_THESE_RULES": -214,
    "QUORATE_ERROR_TWO_NODE_NEEDS_TWO_NODES": -215,
    "QUORATE_ERROR_DEVICE_NOT_ALLOWED": -216,
    "QUORATE_ERROR_DEVICE_NOT_REGISTERED": -217,
    "QUORATE_ERROR_DEVICE_NAME_IN_USE": -218,
    "QUORATE_ERROR_DEVICE_NAME_LENGTH": -219,
    "QUORATE_ERROR_DEVICE_PENDING": -220,
    "QUORATE_ERROR_FENCED_MEMBER": -221,
    "QUORATE_ERROR_PROOF_TOO_OLD": -222,
    "QUORATE_ERROR_RING_TOO_OLD": -223,
    "QUORATE_ERROR_SNAPSHOT_MALFORMED": -224,
    "QUORATE_ERROR_SNAPSHOT_VERSION": -225,
    "QUORATE_ERROR_OTHER_SNAPSHOT": -226,
    "QUORATE_ERROR_RESTORE_TOO_LATE": -227,
    "QUORATE_ERROR_MESSAGE_VERSION": -300,
    "QUORATE_ERROR_MESSAGE_MALFORMED": -301,
    "QUORATE_ERROR_STEP": -400,
    "QUORATE_ERROR_NO_SUCH_NODE": -401,
    "QUORATE_ERROR_ALREADY_UP": -402,
    "QUORATE_ERROR_NODE_DOWN": -403,
    "QUORATE_ERROR_NOBODY_UP": -404,
    "QUORATE_ERROR_FENCES_ITSELF": -405,
}

RULES: "Dict[Rules, int]" = {"corosync": 1, "cman": 2, "strict": 3}

VERDICTS: "Dict[int, Verdict]" = {0: "blocked", 1: "quorate", 2: "fence_first"}

NODE_STATES: "Dict[int, NodeState]" = {0: "unseen", 1: "member", 2: "dead", 3: "leaving"}

SEVERITIES: "Dict[int, Severity]" = {1: "note", 2: "warning", 3: "error"}

HARMS: "Dict[int, Harm]" = {
    1: "split_brain",
    2: "disagreement",
    3: "blocked",
    4: "no_effect",
    5: "quorum_wraps",
    6: "always_quorate",
    7: "only_wait_for_all",
}

# In corosync-quorumtool's order.
FLAGS: "Dict[int, Flag]" = {
    1: "2Node",
    2: "Quorate",
    4: "WaitForAll",
    8: "LastManStanding",
    16: "AutoTieBreaker",
    32: "AllowDownscale",
    64: "Qdevice",
    128: "QdeviceAlive",
    256: "QdeviceCastVote",
    512: "QdeviceMasterWins",
    65536: "ExpectedVotesOverridden",
    131072: "WaitForAllCancelled",
    262144: "Frozen",
}

REASONS: "Dict[int, ReasonCode]" = {number: code for code, number in REASON_CODES.items()}

ADVICE: "Dict[int, AdviceCode]" = {number: code for code, number in ADVICE_CODES.items()}

FINDINGS: "Dict[int, FindingCode]" = {number: code for code, number in FINDING_CODES.items()}

FOLLOWS_TWO_NODE = 2
TIE_BREAKER_LOWEST, TIE_BREAKER_HIGHEST, TIE_BREAKER_LIST = 1, 2, 3


def flag_list(bits: int) -> "List[Flag]":
    """The names of the flags that are set, in corosync-quorumtool's order."""
    return [name for bit, name in FLAGS.items() if bits & bit]


def flag_set(bits: int) -> "FrozenSet[Flag]":
    return frozenset(flag_list(bits))
