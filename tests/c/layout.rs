//! The numbers of the C ABI as Rust has them: constants, sizes and places of fields.

use crate::codes;
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
    let mut numbers = constants! {
        QUORATE_OK QUORATE_NODES_MAX QUORATE_MESSAGE_MAX QUORATE_SNAPSHOT_SIZE QUORATE_SNAPSHOT_MAX
        QUORATE_DEVICE_NAME_MAX QUORATE_NEVER QUORATE_KEY_SIZE QUORATE_CONFIG_TEXT_SIZE
        QUORATE_CONFIG_WORDS QUORATE_BUILDER_WORDS QUORATE_ENGINE_WORDS QUORATE_CLUSTER_WORDS
        QUORATE_WITNESS_HEAD_SIZE QUORATE_WITNESS_CLIENT_SIZE QUORATE_WITNESS_CLUSTER_SIZE
        QUORATE_WITNESS_TRANSMIT_MAX QUORATE_CLUSTER_NAME_MAX QUORATE_CLUSTER_NAME_SIZE
        QUORATE_OUTPUT_NONE QUORATE_OUTPUT_SEND QUORATE_OUTPUT_START_TLS QUORATE_OUTPUT_CLOSE
        QUORATE_FOLLOWS_TWO_NODE QUORATE_TIE_BREAKER_LOWEST QUORATE_TIE_BREAKER_HIGHEST QUORATE_TIE_BREAKER_LIST
        QUORATE_TIE_BREAKER_NODE
        QUORATE_CLIENT_CONFIGURED QUORATE_CLIENT_MEMBERS QUORATE_CLIENT_FORMER_HOLDERS
    };
    for table in codes::tables() {
        let of_row = |row: codes::Row| (format!("{}{}", table.prefix, row.c_name), row.number);
        numbers.extend(table.rows.into_iter().map(of_row));
    }
    numbers
}

/// Size, alignment and fields of every type of the header that has them.
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
        quorate_net {
            net host algorithm tie_breaker tie_breaker_node keep_active_partition_tie_breaker heuristics
        }
        quorate_config_info {
            options expected_votes nodelist_votes qdevice_votes two_node wait_for_all tie_breaker tie_breaker_in_force
            tie_breaker_count tie_breaker_nodes qdevice_decides qdevice_votes_to_decide
        }
        quorate_status {
            node_id node_state node_votes node_expected_votes highest_expected total_votes quorum flags
            qdevice_votes verdict reason ring_node ring_seq fence_delay
        }
        quorate_reason {
            code votes needed expected_votes node_id qdevice_votes missing_count missing
        }
        quorate_electorate {
            epoch change_pending elector_count unstored_count other_nodelist_count electors unstored other_nodelist
        }
        quorate_node_info { node_id node_state node_votes node_expected_votes flags }
        quorate_finding { code severity harm line votes node_count node_ids key meant }
        quorate_advice { code risks_split_brain votes node_count delay node_ids }
        quorate_witness_settings { timing tls client_certificates refuse_unsafe heartbeat_max }
        quorate_witness_output { kind connection reason len }
        quorate_client_info {
            connection node_id vote reason holds algorithm heuristics
            heartbeat cluster_len ring_node ring_seq lease cluster
            tie_breaker tie_breaker_node keep_active_partition former_holder_count former_lease
        }
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
