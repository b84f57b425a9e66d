//! The numbers of the C ABI as Rust has them: constants, sizes and places of fields.

use std::mem::{align_of, offset_of, size_of};

/// A C expression and its value.
pub type Number = (String, i64);

macro_rules! constants {
    ($($name:ident)*) => {
        vec![$((stringify!($name).to_owned(), quorate_ffi::$name as i64)),*]
    };
}

macro_rules! layouts {
    ($($type:ident { $($field:ident)* })*) => {{
        let mut numbers: Vec<Number> = Vec::new();
        $(
            numbers.push((format!("sizeof({})", stringify!($type)), size_of::<quorate_ffi::$type>() as i64));
            let alignment = format!("offsetof(struct {{ char c; {} t; }}, t)", stringify!($type));
            numbers.push((alignment, align_of::<quorate_ffi::$type>() as i64));
            $(
                let place = format!("offsetof({}, {})", stringify!($type), stringify!($field));
                numbers.push((place, offset_of!(quorate_ffi::$type, $field) as i64));
            )*
        )*
        numbers
    }};
}

/// Every macro of the header that stands for a number.
pub fn constants() -> Vec<Number> {
    constants! {
        QUORATE_NODES_MAX QUORATE_MESSAGE_MAX QUORATE_DEVICE_NAME_MAX QUORATE_NEVER
        QUORATE_KEY_SIZE QUORATE_CONFIG_TEXT_SIZE
        QUORATE_CONFIG_WORDS QUORATE_BUILDER_WORDS QUORATE_ENGINE_WORDS QUORATE_CLUSTER_WORDS
        QUORATE_RULES_COROSYNC QUORATE_RULES_CMAN QUORATE_RULES_STRICT
        QUORATE_VERDICT_BLOCKED QUORATE_VERDICT_QUORATE QUORATE_VERDICT_FENCE_FIRST
        QUORATE_FLAG_TWO_NODE QUORATE_FLAG_QUORATE QUORATE_FLAG_WAIT_FOR_ALL QUORATE_FLAG_LAST_MAN_STANDING
        QUORATE_FLAG_AUTO_TIE_BREAKER QUORATE_FLAG_ALLOW_DOWNSCALE QUORATE_FLAG_QDEVICE_REGISTERED
        QUORATE_FLAG_QDEVICE_ALIVE QUORATE_FLAG_QDEVICE_CAST_VOTE QUORATE_FLAG_QDEVICE_MASTER_WINS
        QUORATE_FLAG_EXPECTED_VOTES_OVERRIDDEN QUORATE_FLAG_WAIT_FOR_ALL_CANCELLED QUORATE_FLAG_FROZEN
        QUORATE_NODESTATE_UNSEEN QUORATE_NODESTATE_MEMBER QUORATE_NODESTATE_DEAD QUORATE_NODESTATE_LEAVING
        QUORATE_REASON_MAJORITY QUORATE_REASON_TWO_NODE QUORATE_REASON_TIE_BREAKER QUORATE_REASON_MASTER_WINS
        QUORATE_REASON_NO_VIEW QUORATE_REASON_VIEW_INCOMPLETE QUORATE_REASON_WAITING_FOR_ALL
        QUORATE_REASON_NO_MAJORITY QUORATE_REASON_TIE_LOST QUORATE_REASON_DEVICE_VOTE_MISSING
        QUORATE_REASON_DEVICE_VOTE_STALE QUORATE_REASON_LEFT QUORATE_REASON_EVERYONE_ACCOUNTED
        QUORATE_REASON_OPERATOR_OVERRIDE QUORATE_REASON_FROZEN QUORATE_REASON_FENCE_FIRST
        QUORATE_FOLLOWS_TWO_NODE QUORATE_TIE_BREAKER_LOWEST QUORATE_TIE_BREAKER_HIGHEST
        QUORATE_TIE_BREAKER_LIST
        QUORATE_OK
        QUORATE_ERROR_NULL QUORATE_ERROR_MISALIGNED QUORATE_ERROR_NOT_INITIALIZED QUORATE_ERROR_ABI
        QUORATE_ERROR_BUFFER_TOO_SMALL QUORATE_ERROR_NOT_UTF8 QUORATE_ERROR_INVALID_VALUE
        QUORATE_ERROR_TOO_LONG QUORATE_ERROR_UNKNOWN
        QUORATE_ERROR_CONFIG_LINE_TOO_LONG QUORATE_ERROR_CONFIG_SECTION_WITHOUT_NAME
        QUORATE_ERROR_CONFIG_TEXT_AFTER_BRACE QUORATE_ERROR_CONFIG_PATH_TOO_LONG
        QUORATE_ERROR_CONFIG_EMPTY_KEY QUORATE_ERROR_CONFIG_BAD_NAME
        QUORATE_ERROR_CONFIG_TEXT_BESIDE_BRACE QUORATE_ERROR_CONFIG_UNEXPECTED_BRACE
        QUORATE_ERROR_CONFIG_MISSING_BRACE QUORATE_ERROR_CONFIG_NOT_AN_ENTRY
        QUORATE_ERROR_CONFIG_NOT_A_NUMBER QUORATE_ERROR_CONFIG_OTHER_PROVIDER
        QUORATE_ERROR_CONFIG_NODEID_MISSING QUORATE_ERROR_CONFIG_NODEID_ZERO
        QUORATE_ERROR_CONFIG_DUPLICATE_NODE QUORATE_ERROR_CONFIG_TOO_MANY_NODES
        QUORATE_ERROR_CONFIG_TOO_MANY_TIE_BREAKERS QUORATE_ERROR_CONFIG_VOTES_OVERFLOW
        QUORATE_ERROR_CONFIG_NO_EXPECTED_VOTES QUORATE_ERROR_CONFIG_TWO_NODE_WITH_DEVICE
        QUORATE_ERROR_CONFIG_ODD_LAST_MAN_STANDING QUORATE_ERROR_CONFIG_DEVICE_WITH_LAST_MAN_STANDING
        QUORATE_ERROR_CONFIG_DEVICE_WITH_TIE_BREAKER QUORATE_ERROR_CONFIG_DEVICE_WITH_DOWNSCALE
        QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNKNOWN QUORATE_ERROR_CONFIG_DEVICE_VOTES_UNEVEN
        QUORATE_ERROR_CONFIG_DEVICE_VOTES_TOO_HIGH
        QUORATE_ERROR_NODEID_ZERO QUORATE_ERROR_NOT_IN_NODELIST QUORATE_ERROR_UNKNOWN_NODE
        QUORATE_ERROR_LOCAL_NODE_MISSING QUORATE_ERROR_DUPLICATE_MEMBER QUORATE_ERROR_TOO_MANY_NODES
        QUORATE_ERROR_NO_VIEW QUORATE_ERROR_OTHER_VIEW QUORATE_ERROR_SENDER_NOT_IN_VIEW
        QUORATE_ERROR_VOTES_OVERFLOW QUORATE_ERROR_EXPECTED_VOTES_TOO_LOW QUORATE_ERROR_QUORUM_OUT_OF_REACH
        QUORATE_ERROR_OUTBOX_FULL QUORATE_ERROR_LEFT QUORATE_ERROR_NOT_IN_THESE_RULES
        QUORATE_ERROR_TWO_NODE_NEEDS_TWO_NODES QUORATE_ERROR_DEVICE_NOT_ALLOWED
        QUORATE_ERROR_DEVICE_NOT_REGISTERED QUORATE_ERROR_DEVICE_NAME_IN_USE
        QUORATE_ERROR_DEVICE_NAME_LENGTH QUORATE_ERROR_DEVICE_PENDING
        QUORATE_ERROR_FENCED_MEMBER QUORATE_ERROR_PROOF_TOO_OLD QUORATE_ERROR_FENCES_ITSELF
        QUORATE_ERROR_MESSAGE_VERSION QUORATE_ERROR_MESSAGE_MALFORMED
        QUORATE_ERROR_STEP QUORATE_ERROR_NO_SUCH_NODE QUORATE_ERROR_ALREADY_UP QUORATE_ERROR_NODE_DOWN
        QUORATE_ERROR_NOBODY_UP
    }
}

