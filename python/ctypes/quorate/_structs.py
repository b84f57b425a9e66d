"""The structs of quorate.h, field by field, and the prototypes of its functions."""

from ctypes import POINTER, Structure, c_char, c_char_p, c_int32, c_size_t, c_uint32, c_uint64, c_void_p

NODES_MAX = 64
KEY_SIZE = 64
CONFIG_TEXT_SIZE = 256
MESSAGE_MAX = 96
SNAPSHOT_SIZE = 32
NEVER = 2**64 - 1

NodeIds = c_uint32 * NODES_MAX


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
        ("tie_breaker_nodes", NodeIds),
    ]


class ConfigNode(Structure):
    """quorate_config_node"""

    _fields_ = [("node_id", c_uint32), ("votes", c_uint32)]


ConfigNodes = ConfigNode * NODES_MAX


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
        ("missing", NodeIds),
    ]


class NodeNumbers(Structure):
    """quorate_node_info"""

    _fields_ = [
        ("node_id", c_uint32),
        ("node_state", c_uint32),
        ("node_votes", c_uint32),
        ("node_expected_votes", c_uint32),
        ("flags", c_uint32),
    ]


class AdviceNumbers(Structure):
    """quorate_advice"""

    _fields_ = [
        ("code", c_uint32),
        ("risks_split_brain", c_uint32),
        ("votes", c_uint32),
        ("node_count", c_uint32),
        ("delay", c_uint64),
        ("node_ids", NodeIds),
    ]


class FindingNumbers(Structure):
    """quorate_finding"""

    _fields_ = [
        ("code", c_uint32),
        ("severity", c_uint32),
        ("harm", c_uint32),
        ("line", c_uint32),
        ("votes", c_uint32),
        ("node_count", c_uint32),
        ("node_ids", NodeIds),
        ("key", c_char * KEY_SIZE),
        ("meant", c_char * KEY_SIZE),
    ]


# Objects are opaque: arrays of 64-bit words, as many as in quorate.h.
CONFIG_WORDS = 24 + 3 * NODES_MAX // 2
BUILDER_WORDS = 24 + 3 * NODES_MAX // 2
ENGINE_WORDS = 64 + 5 * NODES_MAX // 2
CLUSTER_WORDS = CONFIG_WORDS + NODES_MAX * (ENGINE_WORDS + 4) + 64

ConfigStorage = c_uint64 * CONFIG_WORDS
BuilderStorage = c_uint64 * BUILDER_WORDS
EngineStorage = c_uint64 * ENGINE_WORDS
ClusterStorage = c_uint64 * CLUSTER_WORDS

SIZES = {
    "quorate_config_size": ConfigStorage,
    "quorate_builder_size": BuilderStorage,
    "quorate_engine_size": EngineStorage,
    "quorate_cluster_size": ClusterStorage,
}

# A pointer to an object, a struct or an array of ours.
_REF = c_void_p
_TEXT = (c_char_p, c_size_t, POINTER(c_size_t))
_LIST = (_REF, c_size_t, POINTER(c_size_t))

# What follows `quorate_` in the names, and the arguments. All of these return a status.
FUNCTIONS = {
    "options_init_sized": (_REF, c_size_t),
    "builder_init_sized": (_REF, c_size_t),
    "builder_node": (_REF, c_uint32, c_uint32, _REF),
    "builder_options": (_REF, _REF),
    "builder_tie_breaker": (_REF, c_uint32, _REF, c_size_t),
    "builder_build_sized": (_REF, _REF, c_size_t, _REF),
    "config_from_corosync_conf_sized": (_REF, c_size_t, c_char_p, c_size_t, _REF),
    "config_from_corosync_conf_for_reload_sized": (_REF, c_size_t, c_char_p, c_size_t, _REF),
    "config_nodes": (_REF,) + _LIST,
    "config_describe": (_REF, _REF),
    "config_set_freeze_on_loss": (_REF, c_uint32),
    "config_set_fence_delay": (_REF, c_uint64),
    "config_lint": (_REF, c_size_t, _REF),
    "config_lint_text": (_REF, c_size_t) + _TEXT,
    "config_lint_story": (_REF, c_size_t) + _TEXT,
    "engine_init_sized": (_REF, c_size_t, _REF, c_uint32, c_uint32),
    "engine_observe": (_REF, _REF, c_size_t),
    "engine_view": (_REF, c_uint32, c_uint64, _REF, c_size_t, c_uint64),
    "engine_receive": (_REF, c_uint32, c_char_p, c_size_t, c_uint64),
    "engine_poll_transmit": (_REF, c_char_p, c_size_t, POINTER(c_size_t)),
    "engine_poll_timeout": (_REF, POINTER(c_uint64)),
    "engine_handle_timeout": (_REF, c_uint64),
    "engine_leave": (_REF, c_uint32),
    "engine_set_expected_votes": (_REF, c_uint32),
    "engine_set_votes": (_REF, c_uint32, c_uint32),
    "engine_cancel_wait_for_all": (_REF,),
    "engine_reload": (_REF, _REF),
    "engine_fenced": (_REF, c_uint32, c_uint32, c_uint64, c_uint64),
    "engine_resume": (_REF,),
    "engine_device_register": (_REF, c_char_p, c_size_t),
    "engine_device_unregister": (_REF,),
    "engine_device_rename": (_REF, c_char_p, c_size_t),
    "engine_device_poll": (_REF, c_uint32, c_uint64, c_uint32, c_uint64),
    "engine_device_master_wins": (_REF, c_uint32),
    "engine_waits_for_device": (_REF, POINTER(c_uint32)),
    "engine_tracked_expected_votes": (_REF, POINTER(c_uint32)),
    "engine_snapshot": (_REF, c_char_p, c_size_t),
    "engine_restore": (_REF, c_char_p, c_size_t),
    "engine_status": (_REF, _REF),
    "engine_reason": (_REF, _REF),
    "engine_info": (_REF, c_uint32, _REF),
    "engine_members": (_REF,) + _LIST,
    "engine_joined": (_REF,) + _LIST,
    "engine_left": (_REF,) + _LIST,
    "engine_reason_text": (_REF,) + _TEXT,
    "engine_help_text": (_REF,) + _TEXT,
    "engine_advice": (_REF, c_size_t, _REF),
    "engine_advice_text": (_REF, c_size_t) + _TEXT,
    "engine_quorumtool_text": (_REF,) + _TEXT,
    "engine_cman_tool_text": (_REF,) + _TEXT,
    "cluster_init_sized": (_REF, c_size_t, _REF, c_uint32),
    "cluster_run": (_REF, c_char_p, c_size_t) + _TEXT,
    "cluster_reload": (_REF, _REF, _REF, c_size_t) + _TEXT,
    "cluster_now": (_REF, POINTER(c_uint64)),
    "cluster_engine_sized": (_REF, c_uint32, _REF, c_size_t),
    "cluster_nodes": (_REF,) + _LIST,
    "cluster_table": (_REF,) + _TEXT,
}
