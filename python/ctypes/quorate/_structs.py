"""The structs of quorate.h, field by field; a test compares them with the header."""

from ctypes import Structure, c_char, c_int32, c_uint32, c_uint64

NODES_MAX = 64
KEY_SIZE = 64
CONFIG_TEXT_SIZE = 256
MESSAGE_MAX = 96
SNAPSHOT_MAX = 79 + 10 * NODES_MAX
NEVER = 2**64 - 1
FOLLOWS_TWO_NODE = 2


class Options(Structure):
    """quorate_options"""

    _fields_ = [
        ("expected_votes", c_uint32),
        ("votes", c_uint32),
        ("two_node", c_uint32),
        ("wait_for_all", c_uint32),
        ("last_man_standing", c_uint32),
        ("auto_tie_breaker", c_uint32),
        ("allow_downscale", c_uint32),
        ("expected_votes_tracking", c_uint32),
        ("device", c_uint32),
        ("device_has_votes", c_uint32),
        ("device_votes", c_uint32),
        ("freeze_on_loss", c_uint32),
        ("last_man_standing_window", c_uint64),
        ("device_timeout", c_uint64),
        ("device_sync_timeout", c_uint64),
        ("fence_delay", c_uint64),
    ]


class ConfigInfo(Structure):
    """quorate_config_info"""

    _fields_ = [
        ("options", Options),
        ("expected_votes", c_uint32),
        ("nodelist_votes", c_uint32),
        ("qdevice_votes", c_uint32),
        ("two_node", c_uint32),
        ("wait_for_all", c_uint32),
        ("tie_breaker", c_uint32),
        ("tie_breaker_in_force", c_uint32),
        ("tie_breaker_count", c_uint32),
        ("tie_breaker_nodes", c_uint32 * NODES_MAX),
        ("qdevice_decides", c_uint32),
        ("qdevice_votes_to_decide", c_uint32),
    ]


class ConfigNode(Structure):
    """quorate_config_node"""

    _fields_ = [("node_id", c_uint32), ("votes", c_uint32)]


class ConfigProblem(Structure):
    """quorate_config_error"""

    _fields_ = [
        ("status", c_int32),
        ("line", c_uint32),
        ("key", c_char * KEY_SIZE),
        ("text", c_char * CONFIG_TEXT_SIZE),
    ]


class StatusNumbers(Structure):
    """quorate_status"""

    _fields_ = [
        ("node_id", c_uint32),
        ("node_state", c_uint32),
        ("node_votes", c_uint32),
        ("node_expected_votes", c_uint32),
        ("highest_expected", c_uint32),
        ("total_votes", c_uint32),
        ("quorum", c_uint32),
        ("flags", c_uint32),
        ("qdevice_votes", c_uint32),
        ("verdict", c_uint32),
        ("reason", c_uint32),
        ("ring_node", c_uint32),
        ("ring_seq", c_uint64),
        ("fence_delay", c_uint64),
    ]


class ElectorateNumbers(Structure):
    """quorate_electorate"""

    _fields_ = [
        ("epoch", c_uint32),
        ("change_pending", c_uint32),
        ("elector_count", c_uint32),
        ("unstored_count", c_uint32),
        ("other_nodelist_count", c_uint32),
        ("electors", c_uint32 * NODES_MAX),
        ("unstored", c_uint32 * NODES_MAX),
        ("other_nodelist", c_uint32 * NODES_MAX),
    ]


class ReasonNumbers(Structure):
    """quorate_reason"""

    _fields_ = [
        ("code", c_uint32),
        ("votes", c_uint32),
        ("needed", c_uint32),
        ("expected_votes", c_uint32),
        ("node_id", c_uint32),
        ("qdevice_votes", c_uint32),
        ("missing_count", c_uint32),
        ("missing", c_uint32 * NODES_MAX),
    ]