/// Size, alignment and fields of every type of the header.
pub fn layouts() -> Vec<Number> {
    layouts! {
        quorate_config { _opaque }
        quorate_builder { _opaque }
        quorate_engine { _opaque }
        quorate_cluster { _opaque }
        quorate_config_error { status line key text }
        quorate_config_node { node_id votes }
        quorate_options {
            expected_votes votes two_node wait_for_all last_man_standing auto_tie_breaker allow_downscale
            expected_votes_tracking device device_has_votes device_votes freeze_on_loss last_man_standing_window
            device_timeout device_sync_timeout fence_delay
        }
        quorate_status {
            node_id node_state node_votes node_expected_votes highest_expected total_votes quorum flags
            qdevice_votes verdict reason ring_node ring_seq fence_delay
        }
        quorate_reason {
            code votes needed expected_votes node_id qdevice_votes missing_count missing
        }
        quorate_node_info { node_id node_state node_votes node_expected_votes flags }
    }
}

/// A C program that prints each of them in a line: the value, a space, the expression.
pub fn program(numbers: &[Number]) -> String {
    let mut text =
        String::from("#include <quorate.h>\n#include <stddef.h>\n#include <stdio.h>\nint main(void)\n{\n");
    for (expression, _) in numbers {
        text += &format!("    printf(\"%lld {expression}\\n\", (long long)({expression}));\n");
    }
    text + "    return 0;\n}\n"
}
